"""What the child says is not believed: it has read the file."""

from __future__ import annotations

import pytest

from esign_verify.evidence.pictures import NotDrawnReason, Pictures
from esign_verify.inspect.page_pairs import PagePairs
from esign_verify.inspect.pictures_album import Album
from esign_verify.inspect.pictures_plan import plan_pictures
from esign_verify.inspect.pictures_wire import Answer, Box, Compared, Drawn
from esign_verify.limits import MAX_PICTURE_BYTES
from esign_verify.sandbox import Sandbox
from tests.attacks_pdf.maker import AWAY, sign, signed
from tests.inspect.paper import evidence_of

PNG = b"\x89PNG\r\n\x1a\nrest"


def album_of(
    sandbox: Sandbox,
    *,
    reason: str = "",
    media_type: str = "image/png",
    data: bytes = PNG,
    width: int = 9,
    boxes: tuple[Box | None, ...] = (),
    areas: tuple[Box, ...] = (),
) -> Pictures:
    """Two signatures on page 1; revision 3 is the last, revision 2 is compared with it."""
    pdf = sign(signed(sandbox.pki, rectangle=AWAY), sandbox.pki, "Signature2")
    evidence = evidence_of(bytes(pdf.data))
    plan = plan_pictures(evidence, PagePairs())
    album = Album(plan)
    (job,) = plan.jobs
    drawn = [
        Drawn(
            revision=revision,
            page=1,
            reason=reason,
            width=width,
            height=9,
            media_type=media_type,
            data=data,
            boxes=boxes,
        )
        for revision in (3, 2)
    ]
    compared = (Compared(revision=2, areas=areas),)
    album.add(job, Answer(pages=1, drawn=tuple(drawn), compared=compared))
    return album.pictures()


def test_a_sound_answer(sandbox: Sandbox) -> None:
    pictures = album_of(sandbox, boxes=((1, 2, 3, 4),), areas=((5, 6, 7, 8),))
    assert [(one.revision, one.data) for one in pictures.pictures] == [(3, PNG), (2, PNG)]
    assert [len(one.marks) for one in pictures.pictures] == [1, 1]
    (found,) = pictures.comparisons
    assert (found.signed, found.current, len(found.areas)) == (1, 0, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"media_type": "text/html"},
        {"data": b"<html>"},
        {"data": PNG + bytes(MAX_PICTURE_BYTES)},
        {"width": 0},
        {"reason": "no such reason"},
    ],
)
def test_what_is_no_picture_is_a_crash(sandbox: Sandbox, answer: dict[str, object]) -> None:
    pictures = album_of(sandbox, **answer)  # type: ignore[arg-type]
    assert pictures.pictures == ()
    assert {one.reason for one in pictures.not_drawn} == {NotDrawnReason.CRASHED}


@pytest.mark.parametrize(
    "box", [(0, 0, 10_001, 5), (-1, 0, 5, 5), (5, 0, 5, 5), (0, 7, 5, 6), (0, 0, 5, 10**9)]
)
def test_a_box_outside_the_picture_is_none(sandbox: Sandbox, box: Box) -> None:
    pictures = album_of(sandbox, boxes=(box,), areas=(box, (1, 1, 2, 2)))
    assert [one.marks for one in pictures.pictures] == [(), ()]
    assert len(pictures.comparisons[0].areas) == 1


def test_more_boxes_than_were_asked_for_are_dropped(sandbox: Sandbox) -> None:
    pictures = album_of(sandbox, boxes=((1, 2, 3, 4),) * 9)
    assert [len(one.marks) for one in pictures.pictures] == [2, 1]  # fields that are there
