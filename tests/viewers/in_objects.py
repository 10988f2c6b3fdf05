"""Dimensions of an update: its objects, how they are written, and what is hidden among them."""

from __future__ import annotations

import zlib

from tests.viewers.draft import FREE, IN_FILE, Container, Draft, Item, Row, stream
from tests.viewers.signed import (
    BODIES,
    CONTAINER,
    CONTENT,
    FORGED,
    FORGED_DATA,
    FORGED_PAGE,
    LENGTH,
    OTHER,
    OTHER_CATALOG,
    PAGE,
    PAGES,
    PICTURE,
    SECOND_CONTAINER,
    STORE,
    VALUE,
)

FORGED_OBJECT = b"7 0 obj\n" + FORGED + b"\nendobj\n"
FORGED_TRAILER = b"trailer\n<</Size 60/Root 45 0 R>>\n"
SPARE = 47
"""a number for an object more"""


def _any(draft: Draft) -> Item:
    return draft.r.choice(draft.items)


def unlisted(draft: Draft) -> None:
    """A forged object that the cross-reference data leaves out (7.5.4)."""
    number, body = draft.r.choice([(CONTENT, FORGED), (PAGE, FORGED_PAGE), (PICTURE, FORGED)])
    draft.items.insert(draft.r.randrange(len(draft.items) + 1), Item(number, body, listed=False))


def freed(draft: Draft) -> None:
    draft.items.append(Item(CONTENT, FORGED, listed=False))
    draft.rows.append(Row(CONTENT, FREE, 0, draft.r.choice([0, 1, 65535])))


def same_again(draft: Draft) -> None:
    """An object of the signed part as it was."""
    number = draft.r.choice([CONTENT, PAGE, PAGES, PICTURE])
    draft.items.append(Item(number, BODIES[number]))


def moved_into_stream(draft: Draft) -> None:
    """An object of the signed part as it was, in an object stream (7.5.7)."""
    draft.items.append(Item(draft.r.choice([PAGE, PAGES]), _dictionary(draft), inside=CONTAINER))


def _dictionary(draft: Draft) -> bytes:
    return draft.r.choice([BODIES[PAGE], BODIES[PAGES]])


def compressed(draft: Draft) -> None:
    for item in draft.items:
        if b"stream" not in item.body and draft.r.random() < 0.7:
            item.inside = draft.r.choice([CONTAINER, CONTAINER, SECOND_CONTAINER])


def unlisted_in_stream(draft: Draft) -> None:
    """An object stream holds a forged object that no entry names."""
    number = draft.r.choice([PAGE, PAGES, STORE, OTHER_CATALOG])
    body = {PAGE: FORGED_PAGE, PAGES: OTHER[44]}.get(number, OTHER[45])
    where = draft.r.choice([CONTAINER, SECOND_CONTAINER])
    draft.items.append(Item(number, body, listed=False, inside=where))
    draft.items.append(Item(SPARE, b"[1]", inside=where))


def twice_in_streams(draft: Draft) -> None:
    """Two object streams hold one number; the entry names one of them."""
    first = Item(PAGE, BODIES[PAGE], inside=CONTAINER)
    second = Item(PAGE, FORGED_PAGE, listed=False, inside=SECOND_CONTAINER)
    draft.items += draft.r.sample([first, second], 2)


def twice_in_one_stream(draft: Draft) -> None:
    pair = [Item(PAGE, BODIES[PAGE], inside=CONTAINER)]
    pair.append(Item(PAGE, FORGED_PAGE, listed=False, inside=CONTAINER))
    draft.items += draft.r.sample(pair, 2)


def file_and_stream(draft: Draft) -> None:
    """One number in the file, as it was, and in a stream; or the other way round."""
    listed = draft.r.random() < 0.5
    draft.items.append(Item(PAGE, BODIES[PAGE] if listed else FORGED_PAGE, listed=listed))
    other = FORGED_PAGE if listed else BODIES[PAGE]
    draft.items.append(Item(PAGE, other, listed=not listed, inside=CONTAINER))


def broken_container(draft: Draft) -> None:
    """/N, /First, /Extends or the order of the index are not what they should be."""
    extends = b"/Extends %d 0 R" % draft.r.choice([CONTAINER, SECOND_CONTAINER, CONTENT, 20])
    for number in (CONTAINER, SECOND_CONTAINER):
        draft.containers[number] = Container(
            extra=draft.r.choice([b"", extends, b"/N 0", b"/First 0", b"/Type/X"]),
            more=draft.r.choice([0, 0, 1, -1, 100]),
            shift=draft.r.choice([0, 0, 1, -1, 5]),
            reverse=draft.r.random() < 0.3,
            listed=draft.r.random() < 0.8,
        )


