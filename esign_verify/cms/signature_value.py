"""One signature value against one public key: the only place that runs cryptography.

RFC 8017 (PKCS#1 v1.5, PSS), FIPS 186-5 (ECDSA, DSA), RFC 8032 (EdDSA).
"""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    dsa,
    ec,
    ed448,
    ed25519,
    padding,
    rsa,
    utils,
)
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esign_verify.cms.algorithms import SignatureAlgorithm, new_digest, read_signature_algorithm
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


def check_signature_value(
    *,
    algorithm: bytes,
    public_key: bytes,
    signature: bytes,
    message: bytes | None = None,
    digest: bytes | None = None,
    digest_algorithm: str = "",
) -> Check:
    """Whether `signature` is one of `public_key` over `message` (or over its digest).

    `algorithm`: DER AlgorithmIdentifier; `public_key`: DER SubjectPublicKeyInfo.
    `digest_algorithm` names the digest where the identifier leaves it open
    (rsaEncryption in a SignerInfo, RFC 5652 5.3) and the one that `digest` was
    made with. An unknown algorithm is NOT_CHECKED, never passed.
    """
    try:
        parsed = read_signature_algorithm(algorithm)
    except (DecodeError, StopIteration, ValueError):
        return Check.failed("signature_algorithm_malformed")
    if not parsed.family:
        return Check.not_checked("signature_algorithm_unsupported", algorithm=parsed.oid)
    try:
        key: Any = load_der_public_key(public_key)
    except UnsupportedAlgorithm:
        return Check.not_checked("public_key_unsupported")
    except ValueError:
        return Check.failed("public_key_unusable")
    if not isinstance(key, _KEYS[parsed.family]):
        return Check.failed("public_key_of_other_kind", algorithm=parsed.name)
    return _verify(parsed, key, signature, message, digest, digest_algorithm)


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
        return _verify_digest(algorithm, key, signature, digest, _HASHES[name]())
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
    hash_: hashes.HashAlgorithm,
) -> Check:
    prehashed = utils.Prehashed(hash_)
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
