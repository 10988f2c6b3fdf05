"""One signature value against one public key: the door to `public_key`."""

from __future__ import annotations

from esign_verify.cms.algorithms import read_signature_algorithm
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check


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
    # loaded with the first signature to check: a file without one never needs it
    from esign_verify.cms.public_key import verify_value

    return verify_value(parsed, public_key, signature, message, digest, digest_algorithm)
