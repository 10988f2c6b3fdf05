"""Two answers side by side, value by value: the same, explained, or contradicting."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from esign_verify.evidence.remote import (
    Agreement,
    MatchedBy,
    Outcome,
    RemoteApi,
)
from esign_verify.remote import compare, read_answer
from esign_verify.result import (
    VerificationResult,
)
from tests import factories as make
from tests.factories import NOW
from tests.remote.comparing import (
    CONTRADICTION,
    EXPLAINED,
    NOT_COMPARED,
    ONE,
    SAME,
    THREE,
    V1,
    V2,
    Change,
    against,
    document,
    first,
    other,
    renamed,
    signature,
    stamped,
)
from tests.render.samples import sample
from tests.render.test_v2 import published_2024_03


@pytest.mark.parametrize("result", [ONE, THREE, make.result()], ids=["one", "three", "none"])
@pytest.mark.parametrize("api", list(RemoteApi))
@pytest.mark.parametrize("profile", ["2023", "2025", "legacy"])
def test_an_answer_like_ours_is_the_same(
    result: VerificationResult, api: RemoteApi, profile: str
) -> None:
    comparison = against(result, api=api, profile=profile)
    assert (comparison.outcome, other(comparison)) == (Outcome.AGREE, {})
    assert len(comparison.signatures) == len(result.signatures)
    if result.signatures and (api, profile) in ((V2, "2025"), (V1, "legacy")):
        assert comparison.profile == profile
    for one in comparison.signatures:
        assert one.number == one.remote_number
        assert one.matched_by is (MatchedBy.IDENTIFIER if api is V2 else MatchedBy.FIELD_NAME)
        assert len(one.fields) > 14


@pytest.mark.parametrize(
    ("change", "name", "agreement", "code"),
    [
        (first(signatureDate=1711176975000), "signatureDate", SAME, ""),
        (first(signatureDate="2024-03-23T06:56:15Z"), "signatureDate", SAME, ""),
        (first(signatureDate="2024-03-23T13:56:15.000+00:00"), "signatureDate", EXPLAINED,
         "zone_shift"),
        (first(signatureDate="2024-03-23T06:56:15.250+00:00"), "signatureDate", EXPLAINED,
         "fraction_of_second"),
        (first(signatureDate="2024-03-23T06:56:19.000+00:00"), "signatureDate", EXPLAINED,
         "time_of_stamp"),
        (first(signatureDate="2024-03-23T06:57:15.000+00:00"), "signatureDate", CONTRADICTION,
         "differs"),
        (first(signatureDate=None), "signatureDate", CONTRADICTION, "differs"),
        (first(signatureDate=""), "signatureDate", CONTRADICTION, "differs"),
        (first(signatureDate=-(10**300)), "signatureDate", NOT_COMPARED, "time_unreadable"),
        (first(signatureDate=-1), "signatureDate", CONTRADICTION, "differs"),
        (first(signatureDate="kemarin"), "signatureDate", NOT_COMPARED, "time_unreadable"),
        (first(signatureFormat="PKCS7-LT"), "signatureFormat", EXPLAINED, "level_of_data"),
        (first(signatureFormat="PKCS7-B"), "signatureFormat", CONTRADICTION, "differs"),
        (first(signatureFormat="PAdES-BASELINE-T"), "signatureFormat", CONTRADICTION, "differs"),
        (first(signatureFormat="PDF-NOT-ETSI"), "signatureFormat", CONTRADICTION, "differs"),
        (first(certLevelCode=2), "certLevelCode", CONTRADICTION, "differs"),
        (first(signatureAlgorithm="RSA"), "signatureAlgorithm", EXPLAINED, "says_more"),
        (first(lastSignature=True), "lastSignature", EXPLAINED, "last_signature"),
        (first(location=""), "location", SAME, ""),
        (first(location="Jakarta"), "location", CONTRADICTION, "differs"),
        (first(reason="lain"), "reason", CONTRADICTION, "differs"),
        (first(signerName="ORANG LAIN"), "signerName", CONTRADICTION, "differs"),
        (first(integrityValid=False), "integrityValid", CONTRADICTION, "integrity_differs"),
        (first(certificateTrusted=False), "certificateTrusted", CONTRADICTION, "trust_differs"),
        (first(id="S-" + "B" * 64), "id", CONTRADICTION, "identifier_differs"),
        (first(id="T-1" + "A" * 63), "id", CONTRADICTION, "identifier_differs"),
        (first(id="S-1" + "a" * 63), "id", CONTRADICTION, "identifier_differs"),
        (first(id=None), "id", NOT_COMPARED, "not_stated"),
        (first(timestampInfomation__id="T-" + "B" * 64), "timestampInfomation.id", EXPLAINED,
         "timestamp_identifier"),
        (first(timestampInfomation__id="T-" + "B" * 63), "timestampInfomation.id", CONTRADICTION,
         "differs"),
        (first(timestampInfomation__id="kosong"), "timestampInfomation.id", CONTRADICTION,
         "differs"),
        (first(timestampInfomation=None), "timestampInfomation.timestampDate", CONTRADICTION,
         "differs"),
        (first(certificateDetails__0__id="C-" + "B" * 64), "certificateDetails[0].id",
         CONTRADICTION, "other_certificate"),
        (first(certificateDetails__0__serialNumber="7"), "certificateDetails[0].serialNumber",
         CONTRADICTION, "differs"),
        (first(certificateDetails__0__issuerName="CN=A,C=ID"),
         "certificateDetails[0].issuerName", CONTRADICTION, "differs"),
        (first(certificateDetails__0__keyUsages=["nonRepudiation", "digitalSignature"]),
         "certificateDetails[0].keyUsages", SAME, ""),
        (first(certificateDetails__0__keyUsages=["keyCertSign"]),
         "certificateDetails[0].keyUsages", CONTRADICTION, "differs"),
        (first(certificateDetails=[]), "certificateDetails", NOT_COMPARED, "not_stated"),
        (document(signatureCount=2), "signatureCount", CONTRADICTION, "count_and_list"),
        (document(signatureCount=None), "signatureCount", NOT_COMPARED, "not_stated"),
        (document(description="Sah"), "description", EXPLAINED, "wording"),
        (document(description="Dokumen tidak memiliki tandatangan elektronik"), "description",
         CONTRADICTION, "other_sentence"),
        (document(conclusion="INVALID"), "conclusion", CONTRADICTION, "conclusion_differs"),
        (document(conclusion="valid"), "conclusion", CONTRADICTION, "conclusion_differs"),
        (document(conclusion=None), "conclusion", NOT_COMPARED, "not_stated"),
    ],
)  # fmt: skip
def test_one_value_of_v2(change: Change, name: str, agreement: Agreement, code: str) -> None:
    comparison = against(ONE, change)
    assert other(comparison).get(name, (SAME, "")) == (agreement, code)
    outcome = Outcome.AGREE
    if agreement is CONTRADICTION:
        outcome = Outcome.CONTRADICT
    elif (name, agreement) == ("conclusion", NOT_COMPARED):
        outcome = Outcome.UNDECIDED
    assert comparison.outcome is outcome


def test_names_in_another_order_are_the_same_name() -> None:
    def turned(answer: dict[str, Any]) -> None:
        certificate = answer["signatureInformations"][0]["certificateDetails"][0]
        certificate["issuerName"] = ", ".join(reversed(certificate["issuerName"].split(",")))

    found = other(against(ONE, turned))
    assert found == {"certificateDetails[0].issuerName": (EXPLAINED, "name_order")}


def test_a_value_left_out_is_not_the_same() -> None:
    def shorter(answer: dict[str, Any]) -> None:
        del answer["signatureInformations"][0]["reason"]

    assert other(against(ONE, shorter)) == {"reason": (NOT_COMPARED, "not_stated")}


def test_a_shorter_chain_is_compared_as_far_as_it_goes() -> None:
    def cut(answer: dict[str, Any]) -> None:
        del answer["signatureInformations"][0]["certificateDetails"][1:]

    assert other(against(ONE, cut)) == {"certificateDetails": (EXPLAINED, "chain_length")}


def test_the_servers_of_mid_2024() -> None:
    """As in the published answer: signed_in and both ends of the validity are one moment."""
    now = "2026-10-01 10:00:03.86"
    defect = first(
        signature_document__signed_in=now, info_signer__signer_cert_validity=f"{now} to {now}"
    )
    comparison = against(ONE, defect, api=V1)
    assert (comparison.outcome, other(comparison)) == (
        Outcome.AGREE,
        {
            "info_signer.signer_cert_validity": (EXPLAINED, "now_defect"),
            "signature_document.signed_in": (EXPLAINED, "now_defect"),
        },
    )
    long_ago = "2024-06-05 09:32:40.86"
    forged = first(
        signature_document__signed_in=long_ago,
        info_signer__signer_cert_validity=f"{long_ago} to {long_ago}",
    )
    assert other(against(ONE, forged, api=V1)) == {
        "info_signer.signer_cert_validity": (CONTRADICTION, "differs"),
        "signature_document.signed_in": (CONTRADICTION, "differs"),
    }, "not the moment at which the server was asked"
    half = first(signature_document__signed_in=now)
    assert other(against(ONE, half, api=V1)) == {
        "signature_document.signed_in": (CONTRADICTION, "differs")
    }


def test_the_published_answers_beside_our_own() -> None:
    """One that we reproduce in every value, and the one with the defect, of another document."""
    published = read_answer(json.dumps(sample("v2_valid_1_signature_2024-03")).encode(), V2)
    comparison = compare(published_2024_03(), published, server="x", asked_at=NOW)
    assert (comparison.outcome, other(comparison)) == (Outcome.AGREE, {})
    defect = read_answer(json.dumps(sample("v1_2x_valid_2024-06")).encode(), V1)
    found = other(compare(ONE, defect, server="x", asked_at=NOW))
    assert found == {
        "signature": (CONTRADICTION, "extra_signature"),
        "nama_dokumen": (EXPLAINED, "file_name"),
    }
    ours = make.result(replace(signature(1), evidence=renamed("sig_1717554118238")))
    asked = datetime(2024, 6, 5, 2, 32, 44, tzinfo=UTC)
    found = other(compare(ours, defect, server="x", asked_at=asked))
    assert found["signature_document.signed_in"] == (EXPLAINED, "now_defect")
    assert found["info_signer.signer_cert_validity"] == (EXPLAINED, "now_defect")
    assert "summary" not in found


@pytest.mark.parametrize(
    ("change", "name", "agreement", "code"),
    [
        (first(signature_document__document_integrity=False),
         "signature_document.document_integrity", CONTRADICTION, "integrity_differs"),
        (first(info_signer__cert_user_certified=False),
         "info_signer.cert_user_certified", CONTRADICTION, "trust_differs"),
        (first(signature_document__signed_using_tsa=False),
         "signature_document.signed_using_tsa", CONTRADICTION, "differs"),
        (first(signature_document__hash_value="00"),
         "signature_document.hash_value", EXPLAINED, "says_more"),
        (first(info_signer__signer_cert_validity="null to null"),
         "info_signer.signer_cert_validity", NOT_COMPARED, "time_unreadable"),
        (first(info_signer__signer_dn="C=ID,CN=Orang"), "info_signer.signer_dn", CONTRADICTION,
         "differs"),
        (document(summary="INVALID"), "summary", CONTRADICTION, "conclusion_differs"),
        (document(notes="Sah"), "notes", EXPLAINED, "wording"),
    ],
)  # fmt: skip
def test_one_value_of_v1(change: Change, name: str, agreement: Agreement, code: str) -> None:
    comparison = against(ONE, change, api=V1)
    assert other(comparison) == {name: (agreement, code)}


def test_a_whole_name_where_we_have_the_common_name() -> None:
    name = make.certificate().common_name
    change = first(info_signer__signer_dn=f"C=ID,O=Personal,CN={name}")
    assert other(against(ONE, change, api=V1)) == {
        "info_signer.signer_dn": (EXPLAINED, "name_shortened")
    }


def test_a_time_stamp_that_proves_nothing_is_counted_by_servers() -> None:
    change = first(signature_document__signed_using_tsa=True)
    assert other(against(stamped(), change, api=V1)) == {
        "signature_document.signed_using_tsa": (EXPLAINED, "stamp_unproven")
    }
