"""/Contents of each signature dictionary, and the CMS in it (ISO 32000-2, 12.8.3.3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from esign_verify.cms.decode import der
from esign_verify.document.raw import Dictionary, RevisionSections, Source, Structure
from esign_verify.errors import DecodeError
from esign_verify.evidence.inspection import ContentsFacts, Omission, SignatureFacts
from esign_verify.evidence.inspection_cms import (
    CmsFacts,
    EmbeddedKind,
    EmbeddedReference,
    Origin,
    Place,
    Problem,
)
from esign_verify.inspect.cms_parts import add
from esign_verify.inspect.cms_tree import ID_SIGNED_DATA, read_cms_tree
from esign_verify.inspect.embedded import Collection
from esign_verify.inspect.structure_raw import (
    RawScan,
    byte_range_at,
    contents_near,
    hex_octets,
)
from esign_verify.inspect.structure_signatures import Found, entry_facts, unread
from esign_verify.limits import (
    MAX_INSPECTED_CMS_BYTES,
    MAX_INSPECTED_VALUES,
    MAX_OBJECT_BYTES,
    MAX_SIGNATURES,
)

ID_CT_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_KEY_AND_SPACE = 32


def raw_signatures(source: Source, scan: RawScan, known: list[Found]) -> list[Found]:
    """What looks like signatures in the bytes, beside those that the structure shows."""
    spans = {found.contents_span() for found in known}
    places = {found.dictionary.spans.get("ByteRange", (-1, -1))[0] for found in known}
    found: list[Found] = []
    for offset in scan.byte_ranges:
        span = contents_near(source, scan, offset)
        # the array stands right after its key
        is_known = not places.isdisjoint(range(offset, offset + _KEY_AND_SPACE))
        if is_known or (span is not None and span in spans):
            continue
        if len(known) + len(found) >= MAX_SIGNATURES:
            break
        found.append(_raw_signature(source, offset, span, len(known) + len(found) + 1))
    return found


def _raw_signature(source: Source, offset: int, span: tuple[int, int] | None, number: int) -> Found:
    dictionary = Dictionary({"ByteRange": list(byte_range_at(source, offset))})
    dictionary.spans["ByteRange"] = (offset, offset + len("/ByteRange"))
    problem: Problem | None = unread("contents_missing")
    if span is not None and span[1] - span[0] <= MAX_OBJECT_BYTES:
        dictionary["Contents"] = hex_octets(source, span)
        dictionary.spans["Contents"] = span
        problem = None
    return Found(
        number=number,
        dictionary=dictionary,
        objects=None,
        found_in="raw",
        offset=offset,
        problem=problem,
    )


@dataclass(slots=True)
class ContentsReader:
    """Describes signature dictionaries, all /Contents within one limit."""

    structure: Structure
    collection: Collection
    digests: dict[str, int] = field(default_factory=dict)
    """SHA-1 of a /Contents, upper-case hex, with and without padding → its signature"""
    left: int = MAX_INSPECTED_CMS_BYTES
    omissions: list[Omission] = field(default_factory=list)

    def describe(self, found: Found) -> SignatureFacts:
        base = self.structure.source.header_offset
        problems = [found.problem] if found.problem else []
        contents = found.get("Contents")
        facts, cms = None, None
        if isinstance(contents, bytes):
            facts = describe_contents(contents, found.contents_span(), base)
            cms = self._cms(found, contents, facts)
        elif not found.problem:
            problems.append(Problem(code="contents_missing", part="/Contents"))
        return SignatureFacts(
            number=found.number,
            fields=tuple(node.name for node in found.nodes),
            object_number=found.object_number,
            offset=None if found.offset is None else found.offset + base,
            found_in=found.found_in,
            written_in=found.written_in,
            entries=entry_facts(found, base),
            byte_range=found.byte_range,
            signed_revision=signed_revision(found.byte_range, self.structure.revisions),
            contents=facts,
            cms=cms,
            certificates=self._certificates(found),
            problems=tuple(problems),
        )

    def _cms(self, found: Found, contents: bytes, facts: ContentsFacts) -> CmsFacts | None:
        self.left -= len(contents)
        if self.left < 0:
            self.omissions.append(Omission(what="cms", shown=0, total=len(contents)))
            return None
        for data in (contents, contents[: facts.cms_length]):
            digest = hashlib.sha1(data, usedforsecurity=False).hexdigest().upper()
            self.digests.setdefault(digest, found.number)
        if not contents.strip(b"\0"):
            return None
        holder = Place(origin=Origin.CONTENTS, signature=found.number)
        tree = read_cms_tree(contents, self.collection, holder)
        cms = tree.facts
        if cms.content_type == ID_SIGNED_DATA and cms.encapsulated_type == ID_CT_TST_INFO:
            add(self.collection, EmbeddedKind.TIMESTAMP, contents[: cms.length], holder)
        return cms

    def _certificates(self, found: Found) -> tuple[EmbeddedReference, ...]:
        """/Cert: a byte string, or an array of them (12.8.1, table 255)."""
        raw = found.get("Cert")
        listed = raw if isinstance(raw, list) else [raw]
        place = Place(origin=Origin.CERT, signature=found.number, object_number=found.object_number)
        references = []
        for value in listed[:MAX_INSPECTED_VALUES]:
            try:
                data = found.objects.resolve(value) if found.objects else value
            except DecodeError:
                continue
            if isinstance(data, bytes):
                number = add(self.collection, EmbeddedKind.CERTIFICATE, data, place)
                references.append(EmbeddedReference(number=number, offset=0, length=len(data)))
        return tuple(references)


def describe_contents(contents: bytes, span: tuple[int, int] | None, base: int) -> ContentsFacts:
    """Where the string stands, and what it is made of."""
    try:
        length = der.read_element(contents).stop
    except DecodeError:
        length = 0
    stripped = max(len(contents.rstrip(b"\0")), length)
    written = span[1] - span[0] if span else 0
    return ContentsFacts(
        offset=span[0] + base if span else None,
        length=written,
        octets=len(contents),
        cms_length=length,
        padding=len(contents) - stripped,
        other=stripped - length,
        pairs=0 <= written - 2 * len(contents) - 1 <= 1,
    )


def signed_revision(byte_range: tuple[int, ...], revisions: list[RevisionSections]) -> int:
    """The number of the revision at whose end a /ByteRange ends; 0 for none."""
    if len(byte_range) < 4:
        return 0
    end = byte_range[2] + byte_range[3]
    for number, revision in enumerate(revisions, start=1):
        if revision.end_min <= end <= revision.end_max:
            return number
    return 0
