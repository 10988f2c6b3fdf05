"""Public keys and BIT STRINGs of X.509 (RFC 5280, 4.1.2.7; RFC 3279, RFC 5480, RFC 8410)."""

from __future__ import annotations

from esign_verify.cms import der
from esign_verify.cms.x509_extensions import first_child
from esign_verify.errors import DecodeError

_KEY_ALGORITHMS = {
    "1.2.840.113549.1.1.1": "rsa",
    "1.2.840.113549.1.1.10": "rsa",
    "1.2.840.10045.2.1": "ec",
    "1.2.840.10040.4.1": "dsa",
    "1.3.101.112": "ed25519",
    "1.3.101.113": "ed448",
}

_CURVE_BITS = {
    "1.2.840.10045.3.1.1": 192,
    "1.3.132.0.33": 224,
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
    "1.3.132.0.10": 256,
    "1.3.36.3.3.2.8.1.1.7": 256,
    "1.3.36.3.3.2.8.1.1.11": 384,
    "1.3.36.3.3.2.8.1.1.13": 512,
}


def bit_string(element: der.Element) -> bytes:
    """The octets of a BIT STRING without unused bits."""
    contents = element.expect(der.BIT_STRING).contents
    if not contents or contents[0] != 0:
        raise DecodeError("asn1_bad_bit_string")
    return contents[1:]


def signature_octets(element: der.Element) -> bytes:
    """The octets of a signatureValue; empty, which verifies with no key, where bits are unused."""
    contents = element.expect(der.BIT_STRING).contents
    return contents[1:] if contents[:1] == b"\0" else b""


def public_key_bits(public_key: bytes) -> bytes:
    """The subjectPublicKey of a SubjectPublicKeyInfo: what RFC 6960 4.1.1 hashes."""
    parts = list(der.read_element(public_key).expect(der.SEQUENCE).children())
    if len(parts) != 2:
        raise DecodeError("public_key_malformed")
    return bit_string(parts[1])


def read_public_key_kind(public_key: bytes) -> tuple[str, int]:
    """Algorithm name (or OID) and size in bits (0 where unknown) of a SubjectPublicKeyInfo."""
    parts = list(der.read_element(public_key).expect(der.SEQUENCE).children())
    if len(parts) != 2:
        raise DecodeError("public_key_malformed")
    oid = der.oid(first_child(parts[0].expect(der.SEQUENCE)))
    parameters = list(parts[0].children())[1:]
    name = _KEY_ALGORITHMS.get(oid, oid)
    if name == "rsa":
        key = der.read_element(bit_string(parts[1])).expect(der.SEQUENCE)
        return name, der.integer(first_child(key)).bit_length()
    if name == "ec" and parameters and parameters[0].tag == der.OID:
        return name, _CURVE_BITS.get(der.oid(parameters[0]), 0)
    if name == "dsa" and parameters and parameters[0].tag == der.SEQUENCE:
        return name, der.integer(first_child(parameters[0])).bit_length()
    return name, {"ed25519": 256, "ed448": 456}.get(name, 0)
