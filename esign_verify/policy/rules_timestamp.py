"""Whether one time-stamp token proves its time (EN 319 102-1, 5.4; RFC 3161, 2.3, 2.4.2, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    Outcome,
    PathEvidence,
    SignatureField,
    TimestampEvidence,
)
from esign_verify.policy.algorithms import Use
from esign_verify.policy.policy import Policy
from esign_verify.policy.revocation import (
    HARMLESS_REASONS,
    check_not_revoked,
    revoked_from,
    standing,
)
from esign_verify.policy.rule import Answer, Rule
from esign_verify.policy.rules_chain import (
    algorithm_answer,
    below_anchor,
    ca_validity_answers,
    check_validity,
    constraint_answers,
    path_uses,
)
from esign_verify.policy.rules_format import digest_answer, signature_answer
from esign_verify.result import SubIndication as Sub


@frozen(kw_only=True)
class TokenFacts:
    """All a rule on one time-stamp token may look at."""

    timestamp: TimestampEvidence
    field: SignatureField | None
    """of a document time-stamp"""
    validation_time: datetime
    policy: Policy

    @property
    def moment(self) -> datetime:
        """A token is judged at its own genTime."""
        return self.timestamp.gen_time or self.validation_time


def field_format(facts: TokenFacts) -> Iterator[Answer]:
    """A document time-stamp is a signature dictionary like any other (EN 319 142-1, 5.4.3)."""
    if facts.field is not None:
        yield Answer(facts.field.readable, Sub.FORMAT_FAILURE)
        if not facts.field.reachable:
            yield Answer(Check.failed("signature_stripped"), Sub.FORMAT_FAILURE)
        yield Answer(facts.field.byte_range_geometry, Sub.FORMAT_FAILURE)
        yield Answer(facts.field.dictionary_consistency, Sub.FORMAT_FAILURE)


def token_structure(facts: TokenFacts) -> Iterator[Answer]:
    cms = facts.timestamp.cms
    yield Answer(cms.structure, Sub.FORMAT_FAILURE)
    if cms.structure.outcome is Outcome.PASSED:
        yield Answer(facts.timestamp.tst_info, Sub.FORMAT_FAILURE)
        yield Answer(cms.content_type, Sub.FORMAT_FAILURE)


def token_imprint(facts: TokenFacts) -> Iterator[Answer]:
    yield digest_answer(facts.timestamp.message_imprint)


def token_signing_certificate(facts: TokenFacts) -> Iterator[Answer]:
    """Found, and named by the ESS attribute, which a token must have (RFC 3161, 2.4.2)."""
    cms = facts.timestamp.cms
    yield Answer(cms.signing_certificate_found, Sub.NO_SIGNING_CERTIFICATE_FOUND)
    if cms.signing_certificate is not None:
        yield Answer(cms.signing_certificate_reference, Sub.NO_SIGNING_CERTIFICATE_FOUND)


def token_signature(facts: TokenFacts) -> Iterator[Answer]:
    yield digest_answer(facts.timestamp.cms.message_digest)
    yield signature_answer(facts.timestamp.cms.signature_value)


def token_tsa_certificate(facts: TokenFacts) -> Iterator[Answer]:
    yield Answer(facts.timestamp.tsa_certificate, Sub.CHAIN_CONSTRAINTS_FAILURE)


def token_path(facts: TokenFacts) -> Iterator[Answer]:
    path = facts.timestamp.path
    missing = Check.not_checked("no_signing_certificate")
    yield Answer(path.found if path else missing, Sub.NO_CERTIFICATE_CHAIN_FOUND)
    if path is not None:
        yield from constraint_answers(path)


def token_validity(facts: TokenFacts) -> Iterator[Answer]:
    """Every certificate behind the token was valid at genTime."""
    path = facts.timestamp.path
    if path is not None and path.certificates:
        check = check_validity(path.certificates[0], facts.moment)
        yield Answer(check, Sub.OUT_OF_BOUNDS_NO_POE)
        yield from ca_validity_answers(path, facts.moment)


def token_not_in_future(facts: TokenFacts) -> Iterator[Answer]:
    """A time after the moment of the verdict is no proof of anything."""
    gen_time = facts.timestamp.gen_time
    if gen_time is None:
        return
    check = Check.passed()
    if gen_time > facts.validation_time:
        check = Check.failed("timestamp_in_future", gen_time=gen_time.isoformat())
    yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def token_not_revoked(facts: TokenFacts) -> Iterator[Answer]:
    """RFC 3161 4: revoked before genTime, or since, for a reason that casts doubt on the key.

    That holds for every key of the path: who has a CA's can make a TSA and date it back.
    """
    path = facts.timestamp.path
    if path is None:
        return
    for index, certificate in enumerate(below_anchor(path)):
        check, item = check_not_revoked(path, certificate, facts.moment)
        if item is None:
            check = _not_doubtful(path, certificate)
        yield Answer(check, Sub.REVOKED_NO_POE if index == 0 else Sub.REVOKED_CA_NO_POE)


def _not_doubtful(path: PathEvidence, certificate: CertificateEvidence) -> Check:
    """RFC 3161 4 (1), (2): a reason is stated, and says that the key is not in other hands."""
    for item in standing(path, certificate):
        if item.revocation_reason not in HARMLESS_REASONS:
            since = revoked_from(item)
            return Check.failed(
                "certificate_key_doubtful",
                certificate=certificate.common_name,
                since=since.isoformat() if since else "",
                revocation_reason=item.revocation_reason,
            )
    return Check.passed()


def token_constraints(facts: TokenFacts) -> Iterator[Answer]:
    """Imprint, token signature and certificates acceptable at genTime."""
    timestamp = facts.timestamp
    algorithm = timestamp.cms.signature_algorithm
    uses = []
    if timestamp.imprint_algorithm:
        uses.append(
            Use(what="timestamp_imprint", family="", digest=timestamp.imprint_algorithm, key_bits=0)
        )
    if algorithm is not None:
        uses.append(
            Use(
                what="timestamp",
                family=algorithm.family,
                digest=algorithm.digest,
                key_bits=algorithm.key_bits,
            )
        )
    if timestamp.path is not None:
        uses.extend(path_uses(timestamp.path))
    for use in uses:
        yield algorithm_answer(facts.policy, use, facts.moment, None)


TIMESTAMP_RULES: tuple[Rule[TokenFacts], ...] = (
    Rule("timestamp_field", "EN 319 142-1 5.4.3", field_format),
    Rule("timestamp_structure", "RFC 3161 2.4.2", token_structure),
    Rule("timestamp_imprint", "RFC 3161 2.4.2", token_imprint),
    Rule("timestamp_signing_certificate", "RFC 3161 2.4.2", token_signing_certificate),
    Rule("timestamp_signature", "EN 319 102-1 5.4", token_signature),
    Rule("timestamp_authority_usage", "RFC 3161 2.3", token_tsa_certificate),
    Rule("timestamp_path", "RFC 5280 6.1", token_path),
    Rule("timestamp_validity", "RFC 5280 4.1.2.5", token_validity),
    Rule("timestamp_not_in_future", "EN 319 102-1 5.4", token_not_in_future),
    Rule("timestamp_not_revoked", "RFC 3161 4", token_not_revoked),
    Rule("timestamp_constraints", "EN 319 102-1 5.2.8", token_constraints),
)
