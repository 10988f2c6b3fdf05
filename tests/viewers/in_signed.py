"""Dimensions of the signed part: its form, and what was prepared in it before signing."""

from __future__ import annotations

from tests.viewers.draft import FREE, IN_FILE, IN_STREAM, Draft, Item, Row, stream
from tests.viewers.in_objects import FORGED_OBJECT, FORGED_TRAILER
from tests.viewers.signed import (
    BODIES,
    BROKEN,
    CONTAINER,
    CONTENT,
    FIRST_CONTAINER,
    FORGED,
    FORGED_PAGE,
    LENGTH,
    OTHER,
    PAGE,
    PAGES,
    PICTURE,
    SHOWN,
)


def _change(draft: Draft, number: int, old: bytes, new: bytes) -> None:
    item = draft.get(number)
    assert item is not None
    item.body = item.body.replace(old, new)


def stream_form(draft: Draft) -> None:
    draft.form = "stream"
    draft.filters = draft.r.choice([0, 1])


def object_streams(draft: Draft) -> None:
    draft.form = draft.r.choice(["stream", "hybrid"])
    for item in draft.items:
        if item.number in (PAGE, PAGES, 4, 5, 9) and draft.r.random() < 0.7:
            item.inside = FIRST_CONTAINER


def hybrid_form(draft: Draft) -> None:
    draft.form = "hybrid"


def indirect_length(draft: Draft) -> None:
    _change(draft, CONTENT, b"/Length %d" % len(SHOWN), b"/Length 10 0 R")
    draft.items.append(Item(LENGTH, b"%d" % len(SHOWN)))


def wrong_length(draft: Draft) -> None:
    lengths = [b"/Length 30 0 R", b"/Length 3", b"/Length 999", b"/Length 31 0 R", b"/L 1"]
    _change(draft, CONTENT, b"/Length %d" % len(SHOWN), draft.r.choice(lengths))


def contents_array(draft: Draft) -> None:
    extra = draft.r.choice([b"", b" 30 0 R", b" 31 0 R", b" null", b" 8 0 R"])
    _change(draft, PAGE, b"/Contents 7 0 R", b"/Contents[7 0 R" + extra + b"]")


def inherited_resources(draft: Draft) -> None:
    _change(draft, PAGE, b"/Resources<</XObject<</Im 8 0 R>>>>", b"")
    _change(draft, PAGES, b"/Count 1", b"/Count 1/Resources<</XObject<</Im 8 0 R>>>>")


def dangling(draft: Draft) -> None:
    """The page draws something that is not there: null (7.3.10)."""
    _change(draft, PAGE, b"/Im 8 0 R", b"/Im 8 0 R/No 30 0 R/Bad 31 0 R")
    _change(draft, CONTENT, SHOWN, SHOWN.replace(b"/Im Do", b"/No Do"))


def broken_row(draft: Draft) -> None:
    """An entry that leads to no object, and the page refers to it: some readers rebuild."""
    use = draft.r.choice([b"/Im 8 0 R/Bad 31 0 R", b"/Bad 31 0 R/Im 8 0 R", b"/Im 8 0 R"])
    _change(draft, PAGE, b"/Im 8 0 R", use)
    if draft.r.random() < 0.7:
        item = draft.get(CONTENT)
        assert item is not None
        draft.items[draft.items.index(item)] = Item(CONTENT, stream(b"/Bad Do " + SHOWN))
    where = draft.r.choice([3, 9, 12, 99999, 200])
    draft.rows.append(Row(BROKEN, IN_FILE, where, draft.r.choice([0, 0, 1])))


def broken_object(draft: Draft) -> None:
    """An object that does not parse, and the page refers to it."""
    _change(draft, PAGE, b"/Im 8 0 R", b"/Im 8 0 R/Bad 31 0 R")
    bodies = [b"<<", b"(", b"]", b"<</A", b"stream", b"<</Length 9>>stream\n", b"", b"<</A(b>>"]
    draft.items.append(Item(BROKEN, draft.r.choice(bodies)))
    _change(draft, CONTENT, b"/Im Do", b"/Bad Do")


