"""Pages as pictures: what was signed beside what the file shows now, every mark explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esign_verify.evidence import Change
from esign_verify.evidence.pictures import PARTS, Mark, MarkKind, Picture, Pictures
from esign_verify.limits import MAX_PICTURES_BYTES
from esign_verify.render.html_environment import DataUri
from esign_verify.render.html_limits import MAX_REPORT_PLACES
from esign_verify.render.html_reader import Reader
from esign_verify.render.svg import Box, Label, number
from esign_verify.result import VerificationResult

_PAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture with what is drawn on it, in pixels of the picture."""

    id: str
    title: str
    description: str
    data: DataUri
    width: int
    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    mark: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGroup:
    """One page: as it was signed (once for each signed revision), then as it is now."""

    page: int
    shots: tuple[Shot, ...]
    same: str
    """that signed revisions look alike, where they do"""
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    pages: int
    groups: tuple[PageGroup, ...]
    left_out: int
    """groups that did not fit in a page of bearable size"""
    not_drawn: tuple[str, ...]


def pages(pictures: Pictures, result: VerificationResult, reader: Reader) -> Pages:
    """Pages that differ come first: they must be seen even where not all fit."""
    numbers = _numbers(result)
    current = _current_pictures(pictures)
    differing = {item.page for item in pictures.comparisons if not item.same}
    order = sorted({*current, *differing}, key=lambda page: (page not in differing, page))
    groups: list[PageGroup] = []
    left = MAX_PICTURES_BYTES
    for page in order:
        made, size = _group(page, pictures, current, result, numbers, reader)
        if size <= left:
            left -= size
            groups.append(made)
    return Pages(
        pages=pictures.pages,
        groups=tuple(groups),
        left_out=len(order) - len(groups),
        not_drawn=not_drawn(pictures, reader),
    )


def _numbers(result: VerificationResult) -> dict[int, str]:
    """Index of a field → its name on this page: `1` of a signature, `T1` of a time-stamp."""
    made: dict[int, str] = {}
    signatures = 0
    for index, field in enumerate(result.document.fields):
        if (
            signatures < len(result.signatures)
            and result.signatures[signatures].evidence.field == field
        ):
            signatures += 1
            made[index] = str(signatures)
        else:
            made[index] = f"T{index - signatures + 1}"
    return made


def _current_pictures(pictures: Pictures) -> dict[int, Picture]:
    """Page → its picture in the last revision."""
    last = max((picture.revision for picture in pictures.pictures), default=0)
    found = {picture.page: picture for picture in pictures.pictures if picture.revision == last}
    for item in pictures.comparisons:
        if item.current is not None:
            found[item.page] = pictures.pictures[item.current]
    return found


def _group(
    page: int,
    pictures: Pictures,
    current: dict[int, Picture],
    result: VerificationResult,
    numbers: dict[int, str],
    reader: Reader,
) -> tuple[PageGroup, int]:
    """The group, and the bytes of its pictures."""
    compared = [item for item in pictures.comparisons if item.page == page]
    areas: dict[tuple[int, int, int, int], tuple[str, Mark]] = {}
    for item in compared:
        for area in item.areas:
            letter = chr(ord("A") + len(areas) % 26)
            areas.setdefault(_corners(area), (letter, area))
    shots: list[Shot] = []
    size = 0
    for item in compared:
        if item.signed is None:
            continue
        picture = pictures.pictures[item.signed]
        signers = reader.join(tuple(numbers.get(index, "?") for index in item.fields))
        title = reader.text("report.shot_signed", revision=item.revision, signatures=signers)
        marked = [areas[_corners(area)] for area in item.areas]
        shots.append(shot(picture, title, marked, numbers, reader))
        size += len(picture.data)
    if page in current:
        picture = current[page]
        title = reader.text("report.shot_current", page=page)
        shots.append(shot(picture, title, list(areas.values()), numbers, reader))
        size += len(picture.data)
    same = [str(item.revision) for item in compared if item.same]
    group = PageGroup(
        page=page,
        shots=tuple(shots),
        same=reader.text("report.shot_same", revisions=reader.join(tuple(same))) if same else "",
        explanations=tuple(explanations(list(areas.values()), result.document.changes, reader)),
    )
    return group, size


def _corners(mark: Mark) -> tuple[int, int, int, int]:
    return mark.left, mark.top, mark.right, mark.bottom


def shot(
    picture: Picture,
    title: str,
    areas: Sequence[tuple[str, Mark]],
    numbers: dict[int, str],
    reader: Reader,
) -> Shot:
    fields = [
        (numbers.get(mark.signature, "?") if mark.signature is not None else "", mark)
        for mark in picture.marks
        if mark.kind is not MarkKind.CHANGED
    ]
    drawn = [*fields, *areas]
    boxes = [_box(mark, picture) for _, mark in drawn]
    labels = [
        Label(x=box.x, y=max(14.0, number(box.y - 4)), text=name, css=f"{box.css}-label")
        for (name, _), box in zip(drawn, boxes, strict=True)
    ]
    description = reader.text("report.shot_description", fields=len(fields), areas=len(areas))
    return Shot(
        id=f"shot-{picture.revision}-{picture.page}",
        title=title,
        description=description,
        data=DataUri(picture.media_type, picture.data),
        width=picture.width,
        height=picture.height,
        boxes=tuple(boxes),
        labels=tuple(labels),
    )


def _box(mark: Mark, picture: Picture) -> Box:
    left, right = (mark.left * picture.width / PARTS, mark.right * picture.width / PARTS)
    top, bottom = (mark.top * picture.height / PARTS, mark.bottom * picture.height / PARTS)
    # the line stands beside what it marks, not on it
    pad = _PAD if mark.kind is MarkKind.CHANGED else 0
    return Box(
        x=number(left - pad),
        y=number(top - pad),
        width=number(max(1.0, right - left) + 2 * pad),
        height=number(max(1.0, bottom - top) + 2 * pad),
        css=f"on-page-{mark.kind.value}",
    )


def explanations(
    areas: Sequence[tuple[str, Mark]], known: Sequence[Change], reader: Reader
) -> Iterator[Explanation]:
    """What may have caused each difference; one that no known change explains says so."""
    for letter, area in areas:
        found = dict.fromkeys(
            f"{reader.text('report.revision_short', number=known[index].revision)}: "
            f"{reader.text(f'change.{known[index].reason.value}')}"
            for index in area.changes[:MAX_REPORT_PLACES]
            if index < len(known)
        )
        said = " ".join(found) or reader.text("report.area_unexplained")
        yield Explanation(mark=letter, tone="plain" if found else "doubt", text=said)


def not_drawn(pictures: Pictures, reader: Reader) -> tuple[str, ...]:
    """Why there is no picture of a page, alike reasons together."""
    reasons: dict[str, list[str]] = {}
    for item in pictures.not_drawn:
        said = reasons.setdefault(item.reason.value, [])
        if item.page is not None:
            said.append(str(item.page))
    return tuple(
        reader.text(f"not_drawn.{reason}")
        + (f" ({reader.text('report.pages_named', pages=reader.join(tuple(of)))})" if of else "")
        for reason, of in reasons.items()
    )
