"""One CMS as facts (RFC 5652, 5), part by part: what cannot be read hides nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from esign_verify.cms.decode import der
from esign_verify.evidence.inspection_cms import (
    AlgorithmFacts,
    CmsFacts,
    EmbeddedKind,
    Place,
    SignerInfoFacts,
)
from esign_verify.inspect.cms_parts import Parts
from esign_verify.inspect.cms_signer import read_signer_info
from esign_verify.inspect.cms_values import algorithm, children
from esign_verify.inspect.embedded import Collection
from esign_verify.inspect.oids import NAMES
from esign_verify.limits import MAX_ASN1_LINES, MAX_INSPECTED_VALUES

ID_SIGNED_DATA = "1.2.840.113549.1.7.2"


@dataclass(slots=True)
class CmsTree:
    """A CMS that was read, and the octets of its eContent."""

    facts: CmsFacts
    econtent: bytes = b""


@dataclass(slots=True)
class _SignedData:
    """What is gathered of a SignedData."""

    version: int | None = None
    digest_algorithms: list[AlgorithmFacts] = field(default_factory=list)
    type: str = ""
    econtent: bytes | None = None
    signer_infos: list[SignerInfoFacts] = field(default_factory=list)


def read_cms_tree(data: bytes, collection: Collection, holder: Place, depth: int = 0) -> CmsTree:
    """Read a ContentInfo at the start of `data`; never raises for what stands in it.

    `holder`: whose it is, for the places of what it carries.
    """
    parts = Parts(collection, holder, depth)
    read = _SignedData()
    content_type, length, digest, encoding = "", 0, "", ""
    with parts.reading("ContentInfo"):
        info = der.read_element(data)
        length = info.stop
        digest = hashlib.sha256(memoryview(data)[:length]).hexdigest().upper()
        fields = children(info)
        content_type = der.oid(fields[0])
        with parts.reading("ContentInfo"):
            encoding = _encoding(info)
        if content_type == ID_SIGNED_DATA:
            signed_data = fields[1].expect(0xA0).first_child()
            with parts.reading("SignedData", signed_data):
                _read_signed_data(signed_data, parts, read)
    facts = CmsFacts(
        length=length,
        sha256=digest,
        encoding=encoding,
        content_type=content_type,
        content_type_name=NAMES.get(content_type, ""),
        version=read.version,
        digest_algorithms=tuple(read.digest_algorithms),
        encapsulated_type=read.type,
        encapsulated_type_name=NAMES.get(read.type, ""),
        encapsulated_length=None if read.econtent is None else len(read.econtent),
        certificates=parts.of(EmbeddedKind.CERTIFICATE),
        crls=parts.of(EmbeddedKind.CRL),
        ocsp_responses=parts.of(EmbeddedKind.OCSP),
        tokens=parts.of(EmbeddedKind.TIMESTAMP),
        signer_infos=tuple(read.signer_infos),
        problems=tuple(parts.problems),
    )
    return CmsTree(facts, read.econtent or b"")


def _read_signed_data(element: der.Element, parts: Parts, read: _SignedData) -> None:
    """The fields in any number: [0] and [1] are optional, the last SET is signerInfos."""
    sets = 0
    for part in element.expect(der.SEQUENCE).children():
        if part.tag == der.INTEGER:
            with parts.reading("version", part):
                read.version = der.integer(part)
        elif part.tag == der.SET and not sets:
            sets += 1
            with parts.reading("digestAlgorithms", part):
                for entry, _ in zip(part.children(), range(MAX_INSPECTED_VALUES), strict=False):
                    read.digest_algorithms.append(algorithm(entry))
        elif part.tag == der.SEQUENCE:
            with parts.reading("encapContentInfo", part):
                _read_encapsulated(part, read)
        elif part.tag == 0xA0:
            with parts.reading("certificates", part):
                parts.note_certificates(part)
        elif part.tag == 0xA1:
            with parts.reading("crls", part):
                parts.note_revocation_choices(part)
        elif part.tag == der.SET:
            with parts.reading("signerInfos", part):
                for entry, _ in zip(part.children(), range(MAX_INSPECTED_VALUES), strict=False):
                    read.signer_infos.append(read_signer_info(entry, parts))
        else:
            with parts.reading("SignedData", part):
                part.expect(der.SEQUENCE)


def _read_encapsulated(element: der.Element, read: _SignedData) -> None:
    """EncapsulatedContentInfo (RFC 5652, 5.2)."""
    fields = children(element)
    read.type = der.oid(fields[0])
    if len(fields) > 1:
        content = fields[1].expect(0xA0).first_child()
        octets = content.tag & ~der.CONSTRUCTED == der.OCTET_STRING
        # PKCS #7 allowed any type here (RFC 5652, 5.2.1)
        read.econtent = der.octets(content) if octets else content.contents


def _encoding(info: der.Element) -> str:
    """`DER` or `BER` by lengths and OCTET STRINGs; empty where too much would have to be read."""
    stack = [info]
    seen = 0
    while stack:
        current = stack.pop()
        length = current.end - current.body
        minimal = 2 if length < 0x80 else 2 + (length.bit_length() + 7) // 8
        if (
            current.indefinite
            or current.body - current.start != minimal
            or current.tag == der.OCTET_STRING | der.CONSTRUCTED
        ):
            return "BER"
        seen += 1
        for child in current.children() if current.tag & der.CONSTRUCTED else ():
            stack.append(child)
            if seen + len(stack) > MAX_ASN1_LINES:
                return ""
    return "DER"
