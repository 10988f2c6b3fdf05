"""The two drawings of the timeline, as shapes for the template to write."""

from __future__ import annotations

from esign_verify.render.html_changes import RevisionView
from esign_verify.render.html_reader import Reader
from esign_verify.render.html_timeline import Event, Life, Timeline
from esign_verify.render.svg import (
    Box,
    Circle,
    Drawing,
    Figure,
    Label,
    Line,
    Scale,
    diamond,
    fitting,
    number,
)

WIDTH = 900.0
_NAMES = 250.0
"""Width of the column of names left of the line."""

_ROW = 26.0
_BOXES_IN_A_ROW = 6
_STEP = 92.0
"""From one row of revisions to the next."""

_NEAR = 26.0
"""Marks closer than this would cover each other: the next one goes a row lower."""


def time_drawing(timeline: Timeline, reader: Reader) -> Drawing:
    """Certificates as bars, moments as marks, the verdict's moment as a line through all."""
    scale = Scale(start=timeline.start, end=timeline.end, left=_NAMES, right=WIDTH - 20)
    rows, events_height = _placed(timeline.events, scale)
    top = 34.0
    bars = top + events_height + 14
    bottom = bars + _ROW * len(timeline.lives)
    figures: list[Figure] = [*_axis(scale, top - 8, bottom)]
    for index, life in enumerate(timeline.lives):
        figures += _bar(life, scale, bars + _ROW * index, reader)
    check = next(event for event in timeline.events if event.kind == "check")
    x = scale.place(check.at)
    figures.append(Line(x1=x, y1=top - 8, x2=x, y2=bottom, css="now"))
    label = reader.text("report.event_check_short")
    figures.append(Label(x=number(x - 5), y=bottom + 16, text=label, css="now-label", anchor="end"))
    for event, row in rows:
        figures += _mark(event, scale.place(event.at), top + 12 + row * _ROW, x)
    figures += [
        Label(x=0, y=top + 16, text=reader.text("report.drawing_moments"), css="heading"),
    ]
    return Drawing(
        id="timeline-drawing",
        width=WIDTH,
        height=number(bottom + 26),
        title=reader.text("report.drawing_time"),
        description=reader.text(
            "report.drawing_time_description",
            events=len(timeline.events),
            lives=len(timeline.lives),
            start=reader.day(timeline.start),
            end=reader.day(timeline.end),
        ),
        figures=tuple(figures),
    )


def _axis(scale: Scale, top: float, bottom: float) -> list[Figure]:
    figures: list[Figure] = []
    ticks = scale.ticks()
    yearly = len({tick.year for tick in ticks}) == len(ticks) and len(ticks) > 1
    for tick in ticks:
        x = scale.place(tick)
        words = f"{tick.year}" if yearly else f"{tick.year}-{tick.month:02d}"
        figures.append(Line(x1=x, y1=top, x2=x, y2=bottom, css="grid"))
        figures.append(Label(x=x, y=top - 8, text=words, css="tick", anchor="middle"))
    return figures


def _bar(life: Life, scale: Scale, y: float, reader: Reader) -> list[Figure]:
    """A certificate's life; an end beyond the drawing is open and has its day beside it."""
    left, right = scale.place(life.start), scale.place(life.end)
    name = Label(x=0, y=y + 14, text=fitting(life.name, _NAMES - 14), css="label")
    if life.end <= scale.start or life.start >= scale.end or life.end < life.start:
        outside = f"{reader.day(life.start)} – {reader.day(life.end)}"
        return [name, Label(x=_NAMES + 6, y=y + 14, text=outside, css="tick")]
    bar = Box(x=left, y=y + 4, width=max(2.0, number(right - left)), height=12, css="life")
    figures: list[Figure] = [name, bar]
    if life.end > scale.end:
        words = f"→ {reader.day(life.end)}"
        figures.append(Label(x=right - 6, y=y + 14, text=words, css="inside", anchor="end"))
    if life.start < scale.start:
        words = f"{reader.day(life.start)} →" if life.end > scale.end else ""
        figures.append(Label(x=left + 6, y=y + 14, text=words, css="inside"))
    return [figure for figure in figures if not isinstance(figure, Label) or figure.text]


def _placed(events: tuple[Event, ...], scale: Scale) -> tuple[list[tuple[Event, int]], float]:
    """Each mark in the first row where it covers no other; the height of all rows."""
    ends: list[float] = []
    placed: list[tuple[Event, int]] = []
    for event in events:
        if event.kind == "check":
            continue
        x = scale.place(event.at)
        free = (row for row, end in enumerate(ends) if x - end >= _NEAR)
        row = next(free, len(ends))
        if row == len(ends):
            ends.append(x)
        else:
            ends[row] = x
        placed.append((event, row))
    return placed, max(1, len(ends)) * _ROW


def _mark(event: Event, x: float, y: float, now: float) -> list[Figure]:
    """A full diamond is proven, an open circle is claimed."""
    if event.kind == "claimed":
        figure: Figure = Circle(x=x, y=y, radius=5.5, css="claimed")
    else:
        figure = diamond(x, y, 7, "stamp" if event.kind == "stamp" else "proven")
    # on the side away from the line of the verdict
    left = 0 <= now - x < _NEAR
    label = Label(
        x=number(x - 10 if left else x + 9),
        y=number(y + 4),
        text=event.mark,
        css="mark",
        anchor="end" if left else "start",
    )
    return [figure, label]


def revision_drawing(views: tuple[RevisionView, ...], earlier: int, reader: Reader) -> Drawing:
    """The revisions from the first to the last, each with what it brought; not to scale."""
    width = WIDTH / _BOXES_IN_A_ROW
    figures: list[Figure] = []
    for index, view in enumerate(views):
        row, column = divmod(index, _BOXES_IN_A_ROW)
        x, y = number(column * width), 4 + row * _STEP
        if index:
            # from the box before; at the start of a row, from the left edge
            start = x - 14 if column else x
            figures.append(Line(x1=start, y1=y + 32, x2=x + 8, y2=y + 32, css="link"))
        figures += _revision(view, number(x + 8), y, number(width - 22), reader)
    rows = -(-len(views) // _BOXES_IN_A_ROW)
    return Drawing(
        id="revision-drawing",
        width=WIDTH,
        height=number(rows * _STEP - 20),
        title=reader.text("report.drawing_revisions"),
        description=reader.text(
            "report.drawing_revisions_description", count=len(views) + earlier, shown=len(views)
        ),
        figures=tuple(figures),
    )


def _revision(view: RevisionView, x: float, y: float, width: float, reader: Reader) -> list[Figure]:
    css = "revision bad" if view.forbidden else "revision signed" if view.marks else "revision"
    figures: list[Figure] = [Box(x=x, y=y, width=width, height=64, css=css)]
    title = reader.text("report.revision_short", number=view.number)
    figures.append(Label(x=x + 8, y=y + 18, text=fitting(title, width - 12), css="heading"))
    marks = " ".join(
        reader.text(
            "report.mark_stamp" if mark.startswith("T") else "report.mark_signature", mark=mark
        )
        for mark in view.marks
    )
    if marks:
        figures.append(Label(x=x + 8, y=y + 36, text=fitting(marks, width - 12), css="label"))
    if view.changes:
        code = "report.revision_forbidden" if view.forbidden else "report.revision_changes"
        count = view.forbidden or view.changes
        words = fitting(reader.text(code, count=count), width - 12)
        y += 54 if marks else 36
        figures.append(Label(x=x + 8, y=y, text=words, css="tick"))
    return figures
