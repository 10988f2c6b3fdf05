"""Certification path building (RFC 4158) with bounded work.

Candidates are found by name, ordered by key identifiers, and believed only on
their signature. Certificates given first are tried first: whoever adds a flood
of look-alikes behind them does not displace them. Each certificate at hand can be
tried once over the limit, so that a flood in front hides nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.chain.memo import Memo
from esign_verify.chain.policies import PathParameters
from esign_verify.chain.pool import Pool
from esign_verify.chain.store import TrustStore
from esign_verify.chain.validate import lacks_parameters, validate
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_extensions import (
    AUTHORITY_KEY_IDENTIFIER,
    BASIC_CONSTRAINTS,
    SUBJECT_KEY_IDENTIFIER,
    read_authority_key_identifier,
    read_basic_constraints,
    read_subject_key_identifier,
)
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check, Outcome, PathCheck, TrustAnchor
from esign_verify.limits import (
    MAX_COMPLETE_PATHS,
    MAX_PATH_CANDIDATES,
    MAX_PATH_LENGTH,
    MAX_PATH_STEPS,
)


@frozen(kw_only=True)
class Path:
    """A complete path: leaf first, without the anchor's own certificate."""

    certificates: tuple[Certificate, ...]
    anchor: TrustAnchor
    checks: tuple[PathCheck, ...]

    @property
    def failures(self) -> int:
        return sum(check.check.outcome is not Outcome.PASSED for check in self.checks)

    def invalid_at(self, at: datetime) -> int:
        """How many of the certificates and the anchor are outside their validity period."""
        periods = [(c.not_before, c.not_after) for c in self.certificates]
        periods.append((self.anchor.not_before, self.anchor.not_after))
        return sum(not start <= at <= end for start, end in periods)


@dataclass(slots=True, kw_only=True)
class Search:
    """One search for one certificate. Read `paths`, `longest` and `exhausted` afterwards."""

    pool: Pool
    trust: TrustStore
    purpose: str
    memo: Memo
    parameters: PathParameters = field(default_factory=PathParameters)
    paths: list[Path] = field(default_factory=list)
    longest: tuple[Certificate, ...] = ()
    rooted: tuple[Certificate, ...] = ()
    """the shortest chain that ends in a self-signed certificate which is no anchor"""
    refused: Check | None = None
    """the failed signature check of an issuer by name only of the last of `longest`"""
    exhausted: bool = False
    """a limit ended the search, so that a path may have been missed"""
    steps: int = 0
    checks: int = 0

    def run(self, leaf: Certificate) -> None:
        self._extend((leaf,))

    def best(self, at: datetime) -> Path | None:
        """Fewest failed checks, then valid at `at`, then the shortest, then the first found."""
        return min(
            self.paths,
            key=lambda path: (path.failures, path.invalid_at(at), len(path.certificates)),
            default=None,
        )

    def _extend(self, path: tuple[Certificate, ...]) -> None:
        top = path[-1]
        anchor = self._anchor_itself(top)
        if anchor is not None:
            self._complete((), anchor)
            return
        if len(path) > len(self.longest):
            self.longest, self.refused = path, None
        if self._is_self_signed(top) and (not self.rooted or len(path) < len(self.rooted)):
            self.rooted = path
        for anchor in self._anchors(top):
            if self._signed_by(top, anchor.public_key_der):
                self._complete(path, anchor)
        if len(path) >= MAX_PATH_LENGTH:
            self.exhausted = True
            return
        for issuer in self._issuers(top):
            if any((i.subject, i.public_key) == (issuer.subject, issuer.public_key) for i in path):
                continue
            if self.steps >= MAX_PATH_STEPS:
                self.exhausted = True
                return
            self.steps += 1
            if self._signed_by(top, issuer.public_key):
                self._extend((*path, issuer))
            elif len(path) == len(self.longest) and path == self.longest:
                self.refused = Check.failed("signature_invalid")

    def _is_self_signed(self, certificate: Certificate) -> bool:
        return certificate.subject == certificate.issuer and self._signed_by(
            certificate, certificate.public_key
        )

    @property
    def without_anchor(self) -> tuple[Certificate, ...]:
        """What to show where no anchor was reached: the chain to a root, else the longest."""
        return self.rooted or self.longest

    def _complete(self, certificates: tuple[Certificate, ...], anchor: TrustAnchor) -> None:
        if len(self.paths) >= MAX_COMPLETE_PATHS:
            self.exhausted = True
            return
        checks = validate(certificates, anchor, self.parameters, self.memo)
        self.paths.append(Path(certificates=certificates, anchor=anchor, checks=checks))

    def _anchor_itself(self, certificate: Certificate) -> TrustAnchor | None:
        anchor = self.trust.by_sha256(certificate.sha256)
        return anchor if anchor is not None and self.purpose in anchor.purposes else None

    def _anchors(self, certificate: Certificate) -> Iterator[TrustAnchor]:
        """Anchors for this purpose that are the issuer by name."""
        for anchor in self.trust.anchors:
            if (
                self.purpose in anchor.purposes
                and self.memo.names_match(anchor.subject_der, certificate.issuer)
                and self._may_issue(anchor)
            ):
                yield anchor

    def _may_issue(self, anchor: TrustAnchor) -> bool:
        """A trusted certificate that is no CA is trusted for itself alone."""
        if anchor.key_usage and "keyCertSign" not in anchor.key_usage:
            return False
        certificate = self.memo.certificate(anchor.certificate_der)
        # Without its certificate the anchor is a pinned fact, which the manifest calls a CA.
        return certificate is None or certificate.version < 3 or _is_ca(certificate)

    def _issuers(self, certificate: Certificate) -> Iterator[Certificate]:
        """Candidates: same name, in the order of matching, absent, other key identifier.

        An anchor's own certificate is left out: `_anchors` has it by its name.
        """
        found = self.pool.named(certificate.issuer)
        wanted = key_identifier(certificate, AUTHORITY_KEY_IDENTIFIER)
        found.sort(key=lambda issuer: _preference(wanted, issuer))
        yield from (issuer for issuer in found if self._anchor_itself(issuer) is None)

    def _signed_by(self, certificate: Certificate, public_key: bytes) -> bool:
        """Whether the key may have signed: verified, or not to be verified here."""
        if lacks_parameters(public_key):
            return True
        inputs = (
            certificate.outer_algorithm,
            public_key,
            certificate.signature,
            certificate.tbs,
        )
        if not self.memo.is_signature_known(*inputs):
            if self.checks >= MAX_PATH_CANDIDATES + len(self.pool):
                self.exhausted = True
                return False
            self.checks += 1
        return self.memo.check_signature(*inputs).outcome is not Outcome.FAILED


def _is_ca(certificate: Certificate) -> bool:
    extension = certificate.extensions.get(BASIC_CONSTRAINTS)
    try:
        return extension is not None and read_basic_constraints(extension.value)[0]
    except DecodeError:
        return False


def key_identifier(certificate: Certificate, oid: str) -> str:
    extension = certificate.extensions.get(oid)
    if extension is None:
        return ""
    try:
        if oid == AUTHORITY_KEY_IDENTIFIER:
            return read_authority_key_identifier(extension.value)
        return read_subject_key_identifier(extension.value)
    except DecodeError:
        return ""


def _preference(wanted: str, issuer: Certificate) -> int:
    """0: the identifier that is asked for; 1: none to compare; 2: another one."""
    offered = key_identifier(issuer, SUBJECT_KEY_IDENTIFIER)
    if not wanted or not offered:
        return 1
    return 0 if wanted == offered else 2