def generation(draft: Draft) -> None:
    item = _any(draft)
    item.generation = draft.r.choice([1, 2, 65535])
    if draft.r.random() < 0.5:
        item.head = b"%d 0 obj\n" % item.number


def wrong_head(draft: Draft) -> None:
    """The head names another object than the entry does."""
    _any(draft).head = b"%d %d obj\n" % (
        draft.r.choice([CONTENT, PAGE, 48]),
        draft.r.choice([0, 1]),
    )


def odd_head(draft: Draft) -> None:
    """White space and comments in a head (7.2.3, 7.2.4)."""
    gap = [b"\0", b"\f", b"\t", b"  ", b"\r\n", b"%x\n", b"%7 0 obj\n", b"\n7 0 obj\n"]
    item, pick = _any(draft), draft.r.choice
    after = pick([b"", b" ", b"\0", b"%\n"])
    item.head = b"%d%b%d%bobj" % (item.number, pick(gap), item.generation, pick(gap)) + after


def zeros_before_number(draft: Draft) -> None:
    item = _any(draft)
    zeros = draft.r.choice([b"0", b"+", b"000000", b"00000000000"])
    item.head = zeros + b"%d %d obj\n" % (item.number, item.generation)


def odd_end(draft: Draft) -> None:
    """`endobj` left out, or something behind it."""
    ends = [
        b"\n",
        b" endobj ",
        b"endobj\n",
        b"\nendobj % 7 0 obj\n",
        b"\nendobj\0\f",
        b"\nendobjx\n",
    ]
    _any(draft).end = draft.r.choice([*ends, b"\nendstream\nendobj\n", b" 1 0 R\nendobj\n"])


def hidden_in_string(draft: Draft) -> None:
    text = draft.r.choice([FORGED_OBJECT, FORGED_TRAILER, b"\n" + FORGED_OBJECT, FORGED_OBJECT * 2])
    opened, closed = draft.r.choice([(b"(", b")"), (b"(\\(", b"\\))"), (b"(\n", b"\n)")])
    draft.items.append(Item(SPARE, b"<</A " + opened + text + closed + b">>"))


def hidden_in_comment(draft: Draft) -> None:
    """A line end that is one for some only."""
    gap = draft.r.choice([b" ", b"\r", b"\f", b"\0", b"\x0b", b"\x85", b"\n"])
    text = draft.r.choice([b"7 0 obj" + FORGED.replace(b"\n", b" ") + b"endobj", FORGED_TRAILER])
    text = b"%" + gap + text.rstrip() + b"\n"
    item = _any(draft)
    if draft.r.random() < 0.5:
        item.before += text
    else:
        item.body = item.body.replace(b"<<", b"<<" + text, 1)


def hidden_in_stream(draft: Draft) -> None:
    """What a stream holds is data: an attached document, say."""
    whole = b"%PDF-1.7\n" + FORGED_OBJECT + b"xref\n0 0\n" + FORGED_TRAILER
    text = draft.r.choice([FORGED_OBJECT, b"\n" + FORGED_OBJECT, FORGED_TRAILER, whole])
    text = draft.r.choice([b"", b"\n", b"endstream\nendobj\n", b"endobj\n"]) + text
    draft.items.append(Item(SPARE, stream(text + draft.r.choice([b"", b"endstream\n", b"\n"]))))


def ends_early(draft: Draft) -> None:
    """`endstream` where the data goes on, or a /Length that is wrong (7.3.8.2)."""
    data = b"q Q\nendstream\nendobj\n" + FORGED_OBJECT
    lengths = [None, b"3", b"99999", b"-1", b"10 0 R", b"30 0 R", b"3.0", b"(3)", b"0"]
    draft.items.append(Item(SPARE, stream(data, length=draft.r.choice(lengths))))
    if draft.r.random() < 0.5:
        draft.items.append(Item(LENGTH, b"3"))


def other_length(draft: Draft) -> None:
    """The length of the page's content is an object: the update gives it another value."""
    item = Item(LENGTH, draft.r.choice([b"3", b"23", b"9999", b"(x)", b"0"]))
    item.listed = draft.r.random() < 0.7
    draft.items.append(item)


def hidden_section(draft: Draft) -> None:
    """A stream that says it is cross-reference data, with another catalog (7.5.8)."""
    entries = b"/Type/XRef/W[1 4 2]/Index[0 0]/Size 60/Root 45 0 R"
    entries += draft.r.choice([b"", b"/Filter/FlateDecode", b"/Prev 0"])
    draft.items.append(Item(SPARE, stream(zlib.compress(b""), entries)))
    draft.items[-1].listed = draft.r.random() < 0.8


