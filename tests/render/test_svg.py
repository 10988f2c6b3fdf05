"""Drawings as data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esign_verify.render.html_changes import RevisionView
from esign_verify.render.html_drawings import WIDTH, revision_drawing, time_drawing
from esign_verify.render.html_reader import Reader
from esign_verify.render.html_timeline import Event, Life, Timeline
from esign_verify.render.svg import (
    Box,
    Circle,
    Drawing,
    Label,
    Line,
    Scale,
    Shape,
    diamond,
    fitting,
    thin,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
READER = Reader(lang="en")


def scale(start: datetime = START, end: datetime = END) -> Scale:
    return Scale(start=start, end=end, left=100.0, right=500.0)


def test_moments_are_placed_in_proportion_and_never_outside() -> None:
    middle = START + (END - START) / 2
    assert [scale().place(m) for m in (START, middle, END)] == [100.0, 300.0, 500.0]
    assert scale().place(START - timedelta(days=999)) == 100.0
    assert scale().place(END + timedelta(days=999)) == 500.0
    assert scale(START, START).place(START) == 300.0


@pytest.mark.parametrize(
    ("start", "end", "ticks"),
    [
        ("2024-05-05", "2026-07-07", ["2025-01-01", "2026-01-01"]),
        ("2024-05-05", "2024-07-07", ["2024-06-01", "2024-07-01"]),
        ("2024-11-05", "2025-01-20", ["2024-12-01", "2025-01-01"]),
        ("2024-05-05", "2024-05-07", []),
        ("2000-05-05", "2016-07-07", [f"{year}-01-01" for year in range(2001, 2017, 2)]),
    ],
)
def test_ticks_are_years_or_months_and_few(start: str, end: str, ticks: list[str]) -> None:
    line = scale(*(datetime.fromisoformat(f"{day}T10:20:30+00:00") for day in (start, end)))
    assert [f"{tick:%Y-%m-%d}" for tick in line.ticks()] == ticks


def test_thinning_keeps_the_first_and_at_most_so_many() -> None:
    days = [START + timedelta(days=n) for n in range(10)]
    assert thin(days, 4) == [days[0], days[3], days[6], days[9]]
    assert thin(days, 10) == days
    assert thin([], 4) == []


def test_a_diamond_has_four_corners() -> None:
    assert diamond(10, 20, 3, "x") == Shape(points="10,17 13,20 10,23 7,20", css="x")


def test_text_is_cut_to_its_width() -> None:
    assert fitting("short", 100) == "short"
    assert fitting("much longer than that", 66) == "much long…"
    assert len(fitting("x" * 500, 0)) == 1


def event(day: int, kind: str, mark: str) -> Event:
    at = START + timedelta(days=day)
    return Event(at=at, kind=kind, mark=mark, text="", moment=READER.moment(at))


def life(name: str, start: datetime, end: datetime) -> Life:
    return Life(
        name=name,
        start=start,
        end=end,
        valid_from=READER.moment(start),
        valid_until=READER.moment(end),
    )


def timeline(*lives: Life) -> Timeline:
    return Timeline(
        events=(event(100, "claimed", "1"), event(100, "proven", "1"), event(300, "check", "")),
        more_events=0,
        lives=lives,
        more_lives=0,
        start=START,
        end=END,
    )


def of(drawing: Drawing, css: str) -> list[object]:
    return [figure for figure in drawing.figures if figure.css == css]


def test_marks_at_one_moment_do_not_cover_each_other() -> None:
    drawing = time_drawing(timeline(), READER)
    (claimed,) = of(drawing, "claimed")
    (proven,) = of(drawing, "proven")
    assert isinstance(claimed, Circle)
    assert isinstance(proven, Shape)
    height = float(proven.points.split()[1].split(",")[1])
    assert height - claimed.y == 26
    (now,) = of(drawing, "now")
    assert isinstance(now, Line)
    assert now.x1 == now.x2 > claimed.x


def test_lives_are_bars_and_what_lies_outside_says_its_days() -> None:
    year = timedelta(days=365)
    drawing = time_drawing(
        timeline(
            life("inside", START + year / 2, START + year),
            life("longer", START - year, END + year),
            life("never here", END + year, END + 2 * year),
            life("backwards", END, START),
        ),
        READER,
    )
    bars = of(drawing, "life")
    assert len(bars) == 2
    inside, longer = bars
    assert isinstance(inside, Box)
    assert isinstance(longer, Box)
    assert longer.x == 250 and longer.x + longer.width == WIDTH - 20
    assert inside.x > 250 and inside.x + inside.width < WIDTH - 20
    texts = [figure.text for figure in drawing.figures if isinstance(figure, Label)]
    assert {"2023-01-01 →", "→ 2027-01-01"} <= set(texts)
    assert "2027-01-01 – 2028-01-01" in texts
    assert "2026-01-01 – 2024-01-01" in texts


def test_everything_stays_on_the_drawing() -> None:
    views = tuple(
        RevisionView(
            number=n,
            end="1",
            objects="1",
            holds=(),
            marks=("1", "T2") if n % 2 else (),
            changes=n,
            forbidden=n % 3,
        )
        for n in range(1, 41)
    )
    far = life("x" * 400, datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
    for drawing in (revision_drawing(views, 960, READER), time_drawing(timeline(far), READER)):
        for figure in drawing.figures:
            if isinstance(figure, Box):
                assert figure.x >= 0 and figure.x + figure.width <= drawing.width
                assert figure.y >= 0 and figure.y + figure.height <= drawing.height
            if isinstance(figure, Label):
                assert 0 <= figure.x <= drawing.width
                assert 0 <= figure.y <= drawing.height


def test_revisions_are_linked_in_their_order() -> None:
    views = tuple(
        RevisionView(number=n, end="", objects="", holds=(), marks=(), changes=0, forbidden=0)
        for n in (1, 2, 3)
    )
    drawing = revision_drawing(views, 0, READER)
    assert len(of(drawing, "link")) == 2
    assert "3 of 3 revisions" in drawing.description
