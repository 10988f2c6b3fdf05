"""The v2 answer: the manual's shape, and the values of a published answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from ssl import PEM_cert_to_DER_cert
from typing import Any

import pytest

from esign_verify.cms.x509 import read_certificate
from esign_verify.errors import UsageError
from esign_verify.evidence import Check, TimestampKind
from esign_verify.render import RENDERERS
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.render.samples import SAMPLES, key_tree, sample, validator

MANUAL = [
    "id", "signatureFormat", "signerName", "signatureDate", "fieldName", "reason", "location",
    "certLevelCode", "signatureAlgorithm", "digestAlgorithm", "timestampInfomation",
    "certificateDetails", "integrityValid", "certificateTrusted", "lastSignature",
]  # fmt: skip
CERTIFICATE = [
    "id", "commonName", "issuerName", "serialNumber", "notAfterDate", "notBeforeDate",
    "signatureAlgoritm", "keyUsages",
]  # fmt: skip


def answer(result: VerificationResult, profile: str = "2023") -> Any:
    rendered = json.loads(RENDERERS["v2"](result, profile=profile))
    validator("v2").validate(rendered)
    return rendered


def only(signature: SignatureResult, profile: str = "2023") -> Any:
    (entry,) = answer(make.result(signature), profile)["signatureInformations"]
    return entry


def published_2024_03() -> VerificationResult:
    """What a verifier must have found to give the published answer of March 2024."""
    signer = make.certificate(
        common_name="Hantek Production",
        sha256="8FB4AA74248B71653E0D1CC39E35E8E01BD0367544336BF001CCD83255693004",
    )
    field = make.signature_field(
        names=("bcs_ecs_1711176975957",),
        reason=(
            "Dokumen ini telah ditandatangani secara elektronik oleh Kepala Badan Kepegawaian "
            "dan Pengembangan Sumber Daya Manusia Kota Manado "
            "(NAMA PEJABAT - NIP. 000000000000000000)"
        ),
    )
    evidence = make.signature_evidence(
        field=field,
        cms=make.cms(signing_certificate=signer),
        path=make.path(certificates=(signer,)),
    )
    return make.result(
        make.signature_result(evidence=evidence, signature_format="PAdES-BASELINE-LT")
    )


def test_a_published_answer_is_reproduced_value_by_value() -> None:
    assert answer(published_2024_03()) == sample("v2_valid_1_signature_2024-03")


def test_its_bytes_too_for_the_published_order_is_the_manuals() -> None:
    published = sample("v2_valid_1_signature_2024-03")
    rendered = RENDERERS["v2"](published_2024_03())
    assert rendered == json.dumps(published, separators=(",", ":"), ensure_ascii=False)


def test_real_certificates_are_described_as_in_a_published_answer() -> None:
    published = sample("v2_valid_3_signatures_ltv_2025-03")["signatureInformations"][0]
    folder = SAMPLES.parent / "trust_roots" / "certificates"
    files = ("ca_bsre-ca-ds-g1__4a3ab062.pem", "root_root-ca-indonesia-ds-g1__b5f36672.pem")
    path = make.path(
        certificates=tuple(
            read_certificate(PEM_cert_to_DER_cert((folder / name).read_text("ascii")))
            for name in files
        ),
        trust_anchor=None,
    )
    entry = only(make.signature_result(evidence=make.signature_evidence(path=path)))
    assert entry["certificateDetails"] == published["certificateDetails"][1:]


def test_an_unsigned_document() -> None:
    assert answer(make.result()) == sample("v2_no_signature_2026-09")


@pytest.mark.parametrize(
    "name",
    [
        "v2_valid_1_signature_2024-03",
        "v2_valid_3_signatures_ltv_2025-03",
        "v2_no_signature_2026-09",
    ],
)
def test_published_answers_fit_our_schema(name: str) -> None:
    validator("v2").validate(sample(name))


def test_keys_stand_in_the_manuals_order() -> None:
    rendered = answer(make.result(make.signature_result()))
    assert list(rendered) == [
        "conclusion", "description", "signatureInformations", "signatureCount",
    ]  # fmt: skip
    (entry,) = rendered["signatureInformations"]
    assert list(entry) == MANUAL
    assert list(entry["certificateDetails"][0]) == CERTIFICATE
    assert list(entry["timestampInfomation"]) == ["id", "signerName", "timestampDate"]


def test_profile_2025_has_the_keys_of_a_published_answer() -> None:
    published = sample("v2_valid_3_signatures_ltv_2025-03")["signatureInformations"][0]
    entry = only(make.signature_result(signature_format="PAdES-BASELINE-LT"), "2025")
    assert set(entry) == set(published)
    assert entry["ltv"] is True
    assert [key for key in entry if key != "ltv"] == MANUAL


@pytest.mark.parametrize(
    ("signature_format", "ltv"),
    [("PKCS7-LTA", True), ("PAdES-BASELINE-T", False), ("PDF-NOT-ETSI", False)],
)
def test_ltv_says_what_the_format_says(signature_format: str, ltv: bool) -> None:
    entry = only(make.signature_result(signature_format=signature_format), "2025")
    assert entry["ltv"] is ltv


def test_legacy_is_2023_for_v2() -> None:
    result = make.result(make.signature_result())
    assert RENDERERS["v2"](result, profile="legacy") == RENDERERS["v2"](result)


def test_an_unknown_profile_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError) as caught:
        RENDERERS["v2"](make.result(), profile="2030")
    assert caught.value.code == "unknown_profile"


def test_a_signature_of_which_nothing_could_be_read_is_listed_with_nulls() -> None:
    field = make.signature_field(
        names=(), reason=None, claimed_signing_time=None, readable=Check.failed("malformed")
    )
    unread = Check.not_checked("cms_unreadable")
    entry = only(
        make.signature_result(
            evidence=make.signature_evidence(field=field, cms=None, timestamps=(), path=None),
            conclusion=make.conclusion(
                indication=Indication.TOTAL_FAILED,
                sub_indication=SubIndication.FORMAT_FAILURE,
                integrity=unread,
                certificate_trusted=unread,
                timestamps=(),
            ),
            signature_format="PDF-NOT-ETSI",
        )
    )
    assert list(entry) == MANUAL
    nulls = ("signerName", "signatureDate", "fieldName", "reason", "timestampInfomation")
    assert [entry[key] for key in nulls] == [None] * 5
    assert entry["certificateDetails"] == []
    assert (entry["integrityValid"], entry["certificateTrusted"]) == (False, False)


def test_not_checked_is_never_true_on_the_wire() -> None:
    unread = Check.not_checked("cms_unreadable")
    entry = only(
        make.signature_result(
            conclusion=make.conclusion(integrity=unread, certificate_trusted=unread)
        )
    )
    assert (entry["integrityValid"], entry["certificateTrusted"]) == (False, False)


def test_the_signing_certificate_stands_alone_without_a_path() -> None:
    entry = only(make.signature_result(evidence=make.signature_evidence(path=None)))
    assert [item["commonName"] for item in entry["certificateDetails"]] == ["Nama Penanda Tangan"]


def test_an_embedded_anchor_is_listed_once() -> None:
    root = make.certificate(common_name="Root", sha256="AB" * 32)
    path = make.path(
        certificates=(make.certificate(), root), trust_anchor=make.anchor(sha256="AB" * 32)
    )
    entry = only(make.signature_result(evidence=make.signature_evidence(path=path)))
    assert [item["commonName"] for item in entry["certificateDetails"]] == [
        "Nama Penanda Tangan",
        "Root",
    ]


def test_identifiers_lose_leading_zero_bytes_as_in_dss() -> None:
    signer = make.certificate(sha256="0000" + "0A" * 30)
    stamp = make.timestamp(token_sha256_dss="00" + "0B" * 31)
    evidence = make.signature_evidence(path=make.path(certificates=(signer,)), timestamps=(stamp,))
    entry = only(make.signature_result(evidence=evidence))
    assert entry["certificateDetails"][0]["id"] == "C-" + "0A" * 30
    assert entry["timestampInfomation"]["id"] == "T-" + "0B" * 31


def test_cert_level_code_is_the_level_of_a_certification_only() -> None:
    def code(**changes: Any) -> int:
        field = make.signature_field(**changes)
        entry = only(make.signature_result(evidence=make.signature_evidence(field=field)))
        assert isinstance(entry["certLevelCode"], int)
        return entry["certLevelCode"]

    assert code(doc_mdp=3, certification=True) == 3
    assert code(doc_mdp=1, certification=False) == 0
    assert code(doc_mdp=None, certification=True) == 0


def test_a_token_put_before_the_genuine_one_is_not_shown() -> None:
    forged = make.timestamp(gen_time=datetime(2001, 1, 1, tzinfo=UTC))
    content = make.timestamp(kind=TimestampKind.CONTENT)
    evidence = make.signature_evidence(timestamps=(content, forged, make.timestamp()))
    unproven = make.timestamp_conclusion(indication=Indication.INDETERMINATE)
    proven = make.timestamp_conclusion()
    entry = only(
        make.signature_result(
            evidence=evidence, conclusion=make.conclusion(timestamps=(proven, unproven, proven))
        )
    )
    assert entry["timestampInfomation"]["timestampDate"] == "2024-03-23T06:56:19.000+00:00"


def test_document_timestamps_are_not_listed() -> None:
    result = make.result(
        make.signature_result(), document_timestamps=(make.document_timestamp_result(),)
    )
    assert answer(result)["signatureCount"] == 1


def test_a_serial_number_of_absurd_length_is_no_crash() -> None:
    signer = make.certificate(serial_number=1 << 40_000)
    entry = only(
        make.signature_result(
            evidence=make.signature_evidence(path=make.path(certificates=(signer,)))
        )
    )
    assert entry["certificateDetails"][0]["serialNumber"] == "0x1" + "0" * 10_000


@pytest.mark.parametrize("conclusion", list(DocumentConclusion))
def test_every_conclusion_has_a_description(conclusion: DocumentConclusion) -> None:
    rendered = answer(make.result(conclusion=conclusion))
    assert rendered["conclusion"] == conclusion.value
    assert rendered["description"].startswith(("Dokumen ", "Keabsahan "))


def test_key_tree_equals_the_published_one() -> None:
    assert key_tree(answer(published_2024_03())) == key_tree(sample("v2_valid_1_signature_2024-03"))
