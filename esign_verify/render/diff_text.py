"""What differs between two revisions, for a person at a terminal of 80 columns."""

from __future__ import annotations

from esign_verify.evidence.difference import (
    Difference,
    EntryDifference,
    ObjectDifference,
    PageDifference,
    StreamFacts,
)
from esign_verify.messages import safe_text, text
from esign_verify.render.columns import columns, hanging
from esign_verify.render.diff_words import (
    SIGNS,
    headline,
    page_words,
    part_words,
    span_words,
    title,
)
from esign_verify.render.wire import require_language

_LABEL = 14
_INDENT = 6
_VALUE = 160
"""Characters of one value; more does not help at a terminal, and JSON has it."""


def render_diff_text(difference: Difference, *, lang: str = "id") -> str:
    """Without a line end after the last line."""
    require_language(lang)
    file_name = safe_text(difference.file_name) or text("label.unnamed", lang)
    lines = hanging("", headline(difference, lang), indent=0)
    lines += ["", *_row("label.file", file_name, lang)]
    lines += _row("label.sha256", difference.sha256, lang)
    lines += _row("diff.older", span_words(difference.older, lang), lang)
    lines += _row("diff.newer", span_words(difference.newer, lang), lang)
    if difference.pages:
        lines += ["", text("diff.pages", lang)]
        for page in difference.pages:
            lines += _page(page, lang)
    if difference.objects:
        lines += ["", text("diff.objects", lang)]
        for one in difference.objects:
            lines += _object(one, lang)
    return "\n".join(lines + _rest(difference, lang))


def _row(label: str, value: str, lang: str) -> list[str]:
    return hanging(f"  {text(label, lang)}", value, indent=_LABEL)


def _page(page: PageDifference, lang: str) -> list[str]:
    action = text(f"diff_action.{page.action.value}", lang)
    words = f"{page_words(page, lang)}: {action}"
    if page.objects:
        numbers = ", ".join(map(str, page.objects))
        words += f", {text('diff.by_objects', lang, numbers=numbers)}"
    return hanging(f"  {SIGNS[page.action]}", words, indent=4)


def _object(one: ObjectDifference, lang: str) -> list[str]:
    action = text(f"diff_action.{one.action.value}", lang)
    words = title(one, lang) if not one.number else f"{title(one, lang)}: {part_words(one, lang)}"
    lines = hanging(f"  {SIGNS[one.action]}", f"{words} ({action})", indent=4)
    facts = [
        ("diff.type", safe_text(one.type)),
        ("diff.field", safe_text(one.field)),
        ("diff.on_pages", ", ".join(map(str, one.pages))),
        ("diff.used_by", safe_text("; ".join(one.uses))),
        ("diff.written_in", ", ".join(map(str, one.written))),
    ]
    for label, value in facts:
        if value:
            lines += _fact(text(label, lang), value)
    for entry in one.entries:
        lines += _entry(entry)
    if one.entries_left_out:
        left = text("diff.entries_left_out", lang, count=one.entries_left_out)
        lines += _fact("", left)
    if one.old_stream != one.new_stream:
        lines += _stream("-", one.old_stream, lang) + _stream("+", one.new_stream, lang)
    if one.lines is not None:
        lines += [" " * _INDENT + text("diff.data", lang)]
        lines += _data("-", one.lines.old, one.lines.old_left_out, lang)
        lines += _data("+", one.lines.new, one.lines.new_left_out, lang)
    return lines


def _fact(label: str, value: str) -> list[str]:
    head = " " * _INDENT + (f"{label}:" if label else "")
    return hanging(head, value, indent=max(_INDENT, columns(head) + 1))


def _entry(entry: EntryDifference) -> list[str]:
    lines = []
    if entry.path:
        lines += hanging(" " * _INDENT, safe_text(entry.path), indent=_INDENT)
    for sign, value in (("-", entry.old), ("+", entry.new)):
        if value:
            head = " " * _INDENT + f"  {sign}"
            lines += hanging(head, safe_text(value, _VALUE), indent=_INDENT + 4)
    return lines


def _stream(sign: str, stream: StreamFacts | None, lang: str) -> list[str]:
    if stream is None:
        return []
    words = text("diff.stream", lang, length=stream.length, digest=stream.sha256)
    return hanging(" " * _INDENT + f"  {sign}", words, indent=_INDENT + 4)


def _data(sign: str, shown: tuple[str, ...], left_out: int, lang: str) -> list[str]:
    head = " " * _INDENT + f"  {sign}"
    lines = []
    for line in shown:
        lines += hanging(head, safe_text(line, _VALUE), indent=_INDENT + 4)
    if left_out:
        lines += hanging(
            head, text("diff.lines_left_out", lang, count=left_out), indent=_INDENT + 4
        )
    return lines


def _rest(difference: Difference, lang: str) -> list[str]:
    lines: list[str] = []
    left = difference.objects_total - len(difference.objects)
    if left:
        lines += ["", *hanging("", text("diff.objects_left_out", lang, count=left), indent=0)]
    if difference.rewritten_alike:
        alike = text("diff.alike", lang, count=difference.rewritten_alike)
        lines += ["", *hanging("", alike, indent=0)]
    return [*lines, "", *hanging("", text("diff.no_judgement", lang), indent=0)]