def hidden_container(draft: Draft) -> None:
    """A stream that says it is an object stream, but no entry says that anything is in it."""
    body = b"3 0 2 99\n" + FORGED_PAGE.ljust(99) + OTHER[44]
    number = draft.r.choice([SPARE, CONTAINER])
    draft.items.append(Item(number, stream(body, b"/Type/ObjStm/N 2/First 9")))


def second_catalog(draft: Draft) -> None:
    draft.items.append(Item(SPARE, BODIES[1].replace(b"2 0 R", b"44 0 R")))


def second_page(draft: Draft) -> None:
    """A page that says it is the tree's, which does not name it; a tree that names itself."""
    body = draft.r.choice([FORGED_PAGE, b"<</Type/Pages/Kids[43 0 R]/Count 1/Parent 2 0 R>>"])
    draft.items.append(Item(SPARE, body))


def escaped_keys(draft: Draft) -> None:
    """Names with escapes (7.3.5)."""
    item = _any(draft)
    pairs = [(b"/Contents", b"/Cont#65nts"), (b"/Type", b"/#54ype"), (b"/Length", b"/L#65ngth")]
    for old, new in pairs:
        item.body = item.body.replace(old, new, 1)
    if draft.r.random() < 0.4:
        item.body = item.body.replace(b"<<", b"<</Cont#65nts 42 0 R/#4bids[43 0 R]", 1)


def twice_in_dictionary(draft: Draft) -> None:
    body = BODIES[PAGE]
    first, last = draft.r.sample([b"/Contents 7 0 R", b"/Contents 42 0 R"], 2)
    draft.items.append(Item(PAGE, body.replace(b"/Contents 7 0 R", first + last)))


def odd_space(draft: Draft) -> None:
    """White space of every kind between tokens, and what is none (table 1)."""
    gap = draft.r.choice([b"\0", b"\f", b"\t", b"\r", b"%x\r", b"%x\f\n", b"\x0b", b"\xa0"])
    item = _any(draft)
    item.body = item.body.replace(b"/", gap + b"/", draft.r.choice([1, 2, 5]))


def other_contents(draft: Draft) -> None:
    """/Contents as an array, the same and not the same; resources from the tree (7.7.3.4)."""
    page, tree = BODIES[PAGE], BODIES[PAGES]
    changes = [
        (PAGE, page.replace(b"/Contents 7 0 R", b"/Contents[7 0 R]")),
        (PAGE, page.replace(b"/Contents 7 0 R", b"/Contents[7 0 R 42 0 R]")),
        (PAGE, page.replace(b"/Resources<</XObject<</Im 8 0 R>>>>", b"")),
        (PAGES, tree[:-2] + b"/Resources<</XObject<</Im 42 0 R>>>>>>"),
        (PAGES, tree[:-2] + b"/Rotate 90>>"),
        (PAGES, tree.replace(b"/Count 1", b"/Count 2")),
        (PAGES, tree.replace(b"[3 0 R]", b"[3 0 R 43 0 R]")),
        (PAGES, tree.replace(b"[3 0 R]", b"[43 0 R 3 0 R]")),
    ]
    number, body = draft.r.choice(changes)
    draft.items.append(Item(number, body))


def rewritten(draft: Draft) -> None:
    """The plain forgery: never allowed, unless something else hides it from us."""
    number, body = draft.r.choice([(CONTENT, FORGED), (PAGE, FORGED_PAGE), (PICTURE, FORGED)])
    draft.items.append(Item(number, body))


def into_the_signed(draft: Draft) -> None:
    """Entries of numbers that the signed part left to be filled."""
    draft.items.append(Item(draft.r.choice([30, 31]), stream(FORGED_DATA)))
    if draft.r.random() < 0.3:
        draft.rows.append(Row(draft.items.pop().number, IN_FILE, 9))


def value_of_field(draft: Draft) -> None:
    """A field that is filled in, honestly."""
    draft.items.append(Item(9, BODIES[9][:-2] + b"/V 41 0 R>>"))
    draft.items.append(Item(VALUE, b"<</Type/Sig/Filter/X>>"))


DIMENSIONS = (
    unlisted, freed, same_again, moved_into_stream, compressed, unlisted_in_stream,
    twice_in_streams, twice_in_one_stream, file_and_stream, broken_container, generation,
    wrong_head, odd_head, zeros_before_number, odd_end, hidden_in_string, hidden_in_comment,
    hidden_in_stream, ends_early, other_length, hidden_section, hidden_container, second_catalog,
    second_page, escaped_keys, twice_in_dictionary, odd_space, other_contents, rewritten,
    into_the_signed, value_of_field,
)  # fmt: skip
