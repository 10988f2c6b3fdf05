"""A server's answer beside our finished result, as a section of the report.

Judges nothing: what is the same, explained or contradicting is read from the comparison, and
the report's verdict is made without it. What the server said is a stranger's text, made safe
and cut here, escaped by the template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from esign_verify._frozen import frozen
from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    Comparison,
    Outcome,
)
from esign_verify.messages import safe_text
from esign_verify.render.crosscheck import explain_field, shown_value
from esign_verify.render.html_limits import (
    MAX_REPORT_COMPARED,
    MAX_REPORT_NAME,
    MAX_REPORT_PLACES,
    MAX_REPORT_SAID,
    MAX_REPORT_SENTENCE,
    MAX_REPORT_VALUE,
)
from esign_verify.render.html_reader import Moment, Reader

_TONES = {
    Agreement.CONTRADICTION: "bad",
    Agreement.NOT_COMPARED: "doubt",
    Agreement.EXPLAINED: "plain",
    Agreement.SAME: "good",
}
"""In the order of the table."""

_OUTCOME_TONES = {Outcome.AGREE: "good", Outcome.CONTRADICT: "bad", Outcome.UNDECIDED: "doubt"}


@frozen(kw_only=True)
class ValueRow:
    """One value of ours beside the server's."""

    about: str
    """the document, or which signature"""
    name: str
    """the path on the wire"""
    tone: str
    answer: str
    """same, explained, contradiction or not compared, in words"""
    ours: str
    theirs: str
    explanation: str


@frozen(kw_only=True)
class ValueTable:
    """Values, at most `MAX_REPORT_COMPARED`; `count` is how many there are, `more` is left out."""

    rows: tuple[ValueRow, ...]
    count: int
    more: int


@frozen(kw_only=True)
class ComparisonSection:
    """What the section says, in the order of the page."""

    tone: str
    word: str
    sentence: str
    summary: str
    different: ValueTable
    """contradictions first, then what could not be compared, then what is explained"""
    same: ValueTable
    server: str
    api: str
    form: str
    asked_at: Moment | None
    unknown_keys: str


def comparison_section(comparison: Comparison, reader: Reader) -> ComparisonSection:
    """What the report says of the server's answer."""
    found = list(_all(comparison, reader))
    counts = Counter(field.agreement for _, field in found)
    order = list(_TONES).index
    different = [pair for pair in found if pair[1].agreement is not Agreement.SAME]
    different.sort(key=lambda pair: order(pair[1].agreement))
    explained = comparison.outcome is Outcome.AGREE and bool(different)
    said = safe_text(comparison.conclusion or "", MAX_REPORT_SAID)
    return ComparisonSection(
        tone=_OUTCOME_TONES[comparison.outcome],
        word=reader.text(f"report.compared_word_{comparison.outcome.value}"),
        sentence=" ".join(
            (
                reader.text("report.compared_said", said=said)
                if said
                else reader.text("report.compared_said_nothing"),
                reader.text(
                    f"report.compared_{'EXPLAINED' if explained else comparison.outcome.value}"
                ),
            )
        ),
        summary=reader.text(
            "crosscheck.summary",
            same=counts[Agreement.SAME],
            explained=counts[Agreement.EXPLAINED],
            contradictions=counts[Agreement.CONTRADICTION],
            not_compared=counts[Agreement.NOT_COMPARED],
        ),
        different=_table(different, reader),
        same=_table([pair for pair in found if pair[1].agreement is Agreement.SAME], reader),
        server=safe_text(comparison.server, MAX_REPORT_NAME),
        api=comparison.api.value,
        form=comparison.form.value,
        asked_at=reader.moment(comparison.asked_at),
        unknown_keys=reader.join(comparison.unknown_keys, MAX_REPORT_PLACES),
    )


def _all(comparison: Comparison, reader: Reader) -> Iterator[tuple[str, ComparedField]]:
    """Every value, and what it is about."""
    document = reader.text("crosscheck.about_document")
    for field in comparison.fields:
        yield document, field
    for signature in comparison.signatures:
        about = _about(signature, reader)
        for field in signature.fields:
            yield about, field


def _about(signature: ComparedSignature, reader: Reader) -> str:
    code = "signature"
    if signature.remote_number is None:
        code = "only_ours"
    elif signature.number is None:
        code = "only_theirs"
    return reader.text(
        f"crosscheck.{code}",
        number=signature.number,
        remote=signature.remote_number,
        field=safe_text(signature.field_name, MAX_REPORT_NAME),
    )


def _table(pairs: Sequence[tuple[str, ComparedField]], reader: Reader) -> ValueTable:
    return ValueTable(
        rows=tuple(_row(about, field, reader) for about, field in pairs[:MAX_REPORT_COMPARED]),
        count=len(pairs),
        more=max(0, len(pairs) - MAX_REPORT_COMPARED),
    )


def _row(about: str, field: ComparedField, reader: Reader) -> ValueRow:
    return ValueRow(
        about=about,
        name=safe_text(field.name, MAX_REPORT_NAME),
        tone=_TONES[field.agreement],
        answer=reader.text(f"report.agreement_{field.agreement.value}"),
        ours=shown_value(field.ours, MAX_REPORT_VALUE),
        theirs=shown_value(field.theirs, MAX_REPORT_VALUE),
        explanation=safe_text(explain_field(field, reader.lang), MAX_REPORT_SENTENCE),
    )
