"""X.509 certificate validation at the proven time (EN 319 102-1, 5.2.6; RFC 5280, 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from esign_verify.evidence import CertificateEvidence, Check, Outcome, PathEvidence, TrustAnchor
from esign_verify.policy.algorithms import Use, certificate_use, check_use
from esign_verify.policy.policy import Policy
from esign_verify.policy.revocation import (
    check_not_revoked,
    check_revocation_data,
    is_hold,
    revocation_after,
)
from esign_verify.policy.rule import Answer, Facts, Rule
from esign_verify.result import SubIndication as Sub
from esign_verify.result import TimeSource

_NO_PATH = Check.not_checked("no_signing_certificate")


def certification_path(facts: Facts) -> Iterator[Answer]:
    path = facts.signature.path
    yield Answer(path.found if path else _NO_PATH, Sub.NO_CERTIFICATE_CHAIN_FOUND)


def path_constraints(facts: Facts) -> Iterator[Answer]:
    path = facts.signature.path
    if path is not None:
        yield from constraint_answers(path)


def constraint_answers(path: PathEvidence) -> Iterator[Answer]:
    """RFC 5280 6.1 without validity and revocation."""
    for item in path.checks:
        yield Answer(item.check, Sub.CHAIN_CONSTRAINTS_FAILURE)


def signing_key_usage(facts: Facts) -> Iterator[Answer]:
    """The certificate's key may sign documents (RFC 5280 4.2.1.3 and 4.2.1.12)."""
    cms = facts.signature.cms
    certificate = cms.signing_certificate if cms else None
    if certificate is None:
        return
    usage, extended = certificate.key_usage, certificate.extended_key_usage
    check = Check.passed()
    if usage is not None and not facts.policy.signing_key_usages & set(usage):
        check = Check.failed("key_usage_unfit", key_usage=" ".join(usage))
    elif extended is not None and not facts.policy.signing_extended_key_usages & set(extended):
        check = Check.failed("extended_key_usage_unfit", extended_key_usage=" ".join(extended))
    yield Answer(check, Sub.CHAIN_CONSTRAINTS_FAILURE)


def signing_certificate_validity(facts: Facts) -> Iterator[Answer]:
    """Valid at the proven time. Without a proof the time is now, and a certificate that
    ended leaves open whether the signature is older (5.2.6.4, OUT_OF_BOUNDS_NO_POE)."""
    cms = facts.signature.cms
    certificate = cms.signing_certificate if cms else None
    if certificate is None:
        return
    moment = facts.poe.best_signature_time
    check = check_validity(certificate, moment)
    sub = Sub.OUT_OF_BOUNDS_NO_POE
    proven = facts.poe.source is not TimeSource.VALIDATION_TIME
    if proven and moment < certificate.not_before:
        # proof that the signature is older than its certificate (table 5, NOT_YET_VALID)
        sub = Sub.NOT_YET_VALID
    yield Answer(check, sub)


def check_validity(certificate: CertificateEvidence | TrustAnchor, moment: datetime) -> Check:
    """RFC 5280 4.1.2.5: both ends are inside."""
    params = {"certificate": certificate.common_name, "moment": moment.isoformat()}
    if moment < certificate.not_before:
        start = certificate.not_before.isoformat()
        return Check.failed("certificate_not_yet_valid", start=start, **params)
    if moment > certificate.not_after:
        return Check.failed("certificate_expired", end=certificate.not_after.isoformat(), **params)
    return Check.passed()


def ca_certificate_validity(facts: Facts) -> Iterator[Answer]:
    path = facts.signature.path
    if path is not None:
        yield from ca_validity_answers(path, facts.poe.best_signature_time)


def ca_validity_answers(path: PathEvidence, moment: datetime) -> Iterator[Answer]:
    """Every issuer on the path, and the anchor, valid at the moment."""
    for certificate in path.certificates[1:]:
        yield Answer(check_validity(certificate, moment), Sub.OUT_OF_BOUNDS_NO_POE)
    if path.trust_anchor is not None:
        yield Answer(check_validity(path.trust_anchor, moment), Sub.OUT_OF_BOUNDS_NO_POE)


def below_anchor(path: PathEvidence) -> tuple[CertificateEvidence, ...]:
    """The certificates of a path that are not the anchor itself."""
    anchor = path.trust_anchor
    return tuple(c for c in path.certificates if anchor is None or c.sha256 != anchor.sha256)


