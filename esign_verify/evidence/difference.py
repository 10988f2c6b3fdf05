"""What differs between two revisions of a document, object by object. No judgement.

Texts of the document are as found, shortened, not made safe for a display.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What became of an object, an entry or a page."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """The data of a stream (ISO 32000-2, 7.3.8)."""

    length: int
    """bytes as they stand in the file"""
    sha256: str
    """of these, lower-case hex"""
    decoded_length: int | None = None
    """None where it does not decode"""
    decoded_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDifference:
    """One entry of a dictionary, or the whole of any other object."""

    path: str
    """keys from the object down, `/AP /N`; empty for the object itself"""
    action: Action
    old: str = ""
    """PDF syntax, shortened"""
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesDifference:
    """Where the decoded data of a stream differs, if it is text: page content mostly is.

    What stands before and after is alike. One that is not there counts as empty.
    """

    old: tuple[str, ...]
    """the first few lines"""
    new: tuple[str, ...]
    old_left_out: int
    new_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDifference:
    """One object that is not the same in the two revisions."""

    number: int
    """0: the trailer"""
    generation: int
    action: Action
    written: tuple[int, ...]
    """revisions after the first one compared that write it, up to the last"""
    type: str
    """/Type and /Subtype, or its first keys"""
    parts: tuple[str, ...]
    """what it is used as: `Part` of `document.changes`, message family `part`; `other` for
    what pages show or nobody knows, none where nothing refers to it"""
    uses: tuple[str, ...] = ()
    """the first places that refer to it: `3 /Contents`"""
    pages: tuple[int, ...] = ()
    """pages that it is, or belongs to, of the newer revision (of the older where removed)"""
    field: str = ""
    """fully qualified name, where it is a field or its widget"""
    entries: tuple[EntryDifference, ...] = ()
    entries_left_out: int = 0
    old_stream: StreamFacts | None = None
    new_stream: StreamFacts | None = None
    lines: LinesDifference | None = None
    unreadable: bool = False
    """it does not parse in one of the revisions"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDifference:
    """One page that is not the same in the two revisions."""

    action: Action
    object_number: int
    old_page: int | None
    """1 is the first; None where it was added"""
    new_page: int | None
    objects: tuple[int, ...] = ()
    """numbers of differing objects that belong to it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionSpan:
    """One of the two revisions compared."""

    number: int
    end: int
    """bytes from `%PDF-` to its end"""
    pages: int
    signatures: tuple[str, ...] = ()
    """names of the fields whose signatures end with it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two revisions of one document."""

    file_name: str
    size: int
    sha256: str
    revisions: int
    """of the document"""
    rebuilt: bool
    """the cross-reference data is unreadable: revisions cannot be told apart"""
    older: RevisionSpan
    newer: RevisionSpan
    pages: tuple[PageDifference, ...]
    objects: tuple[ObjectDifference, ...]
    """by number"""
    objects_total: int
    """how many differ; `objects` holds the first of them"""
    rewritten_alike: int
    """objects that were written again and are the same"""
    tool_version: str
