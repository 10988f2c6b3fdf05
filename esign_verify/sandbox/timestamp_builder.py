"""RFC 3161 time-stamp tokens, without a server and without a clock."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.signing import digest, digest_algorithm

ID_CT_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_TSA_POLICY = "1.2.3.4.1"


@frozen(kw_only=True)
class TokenSpec:
    """What `build_token` writes; the defaults are a token of BSSN's TSA: no accuracy, no tsa."""

    tsa: Entity
    gen_time: datetime
    imprint_digest: str = "sha256"
    imprint: bytes | None = None
    """instead of the digest of the data"""
    nonce: bool = False
    certificates: Sequence[bytes] = ()
    """DER; empty: the chain of the TSA"""
    digest: str = "sha256"
    ess_version: int = 2
    corrupt_signature: bool = False
    extensions: bytes = b""
    """DER of Extensions, tagged [1]"""
    tst_info: bytes | None = None
    """eContent in place of a TSTInfo"""
    cms: Mapping[str, Any] = field(default_factory=dict)
    """further fields of the `CmsSpec` of the token"""


def build_token(spec: TokenSpec, data: bytes) -> bytes:
    """A TimeStampToken over `data`: a signature value, or the bytes of a byte range."""
    cms = CmsSpec(
        signer=spec.tsa,
        certificates=spec.certificates,
        digest=spec.digest,
        version=3,
        content_type=ID_CT_TST_INFO,
        encapsulate=True,
        ess_version=spec.ess_version,
        signing_time=spec.gen_time,
        corrupt_signature=spec.corrupt_signature,
    )
    content = _tst_info(spec, data) if spec.tst_info is None else spec.tst_info
    return build_cms(replace(cms, **spec.cms), content)


def _tst_info(spec: TokenSpec, data: bytes) -> bytes:
    """TSTInfo (RFC 3161 2.4.2)."""
    imprint = digest(spec.imprint_digest, data) if spec.imprint is None else spec.imprint
    return der.sequence(
        der.integer(1),
        der.oid(_TSA_POLICY),
        der.sequence(digest_algorithm(spec.imprint_digest), der.octet_string(imprint)),
        der.integer(_number()),
        der.generalized_time(spec.gen_time),
        der.integer(_number()) if spec.nonce else b"",
        spec.extensions,
    )


def _number() -> int:
    """Random, and always of eight octets: offsets in a document do not depend on it."""
    return secrets.randbits(62) | 1 << 62
