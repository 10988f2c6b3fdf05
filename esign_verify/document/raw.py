"""The structure of a file for those who look without judging: as much as can be read.

`open_structure` never refuses a file for its content: what cannot be read is named in
`Structure.problem`, and the rest is there. Nothing found here is good for a verdict;
`open_document` is for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from esign_verify.document.form import FieldNode, rectangle, signature_fields
from esign_verify.document.geometry import revision_at
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.opening import (
    find_catalog,
    find_decryptor,
    find_revisions,
    read_encryption,
    rebuild_revisions,
)
from esign_verify.document.scan import ScanResult, scan_byte_ranges
from esign_verify.document.sections import RevisionSections, Section
from esign_verify.document.source import (
    BLOCK,
    WHITE_SPACE,
    DocumentSource,
    Source,
    open_source,
)
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM
from esign_verify.document.text import text_string
from esign_verify.document.xref import END_OF_FILE
from esign_verify.errors import DecodeError, DocumentError, EncryptedError, NotAPdfError
from esign_verify.evidence import Outcome

__all__ = [
    "BLOCK",
    "END_OF_FILE",
    "FREE",
    "IN_FILE",
    "IN_STREAM",
    "WHITE_SPACE",
    "Dictionary",
    "DocumentSource",
    "FieldNode",
    "Membership",
    "Objects",
    "Reference",
    "RevisionSections",
    "ScanResult",
    "Section",
    "Source",
    "Stream",
    "Structure",
    "open_structure",
    "rectangle",
    "revision_at",
    "scan_byte_ranges",
    "signature_fields",
    "text_string",
]


@dataclass(slots=True)
class Structure:
    """What could be read of a file; offsets count from `%PDF-`, as `Source` does."""

    source: Source
    revisions: list[RevisionSections] = field(default_factory=list)
    """oldest first; empty where no objects could be found"""
    objects: Objects | None = None
    rebuilt: bool = False
    """the cross-reference data is unreadable; objects were found by searching the bytes"""
    encryption: Dictionary | None = None
    decrypted: bool = True
    """False: strings and streams are as encrypted"""
    problem: str = ""
    """code of what could not be read; empty where all could"""
    params: dict[str, str] = field(default_factory=dict)


@contextmanager
def open_structure(source: DocumentSource, *, password: str | None = None) -> Iterator[Structure]:
    """Open a file and read as much of its structure as is readable.

    DocumentError only where there are no bytes to look at (no such file, empty, too large).
    """
    opened = open_source(source, lenient=True)
    try:
        structure = Structure(opened)
        try:
            _read(structure, password)
        except DecodeError as error:
            structure.problem, structure.params = "structure_unreadable", {"detail": error.code}
        except DocumentError as error:
            structure.problem, structure.params = error.code, error.params
        yield structure
    finally:
        opened.close()


def _read(structure: Structure, password: str | None) -> None:
    source = structure.source
    try:
        revisions, found = find_revisions(source)
    except NotAPdfError as error:
        revisions, found = rebuild_revisions(source, error)
    structure.rebuilt = found.outcome is not Outcome.PASSED
    decryptor = None
    try:
        structure.encryption = read_encryption(Objects(source, revisions))
        decryptor = find_decryptor(source, revisions, password)
    except EncryptedError as error:
        structure.decrypted = False
        structure.problem, structure.params = error.code, error.params
    except (DecodeError, NotAPdfError) as error:
        structure.problem, structure.params = error.code, error.params
    structure.revisions = revisions
    structure.objects = Objects(source, revisions, decryptor)
    try:
        find_catalog(structure.objects)
    except NotAPdfError as error:
        structure.problem, structure.params = error.code, error.params
        if structure.decrypted:
            structure.revisions, _ = rebuild_revisions(source, error)
            structure.objects = Objects(source, structure.revisions, decryptor)
            structure.rebuilt = True
            find_catalog(structure.objects)
            structure.problem, structure.params = "", {}
