"""Algorithm identifiers: names, digests, and the AlgorithmIdentifier structure.

RFC 5754, RFC 4055 (RSASSA-PSS), RFC 5758, RFC 8419 (EdDSA in CMS), NIST CSOR for SHA-3.
"""

from __future__ import annotations

import hashlib
from copy import copy
from typing import Protocol

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.errors import DecodeError

DIGESTS = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.7": "sha3_224",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
    "2.16.840.1.101.3.4.2.11": "shake128",
    "2.16.840.1.101.3.4.2.12": "shake256",
}
"""Digest algorithm OID → name; hashlib's, but for the SHAKEs of RFC 8702."""

SHAKE_OCTETS = {"shake128": 32, "shake256": 64}
"""Output sizes in CMS (RFC 8702, 3.1)."""

ID_SHAKE256_LEN = "2.16.840.1.101.3.4.2.18"
"""SHAKE256 with its output length in bits as parameter (RFC 8419, 2.3, for Ed448)."""

RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
RSASSA_PSS = "1.2.840.113549.1.1.10"
MGF1 = "1.2.840.113549.1.1.8"

SIGNATURES: dict[str, tuple[str, str]] = {
    RSA_ENCRYPTION: ("rsa", ""),
    "1.2.840.113549.1.1.4": ("rsa", "md5"),
    "1.2.840.113549.1.1.5": ("rsa", "sha1"),
    "1.3.14.3.2.29": ("rsa", "sha1"),
    "1.2.840.113549.1.1.14": ("rsa", "sha224"),
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    "2.16.840.1.101.3.4.3.13": ("rsa", "sha3_224"),
    "2.16.840.1.101.3.4.3.14": ("rsa", "sha3_256"),
    "2.16.840.1.101.3.4.3.15": ("rsa", "sha3_384"),
    "2.16.840.1.101.3.4.3.16": ("rsa", "sha3_512"),
    RSASSA_PSS: ("rsa-pss", ""),
    "1.2.840.10045.2.1": ("ecdsa", ""),
    # the arc of ECDSA signatures itself (ANSI X9.62), seen where a digest is left to CMS
    "1.2.840.10045.4": ("ecdsa", ""),
    "1.2.840.10045.4.1": ("ecdsa", "sha1"),
    "1.2.840.10045.4.3.1": ("ecdsa", "sha224"),
    "1.2.840.10045.4.3.2": ("ecdsa", "sha256"),
    "1.2.840.10045.4.3.3": ("ecdsa", "sha384"),
    "1.2.840.10045.4.3.4": ("ecdsa", "sha512"),
    "2.16.840.1.101.3.4.3.9": ("ecdsa", "sha3_224"),
    "2.16.840.1.101.3.4.3.10": ("ecdsa", "sha3_256"),
    "2.16.840.1.101.3.4.3.11": ("ecdsa", "sha3_384"),
    "2.16.840.1.101.3.4.3.12": ("ecdsa", "sha3_512"),
    "1.2.840.10040.4.1": ("dsa", ""),
    "1.2.840.10040.4.3": ("dsa", "sha1"),
    "1.3.14.3.2.27": ("dsa", "sha1"),
    "2.16.840.1.101.3.4.3.1": ("dsa", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("dsa", "sha256"),
    "1.3.101.112": ("ed25519", ""),
    "1.3.101.113": ("ed448", ""),
}
"""Signature algorithm OID → (family, digest); the digest is empty where the
algorithm leaves it to CMS `digestAlgorithm` or to its parameters."""


@frozen(kw_only=True)
class PssParameters:
    """RSASSA-PSS-params (RFC 4055, 3.1)."""

    digest: str
    mgf_digest: str
    salt_length: int
    trailer_field: int


@frozen(kw_only=True)
class SignatureAlgorithm:
    """A decoded AlgorithmIdentifier of a signature.

    `digest` is empty where the identifier does not fix one; `family` is empty
    for an algorithm that this library does not know.
    """

    oid: str
    family: str
    digest: str
    pss: PssParameters | None = None

    @property
    def name(self) -> str:
        """`rsa-sha256`, `ed25519`, or the OID."""
        return "-".join(filter(None, (self.family, self.digest))) or self.oid


def digest_name(element: der.Element) -> str:
    """The hashlib name of a digest AlgorithmIdentifier, or its OID where unknown."""
    oid = der.oid(element.expect(der.SEQUENCE).first_child())
    parameters = list(element.children())[1:]
    if oid == ID_SHAKE256_LEN and parameters and der.integer(parameters[0]) == 512:
        return "shake256"
    return DIGESTS.get(oid, oid)


def is_known_digest(name: str) -> bool:
    return name in DIGESTS.values()


class Hasher(Protocol):
    """What a digest is computed with."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...

    def copy(self) -> Hasher: ...


class _Shake:
    """A SHAKE with the output size that CMS gives it."""

    def __init__(self, name: str) -> None:
        self._shake = hashlib.shake_128() if name == "shake128" else hashlib.shake_256()
        self._size = SHAKE_OCTETS[name]

    def update(self, data: bytes, /) -> None:
        self._shake.update(data)

    def digest(self) -> bytes:
        return self._shake.digest(self._size)

    def copy(self) -> Hasher:
        other = copy(self)
        other._shake = self._shake.copy()
        return other


def new_digest(name: str) -> Hasher:
    """A hasher for one of our digest names; DecodeError for others."""
    if not is_known_digest(name):
        raise DecodeError("digest_algorithm_unsupported", algorithm=name)
    if name in SHAKE_OCTETS:
        return _Shake(name)
    return hashlib.new(name, usedforsecurity=False)


def read_signature_algorithm(algorithm: bytes) -> SignatureAlgorithm:
    """Decode a DER AlgorithmIdentifier; DecodeError on malformed ones."""
    children = list(der.read_element(algorithm).expect(der.SEQUENCE).children())
    if not children:
        raise DecodeError("asn1_truncated")
    identifier = der.oid(children[0])
    family, digest = SIGNATURES.get(identifier, ("", ""))
    if family != "rsa-pss":
        return SignatureAlgorithm(oid=identifier, family=family, digest=digest)
    pss = _read_pss(children[1]) if len(children) > 1 else None
    return SignatureAlgorithm(
        oid=identifier, family=family, digest=pss.digest if pss else "", pss=pss
    )


def _read_pss(parameters: der.Element) -> PssParameters:
    digest = mgf_digest = "sha1"
    salt_length, trailer_field = 20, 1
    for field in parameters.expect(der.SEQUENCE).children():
        value = field.first_child()
        if field.tag == 0xA0:
            digest = digest_name(value)
        elif field.tag == 0xA1:
            mgf, *mgf_parameters = value.expect(der.SEQUENCE).children()
            if der.oid(mgf) != MGF1 or not mgf_parameters:
                raise DecodeError("pss_mask_generation_unsupported")
            mgf_digest = digest_name(mgf_parameters[0])
        elif field.tag == 0xA2:
            salt_length = der.integer(value)
        elif field.tag == 0xA3:
            trailer_field = der.integer(value)
    return PssParameters(
        digest=digest, mgf_digest=mgf_digest, salt_length=salt_length, trailer_field=trailer_field
    )
