"""Our result beside a server's answer, for a person and as JSON. In: a `Comparison`. Out: text.

Judges nothing: what is the same, explained or contradicting is read from the comparison. What
the server said is a stranger's text, and is made safe here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    Comparison,
    MatchedBy,
    Outcome,
    RemoteValue,
)
from esign_verify.messages import safe_text, text
from esign_verify.render.columns import hanging
from esign_verify.render.dates import utc_z
from esign_verify.render.explain import clock
from esign_verify.render.json_text import dump
from esign_verify.render.text_signature import LABEL_COLUMNS
from esign_verify.render.wire import require_language

CROSSCHECK_SCHEMA_VERSION = "1.0"

_SYMBOLS = {
    Outcome.AGREE: "[ OK ]",
    Outcome.UNDECIDED: "[ ?? ]",
    Outcome.CONTRADICT: "[ XX ]",
}

_MARKS = {
    Agreement.EXPLAINED: "  ~",
    Agreement.NOT_COMPARED: "  ?",
    Agreement.CONTRADICTION: "  XX",
}

_INDENT = 5

_VALUE_LETTERS = 300
"""Of one value in the text; JSON has all of it."""


def render_comparison_text(comparison: Comparison, *, lang: str = "id") -> str:
    """What differs, with its reason; at most 80 columns, no line end after the last line."""
    require_language(lang)
    symbol = _SYMBOLS[comparison.outcome]
    sentence = text(f"crosscheck.outcome_{comparison.outcome.value}", lang)
    lines = hanging(symbol, sentence, indent=len(symbol) + 1)
    lines += hanging("", _summary(comparison, lang), indent=len(symbol) + 1)
    lines += ["", text("crosscheck.about_document", lang), *_rows(comparison.fields, lang)]
    for signature in comparison.signatures:
        lines += ["", *_heading(signature, lang), *_rows(signature.fields, lang)]
    return "\n".join([*lines, "", *_facts(comparison, lang)])


def _all_fields(comparison: Comparison) -> list[ComparedField]:
    inner = (field for signature in comparison.signatures for field in signature.fields)
    return [*comparison.fields, *inner]


def _summary(comparison: Comparison, lang: str) -> str:
    counts = Counter(field.agreement for field in _all_fields(comparison))
    return text(
        "crosscheck.summary",
        lang,
        same=counts[Agreement.SAME],
        explained=counts[Agreement.EXPLAINED],
        contradictions=counts[Agreement.CONTRADICTION],
        not_compared=counts[Agreement.NOT_COMPARED],
    )


def _heading(signature: ComparedSignature, lang: str) -> list[str]:
    code = "signature"
    if signature.remote_number is None:
        code = "only_ours"
    elif signature.number is None:
        code = "only_theirs"
    words = text(
        f"crosscheck.{code}",
        lang,
        number=signature.number,
        remote=signature.remote_number,
        field=safe_text(signature.field_name, 60),
    )
    if signature.matched_by is not MatchedBy.NOTHING:
        words += f"; {text(f'crosscheck.matched_{signature.matched_by.value}', lang)}"
    return hanging("", words, indent=0)


def _rows(fields: Iterable[ComparedField], lang: str) -> list[str]:
    """Those that differ, contradictions first; of the others only how many they are."""
    order = (Agreement.CONTRADICTION, Agreement.NOT_COMPARED, Agreement.EXPLAINED)
    listed = list(fields)
    lines: list[str] = []
    for agreement in order:
        for field in listed:
            if field.agreement is agreement:
                lines += _row(field, lang)
    same = sum(field.agreement is Agreement.SAME for field in listed)
    if same:
        lines.append(f"  =  {text('crosscheck.same_values', lang, count=same)}")
    return lines


def _row(field: ComparedField, lang: str) -> list[str]:
    lines = hanging(
        _MARKS[field.agreement], f"{field.name}: {explain_field(field, lang)}", indent=_INDENT
    )
    if field.ours is None and field.theirs is None:
        return lines
    for label, value in (("ours", field.ours), ("theirs", field.theirs)):
        head = f"{' ' * _INDENT}{text(f'crosscheck.{label}', lang)}"
        lines += hanging(head, shown_value(value), indent=_INDENT + 9)
    return lines


def explain_field(field: ComparedField, lang: str) -> str:
    """The sentence about one value that differs; empty where it is the same."""
    if not field.code:
        return ""
    return text(f"crosscheck.{field.code}", lang, **dict(field.params))


def shown_value(value: RemoteValue, limit: int = _VALUE_LETTERS) -> str:
    """One value on one line, of at most `limit` characters; `-` where there is none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    return safe_text(", ".join(value) if isinstance(value, tuple) else str(value), limit) or '""'


def _facts(comparison: Comparison, lang: str) -> list[str]:
    facts = [
        (text("label.file", lang), safe_text(comparison.file_name) or text("label.unnamed", lang)),
        (text("label.validation_time", lang), clock(comparison.validation_time, lang)),
        (text("label.policy", lang), safe_text(comparison.policy)),
        (text("crosscheck.server", lang), safe_text(comparison.server)),
        (text("crosscheck.asked_at", lang), clock(comparison.asked_at, lang)),
        (text("crosscheck.api", lang), comparison.api.value),
        (text("crosscheck.form", lang), comparison.form.value),
    ]
    if comparison.unknown_keys:
        keys = ", ".join(comparison.unknown_keys)
        facts.append((text("crosscheck.unknown_keys", lang), safe_text(keys)))
    lines = [text("crosscheck.facts", lang)]
    for label, value in facts:
        lines += hanging(f"  {label}", value, indent=LABEL_COLUMNS)
    return lines + hanging("  SHA-256", comparison.sha256, indent=14)


def comparison_json(comparison: Comparison, lang: str) -> dict[str, Any]:
    """The comparison as JSON values; keys in a fixed order."""
    return {
        "schema_version": CROSSCHECK_SCHEMA_VERSION,
        "language": lang,
        "file_name": comparison.file_name,
        "sha256": comparison.sha256,
        "server": comparison.server,
        "api": comparison.api.value,
        "form": comparison.form.value,
        "profile": comparison.profile,
        "policy": comparison.policy,
        "validation_time": utc_z(comparison.validation_time),
        "asked_at": utc_z(comparison.asked_at),
        "outcome": comparison.outcome.value,
        "text": text(f"crosscheck.outcome_{comparison.outcome.value}", lang),
        "fields": [_field_json(field, lang) for field in comparison.fields],
        "signatures": [
            {
                "number": signature.number,
                "remote_number": signature.remote_number,
                "field_name": signature.field_name,
                "matched_by": signature.matched_by.value,
                "fields": [_field_json(field, lang) for field in signature.fields],
            }
            for signature in comparison.signatures
        ],
        "unknown_keys": list(comparison.unknown_keys),
    }


def render_comparison_json(comparison: Comparison, *, lang: str = "id") -> str:
    """JSON, indented by two blanks."""
    require_language(lang)
    return dump(comparison_json(comparison, lang), indent=2)


def render_comparison_line(comparison: Comparison, file: str, *, lang: str = "id") -> str:
    """One of several files, on one line without its end; `file` as the user gave it."""
    require_language(lang)
    row = {"file": file, "sha256": comparison.sha256}
    return dump(row | {"comparison": comparison_json(comparison, lang)})


def _field_json(field: ComparedField, lang: str) -> dict[str, Any]:
    return {
        "name": field.name,
        "agreement": field.agreement.value,
        "ours": field.ours,
        "theirs": field.theirs,
        "code": field.code,
        "params": dict(field.params),
        "text": explain_field(field, lang),
    }
