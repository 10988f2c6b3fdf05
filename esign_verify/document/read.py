"""From a source to `DocumentEvidence`, in one screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.cms.decode import SignedContent
from esign_verify.document.dss import read_dss
from esign_verify.document.form import FieldNode, signature_fields
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.opening import (
    find_catalog,
    find_decryptor,
    find_revisions,
    rebuild_revisions,
)
from esign_verify.document.scan import ScanResult, scan_byte_ranges
from esign_verify.document.sections import RevisionSections
from esign_verify.document.signatures import SignatureReader
from esign_verify.document.source import (
    WHITE_SPACE,
    ByteRangeContent,
    DocumentSource,
    Source,
    open_source,
)
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.errors import DecodeError, LimitError, NotAPdfError
from esign_verify.evidence import (
    Change,
    Check,
    DocumentEvidence,
    ModificationLevel,
    Outcome,
    Revision,
    RiskIndicator,
    SignatureField,
)
from esign_verify.limits import MAX_SIGNATURES


@frozen
class Document:
    """An open document: its evidence, and the signed bytes of each signature."""

    evidence: DocumentEvidence
    _source: Source

    def signed_content(self, field: SignatureField) -> SignedContent:
        """The bytes that a signature's /ByteRange names."""
        return ByteRangeContent(self._source, field.byte_range)


@contextmanager
def open_document(source: DocumentSource, *, password: str | None = None) -> Iterator[Document]:
    """Open a PDF and read everything about it that verification needs.

    DocumentError (NotAPdfError, EncryptedError, LimitError) where the file cannot be
    examined. A broken signature is a failed check on that signature, not an error.
    """
    opened = open_source(source)
    try:
        yield Document(_read(opened, password), opened)
    finally:
        opened.close()


def _read(source: Source, password: str | None) -> DocumentEvidence:
    revisions, cross_reference = find_revisions(source)
    decryptor = find_decryptor(source, revisions, password)
    objects = Objects(source, revisions, decryptor)
    try:
        catalog = find_catalog(objects)
    except NotAPdfError as error:
        revisions, cross_reference = rebuild_revisions(source, error)
        objects = Objects(source, revisions, decryptor)
        catalog = find_catalog(objects)
    trailing = _trailing_bytes(source, revisions)
    fields, empty, scan = _signatures(source, objects, revisions, catalog)
    found, changes = _with_changes(source, objects, revisions, fields, trailing, cross_reference)
    return DocumentEvidence(
        size=source.file_size,
        sha256=source.file_sha256(field.byte_range[1] for field in fields if _from_start(field)),
        pdf_version=source.version,
        header_offset=source.header_offset,
        leading_bytes=_leading_bytes(source),
        cross_reference=cross_reference,
        trailing_bytes=trailing,
        encrypted=decryptor is not None,
        revisions=tuple(
            Revision(number=number, end=revision.end_min, objects=len(revision.numbers()))
            for number, revision in enumerate(revisions, start=1)
        ),
        fields=found,
        changes=changes,
        empty_fields=tuple(empty),
        dss=read_dss(objects, [set(revision.numbers()) for revision in revisions]),
        has_xfa=_has_xfa(objects, catalog),
        risks=_risks(objects) if found else (),
        unreachable_byte_ranges=scan.stray,
        usage_rights=scan.usage_rights,
    )


def _from_start(field: SignatureField) -> bool:
    return len(field.byte_range) > 1 and field.byte_range[0] == 0


