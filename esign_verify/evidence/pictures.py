"""Pages as pictures: what was drawn, where things stand on it, and what was not drawn.

Facts for a report. No picture changes a verdict: one viewer's opinion of a page is not
what was signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PARTS = 10_000
"""Places are whole numbers of this many parts of the page's width, or height."""


class MarkKind(StrEnum):
    """What a mark on a picture stands for."""

    SIGNATURE = "signature"
    """the box of a signature field"""
    TIMESTAMP = "timestamp"
    """the box of a document time-stamp's field"""
    CHANGED = "changed"
    """pixels here differ between the signed revision and the last one"""


class NotDrawnReason(StrEnum):
    """Why there is no picture (message family `not_drawn`)."""

    PAGE_LIMIT = "page_limit"
    """others were more important, and the number of pages is limited"""
    SIZE_LIMIT = "size_limit"
    """the pictures before it took the bytes that all may take"""
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    UNREADABLE = "unreadable"
    """the renderer cannot open the file, or this page of it"""
    ENCRYPTED = "encrypted"
    """the renderer does not accept the password"""
    CRASHED = "crashed"
    """the renderer's process died"""
    UNAVAILABLE = "unavailable"
    """no process could be started, or the renderer is not installed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A rectangle on a picture, in `PARTS` of its width and height from the upper left corner.

    0 <= left < right <= PARTS, 0 <= top < bottom <= PARTS; turned and cropped as the page is.
    """

    kind: MarkKind
    left: int
    top: int
    right: int
    bottom: int
    label: str = ""
    """of a field: its fully qualified name, an attacker's text; empty for changed areas"""
    signature: int | None = None
    """index in `DocumentEvidence.fields`"""
    changes: tuple[int, ...] = ()
    """of a changed area: indices in `DocumentEvidence.changes` of what may have caused it;
    empty where no known change does"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as one revision shows it."""

    page: int
    """1 is the first, of that revision"""
    revision: int
    """1 is the first; the last one for the document as it is"""
    width: int
    """pixels"""
    height: int
    media_type: str
    """`image/png` or `image/jpeg`"""
    data: bytes
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One page of a signed revision beside the same page of the last one."""

    revision: int
    """the signed one"""
    fields: tuple[int, ...]
    """indices in `DocumentEvidence.fields` of the signatures that end there"""
    page: int
    """of the last revision; where the page was removed, of the signed one"""
    same: bool
    """no pixel differs; then only the current page is kept, and `signed` is None"""
    signed: int | None = None
    """index in `Pictures.pictures`; None also where the page was added later, or not drawn"""
    current: int | None = None
    """index in `Pictures.pictures`; None where the page was removed later, or not drawn"""
    areas: tuple[Mark, ...] = ()
    """what differs, on both pictures at the same place"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDrawn:
    """One page of which there is no picture, or the rest of them."""

    reason: NotDrawnReason
    page: int | None = None
    """None: the file as a whole, or all further pages"""
    revision: int | None = None
    """None: the last one"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """All pictures of one document.

    `pictures`: first those of the last revision, by page; then those of signed revisions.
    """

    pages: int
    """of the last revision; 0 where unknown"""
    pictures: tuple[Picture, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    """by signed revision, then page"""
    not_drawn: tuple[NotDrawn, ...] = ()
