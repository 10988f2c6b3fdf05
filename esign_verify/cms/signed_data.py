"""The SignedData structure (RFC 5652, 5), sliced out of the original bytes."""

from __future__ import annotations

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_CERTIFICATES, MAX_REVOCATION_DATA

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
ID_RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"

Attributes = dict[str, list[list[der.Element]]]
"""Attribute OID → one list of values for each time the attribute occurs."""


@frozen(kw_only=True)
class SignerInfo:
    """RFC 5652, 5.3. `issuer_and_serial` or `subject_key_identifier` is set."""

    issuer_and_serial: tuple[bytes, int] | None
    subject_key_identifier: bytes
    digest_algorithm: der.Element
    signed_attributes: der.Element | None
    signature_algorithm: der.Element
    signature: bytes
    unsigned_attributes: der.Element | None


@frozen(kw_only=True)
class SignedData:
    """RFC 5652, 5.1, with the raw bytes of what it carries."""

    content_info: der.Element
    content_type: str
    content: der.Element | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsp_responses: tuple[bytes, ...]
    signer_infos: tuple[der.Element, ...]


def read_signed_data(contents: bytes) -> SignedData:
    """Read a ContentInfo that must be SignedData; DecodeError otherwise."""
    content_info = der.read_element(contents).expect(der.SEQUENCE)
    children = list(content_info.children())
    if not children or der.oid(children[0]) != ID_SIGNED_DATA:
        raise DecodeError("cms_not_signed_data")
    if len(children) != 2:
        raise DecodeError("cms_malformed")
    explicit = list(children[1].expect(0xA0).children())
    if len(explicit) != 1:
        raise DecodeError("cms_malformed")
    fields = list(explicit[0].expect(der.SEQUENCE).children())
    if len(fields) < 4:
        raise DecodeError("cms_malformed")
    version, digest_algorithms, encapsulated, *optional = fields
    der.integer(version)
    digest_algorithms.expect(der.SET)
    signer_infos = optional.pop().expect(der.SET)
    content_type, content = _encapsulated(encapsulated)
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()
    for field in optional:
        if field.tag == 0xA0:
            certificates = tuple(c.raw for c in field.children() if c.tag == der.SEQUENCE)
        elif field.tag == 0xA1:
            crls, ocsp_responses = _revocation_choices(field)
        else:
            raise DecodeError("cms_malformed")
    if len(certificates) > MAX_CERTIFICATES:
        raise DecodeError("too_many_certificates", limit=MAX_CERTIFICATES)
    return SignedData(
        content_info=content_info,
        content_type=content_type,
        content=content,
        certificates=certificates,
        crls=crls,
        ocsp_responses=ocsp_responses,
        signer_infos=tuple(signer_infos.children()),
    )


def _encapsulated(field: der.Element) -> tuple[str, der.Element | None]:
    children = list(field.expect(der.SEQUENCE).children())
    if not 1 <= len(children) <= 2:
        raise DecodeError("cms_malformed")
    content = None
    if len(children) == 2:
        explicit = list(children[1].expect(0xA0).children())
        if len(explicit) != 1:
            raise DecodeError("cms_malformed")
        content = explicit[0]
    return der.oid(children[0]), content


def _revocation_choices(field: der.Element) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """RevocationInfoChoices (RFC 5652, 10.2.1; RFC 5940 for OCSP responses)."""
    crls: list[bytes] = []
    ocsp_responses: list[bytes] = []
    for choice in field.children():
        if choice.tag == der.SEQUENCE:
            crls.append(choice.raw)
        elif choice.tag == 0xA1:
            children = list(choice.children())
            if len(children) == 2 and der.oid(children[0]) == ID_RI_OCSP_RESPONSE:
                ocsp_responses.append(children[1].raw)
    if len(crls) + len(ocsp_responses) > MAX_REVOCATION_DATA:
        raise DecodeError("too_much_revocation_data", limit=MAX_REVOCATION_DATA)
    return tuple(crls), tuple(ocsp_responses)


def read_signer_info(element: der.Element) -> SignerInfo:
    """RFC 5652, 5.3."""
    fields = list(element.expect(der.SEQUENCE).children())
    if len(fields) < 5:
        raise DecodeError("signer_info_malformed")
    version, sid, digest_algorithm, *rest = fields
    der.integer(version)
    issuer_and_serial, subject_key_identifier = _signer_identifier(sid)
    signed_attributes = rest.pop(0) if rest[0].tag == 0xA0 else None
    if len(rest) < 2:
        raise DecodeError("signer_info_malformed")
    signature_algorithm, signature, *unsigned = rest
    if len(unsigned) > 1 or (unsigned and unsigned[0].tag != 0xA1):
        raise DecodeError("signer_info_malformed")
    if signature.tag & ~der.CONSTRUCTED != der.OCTET_STRING:
        raise DecodeError("signer_info_malformed")
    return SignerInfo(
        issuer_and_serial=issuer_and_serial,
        subject_key_identifier=subject_key_identifier,
        digest_algorithm=digest_algorithm.expect(der.SEQUENCE),
        signed_attributes=signed_attributes,
        signature_algorithm=signature_algorithm.expect(der.SEQUENCE),
        signature=der.octets(signature),
        unsigned_attributes=unsigned[0] if unsigned else None,
    )


def _signer_identifier(sid: der.Element) -> tuple[tuple[bytes, int] | None, bytes]:
    if sid.tag == der.SEQUENCE:
        children = list(sid.children())
        if len(children) != 2:
            raise DecodeError("signer_info_malformed")
        return (children[0].raw, der.integer(children[1])), b""
    if sid.tag in (0x80, 0xA0):
        return None, der.octets(sid)
    raise DecodeError("signer_info_malformed")


def read_attributes(element: der.Element | None) -> Attributes:
    """SET OF Attribute as a mapping; DecodeError on anything malformed."""
    attributes: Attributes = {}
    if element is None:
        return attributes
    for attribute in element.children():
        children = list(attribute.expect(der.SEQUENCE).children())
        if len(children) != 2:
            raise DecodeError("attribute_malformed")
        values = list(children[1].expect(der.SET).children())
        attributes.setdefault(der.oid(children[0]), []).append(values)
    return attributes
