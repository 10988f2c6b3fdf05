"""Public keys, and one signature value of one: the only place that runs cryptography.

RFC 8017 (PKCS#1 v1.5, PSS), FIPS 186-5 (ECDSA, DSA), RFC 8032 (EdDSA).
"""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils

from esign_verify.cms import der
from esign_verify.cms.algorithms import SignatureAlgorithm, new_digest
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_224": hashes.SHA3_224,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}

_KEYS: dict[str, tuple[type, ...]] = {
    "rsa": (rsa.RSAPublicKey,),
    "rsa-pss": (rsa.RSAPublicKey,),
    "ecdsa": (ec.EllipticCurvePublicKey,),
    "dsa": (dsa.DSAPublicKey,),
    "ed25519": (ed25519.Ed25519PublicKey,),
    "ed448": (ed448.Ed448PublicKey,),
}

_RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier of rsaEncryption with NULL (RFC 3279, 2.3.1)."""


def verify_value(
    algorithm: SignatureAlgorithm,
    public_key: bytes,
    signature: bytes,
    message: bytes | None,
    digest: bytes | None,
    digest_algorithm: str,
) -> Check:
    """As `check_signature_value`, of an algorithm whose family is known."""
    try:
        key = _load_public_key(public_key)
    except UnsupportedAlgorithm:
        return Check.not_checked("public_key_unsupported")
    except ValueError:
        return Check.failed("public_key_unusable")
    if not isinstance(key, _KEYS[algorithm.family]):
        return Check.failed("public_key_of_other_kind", algorithm=algorithm.name)
    return _verify(algorithm, key, signature, message, digest, digest_algorithm)


def _load_public_key(public_key: bytes) -> Any:
    """The key of a SubjectPublicKeyInfo; ValueError or UnsupportedAlgorithm where it is none."""
    numbers = _rsa_numbers(public_key)
    if numbers is not None:
        return rsa.RSAPublicNumbers(e=numbers[1], n=numbers[0]).public_key()
    # its import costs more than a whole small verification, and few keys are not RSA
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return load_der_public_key(public_key)


def _rsa_numbers(public_key: bytes) -> tuple[int, int] | None:
    """Modulus and exponent of an RSA key in the one form that DER has for it.

    None for everything else, which is left to the library.
    """
    try:
        bits = list(der.read_element(public_key).expect(der.SEQUENCE).children())[1]
        key = der.read_element(bits.expect(der.BIT_STRING).contents, 1).expect(der.SEQUENCE)
        modulus, exponent = map(der.integer, key.children())
    except (DecodeError, ValueError, IndexError):
        return None
    if modulus < 0 or exponent < 0:
        return None
    numbers = der.encode_integer(modulus) + der.encode_integer(exponent)
    octets = b"\0" + der.encode(der.SEQUENCE, numbers)
    contents = _RSA_ENCRYPTION + der.encode(der.BIT_STRING, octets)
    return (modulus, exponent) if public_key == der.encode(der.SEQUENCE, contents) else None


def _verify(
    algorithm: SignatureAlgorithm,
    key: Any,
    signature: bytes,
    message: bytes | None,
    digest: bytes | None,
    digest_algorithm: str,
) -> Check:
    try:
        if algorithm.family in ("ed25519", "ed448"):
            if message is None:
                return Check.not_checked("eddsa_needs_whole_content")
            key.verify(signature, message)
            return Check.passed()
        name = algorithm.digest or digest_algorithm
        if name not in _HASHES:
            return Check.not_checked("digest_algorithm_unsupported", algorithm=name)
        if digest is None:
            if message is None:
                return Check.not_checked("signed_content_missing")
            hasher = new_digest(name)
            hasher.update(message)
            digest = hasher.digest()
        elif digest_algorithm != name:
            return Check.failed("digest_algorithm_mismatch", stated=digest_algorithm, used=name)
        return _verify_digest(algorithm, key, signature, digest, name)
    except InvalidSignature:
        return Check.failed("signature_invalid")
    except UnsupportedAlgorithm:
        return Check.not_checked("signature_algorithm_unsupported", algorithm=algorithm.name)
    except (ValueError, OverflowError, TypeError):
        return Check.failed("signature_malformed")


def _verify_digest(
    algorithm: SignatureAlgorithm,
    key: Any,
    signature: bytes,
    digest: bytes,
    digest_algorithm: str,
) -> Check:
    """Check.passed(), or why it cannot be; InvalidSignature where it is another's."""
    prehashed = utils.Prehashed(_HASHES[digest_algorithm]())
    if algorithm.family == "rsa":
        key.verify(signature, digest, padding.PKCS1v15(), prehashed)
    elif algorithm.family == "rsa-pss":
        pss = algorithm.pss
        if pss is None:
            return Check.failed("pss_parameters_missing")
        if pss.trailer_field != 1 or pss.mgf_digest not in _HASHES:
            return Check.failed("pss_parameters_unusable")
        if not 0 <= pss.salt_length <= key.key_size // 8:
            return Check.failed("pss_parameters_unusable")
        mask = padding.MGF1(_HASHES[pss.mgf_digest]())
        key.verify(signature, digest, padding.PSS(mask, pss.salt_length), prehashed)
    elif algorithm.family == "ecdsa":
        key.verify(signature, digest, ec.ECDSA(prehashed))
    else:
        key.verify(signature, digest, prehashed)
    return Check.passed()