def _with_changes(
    source: Source,
    objects: Objects,
    revisions: list[RevisionSections],
    fields: list[SignatureField],
    trailing: Check,
    cross_reference: Check,
) -> tuple[tuple[SignatureField, ...], tuple[Change, ...]]:
    """The fields with what was done after each, and the changes themselves."""
    signed = [field.revision for field in fields if 0 < field.revision < len(revisions)]
    examined = Check.passed()
    changes: tuple[Change, ...] = ()
    if signed and cross_reference.outcome is Outcome.PASSED:
        # most documents end with their signature, and then nothing of this is loaded
        from esign_verify.document.changes import level_of, review_changes

        try:
            changes = review_changes(source, revisions, objects, min(signed))
        except DecodeError as error:
            examined = Check.not_checked("changes_unreadable", detail=error.code)

    def later(field: SignatureField) -> SignatureField:
        check, level = Check.passed(), ModificationLevel.UNKNOWN
        if cross_reference.outcome is not Outcome.PASSED:
            check = cross_reference
        elif field.byte_range_geometry.outcome is not Outcome.PASSED:
            check = Check.not_checked("signed_revision_unknown")
        elif field.covers_whole_file:
            level = ModificationLevel.NONE
        elif trailing.outcome is not Outcome.PASSED:
            check, level = trailing, ModificationLevel.OTHER
        elif field.revision == len(revisions):
            level = ModificationLevel.NONE
        elif examined.outcome is not Outcome.PASSED:
            check = examined
        else:
            level = level_of(changes, field.revision)
        return replace(field, modification_level=level, modifications=check)

    return tuple(later(field) for field in fields), changes


def _leading_bytes(source: Source) -> Check:
    if source.leading.strip(WHITE_SPACE):
        return Check.failed("unexplained_leading_bytes", size=len(source.leading))
    return Check.passed(size=len(source.leading))


def _trailing_bytes(source: Source, revisions: list[RevisionSections]) -> Check:
    """Bytes after the last revision that are more than white space."""
    start = max(revision.end_max for revision in revisions)
    for block in source.blocks(start, source.size):
        if block.strip(WHITE_SPACE):
            return Check.failed("unexplained_trailing_bytes", size=source.size - start)
    return Check.passed()


def _signatures(
    source: Source, objects: Objects, revisions: list[RevisionSections], catalog: Dictionary
) -> tuple[list[SignatureField], list[str], ScanResult]:
    """Signatures in the order of signing, names of empty fields, and the raw scan."""
    filled, empty = _by_value(signature_fields(objects))
    if len(filled) > MAX_SIGNATURES:
        raise LimitError("too_many_signatures", limit=MAX_SIGNATURES)
    reader = SignatureReader(
        source=source,
        objects=objects,
        revisions=revisions,
        members=Membership(objects),
        certified=_certified(objects, catalog),
    )
    found = [reader.read(value, nodes) for value, nodes in filled]
    known = {v.number if isinstance(v, Reference) else nodes[0].owner for v, nodes in filled}
    scan = scan_byte_ranges(source, objects, revisions, known)
    found.extend(_unreachable(reader, *scan.found[place]) for place in sorted(scan.found))
    found.sort(key=lambda field: (sum(field.byte_range[2:4]), field.object_number))
    return found, empty, scan


def _by_value(
    nodes: list[FieldNode],
) -> tuple[list[tuple[Any, list[FieldNode]]], list[str]]:
    """Fields grouped by the signature they hold; names of those that hold none."""
    groups: dict[int, tuple[Any, list[FieldNode]]] = {}
    empty: list[str] = []
    for node in nodes:
        if node.value is None:
            empty.append(node.name)
        elif isinstance(node.value, Reference):
            groups.setdefault(node.value.number, (node.value, []))[1].append(node)
        else:
            groups[-len(groups) - 1] = (node.value, [node])
    return list(groups.values()), empty


def _unreachable(
    reader: SignatureReader, value: Reference | Dictionary, revision: int
) -> SignatureField:
    """A signature that the last revision no longer shows, named as it once was."""
    then = reader.objects.as_of(revision)
    nodes = [node for node in signature_fields(then) if node.value == value]
    reader = replace(reader, objects=then, members=Membership(then))
    return reader.read(value, nodes, reachable=False)


def _certified(objects: Objects, catalog: Dictionary) -> Reference | None:
    """What the catalog's /Perms /DocMDP names (12.8.6)."""
    try:
        permissions = objects.resolve(catalog.get("Perms"))
    except DecodeError:
        return None
    certified = permissions.get("DocMDP") if isinstance(permissions, Dictionary) else None
    return certified if isinstance(certified, Reference) else None


def _risks(objects: Objects) -> tuple[RiskIndicator, ...]:
    from esign_verify.document.indicators import risk_indicators

    return risk_indicators(objects)


def _has_xfa(objects: Objects, catalog: Dictionary) -> bool:
    try:
        form = objects.resolve(catalog.get("AcroForm"))
    except DecodeError:
        return False
    return isinstance(form, Dictionary) and "XFA" in form