def broken_in_stream(draft: Draft) -> None:
    _change(draft, PAGE, b"/Im 8 0 R", b"/Im 8 0 R/Bad 31 0 R")
    draft.form = "stream"
    where = draft.r.choice([CONTENT, CONTAINER, FIRST_CONTAINER, 30])
    draft.rows.append(Row(BROKEN, IN_STREAM, where, draft.r.choice([0, 1])))


def loose_table(draft: Draft) -> None:
    """A table that strict readers refuse."""
    draft.row_end = draft.r.choice([b"\n", b" ", b"  \n", b" \n"])
    draft.separator = draft.r.choice([b"\n", b" ", b"\r\n", b"\n\n"])
    draft.keyword = draft.r.choice([b"xref\n", b"xref", b"xref\n", b"\n xref\n"])
    draft.trailer_keyword = draft.r.choice([b"trailer\n", b"trailer", b"trailer\r\n"])


def section_beside(draft: Draft) -> None:
    draft.moved = draft.r.choice([1, -1, 5, -5, -9])


def numbers_beside(draft: Draft) -> None:
    """The table counts from one where it should count from zero: a common mistake."""

    def change(d: Draft) -> None:
        d.rows.insert(0, Row(0, FREE, 0, 65535))
        row = d.r.choice(d.rows)
        row.number += d.r.choice([0, 40])

    draft.late.append(change)


def row_of_zero(draft: Draft) -> None:
    draft.rows.append(Row(0, draft.r.choice([FREE, IN_FILE]), draft.r.choice([0, 9, 15]), 65535))


def header_junk(draft: Draft) -> None:
    junk = [b"junk\n", b"%!PS\n", b"\n\n", b"%PDF-1.4\n", b"\xef\xbb\xbf", b"x" * 900]
    draft.prefix = draft.r.choice(junk)


def odd_header(draft: Draft) -> None:
    draft.out[:] = draft.r.choice(
        [b"%PDF-1.7\r", b"%PDF-1.7 ", b"%PDF-9.9\n", b"%PDF-1.7\n%\xe2\xe3\n"]
    )


def second_body(draft: Draft) -> None:
    """A forged body of a number that another one is listed for, before or behind it."""
    number, body = draft.r.choice([(CONTENT, FORGED), (PAGE, FORGED_PAGE), (PICTURE, FORGED)])
    place = draft.r.choice([0, len(draft.items)])
    draft.items.insert(place, Item(number, body, listed=False))


def second_document(draft: Draft) -> None:
    """Another catalog with all that it needs, listed or not."""
    listed = draft.r.random() < 0.5
    draft.items[:0] = [Item(number, body, listed=listed) for number, body in OTHER.items()]


def planted_text(draft: Draft) -> None:
    """A section, a trailer, an object in a stream, a string or a comment."""
    text = draft.r.choice([FORGED_OBJECT, FORGED_TRAILER, b"xref\n0 0\n" + FORGED_TRAILER])
    ways = [stream(text), b"(" + text + b")", b"[%" + text.replace(b"\n", b" ") + b"\n]"]
    draft.items.insert(0, Item(32, draft.r.choice(ways)))


def planted_container(draft: Draft) -> None:
    """An object stream with forged objects that no entry names, or an entry does for others."""
    body = b"3 0 2 99\n" + FORGED_PAGE.ljust(99) + OTHER[44]
    draft.items.append(Item(CONTAINER, stream(body, b"/Type/ObjStm/N 2/First 9")))
    draft.items[-1].listed = draft.r.random() < 0.7


def smaller_size(draft: Draft) -> None:
    draft.trailer[b"Size"] = draft.r.choice([b"10", b"9", b"30", b"70"])


def generations(draft: Draft) -> None:
    item = draft.get(PICTURE)
    assert item is not None
    item.generation = 1
    _change(draft, PAGE, b"8 0 R", draft.r.choice([b"8 1 R", b"8 0 R"]))


