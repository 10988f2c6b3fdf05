"""What the parent asks of the child that draws, and its answers: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import field

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.evidence_json import from_json
from esign_verify.limits import MAX_PICTURE_BYTES, MAX_PICTURE_VERSIONS

MAX_ANSWER_BYTES = (MAX_PICTURE_VERSIONS + 1) * (2 * MAX_PICTURE_BYTES) + (1 << 20)
"""Base64 of every picture of one page, its boxes and the punctuation."""

Rectangle = tuple[float, float, float, float]
"""as in the PDF: default user space (ISO 32000-2, 8.3.2.3)"""
Box = tuple[int, int, int, int]
"""left, top, right, bottom in parts of the picture"""


@frozen(kw_only=True)
class Setup:
    """The file, and what drawing it may take. The password travels here, in no argument."""

    path: bytes
    header_offset: int
    password: str | None = field(repr=False)
    seconds: int
    memory_bytes: int


@frozen(kw_only=True)
class Version:
    """One page of one revision."""

    revision: int
    end: int
    """where the revision ends, counted from the header"""
    page: int
    rectangles: tuple[Rectangle, ...] = ()


@frozen(kw_only=True)
class Job:
    """One page: as it is, and as signed revisions show it."""

    current: Version | None
    """None where the page was removed"""
    signed: tuple[Version, ...] = ()
    only_if_different: bool = False
    """no picture where no signed revision shows it otherwise"""


@frozen(kw_only=True)
class Drawn:
    """A version that was drawn, or the reason why not."""

    revision: int
    page: int
    reason: str = ""
    """a `NotDrawnReason`; empty where it was drawn"""
    width: int = 0
    height: int = 0
    media_type: str = ""
    data: bytes = b""
    """empty also where nobody needs it"""
    boxes: tuple[Box | None, ...] = ()
    """where each of the rectangles stands; None for one that cannot be seen"""


@frozen(kw_only=True)
class Compared:
    """What differs between a signed revision and the current one."""

    revision: int
    areas: tuple[Box, ...]


@frozen(kw_only=True)
class Answer:
    """What came of one job."""

    pages: int
    drawn: tuple[Drawn, ...]
    compared: tuple[Compared, ...]
    """of the signed versions that could be drawn, where the current one could too"""


def setup_from(data: bytes) -> Setup:
    return from_json(Setup, json.loads(data))


def job_from(data: bytes) -> Job:
    return from_json(Job, json.loads(data))


def answer_from(data: bytes) -> Answer | None:
    """None where the line is no answer: the child broke down while it wrote."""
    try:
        return from_json(Answer, json.loads(data))
    except (ValueError, RecursionError, UsageError):
        return None
