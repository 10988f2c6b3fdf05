"""The geometry of /ByteRange on raw bytes (ISO 32000-2, 12.8.1)."""

from __future__ import annotations

from typing import Any

from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.evidence import Check, Outcome

WHITE = b"\0\t\n\f\r "


def check_byte_range(
    source: Source,
    byte_range: Any,
    contents_span: tuple[int, int] | None,
    revisions: list[RevisionSections],
) -> tuple[Check, int]:
    """The check, and the number of the signed revision (0 where the range ends at none).

    Exactly two pairs, from 0, a gap that is exactly the hex string of this
    dictionary's /Contents, up to the end of a revision: this is what keeps out
    signature wrapping (SWA) and universal forgery (USF).
    """
    pairs = _check_numbers(byte_range, source.size)
    if pairs.outcome is not Outcome.PASSED:
        return pairs, 0
    _, first_length, second_start, second_length = byte_range
    end = second_start + second_length
    gap = _check_gap(source, first_length, second_start, contents_span)
    revision = revision_at(source, end, revisions)
    if gap.outcome is not Outcome.PASSED:
        return gap, revision
    if not revision:
        return Check.failed("byte_range_end_not_revision", end=end), 0
    return Check.passed(), revision


def _check_numbers(byte_range: Any, size: int) -> Check:
    if not isinstance(byte_range, list):
        return Check.failed("byte_range_missing")
    if len(byte_range) != 4:
        return Check.failed("byte_range_count", count=len(byte_range))
    if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in byte_range):
        return Check.failed("byte_range_not_integers")
    start, first_length, second_start, second_length = byte_range
    if start != 0:
        return Check.failed("byte_range_start", start=start)
    if first_length <= 0 or second_start <= first_length or second_length <= 0:
        return Check.failed("byte_range_order")
    if second_start + second_length > size:
        return Check.failed("byte_range_beyond_file", end=second_start + second_length, size=size)
    return Check.passed()


def _check_gap(source: Source, start: int, end: int, span: tuple[int, int] | None) -> Check:
    if span is None:
        return Check.failed("contents_not_in_file")
    if span != (start, end):
        return Check.failed(
            "byte_range_gap", start=start, end=end, contents_start=span[0], contents_end=span[1]
        )
    if source.read(start, 1) != b"<":
        return Check.failed("contents_not_hexadecimal")
    return Check.passed()


def revision_at(source: Source, end: int, revisions: list[RevisionSections]) -> int:
    """The number of the revision that ends at `end`; white space after %%EOF may be signed."""
    for number, revision in enumerate(revisions, start=1):
        if revision.end_min <= end <= revision.end_max:
            return number
    last = len(revisions)
    # a signature up to the end of the file leaves nothing for a later revision to add
    if end == source.size and revisions and revisions[-1].sections[0].end <= end:
        return last
    return 0
