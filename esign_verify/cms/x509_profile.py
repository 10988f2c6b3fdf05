"""The parts of a certificate that no verdict needs (RFC 5280, 4): how it is written.

Read for notes on a certificate's profile alone; a verification never loads this.
"""

from __future__ import annotations

from collections.abc import Iterator

from esign_verify.cms import der
from esign_verify.cms.x509_extensions import (
    AUTHORITY_INFORMATION_ACCESS,
    BASIC_CONSTRAINTS,
    CRL_DISTRIBUTION_POINTS,
    SUBJECT_ALT_NAME,
    read_basic_constraints,
)
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence, NameAttribute
from esign_verify.evidence.profile import CertificateProfile, ExtensionFact, NameString, TimeFact
from esign_verify.limits import MAX_PROFILE_TEXTS, MAX_TEXT

_SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9"
_URI = 0x86
"""uniformResourceIdentifier, the one context tag of a GeneralName that holds an address"""

_STRING_TYPES = {
    0x0C: "UTF8String",
    0x12: "NumericString",
    0x13: "PrintableString",
    0x14: "TeletexString",
    0x16: "IA5String",
    0x1A: "VisibleString",
    0x1C: "UniversalString",
    0x1E: "BMPString",
}
_WIDE = {0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_GENERAL_TEXTS = (0x81, 0x82, _URI)
"""rfc822Name, dNSName and URI of a GeneralName (RFC 5280, 4.2.1.6)"""

Found = dict[str, bytes]


def read_certificate_profile(certificate: CertificateEvidence) -> CertificateProfile:
    """How the certificate is written, from its DER; DecodeError where it is none.

    An extension that does not decode leaves its part empty; `certificate.problems`
    names those that matter.
    """
    outer = der.read_element(certificate.der).expect(der.SEQUENCE)
    tbs, algorithm, _ = _parts(outer, 3)
    fields = list(tbs.expect(der.SEQUENCE).children())
    version = 1
    if fields and fields[0].tag == 0xA0:
        version = der.integer(fields.pop(0).first_child()) + 1
    if len(fields) < 6:
        raise DecodeError("certificate_malformed")
    serial, inner, _, validity, _, _, *optional = fields
    not_before, not_after = _parts(validity, 2)
    facts, values = _extensions(optional)
    return CertificateProfile(
        certificate=certificate,
        version=version,
        serial_octets=len(serial.contents),
        algorithms_agree=inner.raw == algorithm.raw,
        not_before=_time(not_before),
        not_after=_time(not_after),
        unique_identifiers=any(field.tag & 0xDF in (0x81, 0x82) for field in optional),
        subject=tuple(_string(item) for rdn in certificate.subject for item in rdn),
        extensions=facts,
        path_length=_path_length(values),
        crl_addresses=_addresses(values, CRL_DISTRIBUTION_POINTS),
        issuer_addresses=_addresses(values, AUTHORITY_INFORMATION_ACCESS),
        texts=(
            *_texts(values, SUBJECT_ALT_NAME),
            *_texts(values, _SUBJECT_DIRECTORY_ATTRIBUTES),
        ),
    )


def _parts(element: der.Element, count: int) -> list[der.Element]:
    children = list(element.expect(der.SEQUENCE).children())
    if len(children) != count:
        raise DecodeError("certificate_malformed")
    return children


def _time(element: der.Element) -> TimeFact:
    kind = "UTCTime" if element.tag == der.UTC_TIME else "GeneralizedTime"
    return TimeFact(type=kind, text=element.contents[:64].decode("ascii", "replace"))


def _string(attribute: NameAttribute) -> NameString:
    kind = _STRING_TYPES.get(attribute.der[0], "") if attribute.der else ""
    return NameString(oid=attribute.oid, type=kind, value=attribute.value)


def _extensions(optional: list[der.Element]) -> tuple[tuple[ExtensionFact, ...], Found]:
    """Every Extension in order, and the first value of each OID."""
    facts: list[ExtensionFact] = []
    values: Found = {}
    for field in optional:
        if field.tag != 0xA3:
            continue
        for entry in field.first_child().expect(der.SEQUENCE).children():
            oid, *flag, value = entry.expect(der.SEQUENCE).children()
            name = der.oid(oid)
            critical = bool(flag) and flag[0].contents != b"\0"
            facts.append(ExtensionFact(oid=name, critical=critical))
            values.setdefault(name, value.expect(der.OCTET_STRING).contents)
    return tuple(facts), values


def _path_length(values: Found) -> int | None:
    try:
        return read_basic_constraints(values[BASIC_CONSTRAINTS])[1]
    except (KeyError, DecodeError):
        return None


def _addresses(values: Found, oid: str) -> tuple[str, ...]:
    """Every URI in an extension's value, in order."""
    return tuple(
        element.contents[:MAX_TEXT].decode("ascii", "replace")
        for element in _primitives(values.get(oid, b""))
        if element.tag == _URI
    )


def _texts(values: Found, oid: str) -> tuple[str, ...]:
    return tuple(
        element.contents[:MAX_TEXT].decode(_WIDE.get(element.tag, "utf-8"), "replace")
        for element in _primitives(values.get(oid, b""))
        if element.tag in _GENERAL_TEXTS or element.tag in _STRING_TYPES
    )


def _primitives(value: bytes) -> Iterator[der.Element]:
    """The first primitive elements of a value, wherever nested; none where it does not decode."""
    found: list[der.Element] = []
    try:
        root = der.read_element(value)
        der.check_depth(root)
        stack = [root]
        while stack and len(found) < MAX_PROFILE_TEXTS:
            element = stack.pop()
            if element.tag & der.CONSTRUCTED:
                stack.extend(reversed(list(element.children())))
            else:
                found.append(element)
    except DecodeError:
        return
    yield from found
