"""The v1 answer: the manual's shape, 2.x values by default, 1.x values on request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from esign_verify.evidence import Check, Name
from esign_verify.render import RENDERERS
from esign_verify.result import DocumentConclusion, Indication, VerificationResult
from tests import factories as make
from tests.names import name
from tests.render.samples import key_tree, sample, validator


def answer(result: VerificationResult, profile: str = "2023") -> Any:
    rendered = json.loads(RENDERERS["v1"](result, profile=profile))
    validator("v1").validate(rendered)
    return rendered


def anonymised(value: Any) -> Any:
    """A published answer whose dates and hex were replaced by their publisher, filled again."""
    for detail in value["details"]:
        validity = "2024-01-01 00:00:00.00 to 2026-01-01 00:00:00.00"
        detail["info_signer"]["signer_cert_validity"] = validity
        detail["info_tsa"]["tsa_cert_validity"] = validity
        detail["signature_document"]["signed_in"] = "2024-01-01 00:00:00.00"
    return value


def test_a_published_answer_of_2024_is_reproduced() -> None:
    # That server gave the moment of its answer as signing time and validity: a
    # defect. These three values are therefore ours, all others must be equal.
    published = sample("v1_2x_valid_2024-06")
    signed_at = datetime(2024, 6, 5, 2, 21, 58, 238000, tzinfo=UTC)
    signer = make.certificate(common_name="NAMA PENANDATANGAN")
    result = make.result(
        make.signature_result(
            evidence=make.signature_evidence(
                field=make.signature_field(
                    names=("sig_1717554118238",),
                    reason="percobaan",
                    location="Pemerintah Kota Malang",
                    claimed_signing_time=signed_at,
                ),
                cms=make.cms(signing_certificate=signer),
            )
        ),
        file_name="SSPDBPHTBPDF.pdf",
    )
    detail = published["details"][0]
    detail["info_signer"]["signer_cert_validity"] = (
        "2023-03-07 10:41:44.00 to 2025-03-06 10:41:43.00"
    )
    detail["signature_document"]["signed_in"] = "2024-06-05 09:21:58.238"
    rendered = answer(result)
    assert rendered == published
    assert key_tree(rendered) == key_tree(published)


@pytest.mark.parametrize("name", ["v1_2x_valid_2024-06", "v1_1x_valid", "v1_1x_modified"])
def test_published_answers_fit_our_schema(name: str) -> None:
    # The answers of 2018 are older than both profiles: `SUMMARY` in capitals,
    # other orders, keys left out. They are not covered.
    published = sample(name)
    validator("v1").validate(published if "2x" in name else anonymised(published))


def test_an_unsigned_document() -> None:
    assert answer(make.result(file_name="a.pdf")) == {
        "nama_dokumen": "a.pdf",
        "jumlah_signature": 0,
        "notes": "Dokumen tidak memiliki tandatangan elektronik",
        "details": [],
        "summary": "NO_SIGNATURE",
    }


def test_legacy_an_unsigned_document() -> None:
    published = sample("v1_1x_unsigned")
    rendered = answer(make.result(file_name="remote.pdf"), "legacy")
    assert rendered == published
    assert list(rendered) == list(published)


def test_legacy_keys_stand_as_in_a_published_answer() -> None:
    rendered = answer(make.result(make.signature_result()), "legacy")
    assert key_tree(rendered) == key_tree(sample("v1_1x_valid"))


def legacy_2018_name() -> Name:
    return name(
        ("E", "user@example.invalid"),
        ("CN", "NAMA PENANDATANGAN"),
        ("OU", "Diskominfo"),
        ("O", "Balai Sertifikasi Elektronik"),
        ("2.5.4.7", "Jakarta"),
        ("2.5.4.8", "DKI Jakarta"),
        ("C", "ID"),
        ("description", "17150219185233_Tanda Tangan Digital Demo"),
    )


def test_legacy_values_are_those_of_a_published_answer_of_2018() -> None:
    published = sample("v1_2018_valid_no_tsa")
    expected = published["details"][0]
    digest = expected["signature_document"]["hash_value"]
    signer = make.certificate(
        common_name="NAMA PENANDATANGAN",
        subject=legacy_2018_name(),
        issuer=name(("CN", "OSD DEMO"), ("O", "Badan Siber dan Sandi Negara"), ("C", "ID")),
        not_before=datetime(2018, 10, 17, 3, 7, 6, tzinfo=UTC),
        not_after=datetime(2018, 11, 16, 3, 7, 6, tzinfo=UTC),
    )
    cms = make.cms(
        signing_certificate=signer,
        signed_attributes=bytes.fromhex(expected["signature_document"]["signature_value"]),
        message_digest_value=bytes.fromhex(digest),
    )
    field = make.signature_field(
        names=(expected["signature_field"],),
        claimed_signing_time=datetime(2018, 10, 17, 3, 57, 4, tzinfo=UTC),
        reason=expected["signature_document"]["reason"],
        location="Jakarta",
    )
    result = make.result(
        make.signature_result(
            evidence=make.signature_evidence(field=field, cms=cms, timestamps=()),
            conclusion=make.conclusion(timestamps=()),
        ),
        file_name="new (1).pdf",
    )
    rendered = answer(result, "legacy")
    assert rendered["details"] == published["details"]
    assert rendered["notes"] == published["notes"]
    assert rendered["summary"] == published["SUMMARY"]


def test_legacy_a_changed_document() -> None:
    published = sample("v1_1x_modified")
    altered = make.conclusion(
        indication=Indication.TOTAL_FAILED,
        integrity=Check.failed("digest_mismatch", algorithm="sha256"),
    )
    rendered = answer(
        make.result(
            make.signature_result(conclusion=altered), conclusion=DocumentConclusion.INVALID
        ),
        "legacy",
    )
    assert (rendered["notes"], rendered["summary"]) == (published["notes"], published["summary"])
    assert rendered["details"][0]["signature_document"]["document_integrity"] is False


def test_legacy_an_intact_document_without_trust_is_not_called_valid() -> None:
    untrusted = make.conclusion(
        indication=Indication.INDETERMINATE,
        certificate_trusted=Check.failed("no_certification_path"),
    )
    result = make.result(
        make.signature_result(conclusion=untrusted), conclusion=DocumentConclusion.WARNING
    )
    rendered = answer(result, "legacy")
    assert rendered["summary"] == "DOCUMENT NOT VALID !!!"
    assert rendered["notes"] == (
        "Dokumen asli dan valid, tetapi sertifikat penandatangan tidak dapat diverifikasi"
    )
    assert rendered["details"][0]["info_signer"]["cert_user_certified"] is False


def test_legacy_a_verdict_without_signatures_never_says_intact() -> None:
    rendered = answer(make.result(conclusion=DocumentConclusion.WARNING), "legacy")
    assert rendered["summary"] == "DOCUMENT NOT VALID !!!"
    assert rendered["notes"].startswith("Konten Dokumen mengalami perubahan")


def test_a_timestamp_that_proves_nothing_is_no_use_of_a_tsa() -> None:
    unproven = make.timestamp_conclusion(indication=Indication.INDETERMINATE)
    result = make.result(make.signature_result(conclusion=make.conclusion(timestamps=(unproven,))))
    (detail,) = answer(result)["details"]
    assert detail["info_tsa"]["name"] == "Timestamp Authority Badan Siber dan Sandi Negara"
    assert detail["signature_document"]["signed_using_tsa"] is False


def test_without_a_timestamp() -> None:
    result = make.result(
        make.signature_result(
            evidence=make.signature_evidence(timestamps=()),
            conclusion=make.conclusion(timestamps=()),
        )
    )
    (detail,) = answer(result)["details"]
    assert detail["info_tsa"] == {"name": None, "tsa_cert_validity": None}
    assert detail["signature_document"]["signed_using_tsa"] is False


def test_2023_and_2025_are_alike() -> None:
    result = make.result(make.signature_result())
    assert RENDERERS["v1"](result, profile="2025") == RENDERERS["v1"](result, profile="2023")


def test_a_certificate_without_end_has_a_date_in_wib() -> None:
    signer = make.certificate(not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    evidence = make.signature_evidence(cms=make.cms(signing_certificate=signer))
    (detail,) = answer(make.result(make.signature_result(evidence=evidence)))["details"]
    assert detail["info_signer"]["signer_cert_validity"].endswith(" to 10000-01-01 06:59:59.00")


def test_a_signature_of_which_nothing_could_be_read_is_listed_with_nulls() -> None:
    field = make.signature_field(names=(), reason=None, claimed_signing_time=None)
    evidence = make.signature_evidence(field=field, cms=None, timestamps=(), path=None)
    for profile in ("2023", "legacy"):
        (detail,) = answer(make.result(make.signature_result(evidence=evidence)), profile)[
            "details"
        ]
        assert set(detail["info_signer"].values()) == {None, True}
        assert detail["signature_document"]["signed_in"] is None
        assert detail["signature_document"]["hash_value"] is None
