"""The report a person opens: one self-contained page, from the verdict down to the evidence.

In: a finished result (and pictures, where there are some), a language, a zone. Out: HTML
as text, the same for the same input, byte for byte. It asks nothing of any network, runs
no script, and reads well on paper. Every text of the document is an attacker's: the
templates in `reports/` escape all of it (`html_environment`).

Does not judge: every verdict, level and answer is read from the result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from esign_verify._frozen import frozen
from esign_verify.messages import safe_text
from esign_verify.render.all_certificates import all_certificates
from esign_verify.render.dates import WIB
from esign_verify.render.html_certificates import certificates
from esign_verify.render.html_changes import changes, not_allowed, revisions
from esign_verify.render.html_checks import document_checks, signature_checks, stamp_checks
from esign_verify.render.html_document import expiries, file_facts, verdict
from esign_verify.render.html_drawings import revision_drawing, time_drawing
from esign_verify.render.html_environment import INDEX_SCRIPT, load_templates, page
from esign_verify.render.html_limits import MAX_PDF_MARKUP, MAX_REPORT_BYTES, MAX_REPORT_SIGNATURES
from esign_verify.render.html_paths import all_paths
from esign_verify.render.html_reader import Moment, Reader
from esign_verify.render.html_signers import advice, bullets, in_full, signers
from esign_verify.render.html_timeline import timeline
from esign_verify.result import VerificationResult

if TYPE_CHECKING:
    from esign_verify.evidence.pictures import Pictures
    from esign_verify.evidence.profile import ProfileNote
    from esign_verify.evidence.remote import Comparison

__all__ = [
    "IndexRow",
    "Unexamined",
    "all_certificates",
    "index_row",
    "load_templates",
    "render_html",
    "render_html_index",
    "render_html_unexamined",
    "unexamined_index_row",
]


@frozen(kw_only=True)
class Unexamined:
    """A file of which there is no result: what it is, and why."""

    file_name: str
    code: str
    """of the error, e.g. `not_a_pdf`"""
    params: Mapping[str, str]
    size: int | None
    """bytes; None where the file could not be read at all"""
    sha256: str
    """empty where the file could not be read"""
    examined_at: datetime
    tool_version: str


@frozen(kw_only=True)
class IndexRow:
    """One file in the list of many: what its own report says first."""

    file_name: str
    link: str
    """of its report, beside the index"""
    word: str
    tone: str
    sentence: str
    """why there is no result; empty where there is one"""
    signers: tuple[str, ...]
    count: int
    when: Moment | None
    sha256: str


def render_html(
    result: VerificationResult,
    *,
    lang: str = "id",
    zone: str = WIB,
    pictures: Pictures | None = None,
    notes: Sequence[ProfileNote] = (),
    comparison: Comparison | None = None,
    for_pdf: bool = False,
) -> str:
    """The report on one document. UsageError for an unknown language or zone.

    `notes`: on its certificates, as `inspect.profile` makes them. `comparison`: with the
    answer of a server, a section of its own; nothing else on the page depends on it.
    `for_pdf`: setting a page takes longer than making it, so more is left to the tables.
    """
    reader = Reader(lang=lang, zone=zone)
    common = _common(result, reader, pictures, notes)
    common["comparison"] = _compared(comparison, reader)
    made = ""
    for details in (MAX_REPORT_SIGNATURES, MAX_REPORT_SIGNATURES // 4, 1):
        made = page("report.html", reader, **common, **_detailed(result, reader, details))
        markup = len(re.sub(r'"data:[^"]*"', "", made)) if for_pdf else 0
        if len(made.encode()) <= MAX_REPORT_BYTES and markup <= MAX_PDF_MARKUP:
            break
    return made


def _detailed(result: VerificationResult, reader: Reader, details: int) -> dict[str, Any]:
    """What grows with the number of signatures that are shown in full."""
    shown = in_full(result, details)
    return {
        "signers": signers(result, reader, details),
        "paths": all_paths(result, reader, details),
        "checks": [signature_checks(item, n, reader) for n, item in shown]
        + stamp_checks(result, reader),
        "left_out": len(result.signatures) - len(shown),
    }


def _common(
    result: VerificationResult,
    reader: Reader,
    pictures: Pictures | None,
    notes: Sequence[ProfileNote],
) -> dict[str, Any]:
    forbidden = not_allowed(result)
    line = timeline(result, reader)
    steps, earlier = revisions(result, forbidden, reader)
    return {
        "title": safe_text(result.file_name) or reader.text("label.unnamed"),
        "verdict": verdict(result, reader),
        "examined": reader.moment(result.validation_time),
        "notes": bullets(result.document_findings, reader),
        "notes_advice": advice(result.document_findings, reader),
        "timeline": line,
        "time_drawing": time_drawing(line, reader),
        "revisions": steps,
        "earlier_revisions": earlier,
        "revision_drawing": revision_drawing(steps, earlier, reader) if steps else None,
        "changes": changes(result, forbidden, reader),
        "pages": _pages(result, reader, pictures),
        "document_checks": document_checks(result, reader),
        "facts": file_facts(result, reader),
        "expiries": expiries(result, reader),
        "certificates": certificates(result, notes, reader),
    }


def _pages(result: VerificationResult, reader: Reader, pictures: Pictures | None) -> object:
    if pictures is None:
        return None
    from esign_verify.render.html_pages import pages

    return pages(pictures, result, reader)


def _compared(comparison: Comparison | None, reader: Reader) -> object:
    if comparison is None:
        return None
    from esign_verify.render.html_comparison import comparison_section

    return comparison_section(comparison, reader)


def render_html_unexamined(file: Unexamined, *, lang: str = "id", zone: str = WIB) -> str:
    """The report on a file that cannot be examined: what it is, and why."""
    reader = Reader(lang=lang, zone=zone)
    return page(
        "unexamined.html",
        reader,
        title=safe_text(file.file_name) or reader.text("label.unnamed"),
        reason=reader.text(f"error.{file.code}", **file.params),
        size=None if file.size is None else reader.number(file.size),
        sha256=file.sha256,
        examined=reader.moment(file.examined_at),
        tool=f"esign-verify {safe_text(file.tool_version)}",
    )


_GRAVEST_FIRST = ("bad", "doubt", "plain", "good")


def render_html_index(
    rows: Sequence[IndexRow], *, examined_at: datetime, lang: str = "id", zone: str = WIB
) -> str:
    """The list of many files. Without its script it is a plain list of them all."""
    reader = Reader(lang=lang, zone=zone)
    counts = Counter((_GRAVEST_FIRST.index(row.tone), row.tone, row.word) for row in rows)
    return page(
        "index.html",
        reader,
        script=INDEX_SCRIPT,
        rows=rows,
        counts=[(tone, word, count) for (_, tone, word), count in sorted(counts.items())],
        examined=reader.moment(examined_at),
    )


def index_row(
    result: VerificationResult, *, link: str, lang: str = "id", zone: str = WIB
) -> IndexRow:
    """What the index says of one document."""
    reader = Reader(lang=lang, zone=zone)
    said = verdict(result, reader)
    every = signers(result, reader, details=0).rows
    return IndexRow(
        file_name=safe_text(result.file_name) or reader.text("label.unnamed"),
        link=link,
        word=said.word,
        tone=said.tone,
        sentence="",
        signers=tuple(row.name for row in every[:3]),
        count=len(result.signatures),
        when=next((row.when for row in reversed(every) if row.when is not None), None),
        sha256=result.document.sha256,
    )


def unexamined_index_row(file: Unexamined, *, link: str, lang: str = "id") -> IndexRow:
    """What the index says of a file that has no result."""
    reader = Reader(lang=lang)
    return IndexRow(
        file_name=safe_text(file.file_name) or reader.text("label.unnamed"),
        link=link,
        word=reader.text("report.word_unexamined"),
        tone="doubt",
        sentence=reader.text(f"error.{file.code}", **file.params),
        signers=(),
        count=0,
        when=None,
        sha256=file.sha256,
    )
