"""The issuer of a certificate of a path: a certificate, or the trust anchor."""

from __future__ import annotations

import hashlib

from esign_verify._frozen import frozen
from esign_verify.chain.search import Path
from esign_verify.chain.validate import check_key_usage, working_public_key
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_keys import public_key_bits
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check, TrustAnchor

_DIGESTS = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""Digests of a CertID (RFC 6960 4.1.1), which identifies and protects nothing"""


@frozen(kw_only=True)
class Issuer:
    """Name and working public key (RFC 5280 6.1.4 (d)); one of the last two is set."""

    name: bytes
    public_key: bytes
    certificate: Certificate | None = None
    anchor: TrustAnchor | None = None

    def check_key_usage(self, usage: str) -> Check:
        if self.certificate is not None:
            return check_key_usage(self.certificate, usage)
        stated = self.anchor.key_usage if self.anchor is not None else ()
        if stated and usage not in stated:
            return Check.failed("key_usage_missing", usage=usage)
        return Check.passed()


def issuers(path: Path) -> list[Issuer]:
    """The issuer of each certificate of the path, in the path's order (leaf first)."""
    if not path.certificates:
        return []
    current = Issuer(
        name=path.anchor.subject_der, public_key=path.anchor.public_key_der, anchor=path.anchor
    )
    found = [current]
    for certificate in reversed(path.certificates[1:]):
        current = Issuer(
            name=certificate.subject,
            public_key=working_public_key(certificate.public_key, current.public_key),
            certificate=certificate,
        )
        found.append(current)
    return found[::-1]


def key_hash(public_key: bytes, algorithm: str) -> bytes:
    """RFC 6960 4.1.1 issuerKeyHash (empty where the digest or the key is unknown)."""
    if algorithm not in _DIGESTS:
        return b""
    try:
        bits = public_key_bits(public_key)
    except DecodeError:
        return b""
    return digest(bits, algorithm)


def digest(data: bytes, algorithm: str) -> bytes:
    """By the OID of a digest of CertIDs; empty where it is none."""
    name = _DIGESTS.get(algorithm)
    return hashlib.new(name, data, usedforsecurity=False).digest() if name else b""
