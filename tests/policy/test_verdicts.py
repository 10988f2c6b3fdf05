"""Every rule on evidence, without a PDF: one fact changed, the whole conclusion asserted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from esign_verify.evidence import (
    Algorithm,
    Check,
    Evidence,
    Outcome,
    PathCheck,
    SignatureEvidence,
    TimestampKind,
)
from esign_verify.policy import conclude, load_policy
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    Level,
    SubIndication,
    TimeSource,
)
from tests.factories import (
    NOW,
    STAMPED_AT,
    document,
    path,
)
from tests.policy.verdicts import (
    BAD,
    OPEN,
    PASSED,
    ROOT,
    SIGNER,
    failed,
    good,
    indeterminate,
    judge,
    revoked,
    signature,
    stamp,
    verdict,
    with_cms,
    with_field,
    with_path,
)

S = SubIndication


def test_the_base_passes_at_its_proven_time() -> None:
    conclusion = judge(signature())
    assert verdict(conclusion) == PASSED
    assert conclusion.best_signature_time == STAMPED_AT
    assert conclusion.time_source is TimeSource.SIGNATURE_TIMESTAMP
    assert conclusion.integrity.outcome is Outcome.PASSED
    assert conclusion.certificate_trusted.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (with_field(readable=BAD), failed(S.FORMAT_FAILURE, "signature_dictionary")),
        (with_field(reachable=False), failed(S.FORMAT_FAILURE, "signature_reachable")),
        (with_field(byte_range_geometry=BAD), failed(S.FORMAT_FAILURE, "byte_range")),
        (
            with_field(dictionary_consistency=BAD),
            failed(S.FORMAT_FAILURE, "dictionary_consistency"),
        ),
        (with_field(modifications=BAD), failed(S.FORMAT_FAILURE, "modifications")),
        (
            with_field(modifications=OPEN),
            indeterminate(S.SIG_CONSTRAINTS_FAILURE, "modifications"),
        ),
        (with_cms(structure=BAD), failed(S.FORMAT_FAILURE, "cms_structure")),
        (with_cms(content_type=BAD), failed(S.FORMAT_FAILURE, "content_type")),
        (with_cms(message_digest=BAD), failed(S.FORMAT_FAILURE, "message_digest")),
        (
            with_cms(message_digest=Check.failed("digest_mismatch")),
            failed(S.HASH_FAILURE, "message_digest"),
        ),
        (
            with_cms(message_digest=OPEN),
            indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE, "message_digest"),
        ),
        (with_cms(encapsulated=True), failed(S.FORMAT_FAILURE, "encapsulated_content")),
        (with_cms(signature_value=BAD), failed(S.SIG_CRYPTO_FAILURE, "signature_value")),
        (
            with_cms(signature_value=OPEN),
            indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE, "signature_value"),
        ),
        (
            with_cms(signing_certificate_reference=BAD),
            indeterminate(S.NO_SIGNING_CERTIFICATE_FOUND, "signing_certificate_reference"),
        ),
        (
            replace(signature(), cms=None, unsupported="adbe.x509.rsa_sha1", path=None),
            indeterminate(S.SIG_CONSTRAINTS_FAILURE, "sub_filter"),
        ),
    ],
)
def test_en_319_102_1_clause_5_2_2_to_5_2_7(
    entry: SignatureEvidence, expected: tuple[Indication, SubIndication, str]
) -> None:
    conclusion = judge(entry)
    assert verdict(conclusion) == expected


@pytest.mark.parametrize(
    ("entry", "integrity"),
    [
        (with_cms(content_type=BAD), Outcome.PASSED),
        (with_cms(message_digest=BAD), Outcome.FAILED),
        (with_cms(signature_value=OPEN), Outcome.NOT_CHECKED),
        (with_field(modifications=BAD), Outcome.FAILED),
        (with_field(modifications=OPEN), Outcome.NOT_CHECKED),
        (with_path(found=BAD), Outcome.PASSED),
    ],
)
def test_integrity_is_digest_value_geometry_and_changes(
    entry: SignatureEvidence, integrity: Outcome
) -> None:
    assert judge(entry).integrity.outcome is integrity


def test_cades_demands_a_signing_certificate_reference() -> None:
    absent = Check.not_checked("signing_certificate_reference_absent")
    plain = with_cms(signing_certificate_reference=absent)
    assert verdict(judge(plain)) == PASSED
    cades = replace(plain, field=replace(plain.field, sub_filter="ETSI.CAdES.detached"))
    assert verdict(judge(cades)) == indeterminate(
        S.SIG_CONSTRAINTS_FAILURE, "signing_certificate_reference"
    )


def constraint(rule: str) -> tuple[PathCheck, ...]:
    return (PathCheck(rule=rule, certificate_sha256=SIGNER.sha256, check=BAD),)


LATE_ROOT = replace(ROOT, not_before=STAMPED_AT + timedelta(days=1))
SHA1_SIGNER = replace(SIGNER, signature_algorithm="rsa-sha1")
SERVER = replace(SIGNER, extended_key_usage=("1.3.6.1.5.5.7.3.1",))
ENCIPHER = replace(SIGNER, key_usage=("keyEncipherment",))
EXPIRED_AT_SIGNING = replace(SIGNER, not_after=STAMPED_AT - timedelta(seconds=1))
ISSUED_AFTER_SIGNING = replace(SIGNER, not_before=STAMPED_AT + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            with_path(found=Check.failed("no_certification_path"), trust_anchor=None),
            indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND, "certification_path"),
        ),
        (
            with_path(checks=constraint("basic_constraints")),
            indeterminate(S.CHAIN_CONSTRAINTS_FAILURE, "path_constraints"),
        ),
        (
            with_cms(signing_certificate=SERVER),
            indeterminate(S.CHAIN_CONSTRAINTS_FAILURE, "signing_key_usage"),
        ),
        (
            with_cms(signing_certificate=ENCIPHER),
            indeterminate(S.CHAIN_CONSTRAINTS_FAILURE, "signing_key_usage"),
        ),
        (
            with_cms(signing_certificate=EXPIRED_AT_SIGNING),
            indeterminate(S.OUT_OF_BOUNDS_NO_POE, "signing_certificate_validity"),
        ),
        (
            with_cms(signing_certificate=ISSUED_AFTER_SIGNING),
            failed(S.NOT_YET_VALID, "signing_certificate_validity"),
        ),
        (
            with_path(trust_anchor=LATE_ROOT),
            indeterminate(S.OUT_OF_BOUNDS_NO_POE, "ca_certificate_validity"),
        ),
        (
            with_path(revocation=(revoked(-1),)),
            indeterminate(S.REVOKED_NO_POE, "not_revoked"),
        ),
        (
            with_path(revocation=(good(), revoked(-1))),
            indeterminate(S.REVOKED_NO_POE, "not_revoked"),
        ),
        (with_path(revocation=(revoked(1),)), PASSED),
        (
            with_path(revocation=(revoked(1, invalidity_date=STAMPED_AT - timedelta(days=1)),)),
            indeterminate(S.REVOKED_NO_POE, "not_revoked"),
        ),
        (with_path(revocation=(revoked(-1, usable=BAD),)), PASSED),
        (
            with_path(certificates=(SHA1_SIGNER,)),
            indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE, "cryptographic_constraints"),
        ),
        (
            with_cms(digest_algorithm="md5"),
            indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE, "cryptographic_constraints"),
        ),
        (
            with_cms(
                signature_algorithm=Algorithm(
                    name="rsa-sha256", family="rsa", digest="sha256", key_bits=1024
                )
            ),
            indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE, "cryptographic_constraints"),
        ),
    ],
)
def test_en_319_102_1_clause_5_2_6_and_5_2_8(
    entry: SignatureEvidence, expected: tuple[Indication, SubIndication | None, str]
) -> None:
    assert verdict(judge(entry)) == expected


def test_revoked_needs_proof_that_the_signature_is_younger() -> None:
    """Table 5, REVOKED: a content time-stamp after the revocation."""
    content = stamp(kind=TimestampKind.CONTENT, gen_time=STAMPED_AT - timedelta(hours=1))
    entry = with_path(revocation=(revoked(-1),))
    entry = replace(entry, timestamps=(*entry.timestamps, content))
    assert verdict(judge(entry)) == failed(S.REVOKED, "not_revoked")


def test_total_failed_wins_over_an_earlier_indeterminate() -> None:
    entry = with_cms(signature_value=BAD)
    entry = replace(
        entry, path=path(found=Check.failed("no_certification_path"), trust_anchor=None)
    )
    assert verdict(judge(entry)) == failed(S.SIG_CRYPTO_FAILURE, "signature_value")


def test_all_findings_are_collected() -> None:
    entry = replace(with_cms(signature_value=BAD), timestamps=())
    not_passed = {f.rule for f in judge(entry).findings if f.outcome is not Outcome.PASSED}
    assert not_passed == {
        "signature_value",
        "signing_certificate_validity",
        "revocation_data",
        "proof_of_existence",
    }


def test_a_document_whose_signature_stands_unread_is_not_called_unsigned() -> None:
    evidence = Evidence(
        document=document(fields=(), unreachable_byte_ranges=1), signatures=(), validation_time=NOW
    )
    conclusions = conclude(evidence, load_policy())
    assert conclusions.document is DocumentConclusion.WARNING
    (found,) = [f for f in conclusions.document_findings if f.outcome is Outcome.FAILED]
    assert (found.rule, found.level) == ("unreachable_byte_ranges", Level.WARN)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), DocumentConclusion.NO_SIGNATURE),
        ((signature(),), DocumentConclusion.VALID),
        ((signature(), with_path(found=BAD)), DocumentConclusion.WARNING),
        (
            (with_path(found=BAD), with_cms(signature_value=BAD), signature()),
            DocumentConclusion.INVALID,
        ),
    ],
)
def test_the_word_of_the_document(
    entries: tuple[SignatureEvidence, ...], expected: DocumentConclusion
) -> None:
    evidence = Evidence(document=document(), signatures=entries, validation_time=NOW)
    assert conclude(evidence, load_policy()).document is expected
