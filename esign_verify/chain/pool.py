"""The certificates at hand, found by name or key; decoded only when found."""

from __future__ import annotations

from collections.abc import Sequence

from esign_verify.chain.memo import Memo
from esign_verify.cms.x509 import Certificate
from esign_verify.evidence import CertificateEvidence
from esign_verify.limits import MAX_CERTIFICATES


class Pool:
    """The first MAX_CERTIFICATES different certificates given, in their order."""

    def __init__(self, certificates: Sequence[CertificateEvidence], memo: Memo) -> None:
        distinct: dict[str, CertificateEvidence] = {}
        for certificate in certificates:
            distinct.setdefault(certificate.sha256, certificate)
        self._certificates = list(distinct.values())[:MAX_CERTIFICATES]
        self._memo = memo

    def __len__(self) -> int:
        return len(self._certificates)

    def named(self, name: bytes) -> list[Certificate]:
        """Those whose subject has these bytes, or, where none has, matches by RFC 5280 7.1."""
        found = [c for c in self._certificates if c.subject_der == name]
        if not found:
            match = self._memo.names_match
            found = [c for c in self._certificates if match(c.subject_der, name)]
        return self._decoded(found)

    def keyed(self, public_keys: set[bytes]) -> list[Certificate]:
        """Those with one of these SubjectPublicKeyInfos."""
        return self._decoded([c for c in self._certificates if c.public_key in public_keys])

    @property
    def public_keys(self) -> set[bytes]:
        return {certificate.public_key for certificate in self._certificates}

    def _decoded(self, found: Sequence[CertificateEvidence]) -> list[Certificate]:
        decoded = (self._memo.certificate(certificate.der) for certificate in found)
        return [certificate for certificate in decoded if certificate is not None]
