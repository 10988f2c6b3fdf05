"""Values that are nearly the same: what is a habit of servers, and what only looks like one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from esign_verify.errors import RemoteError
from esign_verify.evidence import Check
from esign_verify.evidence.remote import (
    Outcome,
)
from esign_verify.remote.wire_fields import SENTENCES
from esign_verify.render import RENDERERS
from esign_verify.result import (
    DocumentConclusion,
    SubIndication,
)
from tests import factories as make
from tests.remote.comparing import (
    CONTRADICTION,
    EXPLAINED,
    NOT_COMPARED,
    ONE,
    V1,
    against,
    both,
    document,
    first,
    other,
    signature,
    stamped,
    untrusted,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ltv": True}, {"ltv": (CONTRADICTION, "differs")}),
        ({"ltv": None}, {"ltv": (NOT_COMPARED, "not_stated")}),
        ({"ltv": True, "signatureFormat": "PKCS7-LT"},
         {"ltv": (EXPLAINED, "level_of_data"), "signatureFormat": (EXPLAINED, "level_of_data")}),
        ({"ltv": True, "signatureFormat": "PKCS7-B"},
         {"ltv": (CONTRADICTION, "differs"), "signatureFormat": (CONTRADICTION, "differs")}),
    ],
)  # fmt: skip
def test_ltv_goes_with_the_format(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert other(against(ONE, first(**changes), profile="2025")) == expected


@pytest.mark.parametrize(
    ("theirs", "code"),
    [
        ("nAMA pENANDA tANGAN", "differs"),
        ("CN=Nama Penanda Tangan", "name_shortened"),
        ("C=ID,CN=Nama Penanda Tangan", "name_shortened"),
        ("CN=Nama Penanda Tangan,CN=Orang Lain", "differs"),
        ("CN=Nama Penanda Tangan\\", "differs"),
        ("C=ID,,CN=Nama Penanda Tangan", "differs"),
        ("C=ID,O=a\\,CN=Nama Penanda Tangan", "differs"),
    ],
)
def test_names_that_are_nearly_the_signers(theirs: str, code: str) -> None:
    found = other(against(ONE, first(info_signer__signer_dn=theirs), api=V1))
    agreement = CONTRADICTION if code == "differs" else EXPLAINED
    assert found == {"info_signer.signer_dn": (agreement, code)}


def test_texts_that_were_cut_are_not_called_the_same() -> None:
    field = make.signature_field(names=("sig_1",), partial_names=("sig_1",), reason="a" * 5000)
    ours = make.result(signature(1, evidence=make.signature_evidence(field=field)))
    assert other(against(ours)) == {"reason": (NOT_COMPARED, "text_cut")}
    assert other(against(ours, first(reason="a" * 1999)))["reason"] == (CONTRADICTION, "differs")


@pytest.mark.parametrize("name", ["b.pdf", 7, ""])
def test_another_name_of_the_document(name: Any) -> None:
    found = against(ONE, document(nama_dokumen=name), api=V1)
    assert other(found) == {"nama_dokumen": (EXPLAINED, "file_name")}
    for none in (document(nama_dokumen=None), lambda answer: answer.pop("nama_dokumen")):
        found = against(ONE, none, api=V1)
        assert other(found) == {"nama_dokumen": (NOT_COMPARED, "not_stated")}


def test_a_sentence_that_is_known_for_another_finding() -> None:
    """1.x has one conclusion for two findings, and tells them apart in its sentence."""
    intact = "Dokumen asli dan valid, tetapi sertifikat penandatangan tidak dapat diverifikasi"
    altered = "Konten Dokumen mengalami perubahan oleh pihak yang tidak berhak"
    unstamped = "Dokumen asli dan valid, tetapi dokumen tidak menggunakan waktu TSA"
    ours = untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    assert json.loads(RENDERERS["v1"](ours, profile="legacy"))["notes"] == intact
    for result, sentence in ((ours, altered), (ONE, unstamped)):
        found = against(result, document(notes=sentence), api=V1, profile="legacy")
        assert other(found) == {"notes": (CONTRADICTION, "other_sentence")}
    # counting a time-stamp that proves nothing, a server says the other sentence, too
    counted = first(signature_document__signed_using_tsa=True)
    stamped_words = json.loads(RENDERERS["v1"](ONE, profile="legacy"))["notes"]
    both_say = both(counted, document(notes=stamped_words))
    assert other(against(stamped(), both_say, api=V1, profile="legacy")) == {
        "signature_document.signed_using_tsa": (EXPLAINED, "stamp_unproven"),
        "notes": (EXPLAINED, "follows_from_signatures"),
    }


def test_the_known_sentences_are_those_of_our_renderers() -> None:
    broken = make.result(
        signature(1, conclusion=make.conclusion(integrity=Check.failed("x"))),
        conclusion=DocumentConclusion.INVALID,
    )
    results = (ONE, make.result(), stamped(), broken,
               untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND))  # fmt: skip
    said = {
        json.loads(RENDERERS["v1"](result, profile=profile))["notes"]
        for result in results
        for profile in ("2023", "legacy")
    }
    assert said > SENTENCES
    assert len(SENTENCES) == 6


def test_a_2x_server_that_says_more_is_no_1x_server() -> None:
    validity = "2020-01-01 00:00:00.00 to 2030-01-01 00:00:00.00"
    found = against(ONE, first(info_tsa__tsa_cert_validity=validity), api=V1)
    assert other(found) == {"info_tsa.tsa_cert_validity": (EXPLAINED, "says_more")}
    found = against(ONE, document(summary=None), api=V1)
    assert other(found) == {"summary": (NOT_COMPARED, "not_stated")}
    assert found.outcome is Outcome.UNDECIDED


def test_a_certificate_that_says_nothing_is_none() -> None:
    """It would stand where the signer's belongs, and be compared with nothing."""

    def emptied(answer: dict[str, Any]) -> None:
        answer["signatureInformations"][0]["certificateDetails"][0] = {"x": 1}

    with pytest.raises(RemoteError) as caught:
        against(ONE, emptied)
    assert caught.value.params == {"field": "signatureInformations[0].certificateDetails[0]"}
