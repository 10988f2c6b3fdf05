"""One SignerInfo as facts (RFC 5652, 5.3)."""

from __future__ import annotations

from dataclasses import dataclass

from esign_verify.cms.decode import der
from esign_verify.evidence.inspection_cms import (
    AlgorithmFacts,
    AttributeFacts,
    EmbeddedKind,
    SignerInfoFacts,
)
from esign_verify.inspect.asn1_values import element_text
from esign_verify.inspect.cms_parts import Parts
from esign_verify.inspect.cms_values import (
    algorithm,
    attribute_text,
    children,
    name_text,
    serial_text,
)
from esign_verify.inspect.oids import NAMES
from esign_verify.limits import MAX_INSPECTED_VALUES


@dataclass(slots=True)
class _Signer:
    version: int | None = None
    issuer: str = ""
    serial_number: str = ""
    subject_key_identifier: str = ""
    certificate: int = 0
    digest_algorithm: AlgorithmFacts | None = None
    signature_algorithm: AlgorithmFacts | None = None
    signature_offset: int | None = None
    signature_length: int = 0


def read_signer_info(element: der.Element, parts: Parts) -> SignerInfoFacts:
    """By position up to digestAlgorithm, by tag after it, each part behind its own guard."""
    signer = _Signer()
    attributes: dict[int, tuple[AttributeFacts, ...]] = {}
    with parts.reading("SignerInfo", element):
        version, identifier, digest, *rest = children(element)
        with parts.reading("version", version):
            signer.version = der.integer(version)
        with parts.reading("sid", identifier):
            _read_identifier(identifier, signer)
        with parts.reading("digestAlgorithm", digest):
            signer.digest_algorithm = algorithm(digest)
        for part in rest:
            if part.tag in (0xA0, 0xA1):
                label = "signedAttrs" if part.tag == 0xA0 else "unsignedAttrs"
                with parts.reading(label, part):
                    attributes[part.tag] = _attributes(part, parts)
            elif part.tag == der.SEQUENCE:
                with parts.reading("signatureAlgorithm", part):
                    signer.signature_algorithm = algorithm(part)
            else:
                with parts.reading("signature", part):
                    signer.signature_length = len(der.octets(part))
                    signer.signature_offset = part.body
    signer.certificate = _find_certificate(signer, parts)
    return SignerInfoFacts(
        offset=element.start,
        length=element.stop - element.start,
        version=signer.version,
        issuer=signer.issuer,
        serial_number=signer.serial_number,
        subject_key_identifier=signer.subject_key_identifier,
        signing_certificate=signer.certificate,
        digest_algorithm=signer.digest_algorithm,
        signed_attributes=attributes.get(0xA0),
        signature_algorithm=signer.signature_algorithm,
        signature_offset=signer.signature_offset,
        signature_length=signer.signature_length,
        unsigned_attributes=attributes.get(0xA1),
    )


def _read_identifier(element: der.Element, signer: _Signer) -> None:
    """SignerIdentifier: IssuerAndSerialNumber, or [0] SubjectKeyIdentifier."""
    if element.tag in (0x80, 0xA0):
        signer.subject_key_identifier = der.octets(element).hex().upper()
        return
    issuer, serial = children(element)
    signer.issuer = name_text(issuer.raw)
    signer.serial_number = serial_text(der.integer(serial))


def _find_certificate(signer: _Signer, parts: Parts) -> int:
    """The number of the certificate in this CMS that the sid names; 0 where there is none."""
    key = (signer.issuer, signer.serial_number)
    if not signer.serial_number:
        key = ("", signer.subject_key_identifier)
    listed = {reference.number for reference in parts.of(EmbeddedKind.CERTIFICATE)}
    fitting = parts.collection.identified.get(key, ())
    return next((number for number in fitting if number in listed), 0)


def _attributes(element: der.Element, parts: Parts) -> tuple[AttributeFacts, ...]:
    found = []
    for attribute, _ in zip(element.children(), range(MAX_INSPECTED_VALUES), strict=False):
        with parts.reading("Attribute", attribute):
            found.append(_attribute(attribute, parts))
    return tuple(found)


def _attribute(element: der.Element, parts: Parts) -> AttributeFacts:
    identifier, values = children(element)
    oid = der.oid(identifier)
    name = NAMES.get(oid, "")
    texts: list[str] = []
    count = 0
    for value in values.children():
        count += 1
        if count > MAX_INSPECTED_VALUES:
            continue
        text = element_text(value)
        with parts.reading(name or oid, value):
            carried = parts.note_attribute(oid, name or oid, value)
            text = attribute_text(oid, value) if carried is None else carried
        texts.append(text)
    return AttributeFacts(
        oid=oid,
        name=name,
        offset=element.start,
        length=element.stop - element.start,
        values=tuple(texts),
        value_count=count,
    )
