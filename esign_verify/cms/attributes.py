"""Signed and unsigned attributes of a SignerInfo: what they say.

RFC 5652 11 (content-type, message-digest, signing-time), RFC 5035 (signing-certificate),
RFC 5126 / EN 319 122-1 (CAdES), RFC 6211 (algorithm protection), Adobe revocation archival.
"""

from __future__ import annotations

from datetime import datetime

from esign_verify.cms import der
from esign_verify.cms.algorithms import digest_name
from esign_verify.cms.signed_data import Attributes
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateReference, RevocationData, RevocationOrigin
from esign_verify.limits import MAX_REVOCATION_DATA, MAX_TIMESTAMPS

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_POLICY = "1.2.840.113549.1.9.16.2.15"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
ADBE_REVOCATION = "1.2.840.113583.1.1.8"

DECODED = frozenset(
    {
        CONTENT_TYPE,
        MESSAGE_DIGEST,
        SIGNING_TIME,
        ALGORITHM_PROTECTION,
        SIGNING_CERTIFICATE,
        SIGNING_CERTIFICATE_V2,
        SIGNATURE_POLICY,
        SIGNATURE_TIMESTAMP,
        CONTENT_TIMESTAMP,
        CERTIFICATE_VALUES,
        REVOCATION_VALUES,
        ADBE_REVOCATION,
    }
)
"""Attributes that are read with bounded nesting; all others are only measured."""


NAMES = {
    CONTENT_TYPE: "content-type",
    MESSAGE_DIGEST: "message-digest",
    SIGNING_TIME: "signing-time",
    SIGNATURE_POLICY: "signature-policy-identifier",
    ALGORITHM_PROTECTION: "CMSAlgorithmProtection",
}
"""Names of the attributes that must be single, for messages."""


def single_value(attributes: Attributes, oid: str) -> der.Element:
    """The one value of an attribute that must occur once; DecodeError says what is wrong."""
    occurrences = attributes.get(oid, [])
    if not occurrences:
        raise DecodeError("attribute_missing", attribute=NAMES[oid])
    if len(occurrences) > 1 or len(occurrences[0]) != 1:
        raise DecodeError("attribute_not_single", attribute=NAMES[oid])
    return occurrences[0][0]


def measure_unknown(attributes: Attributes) -> None:
    """DecodeError where an attribute we do not decode is nested too deep."""
    for oid, occurrences in attributes.items():
        if oid not in DECODED:
            for values in occurrences:
                for value in values:
                    der.check_depth(value)


def claimed_signing_time(attributes: Attributes) -> datetime | None:
    if SIGNING_TIME not in attributes:
        return None
    return der.time(single_value(attributes, SIGNING_TIME))


def certificate_references(attributes: Attributes) -> tuple[CertificateReference, ...]:
    """ESSCertIDs, version 1 first (RFC 5035, 3 and 4)."""
    references: list[CertificateReference] = []
    for oid, version in ((SIGNING_CERTIFICATE, 1), (SIGNING_CERTIFICATE_V2, 2)):
        for values in attributes.get(oid, []):
            for value in values:
                certs = value.expect(der.SEQUENCE).first_child().expect(der.SEQUENCE)
                references.extend(_reference(entry, version) for entry in certs.children())
    return tuple(references)


def _reference(entry: der.Element, version: int) -> CertificateReference:
    children = list(entry.expect(der.SEQUENCE).children())
    algorithm = "sha1" if version == 1 else "sha256"
    if children and children[0].tag == der.SEQUENCE and version == 2:
        algorithm = digest_name(children.pop(0))
    if not children:
        raise DecodeError("attribute_malformed")
    digest = children[0].expect(der.OCTET_STRING).contents
    return CertificateReference(version=version, digest_algorithm=algorithm, digest=digest)


def signature_policy(attributes: Attributes) -> str:
    """OID of the signature-policy-identifier; `implied` for SignaturePolicyImplied."""
    if SIGNATURE_POLICY not in attributes:
        return ""
    value = single_value(attributes, SIGNATURE_POLICY)
    if value.tag == der.NULL:
        return "implied"
    return der.oid(value.expect(der.SEQUENCE).first_child())


def tokens(attributes: Attributes, oid: str) -> tuple[bytes, ...]:
    """Time-stamp tokens, raw, of every occurrence of an attribute."""
    found = [value.raw for values in attributes.get(oid, []) for value in values]
    return tuple(found[:MAX_TIMESTAMPS])


def revocation(signed: Attributes, unsigned: Attributes) -> tuple[RevocationData, ...]:
    """CRLs and OCSP responses in attributes; malformed ones are left out."""
    found: list[RevocationData] = []
    for attributes in (signed, unsigned):
        for oid in (ADBE_REVOCATION, REVOCATION_VALUES):
            for values in attributes.get(oid, []):
                for value in values:
                    found.extend(_archival(value, oid))
    return tuple(found[:MAX_REVOCATION_DATA])


def _archival(value: der.Element, oid: str) -> list[RevocationData]:
    """RevocationInfoArchival, or CAdES RevocationValues with its bare BasicOCSPResponses."""
    adbe = oid == ADBE_REVOCATION
    origin = RevocationOrigin.ADBE_ARCHIVAL if adbe else RevocationOrigin.CMS
    found: list[RevocationData] = []
    try:
        for field in value.expect(der.SEQUENCE).children():
            if field.tag not in (0xA0, 0xA1):
                continue
            for sequence in field.children():
                for item in sequence.expect(der.SEQUENCE).children():
                    crl = field.tag == 0xA0
                    raw = item.raw if crl or adbe else wrap_basic_ocsp_response(item.raw)
                    kind = "crl" if crl else "ocsp"
                    found.append(RevocationData(kind=kind, der=raw, origin=origin))
    except DecodeError:
        pass
    return found


def wrap_basic_ocsp_response(basic: bytes) -> bytes:
    """A successful OCSPResponse around a BasicOCSPResponse (RFC 6960, 4.2.1)."""
    id_pkix_ocsp_basic = bytes.fromhex("06092b0601050507300101")
    response_bytes = der.encode(
        der.SEQUENCE, id_pkix_ocsp_basic + der.encode(der.OCTET_STRING, basic)
    )
    return der.encode(der.SEQUENCE, b"\x0a\x01\x00" + der.encode(0xA0, response_bytes))


def extra_certificates(unsigned: Attributes) -> tuple[bytes, ...]:
    """CAdES certificate-values (EN 319 122-1, A.1.1.2); malformed ones are left out."""
    found: list[bytes] = []
    for values in unsigned.get(CERTIFICATE_VALUES, []):
        for value in values:
            try:
                found.extend(c.raw for c in value.expect(der.SEQUENCE).children())
            except DecodeError:
                continue
    return tuple(found)


def protected_algorithms(attributes: Attributes) -> tuple[bytes, bytes] | None:
    """Raw digest and signature AlgorithmIdentifiers of RFC 6211; None without the attribute."""
    if ALGORITHM_PROTECTION not in attributes:
        return None
    children = list(single_value(attributes, ALGORITHM_PROTECTION).expect(der.SEQUENCE).children())
    if len(children) != 2 or children[1].tag != 0xA1:
        raise DecodeError("attribute_malformed")
    return children[0].raw, children[1].contents
