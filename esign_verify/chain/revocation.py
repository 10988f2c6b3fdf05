"""Revocation facts of a path: every CRL and OCSP response that concerns it.

Freshness is not judged here, and nothing is preferred over anything: for each
certificate below the anchor, each answer is one `RevocationEvidence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from esign_verify.chain import crl as crls
from esign_verify.chain import ocsp
from esign_verify.chain.combine import combine
from esign_verify.chain.crl_scope import is_named_issuer
from esign_verify.chain.issuer import Issuer, issuers
from esign_verify.chain.memo import Memo
from esign_verify.chain.policies import PathParameters
from esign_verify.chain.pool import Pool
from esign_verify.chain.search import Path, Search, key_identifier
from esign_verify.chain.store import TrustStore
from esign_verify.chain.validate import check_key_usage
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_crl import CertificateList
from esign_verify.cms.x509_extensions import (
    AUTHORITY_KEY_IDENTIFIER,
    SUBJECT_KEY_IDENTIFIER,
    read_authority_key_identifier,
)
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    Check,
    Outcome,
    RevocationData,
    RevocationEvidence,
    RevocationStatus,
)
from esign_verify.limits import (
    MAX_REVOCATION_DATA,
    MAX_REVOCATION_DEPTH,
    MAX_SIGNER_CANDIDATES,
)


class Collector:
    """Collects the facts of one path; `unreadable` counts what did not decode."""

    def __init__(
        self,
        path: Path,
        pool: Pool,
        data: Sequence[RevocationData],
        *,
        purpose: str,
        memo: Memo,
        using: frozenset[str] = frozenset(),
        depth: int = 0,
    ) -> None:
        """`using`: digests of the CRL signers that are being examined, `depth`: how many
        examinations are under way. A signer may speak of itself, but not for itself."""
        self.path = path
        self.pool = pool
        distinct: dict[tuple[str, bytes], RevocationData] = {}
        for item in data:
            distinct.setdefault((item.kind, item.der), item)
        self.data = list(distinct.values())[:MAX_REVOCATION_DATA]
        self.purpose = purpose
        self.memo = memo
        self.using = using
        self.depth = depth
        self.unreadable = 0
        self._found: list[tuple[RevocationData, CertificateList]] = []
        self._signers: dict[str, tuple[RevocationEvidence, ...] | None] = {}
        self._responders: dict[str, list[RevocationEvidence]] = {}

    def collect(self) -> tuple[RevocationEvidence, ...]:
        """The facts of every certificate of the path, leaf first, in the order of the data."""
        self._read()
        found: list[RevocationEvidence] = []
        for certificate, issuer in zip(self.path.certificates, issuers(self.path), strict=True):
            found += self._crl_answers(certificate, issuer)
            found += self._ocsp_answers(certificate, issuer)
        return tuple(found)

    def _read(self) -> None:
        for item in self.data:
            if item.kind == "crl":
                crl = self.memo.crl(item.der)
                if crl is None:
                    self.unreadable += 1
                else:
                    self._found.append((item, crl))
            elif self.memo.ocsp_response(item.der) is None:
                self.unreadable += 1

    def _crl_answers(self, certificate: Certificate, issuer: Issuer) -> list[RevocationEvidence]:
        answers = [
            crls.answer(certificate, crl, item, self._check_crl_signature(crl, issuer), self.memo)
            for item, crl in self._found
            if is_named_issuer(certificate, crl, self.memo)
        ]
        return combine(answers, self.memo)

    def _ocsp_answers(self, certificate: Certificate, issuer: Issuer) -> list[RevocationEvidence]:
        found: list[RevocationEvidence] = []
        for item in self.data:
            response = self.memo.ocsp_response(item.der) if item.kind == "ocsp" else None
            if response is None:
                continue
            if response.response_status != 0:
                if certificate is self.path.certificates[0]:
                    found.append(ocsp.unsuccessful(certificate, response, item))
                continue
            evidence = ocsp.answer(
                certificate,
                issuer,
                response,
                item,
                pool=self.pool,
                is_revoked=self._is_revoked,
                memo=self.memo,
            )
            if evidence is not None:
                found.append(evidence)
        return found

    # --- who signed a CRL (RFC 5280 6.3.3 (f), (g)) ---------------------------

    def _check_crl_signature(self, crl: CertificateList, issuer: Issuer) -> Check:
        """Whether the issuer's key, or another entitled key of the CRL's issuer, signed it."""
        wanted = _authority_key_identifier(crl)
        outcome = Check.failed("crl_signer_unknown")
        if self.memo.names_match(crl.issuer, issuer.name) and _may_match(wanted, issuer):
            outcome = self._verify(crl, issuer.public_key)
            if outcome.outcome is Outcome.PASSED:
                return issuer.check_key_usage("cRLSign")
        for signer in self._other_signers(crl, issuer, wanted):
            check = self._verify(crl, signer.public_key)
            if check.outcome is Outcome.PASSED:
                return self._check_other_signer(crl, signer)
            outcome = check
        return outcome

    def _verify(self, crl: CertificateList, public_key: bytes) -> Check:
        return self.memo.check_signature(crl.outer_algorithm, public_key, crl.signature, crl.tbs)

    def _other_signers(
        self, crl: CertificateList, issuer: Issuer, wanted: str
    ) -> Iterator[Certificate]:
        """Certificates of the CRL issuer's name with another key than the issuer's."""
        tried: set[bytes] = {issuer.public_key}
        for candidate in self.pool.named(crl.issuer):
            if len(tried) > MAX_SIGNER_CANDIDATES:
                return
            if candidate.public_key in tried:
                continue
            offered = key_identifier(candidate, SUBJECT_KEY_IDENTIFIER)
            if wanted and offered and wanted != offered:
                continue
            tried.add(candidate.public_key)
            yield candidate

    def _check_other_signer(self, crl: CertificateList, signer: Certificate) -> Check:
        """A CRL signer that is not the issuer: a valid path to the same anchor, not revoked."""
        usage = check_key_usage(signer, "cRLSign")
        if usage.outcome is not Outcome.PASSED:
            return usage
        if not signer.not_before <= crl.this_update <= signer.not_after:
            return Check.failed("crl_signer_not_valid")
        if signer.sha256 in self.using:
            return Check.passed()
        if signer.sha256 not in self._signers:
            self._signers[signer.sha256] = self._signer_facts(signer)
        facts = self._signers[signer.sha256]
        if facts is None:
            return Check.failed("crl_signer_not_trusted")
        if any(_tells_against(fact, crl.this_update) for fact in facts):
            return Check.failed("crl_signer_revoked")
        return Check.passed()

    def _signer_facts(self, signer: Certificate) -> tuple[RevocationEvidence, ...] | None:
        """The revocation facts of a CRL signer's path; None without a valid path."""
        if self.depth >= MAX_REVOCATION_DEPTH:
            return None
        search = Search(
            pool=self.pool,
            trust=TrustStore((self.path.anchor,), ()),
            purpose=self.purpose,
            memo=self.memo,
            parameters=PathParameters(),
        )
        search.run(signer)
        path = search.best(signer.not_before)
        if path is None or path.failures:
            return None
        collector = Collector(
            path,
            self.pool,
            self.data,
            purpose=self.purpose,
            memo=self.memo,
            using=self.using | {signer.sha256},
            depth=self.depth + 1,
        )
        return collector.collect()

    def _is_revoked(self, certificate: Certificate, issuer: Issuer, moment: datetime) -> bool:
        """Whether a CRL says that an OCSP responder was revoked when it signed."""
        if certificate.sha256 not in self._responders:
            self._responders[certificate.sha256] = self._crl_answers(certificate, issuer)
        return any(_tells_against(f, moment) for f in self._responders[certificate.sha256])


def _tells_against(fact: RevocationEvidence, moment: datetime) -> bool:
    """Whether a signer was revoked when it signed, or its key may be in other hands."""
    if fact.usable.outcome is not Outcome.PASSED or fact.status is not RevocationStatus.REVOKED:
        return False
    if fact.revocation_reason in ("", "unspecified", "keyCompromise", "cACompromise"):
        return True
    return fact.revocation_time is None or fact.revocation_time <= moment


def _authority_key_identifier(crl: CertificateList) -> str:
    extension = crl.extensions.get(AUTHORITY_KEY_IDENTIFIER)
    try:
        return read_authority_key_identifier(extension.value) if extension else ""
    except DecodeError:
        return ""


def _may_match(wanted: str, issuer: Issuer) -> bool:
    """Whether a CRL that names its signer's key may have been signed by this one."""
    offered = ""
    if issuer.certificate is not None:
        offered = key_identifier(issuer.certificate, SUBJECT_KEY_IDENTIFIER)
    elif issuer.anchor is not None:
        offered = issuer.anchor.subject_key_identifier
    return not wanted or not offered or wanted == offered
