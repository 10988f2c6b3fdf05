"""What differs between two revisions, as a page: pictures side by side, then every object.

As self-contained and as careful with texts of the document as the report
(`html_environment`); no judgement either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esign_verify.evidence import DocumentEvidence
from esign_verify.evidence.difference import (
    Difference,
    EntryDifference,
    LinesDifference,
    ObjectDifference,
    PageDifference,
    StreamFacts,
)
from esign_verify.evidence.pictures import Mark, Pictures
from esign_verify.messages import safe_text
from esign_verify.render.diff_words import headline, page_words, part_words, span_words, title
from esign_verify.render.html_environment import page
from esign_verify.render.html_limits import MAX_REPORT_OBJECTS
from esign_verify.render.html_pages import Explanation, Shot, explanations, not_drawn, shot
from esign_verify.render.html_reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something that became different: what, and from what to what."""

    label: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectView:
    """One object; `anchor` is unique on the page."""

    anchor: str
    title: str
    part: str
    action: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    left_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page with its pictures, the older one first."""

    title: str
    action: str
    objects: tuple[tuple[str, str], ...]
    """(anchor, number) of objects that are shown"""
    shots: tuple[Shot, ...]
    same: bool
    explanations: tuple[Explanation, ...]


def render_diff_html(
    difference: Difference,
    *,
    lang: str = "id",
    pictures: Pictures | None = None,
    evidence: DocumentEvidence | None = None,
) -> str:
    """`pictures`: those of `difference`, drawn for `evidence`; None where there are none."""
    reader = Reader(lang=lang)
    shown = difference.objects[:MAX_REPORT_OBJECTS]
    anchors = {one.number: f"object-{one.number}" for one in shown}
    return page(
        "diff.html",
        reader,
        title=safe_text(difference.file_name) or reader.text("label.unnamed"),
        headline=headline(difference, lang),
        facts=_facts(difference, reader),
        pages=[
            _page(one, difference, pictures, evidence, anchors, reader) for one in difference.pages
        ],
        fields=_fields(evidence, pictures, reader) if evidence and pictures else (),
        not_drawn=not_drawn(pictures, reader) if pictures else (),
        objects=[_object(one, reader) for one in shown],
        left_out=difference.objects_total - len(shown),
        alike=difference.rewritten_alike,
    )


def _facts(difference: Difference, reader: Reader) -> tuple[tuple[str, str, bool], ...]:
    """(label, value, whether in letters of one width)."""
    return (
        (reader.text("diff.older"), span_words(difference.older, reader.lang), False),
        (reader.text("diff.newer"), span_words(difference.newer, reader.lang), False),
        (
            reader.text("label.size"),
            reader.text("label.bytes", size=reader.number(difference.size)),
            False,
        ),
        (reader.text("label.sha256"), difference.sha256, True),
        (reader.text("label.tool"), f"esign-verify {safe_text(difference.tool_version)}", False),
    )


def _fields(evidence: DocumentEvidence, pictures: Pictures, reader: Reader) -> tuple[str, ...]:
    """What the numbers on the boxes stand for."""
    marks = (mark for picture in pictures.pictures for mark in picture.marks)
    shown = sorted({mark.signature for mark in marks if mark.signature is not None})
    return tuple(f"{index + 1}: {reader.join(evidence.fields[index].names)}" for index in shown)


def _page(
    one: PageDifference,
    difference: Difference,
    pictures: Pictures | None,
    evidence: DocumentEvidence | None,
    anchors: dict[int, str],
    reader: Reader,
) -> PageView:
    shots, areas, same = _shots(one, difference, pictures, evidence, reader)
    known = evidence.changes if evidence else ()
    return PageView(
        title=page_words(one, reader.lang),
        action=reader.text(f"diff_action.{one.action.value}"),
        objects=tuple((anchors[n], str(n)) for n in one.objects if n in anchors),
        shots=shots,
        same=same,
        explanations=tuple(explanations(areas, known, reader)),
    )


def _shots(
    one: PageDifference,
    difference: Difference,
    pictures: Pictures | None,
    evidence: DocumentEvidence | None,
    reader: Reader,
) -> tuple[tuple[Shot, ...], Sequence[tuple[str, Mark]], bool]:
    """Pictures of a page, marked areas with their letters, and whether both look alike."""
    if pictures is None or evidence is None:
        return (), (), False
    numbers = {index: str(index + 1) for index in range(len(evidence.fields))}
    number = one.new_page if one.new_page is not None else one.old_page
    compared = next((item for item in pictures.comparisons if item.page == number), None)
    areas = [
        (chr(ord("A") + index % 26), area)
        for index, area in enumerate(compared.areas if compared else ())
    ]
    wanted = ((difference.older.number, one.old_page), (difference.newer.number, one.new_page))
    found = {(picture.revision, picture.page): picture for picture in pictures.pictures}
    shots = tuple(
        shot(
            found[key],
            reader.text("diff.shot", revision=key[0], page=key[1]),
            areas,
            numbers,
            reader,
        )
        for key in wanted
        if key in found
    )
    return shots, areas, compared is not None and compared.same


def _object(one: ObjectDifference, reader: Reader) -> ObjectView:
    facts = (
        ("diff.type", one.type),
        ("diff.field", one.field),
        ("diff.on_pages", ", ".join(map(str, one.pages))),
        ("diff.used_by", "; ".join(one.uses)),
        ("diff.written_in", ", ".join(map(str, one.written))),
    )
    left_out = one.entries_left_out
    return ObjectView(
        anchor=f"object-{one.number}",
        title=title(one, reader.lang),
        part=part_words(one, reader.lang) if one.number else "",
        action=reader.text(f"diff_action.{one.action.value}"),
        facts=tuple((reader.text(label), value) for label, value in facts if value),
        rows=(*map(_entry, one.entries), *_stream_rows(one, reader), *_lines(one.lines, reader)),
        left_out=reader.text("diff.entries_left_out", count=left_out) if left_out else "",
    )


def _entry(entry: EntryDifference) -> Row:
    return Row(label=entry.path, old=_one(entry.old), new=_one(entry.new))


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _stream_rows(one: ObjectDifference, reader: Reader) -> tuple[Row, ...]:
    if one.old_stream == one.new_stream:
        return ()
    old, new = (_stream(stream, reader) for stream in (one.old_stream, one.new_stream))
    return (Row(label=reader.text("diff.data"), old=old, new=new),)


def _stream(stream: StreamFacts | None, reader: Reader) -> tuple[str, ...]:
    if stream is None:
        return ()
    return (reader.text("diff.stream", length=stream.length, digest=stream.sha256),)


def _lines(lines: LinesDifference | None, reader: Reader) -> tuple[Row, ...]:
    if lines is None:
        return ()
    old, new = (
        (*shown, *([reader.text("diff.lines_left_out", count=left)] if left else []))
        for shown, left in ((lines.old, lines.old_left_out), (lines.new, lines.new_left_out))
    )
    return (Row(label=reader.text("diff.data"), old=old, new=new),)
