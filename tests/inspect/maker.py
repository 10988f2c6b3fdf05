"""Certificates written field by field, so that each can have one thing that is unusual.

The sandbox's DER writer writes them: no library would make most of these. The signature value
is a dummy, for notes look at no signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from esign_verify.cms.x509 import read_certificate
from esign_verify.evidence import CertificateEvidence
from esign_verify.sandbox import der

RSA_SHA256 = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
RSA_SHA1 = der.sequence(der.oid("1.2.840.113549.1.1.5"), der.NULL)
RSA_MD5 = der.sequence(der.oid("1.2.840.113549.1.1.4"), der.NULL)
ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))

COMMON_NAME, COUNTRY, ORGANIZATION = "2.5.4.3", "2.5.4.6", "2.5.4.10"
DESCRIPTION, SERIAL_NUMBER, EMAIL = "2.5.4.13", "2.5.4.5", "1.2.840.113549.1.9.1"
KEY_USAGE, BASIC, EKU, SAN = "2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.17"
SKI, AKI, POLICIES, CDP = "2.5.29.14", "2.5.29.35", "2.5.29.32", "2.5.29.31"
AIA, NO_CHECK = "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.48.1.5"
TIME_STAMPING, OCSP_SIGNING = "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"
DOCUMENT_TRUST = "1.2.840.113583.1.1.5"

START = datetime(2024, 1, 1, tzinfo=UTC)

Extension = tuple[bool, bytes]


def rsa_key(bits: int) -> bytes:
    """A SubjectPublicKeyInfo whose modulus has this length; nobody has the private key."""
    modulus = (1 << (bits - 1)) | 1
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL)
    key = der.sequence(der.integer(modulus), der.integer(65537))
    return der.sequence(algorithm, der.bit_string(key))


EC_KEY = der.sequence(
    der.sequence(der.oid("1.2.840.10045.2.1"), der.oid("1.2.840.10045.3.1.7")),
    der.bit_string(b"\x04" + bytes(64)),
)
UNKNOWN_CURVE = der.sequence(
    der.sequence(der.oid("1.2.840.10045.2.1"), der.oid("1.2.3.4")), der.bit_string(bytes(65))
)


def text(oid: str, value: str, tag: int = 0x0C) -> bytes:
    """One RDN; a UTF8String unless another tag is given."""
    string = der.tlv(tag, value.encode("utf-16-be" if tag == 0x1E else "utf-8"))
    return der.set_of(der.sequence(der.oid(oid), string))


def key_usage(*bits: int) -> bytes:
    """A KeyUsage of the bits given (RFC 5280 4.2.1.3: 0 digitalSignature … 5 keyCertSign)."""
    octet = sum(0x80 >> bit for bit in bits)
    unused = 7 - max(bits, default=7)
    return der.tlv(0x03, bytes((unused, octet)) if bits else b"\x00")


def usages(*oids: str) -> bytes:
    return der.sequence(*map(der.oid, oids))


def policies(*oids: str) -> bytes:
    return der.sequence(*(der.sequence(der.oid(oid)) for oid in oids))


def crl_points(*addresses: str) -> bytes:
    names = der.explicit(0, *map(der.uri_name, addresses))
    return der.sequence(der.sequence(der.explicit(0, names)))


def access(*addresses: str) -> bytes:
    method = der.oid("1.3.6.1.5.5.7.48.2")
    return der.sequence(*(der.sequence(method, der.uri_name(address)) for address in addresses))


IDENTITY = (
    text(COMMON_NAME, "Nama Contoh".ljust(64, "x")),
    text(ORGANIZATION, "Instansi Contoh"),
    text(COUNTRY, "ID", 0x13),
)

END_ENTITY: Mapping[str, Extension] = {
    BASIC: (True, der.sequence()),
    SKI: (False, der.octet_string(b"own key identifier!!")),
    AKI: (False, der.sequence(der.implicit(0, b"issuer key identifier"))),
    KEY_USAGE: (True, key_usage(0, 1)),
    POLICIES: (False, policies("2.16.360.1.1.1.5.1.4.3")),
    CDP: (False, crl_points("http://example.invalid/ca.crl")),
    AIA: (False, access("http://example.invalid/ca.crt")),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a certificate is made of; the defaults are a signer without any note."""

    version: int = 3
    serial: bytes = der.integer((1 << 158) + 7)
    inner_algorithm: bytes = RSA_SHA256
    outer_algorithm: bytes = RSA_SHA256
    issuer: tuple[bytes, ...] = (text(COMMON_NAME, "CA Contoh"), text(COUNTRY, "ID", 0x13))
    not_before: bytes = der.utc_time(START)
    not_after: bytes = der.utc_time(datetime(2025, 12, 31, tzinfo=UTC))
    subject: tuple[bytes, ...] = IDENTITY
    key: bytes = rsa_key(2048)
    unique_identifier: bytes = b""
    extensions: Mapping[str, Extension] = field(
        default_factory=lambda: END_ENTITY | {EKU: (True, usages(DOCUMENT_TRUST))}
    )
    further: tuple[tuple[str, Extension], ...] = ()
    """extensions after these, so that one can occur twice"""

    def der(self) -> bytes:
        extensions = [*self.extensions.items(), *self.further]
        parts = [
            self.serial,
            self.inner_algorithm,
            der.sequence(*self.issuer),
            der.sequence(self.not_before, self.not_after),
            der.sequence(*self.subject),
            self.key,
            self.unique_identifier,
        ]
        if self.version > 1:
            parts.insert(0, der.explicit(0, der.integer(self.version - 1)))
        if extensions:
            listed = der.sequence(*(_extension(oid, value) for oid, value in extensions))
            parts.append(der.explicit(3, listed))
        signature = der.bit_string(b"no signature")
        return der.sequence(der.sequence(*parts), self.outer_algorithm, signature)

    def evidence(self) -> CertificateEvidence:
        return read_certificate(self.der())


