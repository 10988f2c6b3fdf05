"""The report for a terminal."""

from __future__ import annotations

import pytest

from esign_verify import messages
from esign_verify.evidence import Check, ModificationLevel, Outcome
from esign_verify.messages import text
from esign_verify.render import RENDERERS
from esign_verify.render.columns import columns, wrap
from esign_verify.render.text_signature import finding_lines
from esign_verify.render.words import WARNING_ADVICE
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    Level,
    SignatureResult,
    SubIndication,
    TimeSource,
    VerificationResult,
)
from tests import factories as make


def report(result: VerificationResult, lang: str = "en") -> str:
    """The report, its line breaks joined so that sentences can be looked for."""
    rendered = RENDERERS["text"](result, lang=lang)
    assert max(map(columns, rendered.split("\n"))) <= 80
    return " ".join(rendered.split())


def altered() -> SignatureResult:
    return make.signature_result(
        evidence=make.signature_evidence(
            field=make.signature_field(modification_level=ModificationLevel.OTHER)
        ),
        conclusion=make.conclusion(
            indication=Indication.TOTAL_FAILED,
            sub_indication=SubIndication.HASH_FAILURE,
            integrity=Check.failed("digest_mismatch", algorithm="sha256"),
        ),
    )


@pytest.mark.parametrize(
    ("conclusion", "start"),
    [
        (DocumentConclusion.VALID, "[ OK ] VALID: Dokumen sah."),
        (DocumentConclusion.WARNING, "[ !! ] WARNING: Keabsahan dokumen belum"),
        (DocumentConclusion.INVALID, "[ XX ] INVALID: Dokumen TIDAK sah."),
        (DocumentConclusion.NO_SIGNATURE, "[ -- ] NO_SIGNATURE: Dokumen ini tidak"),
    ],
)
def test_the_verdict_comes_first_in_plain_words(conclusion: DocumentConclusion, start: str) -> None:
    assert report(make.result(conclusion=conclusion), "id").startswith(start)


def test_a_good_signature_names_signer_times_and_anchor() -> None:
    told = report(make.result(make.signature_result()))
    assert "Signature 1 of 1 [ OK ] TOTAL-PASSED: the signature is valid" in told
    assert "Signer Nama Penanda Tangan Organisation Kota Contoh" in told
    assert "Claimed time 2024-03-23 13:56:15 WIB / 2024-03-23 06:56:15 UTC" in told
    assert (
        "Proven time 2024-03-23 13:56:19 WIB / 2024-03-23 06:56:19 UTC. Proven by the "
        "signature's time-stamp: Timestamp Authority Badan Siber dan Sandi Negara" in told
    )
    assert "Integrity Sound Later changes Nothing was changed after signing." in told
    assert "Trusted. The chain of certificates ends at OSD LU Kelas 2 (store national)" in told
    assert "made without a network" in told
    assert "Size 120000 bytes" in told
    assert make.document().sha256 in told
    assert "Policy standard Trust stores national" in told


def test_an_altered_document_says_so_and_does_not_vouch_for_the_name() -> None:
    told = report(make.result(altered(), conclusion=DocumentConclusion.INVALID))
    assert "[ XX ] TOTAL-FAILED: the signature is not valid" in told
    assert "Signer Nama Penanda Tangan (claimed only, not proven)" in told
    assert "Integrity BROKEN OR ALTERED. The content's digest (sha256) does not match" in told
    assert "The document's content was changed after signing." in told
    assert "Meaning The signed content was changed" in told


def test_without_a_proven_time_it_says_so() -> None:
    conclusion = make.conclusion(
        time_source=TimeSource.VALIDATION_TIME, best_signature_time=make.NOW, timestamps=()
    )
    told = report(make.result(make.signature_result(conclusion=conclusion)))
    assert "Proven time No time is proven; judged at the moment of this check" in told


def test_a_document_timestamp_that_proves_the_time_is_named() -> None:
    conclusion = make.conclusion(time_source=TimeSource.DOCUMENT_TIMESTAMP)
    evidence = make.signature_evidence(timestamps=())
    told = report(
        make.result(
            make.signature_result(conclusion=conclusion, evidence=evidence),
            document_timestamps=(make.document_timestamp_result(),),
        )
    )
    assert "Proven by a document time-stamp: Timestamp Authority Badan Siber" in told
    assert "Document time-stamp [ OK ] TOTAL-PASSED: the time-stamp is valid" in told
    assert "Stated time 2024-03-23 13:56:19 WIB" in told