def not_revoked(facts: Facts) -> Iterator[Answer]:
    """No usable source says revoked at the proven time; REVOKED needs proof that the
    signature is younger than the revocation: a content time-stamp (table 5). A hold may
    still be lifted: TRY_LATER (5.2.6.4)."""
    path = facts.signature.path
    if path is None or path.found.outcome is not Outcome.PASSED:
        return
    for index, certificate in enumerate(below_anchor(path)):
        check, item = check_not_revoked(path, certificate, facts.poe.best_signature_time)
        sub = Sub.REVOKED_NO_POE if index == 0 else Sub.REVOKED_CA_NO_POE
        after = facts.poe.not_before
        since = item.revocation_time if item is not None else None
        if index == 0 and since is not None and after is not None and after >= since:
            sub = Sub.REVOKED
        if item is not None and is_hold(item):
            sub = Sub.TRY_LATER
        yield Answer(check, sub)


def revoked_since(facts: Facts) -> Iterator[Answer]:
    """A revocation after the proven time: the signature stands, the reader should know."""
    path = facts.signature.path
    if path is None:
        return
    for certificate in below_anchor(path):
        check = revocation_after(path, certificate, facts.poe.best_signature_time)
        yield Answer(check, Sub.REVOKED_NO_POE)


def revocation_data(facts: Facts) -> Iterator[Answer]:
    path = facts.signature.path
    if path is None or path.found.outcome is not Outcome.PASSED:
        return
    for certificate in below_anchor(path):
        check = check_revocation_data(
            path,
            certificate,
            facts.poe.best_signature_time,
            facts.policy.revocation_max_age_hours,
        )
        yield Answer(check, Sub.TRY_LATER)


def cryptographic_constraints(facts: Facts) -> Iterator[Answer]:
    """Digest, signature and every certificate's signature acceptable at the proven time.

    An algorithm that ended before the signing certificate was even issued cannot have
    been used in time: CRYPTO_CONSTRAINTS_FAILURE; otherwise a proof is what is missing.
    """
    cms = facts.signature.cms
    if cms is None or cms.signature_algorithm is None:
        return
    algorithm = cms.signature_algorithm
    uses = [
        Use(what="message_digest", family="", digest=cms.digest_algorithm, key_bits=0),
        Use(
            what="signature",
            family=algorithm.family,
            digest=algorithm.digest,
            key_bits=algorithm.key_bits,
        ),
    ]
    if facts.signature.field.sub_filter == "adbe.pkcs7.sha1":
        uses.append(Use(what="message_digest", family="", digest="sha1", key_bits=0))
    if facts.signature.path is not None:
        uses.extend(path_uses(facts.signature.path))
    issued = cms.signing_certificate.not_before if cms.signing_certificate else None
    for use in uses:
        yield algorithm_answer(facts.policy, use, facts.poe.best_signature_time, issued)


def path_uses(path: PathEvidence) -> list[Use]:
    """How each certificate below the anchor was signed."""
    keys = [c.key_bits for c in path.certificates[1:]]
    keys.append(path.trust_anchor.key_bits if path.trust_anchor else 0)
    return [
        certificate_use(certificate, bits)
        for certificate, bits in zip(below_anchor(path), keys, strict=False)
        if bits
    ]


def algorithm_answer(policy: Policy, use: Use, moment: datetime, issued: datetime | None) -> Answer:
    check, end = check_use(policy, use, moment)
    late = end is not None and issued is not None and issued >= end
    sub = Sub.CRYPTO_CONSTRAINTS_FAILURE if late else Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
    return Answer(check, sub)


CHAIN_RULES: tuple[Rule[Facts], ...] = (
    Rule("certification_path", "EN 319 102-1 5.2.6", certification_path),
    Rule("path_constraints", "RFC 5280 6.1", path_constraints),
    Rule("signing_key_usage", "RFC 5280 4.2.1.3", signing_key_usage),
    Rule("signing_certificate_validity", "EN 319 102-1 5.2.6", signing_certificate_validity),
    Rule("ca_certificate_validity", "RFC 5280 6.1.3", ca_certificate_validity),
    Rule("not_revoked", "EN 319 102-1 5.2.6", not_revoked),
    Rule("revoked_since", "EN 319 102-1 5.6.2", revoked_since),
    Rule("revocation_data", "EN 319 102-1 5.2.5", revocation_data),
    Rule("cryptographic_constraints", "EN 319 102-1 5.2.8", cryptographic_constraints),
)

TRUST_RULES = (
    "signing_certificate_found",
    "signing_certificate_reference",
    "certification_path",
    "path_constraints",
    "signing_key_usage",
    "signing_certificate_validity",
    "ca_certificate_validity",
    "not_revoked",
)
"""Rules that together are `certificateTrusted`: a path to an anchor, good at the proven time."""