def references_of_another_generation(draft: Draft) -> None:
    """What leads to an object by its number may not by its generation (7.3.10)."""
    uses = [(PAGE, b"7 0 R"), (1, b"2 0 R"), (PAGES, b"3 0 R"), (PAGE, b"8 0 R")]
    number, old = draft.r.choice(uses)
    _change(draft, number, old, old.replace(b"0 R", draft.r.choice([b"1 R", b"00 R", b"0%\nR"])))


def root_of_another_generation(draft: Draft) -> None:
    draft.trailer[b"Root"] = draft.r.choice([b"1 1 R", b"1 65535 R", b"01 00 R"])


def odd_startxref(draft: Draft) -> None:
    ways = [b"startxref %d\n", b"startxref\r%d\r", b"startxref\n00%d\n"]
    draft.ending = draft.r.choice([*ways, b"startxref%d\n", b"startxref\n\0%d\f\n"])


def odd_object_ends(draft: Draft) -> None:
    """`endobj` left out, or glued; heads without white space behind them."""
    for item in draft.r.sample(draft.items, 3):
        item.end = draft.r.choice([b"\n", b"endobj\n", b" endobj ", b"\nendobj % x\n"])
        after = draft.r.choice([b"", b" ", b"\0"])
        item.head = b"%d %d obj" % (item.number, item.generation) + after


def freed_rows(draft: Draft) -> None:
    draft.rows.append(Row(draft.r.choice([30, 42, 45]), FREE, 0, draft.r.choice([0, 1, 65535])))


def catalog_without_type(draft: Draft) -> None:
    number, old = draft.r.choice([(1, b"/Type/Catalog"), (2, b"/Type/Pages"), (3, b"/Type/Page")])
    _change(draft, number, old, draft.r.choice([b"", old + b"x"]))


def odd_tree(draft: Draft) -> None:
    """A page tree that lies about its pages (7.7.3)."""
    pairs = [(b"/Count 1", b"/Count 2"), (b"/Count 1", b"/Count 0"), (b"/Count 1", b"")]
    pairs += [
        (b"[3 0 R]", b"[30 0 R 3 0 R]"),
        (b"[3 0 R]", b"[3 0 R 43 0 R]"),
        (b"[3 0 R]", b"[3 0 R 2 0 R]"),
    ]
    _change(draft, PAGES, *draft.r.choice(pairs))


def linearized(draft: Draft) -> None:
    """A linearization dictionary, true or not (Annex F)."""
    length = draft.r.choice([b"99999", b"15000"])
    body = b"<</Linearized 1/L " + length + b"/H[1 2]/O 3/E 900/N 1/T 14000>>"
    draft.items.insert(0, Item(33, body))


def odd_end(draft: Draft) -> None:
    draft.marker = draft.r.choice([b"%%EOF", b"%%EOF\r\n", b"%%EOF \n", b"%%EOF\n\n\n"])


def shares_number(draft: Draft) -> None:
    """The cross-reference stream bears the number of another object."""
    draft.form = "stream"
    draft.own_number, draft.own_row = draft.r.choice([CONTENT, 30, 40, 0]), False


def escaped_name(draft: Draft) -> None:
    draft.items[2].body = BODIES[PAGE].replace(b"/Contents", b"/Cont#65nts")


DIMENSIONS = (
    stream_form, object_streams, hybrid_form, indirect_length, wrong_length, contents_array,
    inherited_resources, dangling, broken_row, broken_object, broken_in_stream, loose_table,
    section_beside, numbers_beside, row_of_zero, header_junk, odd_header, second_body,
    second_document, planted_text, planted_container, smaller_size, generations, freed_rows,
    catalog_without_type, odd_tree, linearized, odd_end, shares_number,
    references_of_another_generation, root_of_another_generation, odd_startxref, odd_object_ends,
    escaped_name,
)  # fmt: skip
