"""Cryptographic constraints (EN 319 102-1, 5.2.8): is an algorithm acceptable at a moment?"""

from __future__ import annotations

from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.evidence import CertificateEvidence, Check
from esign_verify.policy.policy import Policy


@frozen(kw_only=True)
class Use:
    """One use of cryptography: a digest, or a signature by a key of some size."""

    what: str
    """`message_digest`, `signature`, `certificate`, `timestamp_imprint`, `timestamp`"""
    family: str
    """empty for a plain digest"""
    digest: str
    key_bits: int


def end_of_life(policy: Policy, use: Use) -> tuple[Check, datetime | None]:
    """PASSED and the last acceptable moment (None: no end); else why it is never acceptable."""
    ends: list[datetime | None] = []
    if use.digest:
        digests = dict(policy.digests)
        if use.digest not in digests:
            unknown = Check.not_checked("algorithm_unknown", algorithm=use.digest, what=use.what)
            return unknown, None
        ends.append(digests[use.digest])
    if use.family:
        sizes = dict(policy.keys).get(use.family)
        if sizes is None:
            unknown = Check.not_checked("algorithm_unknown", algorithm=use.family, what=use.what)
            return unknown, None
        fitting = [end for size, end in sizes if size <= use.key_bits]
        if not fitting:
            weak = Check.failed(
                "key_too_small", algorithm=use.family, bits=use.key_bits, what=use.what
            )
            return weak, None
        ends.append(fitting[-1])
    limits = [end for end in ends if end is not None]
    return Check.passed(), min(limits) if limits else None


def check_use(policy: Policy, use: Use, moment: datetime) -> tuple[Check, datetime | None]:
    """Whether an algorithm is acceptable at a moment; and until when it is (None: no end)."""
    check, end = end_of_life(policy, use)
    if end is None or moment < end:
        return check, end
    name = "-".join(filter(None, (use.family, use.digest)))
    expired = Check.failed(
        "algorithm_expired",
        algorithm=name,
        bits=use.key_bits,
        what=use.what,
        until=end.date().isoformat(),
    )
    return expired, end


def certificate_use(certificate: CertificateEvidence, issuer_bits: int) -> Use:
    """How a certificate was signed: by its issuer's key."""
    family, digest = split_name(certificate.signature_algorithm)
    return Use(what="certificate", family=family, digest=digest, key_bits=issuer_bits)


def split_name(name: str) -> tuple[str, str]:
    """`rsa-pss-sha256` → (`rsa-pss`, `sha256`); `ed25519` → (`ed25519`, ``)."""
    for family in ("rsa-pss", "rsa", "ecdsa", "dsa"):
        if name.startswith(family + "-"):
            return family, name[len(family) + 1 :]
    return name, ""
