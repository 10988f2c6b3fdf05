"""Dimensions of an update: its cross-reference data, its trailer and its end."""

from __future__ import annotations

from tests.viewers import in_rows
from tests.viewers.draft import FREE, Draft, Row
from tests.viewers.in_objects import FORGED_OBJECT, FORGED_TRAILER
from tests.viewers.signed import (
    CONTENT,
    OTHER,
    OTHER_CATALOG,
    OTHER_CONTENT,
    PAGE,
)


def odd_subsections(draft: Draft) -> None:
    draft.separator = draft.r.choice([b" \n", b"\r\n", b"\r", b" ", b"\n\n", b"%\n", b"\0\n"])
    draft.merge = draft.r.random() < 0.5


def odd_trailer_keyword(draft: Draft) -> None:
    words = [b"trailer", b"\ntrailer ", b"trailer\r", b"trailer%x\n", b"trailer\0", b"TRAILER\n"]
    draft.trailer_keyword = draft.r.choice(words)


def other_root(draft: Draft) -> None:
    """A second catalog in the trailer, written so that some do not see it (7.3.5)."""
    roots = [
        b"/#52oot 45 0 R",
        b"/Root 45 0 R",
        b"/Root%\n45 0 R",
        b"/root 45 0 R",
        b"/Root\0 45 0 R",
    ]
    draft.more = draft.r.choice(roots)


def more_in_trailer(draft: Draft) -> None:
    old = b"/Prev %d" % (draft.previous or 0)
    entries = [b"/Prev 0", old, b"/Type/XRef", b"/Encrypt null", b"/Encrypt 30 0 R", b"/Size 8"]
    entries += [
        b"/XRefStm 9",
        b"/ID[(a)(b)]",
        b"%>>\n/A 1",
        b"/A(>>)",
        b"/Info 45 0 R",
        b"/A<</Root 45 0 R>>",
    ]
    draft.more = draft.r.choice(entries)


def other_size(draft: Draft) -> None:
    draft.trailer[b"Size"] = draft.r.choice(
        [b"8", b"3", b"0", b"61", b"99999999", b"-1", b"(x)", b"60.0"]
    )


def other_previous(draft: Draft) -> None:
    """/Prev leads nowhere, to itself, beside, or is an object."""
    old = draft.previous or 0
    values = [
        b"0",
        b"%d" % len(draft.out),
        b"%d" % (old + 1),
        b"%d" % (old - 1),
        b"30 0 R",
        b"%d.0" % old,
    ]
    draft.trailer[b"Prev"] = draft.r.choice(
        [*values, b"99999999", b"-1", b"+%d" % old, b"0%d" % old]
    )


def no_previous(draft: Draft) -> None:
    """The section stands alone: it lists all that was, or it does not."""
    draft.trailer[b"Prev"] = b"null"


def odd_widths(draft: Draft) -> None:
    draft.widths = draft.r.choice(
        [(0, 4, 2), (1, 4, 0), (1, 2, 1), (2, 5, 3), (1, 8, 2), (4, 4, 4)]
    )


def odd_index(draft: Draft) -> None:
    """/Index missing, odd, overlapping, too long (table 17)."""

    def change(d: Draft) -> None:
        numbers = [row.number for row in d.rows] or [0]
        first = b"%d" % min(numbers)
        pairs = b" ".join(b"%d 1" % number for number in numbers)
        d.index = d.r.choice([
            first + b" %d" % len(numbers), pairs, pairs + b" 7", pairs + b" 7 1", b"",
            pairs + b" 0 9999999", b"0 1 " + pairs, pairs + b" -1 1", b"7 1 " + pairs,
            b"7 0 " + pairs,
        ])  # fmt: skip

    draft.late.append(change)


def odd_filters(draft: Draft) -> None:
    draft.filters = draft.r.choice([0, 0, 2, 3])


def cut_data(draft: Draft) -> None:
    draft.cut = draft.r.choice([1, 3, 7, 8, 14])


def own_number(draft: Draft) -> None:
    """The number of the cross-reference stream is another object's."""
    draft.own_number = draft.r.choice([CONTENT, PAGE, 48, 0, 21, OTHER_CONTENT])
    draft.own_row = draft.r.random() < 0.6


def startxref_beside(draft: Draft) -> None:
    draft.moved = draft.r.choice([1, -1, -2, 2, 5, -9, 30])


