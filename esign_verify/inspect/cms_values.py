"""AlgorithmIdentifiers and attribute values as text, in the standards' own terms."""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.cms.decode import der
from esign_verify.cms.x509_names import SHORT_NAMES, read_name
from esign_verify.errors import DecodeError
from esign_verify.evidence.inspection_cms import AlgorithmFacts
from esign_verify.inspect.asn1_values import element_text, hex_text, shortened
from esign_verify.inspect.oids import NAMES, named

RSASSA_PSS = "1.2.840.113549.1.1.10"
_ID_DIGEST_DEFAULT = "id-sha256"


def children(element: der.Element, tag: int = der.SEQUENCE) -> list[der.Element]:
    """What is inside an element that must have the tag."""
    return list(element.expect(tag).children())


def algorithm(element: der.Element) -> AlgorithmFacts:
    """An AlgorithmIdentifier (RFC 5280, 4.1.1.2)."""
    identifier, *parameters = children(element)
    oid = der.oid(identifier)
    text = ""
    if parameters and parameters[0].tag != der.NULL:
        text = _parameters(oid, parameters[0])
    return AlgorithmFacts(oid=oid, name=NAMES.get(oid, ""), parameters=text)


def _parameters(oid: str, element: der.Element) -> str:
    if oid != RSASSA_PSS:
        return element_text(element)
    # RSASSA-PSS-params (RFC 4055, 3.1), with the defaults where a field is left out
    fields = {field.tag: field.first_child() for field in children(element)}
    digest = algorithm_name(fields[0xA0]) if 0xA0 in fields else "id-sha1"
    mask = children(fields[0xA1]) if 0xA1 in fields else []
    mask_digest = algorithm_name(mask[1]) if len(mask) > 1 else "id-sha1"
    salt = der.integer(fields[0xA2]) if 0xA2 in fields else 20
    return f"hash {digest}, mgf1 {mask_digest}, salt length {salt}"


def algorithm_name(element: der.Element) -> str:
    facts = algorithm(element)
    return facts.name or facts.oid


def name_text(raw: bytes) -> str:
    """A distinguished name, last RDN first (RFC 4514, 2), with the types of identity
    certificates by name too; hex where it does not decode."""
    try:
        name = read_name(raw)
    except DecodeError:
        return "#" + hex_text(raw)
    rdns = ("+".join(f"{_keyword(a.oid)}={_escaped(a.value)}" for a in rdn) for rdn in name[::-1])
    return shortened(",".join(rdns))


def _keyword(oid: str) -> str:
    return SHORT_NAMES.get(oid) or NAMES.get(oid, oid).removeprefix("id-at-")


def _escaped(value: str) -> str:
    return "".join("\\" + letter if letter in ',+"\\<>;' else letter for letter in value)


def serial_text(number: int) -> str:
    """A serial number in hex, as certificates are looked up by it."""
    digits = f"{abs(number):X}"
    digits = digits if len(digits) % 2 == 0 else "0" + digits
    return f"-{digits}" if number < 0 else digits


def general_name_text(element: der.Element) -> str:
    """A GeneralName (RFC 5280, 4.2.1.6) that is a directoryName or a text."""
    if element.tag == 0xA4:
        return name_text(element.first_child().raw)
    if element.tag in (0x81, 0x82, 0x86):
        return shortened(element.contents[:2000].decode("latin-1"))
    return element_text(element)


def _signing_certificate(element: der.Element) -> str:
    """SigningCertificate and SigningCertificateV2 (RFC 5035, 3 and 4)."""
    return "; ".join(_ess_cert_id(entry, "") for entry in children(children(element)[0])[:8])


def _signing_certificate_v2(element: der.Element) -> str:
    listed = children(children(element)[0])[:8]
    return "; ".join(_ess_cert_id(entry, _ID_DIGEST_DEFAULT) for entry in listed)


def _ess_cert_id(entry: der.Element, default: str) -> str:
    parts = children(entry)
    digest = default or "id-sha1"
    if default and parts[0].tag == der.SEQUENCE:
        digest = algorithm_name(parts.pop(0))
    text = f"{digest} {hex_text(parts[0].expect(der.OCTET_STRING).contents)}"
    if len(parts) > 1:
        names, serial = children(parts[1])
        issuer = "".join(general_name_text(name) for name in children(names)[:1])
        text += f", issuerSerial {serial_text(der.integer(serial))}, {issuer}"
    return text


def _policy(element: der.Element) -> str:
    """SignaturePolicyIdentifier (EN 319 122-1, 5.2.9)."""
    if element.tag == der.NULL:
        return "signaturePolicyImplied"
    parts = children(element)
    text = named(der.oid(parts[0]))
    if len(parts) > 1 and parts[1].tag == der.SEQUENCE:
        digest, value = children(parts[1])
        text += f", {algorithm_name(digest)} {hex_text(value.contents)}"
    return text


def _first_oid(element: der.Element) -> str:
    """CommitmentTypeIndication (EN 319 122-1, 5.2.3) and its like."""
    return named(der.oid(element.expect(der.SEQUENCE).first_child()))


def _protection(element: der.Element) -> str:
    """CMSAlgorithmProtection (RFC 6211)."""
    digest, *others = children(element)
    parts = [f"digestAlgorithm {algorithm_name(digest)}"]
    for other in others:
        label = {0xA1: "signatureAlgorithm", 0xA2: "macAlgorithm"}.get(other.tag, "?")
        # IMPLICIT: the contents are those of the SEQUENCE
        oid = der.oid(other.first_child())
        parts.append(f"{label} {NAMES.get(oid, oid)}")
    return ", ".join(parts)


_DECODERS: dict[str, Callable[[der.Element], str]] = {
    "1.2.840.113549.1.9.3": lambda e: named(der.oid(e)),
    "1.2.840.113549.1.9.4": lambda e: hex_text(der.octets(e)),
    "1.2.840.113549.1.9.5": lambda e: der.time(e).isoformat().replace("+00:00", "Z"),
    "1.2.840.113549.1.9.52": _protection,
    "1.2.840.113549.1.9.16.2.12": _signing_certificate,
    "1.2.840.113549.1.9.16.2.15": _policy,
    "1.2.840.113549.1.9.16.2.16": _first_oid,
    "1.2.840.113549.1.9.16.2.47": _signing_certificate_v2,
}


def attribute_text(oid: str, value: der.Element) -> str:
    """One AttributeValue; DecodeError or ValueError where it is not what its type says."""
    return shortened(_DECODERS.get(oid, element_text)(value))
