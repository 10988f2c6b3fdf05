"""Identifiers as EU DSS 5.8-5.12 makes them, which BSrE's service shows.

`S-` + hex of SHA-256 over: /M in epoch milliseconds (8 bytes), each certificate reference
as UTF-16BE of `C-…`, the signature value, the field names as UTF-16BE. Hex is upper case
without leading zero bytes (the original passes through a big integer).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from esign_verify.evidence import CertificateReference, CmsEvidence, SignatureEvidence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def without_leading_zeros(hexadecimal: str) -> str:
    """Hex digits as DSS prints a digest: leading zero bytes are lost."""
    digits = hexadecimal.lstrip("0")
    return "0" * (len(digits) % 2) + digits


def dss_identifier(prefix: str, hexadecimal: str) -> str:
    """`C-…`, `T-…`, `S-…` from the digest's hex digits."""
    return prefix + without_leading_zeros(hexadecimal.upper())


def signature_id(entry: SignatureEvidence) -> str:
    """The `S-` identifier of a signature."""
    hasher = hashlib.sha256()
    claimed = entry.field.claimed_signing_time
    if claimed is not None:
        milliseconds = (claimed - _EPOCH) // timedelta(milliseconds=1)
        hasher.update(milliseconds.to_bytes(8, "big", signed=True))
    if entry.cms is not None:
        for reference in _distinct_references(entry.cms):
            identifier = dss_identifier("C-", reference.digest.hex())
            hasher.update(identifier.encode("utf-16-be"))
        hasher.update(entry.cms.signature)
    names = "".join("null" if name is None else name for name in entry.field.partial_names)
    hasher.update(names.encode("utf-16-be", "surrogatepass"))
    return dss_identifier("S-", hasher.hexdigest())


def _distinct_references(cms: CmsEvidence) -> list[CertificateReference]:
    """The references, version 1 first; one that is repeated counts once."""
    return list({(r.version, r.digest): r for r in cms.certificate_references}.values())
