"""Dimensions of an update: the entries of its cross-reference data."""

from __future__ import annotations

from tests.viewers.draft import FREE, IN_FILE, IN_STREAM, Draft, Row
from tests.viewers.signed import (
    CONTAINER,
    CONTENT,
    PAGE,
    PAGES,
)


def _row(draft: Draft) -> Row:
    if not draft.rows:
        draft.rows.append(Row(0, FREE, 0, 65535))
    return draft.r.choice(draft.rows)


def row_beside(draft: Draft) -> None:
    """An entry that leads a little beside its object."""
    draft.late.append(lambda d: setattr(row := _row(d), "second", row.second + d.r.choice(BESIDE)))


BESIDE = (-1, 1, -2, 2, -7, 10, 100)


def row_of_another(draft: Draft) -> None:
    def change(d: Draft) -> None:
        row, other = _row(d), _row(d)
        row.number = d.r.choice([row.number + 1, other.number, CONTENT, PAGE])

    draft.late.append(change)


def row_of_another_kind(draft: Draft) -> None:
    draft.late.append(lambda d: setattr(_row(d), "kind", d.r.choice([0, 2, 3, 255])))


def row_of_another_generation(draft: Draft) -> None:
    draft.late.append(lambda d: setattr(_row(d), "third", d.r.choice([1, 5, 65535])))


def rows_doubled(draft: Draft) -> None:
    """One number twice in a section."""
    draft.late.append(lambda d: d.rows.append(Row(_row(d).number, IN_FILE, _row(d).second)))


def rows_to_old_places(draft: Draft) -> None:
    """An entry for an object of the signed part, where it stands, or where another does."""
    places = [at for number, at in draft.places.items() if number in (CONTENT, PAGE)]
    draft.rows.append(Row(draft.r.choice([CONTENT, PAGE]), IN_FILE, draft.r.choice([*places, 9])))


def rows_into_streams(draft: Draft) -> None:
    """An entry that names an object stream, or what is none."""
    where = draft.r.choice([CONTAINER, 20, CONTENT, 30])
    draft.rows.append(
        Row(draft.r.choice([PAGE, PAGES, 48]), IN_STREAM, where, draft.r.choice([0, 1]))
    )


def rows_in_other_order(draft: Draft) -> None:
    def change(d: Draft) -> None:
        d.r.shuffle(d.rows)
        d.merge = False

    draft.late.append(change)


def row_of_zero(draft: Draft) -> None:
    kind = draft.r.choice([FREE, IN_FILE])
    draft.rows.append(Row(0, kind, draft.r.choice([0, 7, 9]), draft.r.choice([0, 65535])))


def large_numbers(draft: Draft) -> None:
    numbers = [8388606, 8388608, 4194304, 4194300, 2**31, 999999]
    draft.rows.append(Row(draft.r.choice(numbers), draft.r.choice([FREE, IN_FILE]), 9))


def odd_keyword(draft: Draft) -> None:
    words = [
        b"xref \n",
        b"xref\r",
        b"\n\nxref\n",
        b"xref\n0 0\n",
        b"xref%\n",
        b"xref\0\n",
        b"xref\f\n",
    ]
    draft.keyword = draft.r.choice(words)


def odd_rows(draft: Draft) -> None:
    draft.row_end = draft.r.choice([b"\r\n", b" \r", b"\n", b" ", b"  \n", b"\0\n", b" %\n"])


DIMENSIONS = (
    row_beside, row_of_another, row_of_another_kind, row_of_another_generation, rows_doubled,
    rows_to_old_places, rows_into_streams, rows_in_other_order, row_of_zero, large_numbers,
    odd_keyword, odd_rows,
)  # fmt: skip