def _extension(oid: str, value: Extension) -> bytes:
    critical, contents = value
    flag = der.boolean(True) if critical else b""
    return der.sequence(der.oid(oid), flag, der.octet_string(contents))


SIGNER = Plan()
TSA = Plan(
    extensions=END_ENTITY | {EKU: (True, usages(TIME_STAMPING))},
    not_after=der.utc_time(datetime(2026, 12, 31, tzinfo=UTC)),
)
OCSP = Plan(
    extensions={
        **{oid: END_ENTITY[oid] for oid in (BASIC, SKI, AKI)},
        KEY_USAGE: (True, key_usage(0)),
        EKU: (False, usages(OCSP_SIGNING)),
        NO_CHECK: (False, der.NULL),
    },
    not_after=der.utc_time(datetime(2028, 12, 31, tzinfo=UTC)),
)
CA = Plan(
    extensions={
        **{oid: END_ENTITY[oid] for oid in (SKI, AKI, CDP)},
        BASIC: (True, der.sequence(der.boolean(True))),
        KEY_USAGE: (True, key_usage(0, 5, 6)),
    },
    key=rsa_key(4096),
    serial=der.integer((1 << 62) + 7),
    not_after=der.utc_time(datetime(2033, 12, 31, tzinfo=UTC)),
)
ROOT = replace(
    CA,
    issuer=IDENTITY,
    extensions={oid: CA.extensions[oid] for oid in (BASIC, SKI, KEY_USAGE)},
    not_after=der.utc_time(datetime(2043, 12, 31, tzinfo=UTC)),
)


def changed(plan: Plan, **changes: Any) -> Plan:
    """`plan` with other fields; `extensions` are merged, None removes one."""
    given = changes.pop("extensions", {})
    merged = {oid: value for oid, value in (plan.extensions | given).items() if value is not None}
    return replace(plan, extensions=merged, **changes)