def test_warnings_are_told_once_gravest_first_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = {**messages._family("en", "rule"), **{"revocation_data": "Rule A", "b": "Rule B"}}
    known = messages._family
    monkeypatch.setattr(messages, "_family", lambda *of: rules if of[1] == "rule" else known(*of))
    warning = make.finding(
        rule="revocation_data",
        level=Level.WARN,
        outcome=Outcome.NOT_CHECKED,
        reason="cms_empty",
        sub_indication=SubIndication.TRY_LATER,
    )
    cause = make.finding(
        rule="b", level=Level.FAIL, outcome=Outcome.FAILED, reason="signature_invalid"
    )
    ignored = make.finding(
        rule="b", level=Level.IGNORE, outcome=Outcome.FAILED, reason="cms_malformed"
    )
    conclusion = make.conclusion(
        findings=(warning, warning, cause, ignored, make.finding(rule="revocation_data"))
    )
    told = report(make.result(make.signature_result(conclusion=conclusion)))
    assert (
        "Cause Rule B: The signature does not match the public key: it is broken or forged. "
        "Warning Rule A: The signature is empty. What to do: - Ask the certificate's issuer "
        "for its revocation status, or use the official online verification service." in told
    )
    assert told.count("Rule A") == 1
    assert "CMS standard" not in told


def test_a_timestamp_that_proves_nothing_is_explained() -> None:
    late = make.finding(
        rule="timestamp_validity",
        outcome=Outcome.FAILED,
        reason="certificate_expired",
        params=(
            ("certificate", "A TSA"),
            ("end", "2024-01-01T00:00:00+00:00"),
            ("moment", "2024-99-01T00:00:00+00:00"),
        ),
    )
    unproven = make.timestamp_conclusion(indication=Indication.INDETERMINATE, findings=(late,))
    told = report(
        make.result(make.signature_result(conclusion=make.conclusion(timestamps=(unproven,))))
    )
    assert (
        "Time-stamp 1 Validity period of the time-stamping certificate: The certificate A TSA "
        "ended on 2024-01-01 07:00:00 WIB / 2024-01-01 00:00:00 UTC, before the moment judged "
        "(2024-99-01T00:00:00+00:00)." in told
    )


def test_a_signature_of_which_nothing_could_be_read_is_reported() -> None:
    field = make.signature_field(names=(), reason=None, claimed_signing_time=None)
    evidence = make.signature_evidence(field=field, cms=None, timestamps=(), path=None)
    told = report(make.result(make.signature_result(evidence=evidence)))
    assert "Signer unknown" in told
    assert "Claimed time not stated" in told


@pytest.mark.parametrize("advice", sorted(set(WARNING_ADVICE.values())))
def test_every_advice_on_a_warning_has_a_text(advice: str) -> None:
    assert text(f"advice.{advice}", "id") != text(f"advice.{advice}", "en")


def test_colour_only_when_asked_and_never_alone() -> None:
    result = make.result(make.signature_result())
    plain = RENDERERS["text"](result)
    coloured = RENDERERS["text"](result, color=True)
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;32m[ OK ] VALID")
    assert coloured.replace("\x1b[1;32m", "").replace("\x1b[0m", "") == plain


def test_wrapping_counts_columns_and_breaks_long_words() -> None:
    assert wrap("aa bb cc", 5) == ["aa bb", "cc"]
    assert wrap("a" * 7 + " b", 3) == ["aaa", "aaa", "a b"]
    assert wrap("漢字漢字", 5) == ["漢字", "漢字"]
    assert wrap("", 5) == [""]
    assert columns("e\u0301") == 1


def test_of_many_findings_under_one_rule_the_first_and_a_count() -> None:
    findings = tuple(
        make.finding(
            rule="modifications",
            outcome=Outcome.FAILED,
            reason="document_altered",
            params=(("revision", "2"), ("object", str(number)), ("change", "page_changed")),
            sub_indication=SubIndication.FORMAT_FAILURE,
        )
        for number in range(1, 41)
    )
    lines = "\n".join(finding_lines(findings, "en"))
    assert lines.count("object ") == 5
    assert "Changes after signing: and 35 more, all of them in the json format." in " ".join(
        lines.split()
    )
