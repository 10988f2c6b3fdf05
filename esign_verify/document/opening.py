"""Finding the revisions, the catalog and the key of a file: what reading it starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.recovery import rebuild
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.document.xref import read_revisions
from esign_verify.errors import DecodeError, NotAPdfError
from esign_verify.evidence import Check

if TYPE_CHECKING:
    from esign_verify.document.encryption import Decryptor


def find_revisions(source: Source) -> tuple[list[RevisionSections], Check]:
    """By the cross-reference data; where that cannot be read, rebuilt from the objects."""
    try:
        revisions = read_revisions(source, ObjectReader(source))
        if isinstance(Objects(source, revisions).trailer.get("Root"), Reference):
            return revisions, Check.passed()
        raise NotAPdfError("structure_unreadable", detail="pdf_catalog_missing")
    except NotAPdfError as error:
        if error.params.get("detail") == "startxref_missing":
            raise
        return rebuild_revisions(source, error)


def rebuild_revisions(source: Source, error: NotAPdfError) -> tuple[list[RevisionSections], Check]:
    """All objects in the bytes as one revision; raises `error` where that shows no signature."""
    detail = error.params.get("detail", "")
    return rebuild(source, error), Check.failed("cross_reference_rebuilt", detail=detail)


def find_decryptor(
    source: Source, revisions: list[RevisionSections], password: str | None
) -> Decryptor | None:
    """What decrypts the document (7.6); None where it is not encrypted."""
    plain = Objects(source, revisions)
    try:
        resolved = read_encryption(plain)
        if resolved is None:
            return None
        identifiers = plain.resolve(plain.trailer.get("ID"))
    except DecodeError as error:
        raise NotAPdfError("structure_unreadable", detail=error.code) from error
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else b""
    document_id = first if isinstance(first, bytes) else b""
    from esign_verify.document.encryption import open_decryptor  # few documents need it

    return open_decryptor(resolved, document_id, password)


def read_encryption(plain: Objects) -> Dictionary | None:
    """The encryption dictionary, its values resolved; None where there is none."""
    dictionary = plain.resolve(plain.trailer.get("Encrypt"))
    if dictionary is None:
        return None
    if not isinstance(dictionary, Dictionary):
        raise NotAPdfError("structure_unreadable", detail="encrypt_dictionary")
    return Dictionary({key: plain.resolve(value) for key, value in dictionary.items()})


def find_catalog(objects: Objects) -> Dictionary:
    """The document catalog; NotAPdfError where it cannot be read."""
    try:
        return objects.catalog
    except DecodeError as error:
        raise NotAPdfError("structure_unreadable", detail=error.code) from error