def startxref_older(draft: Draft) -> None:
    """`startxref` names an older section, or a place that is none."""
    draft.target = draft.r.choice([draft.previous or 0, 0, 9, len(draft.out)])


def two_startxref(draft: Draft) -> None:
    old = draft.previous or 0
    first = draft.r.choice(
        [b"startxref\n%d\n%%%%EOF\n" % old, b"startxref\n0\n", b"%%EOF\n", b"startxref\n"]
    )
    draft.between = first


def odd_startxref(draft: Draft) -> None:
    """How `startxref` and its number are written (7.5.5)."""
    ways = [b"startxref %d\n", b"startxref\r%d\r", b"startxref\n00%d\n", b"startxref\n+%d\n"]
    ways += [b"startxref\n%x\n%d\n", b"startxref%d\n", b"startxref\n%d.0\n", b"startxref\n%d 0\n"]
    draft.ending = draft.r.choice([*ways, b"startxref\n\0%d\f\n", b"xstartxref\n%d\n"])


def root_of_another_generation(draft: Draft) -> None:
    draft.trailer[b"Root"] = draft.r.choice(
        [b"1 1 R", b"1 65535 R", b"01 00 R", b"1 0  R", b"1%\n0 R"]
    )


def odd_marker(draft: Draft) -> None:
    marks = [
        b"%%EOF",
        b"%%EOF\r",
        b"%%EOF \n",
        b"%%EOF\n\0\0\f",
        b"%%EOFx\n",
        b"%% EOF\n",
        b"%%eof\n",
        b"",
    ]
    draft.marker = draft.r.choice([*marks, b"%%EOF\n" + b"\n" * 1100, b"%%EOF\n%%EOF\n"])


def comments_at_the_end(draft: Draft) -> None:
    texts = [b"%x\n", b"%" + b"x" * 1500 + b"\n", b"%startxref\n%0\n", b"\0\n", b"%\r%\r"]
    draft.between = draft.r.choice([*texts, b"%\r7 0 obj\r", b"%" + FORGED_TRAILER])


def between_parts(draft: Draft) -> None:
    """Loose things before the section."""
    texts = [FORGED_TRAILER, b"xref\n0 0\n" + FORGED_TRAILER, b"endobj\n", b"<<>>\n", b"stream\n"]
    texts += [
        b"endstream\n",
        b"trailer\n",
        b"startxref\n0\n%%EOF\n",
        b"%PDF-1.4\n",
        b"(",
        b"<<",
        b"7 0 R\n",
    ]
    text = draft.r.choice([*texts, FORGED_OBJECT, b"7 0 obj\n", b"%x", b"BT ET\n"])

    def change(d: Draft) -> None:
        d.out += text

    draft.late.append(change)


def before_the_first_object(draft: Draft) -> None:
    texts = [
        b"%PDF-2.0\n",
        b"\0\0",
        b"(",
        b"<<",
        b"stream\n",
        b"7 0 obj ",
        b"%x",
        FORGED_TRAILER,
        b"endobj",
    ]
    draft.out += draft.r.choice(texts)


def section_of_another_document(draft: Draft) -> None:
    """A whole section with another catalog, which nothing names."""

    def change(d: Draft) -> None:
        at = len(d.out)
        row = d.places.get(OTHER_CATALOG, 0)
        d.out += b"xref\n45 1\n%010d 00000 n \n" % row + FORGED_TRAILER
        d.out += d.r.choice([b"", b"startxref\n%d\n%%%%EOF\n" % at])

    draft.late.append(change)


def hybrid(draft: Draft) -> None:
    """Some of the entries in a stream that /XRefStm names (7.5.8.4)."""
    draft.form = "hybrid"
    if draft.r.random() < 0.4:
        hidden = draft.r.choice([*OTHER, PAGE, CONTENT])
        draft.rows.append(Row(hidden, FREE, 0, draft.r.choice([0, 65535])))


DIMENSIONS = (
    *in_rows.DIMENSIONS,
    odd_subsections, odd_trailer_keyword, other_root, more_in_trailer, other_size, other_previous,
    no_previous, odd_widths, odd_index, odd_filters, cut_data, own_number, startxref_beside,
    startxref_older, two_startxref, odd_marker, comments_at_the_end, odd_startxref,
    root_of_another_generation, between_parts, before_the_first_object,
    section_of_another_document, hybrid,
)  # fmt: skip
