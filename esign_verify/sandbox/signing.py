"""Signature values and their AlgorithmIdentifiers (RFC 3279, 4055, 5758, 8410)."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from esign_verify.sandbox import der

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_DIGEST_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_RSA_OIDS = {
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
_ECDSA_OIDS = {
    "sha1": "1.2.840.10045.4.1",
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}
_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_RSASSA_PSS = "1.2.840.113549.1.1.10"
_MGF1 = "1.2.840.113549.1.1.8"
_ED25519 = "1.3.101.112"


def digest(name: str, message: bytes) -> bytes:
    return hashlib.new(name, message).digest()


def digest_algorithm(name: str) -> bytes:
    """The AlgorithmIdentifier of a digest, with NULL parameters as iText and EU DSS write it."""
    return der.sequence(der.oid(_DIGEST_OIDS[name]), der.NULL)


def sign(key: PrivateKey, message: bytes, *, digest: str = "sha256", pss: bool = False) -> bytes:
    """The signature value over `message`; the PSS salt is as long as the digest."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    algorithm = _HASHES[digest]
    if isinstance(key, EllipticCurvePrivateKey):
        return key.sign(message, ECDSA(algorithm))
    if pss:
        scheme = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        return key.sign(message, scheme, algorithm)
    return key.sign(message, padding.PKCS1v15(), algorithm)


def signature_algorithm(
    key: PrivateKey, *, digest: str = "sha256", pss: bool = False, bare_rsa: bool = False
) -> bytes:
    """The AlgorithmIdentifier that goes with `sign`.

    `bare_rsa`: rsaEncryption, which leaves the digest to digestAlgorithm
    (RFC 3370 3.2), as iText writes it.
    """
    if isinstance(key, Ed25519PrivateKey):
        return der.sequence(der.oid(_ED25519))
    if isinstance(key, EllipticCurvePrivateKey):
        return der.sequence(der.oid(_ECDSA_OIDS[digest]))
    if pss:
        return der.sequence(der.oid(_RSASSA_PSS), _pss_parameters(digest))
    return der.sequence(der.oid(_RSA_ENCRYPTION if bare_rsa else _RSA_OIDS[digest]), der.NULL)


def _pss_parameters(name: str) -> bytes:
    """RSASSA-PSS-params (RFC 4055 3.1); the trailer field keeps its default."""
    return der.sequence(
        der.explicit(0, digest_algorithm(name)),
        der.explicit(1, der.sequence(der.oid(_MGF1), digest_algorithm(name))),
        der.explicit(2, der.integer(_HASHES[name].digest_size)),
    )
