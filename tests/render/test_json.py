"""The full result as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from esign_verify import messages
from esign_verify.errors import UsageError
from esign_verify.evidence import (
    CertificateReference,
    Check,
    DssEvidence,
    FieldMdp,
    Outcome,
    PathCheck,
    RevocationData,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
)
from esign_verify.render import RENDERERS
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    Level,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.render.samples import validator


def answer(result: VerificationResult, lang: str = "id") -> Any:
    rendered = json.loads(RENDERERS["json"](result, lang=lang))
    validator("json").validate(rendered)
    return rendered


def full_result() -> VerificationResult:
    """One of everything, so that every branch of the layout is written."""
    altered = Check.failed("digest_mismatch", algorithm="sha256")
    crl = RevocationData(kind="crl", der=b"crl", origin=RevocationOrigin.DSS)
    path = make.path(
        checks=(PathCheck(rule="key_usage", certificate_sha256="AB" * 32, check=Check.passed()),),
        revocation=(
            RevocationEvidence(
                certificate_sha256="AB" * 32,
                kind="crl",
                origin=RevocationOrigin.DSS,
                sha256="CD" * 32,
                status=RevocationStatus.REVOKED,
                usable=Check.failed("signature_invalid"),
                this_update=make.SIGNED_AT,
                next_update=None,
                produced_at=None,
                revocation_time=make.SIGNED_AT,
                revocation_reason="keyCompromise",
                invalidity_date=None,
                issuer_common_name="OSD LU Kelas 2",
            ),
        ),
    )
    reference = CertificateReference(version=2, digest_algorithm="sha256", digest=bytes(32))
    evidence = make.signature_evidence(
        field=make.signature_field(field_mdp=FieldMdp(action="Include", fields=("a",))),
        cms=make.cms(
            message_digest=altered, certificate_references=(reference,), revocation=(crl,)
        ),
        timestamps=(make.timestamp(path=make.path()),),
        path=path,
    )
    conclusion = make.conclusion(
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
        integrity=altered,
    )
    document = make.document(
        dss=DssEvidence(
            certificates=(make.certificate(common_name="Extra"),),
            revocation=(crl,),
            vri_keys=("AA",),
            unreadable=1,
        )
    )
    return make.result(
        make.signature_result(evidence=evidence, conclusion=conclusion),
        conclusion=DocumentConclusion.INVALID,
        document=document,
        document_timestamps=(make.document_timestamp_result(),),
    )


def test_a_full_result_fits_the_schema_and_says_codes_and_texts() -> None:
    rendered = answer(full_result(), "en")
    assert rendered["conclusion"]["code"] == "INVALID"
    (signature,) = rendered["signatures"]
    assert signature["conclusion"]["integrity"] == {
        "outcome": "FAILED",
        "reason": "digest_mismatch",
        "params": {"algorithm": "sha256"},
        "text": (
            "The content's digest (sha256) does not match: the content was changed after signing."
        ),
    }
    assert signature["conclusion"]["sub_indication"] == "HASH_FAILURE"
    assert signature["cms"]["checks"]["structure"] == {
        "outcome": "PASSED", "reason": None, "params": {}, "text": None,
    }  # fmt: skip


def test_certificates_stand_once_and_are_named_by_their_digest() -> None:
    rendered = answer(full_result())
    names = [certificate["common_name"] for certificate in rendered["certificates"]]
    assert sorted(names) == [
        "Extra",
        "Nama Penanda Tangan",
        "Timestamp Authority Badan Siber dan Sandi Negara",
    ]
    known = {certificate["sha256"] for certificate in rendered["certificates"]}
    (signature,) = rendered["signatures"]
    assert signature["cms"]["signing_certificate"] in known
    assert set(signature["certification_path"]["certificates"]) <= known
    assert signature["certification_path"]["trust_anchor"]["provenance"] == "a test"


def test_an_empty_result_fits_the_schema() -> None:
    rendered = answer(make.result())
    assert (rendered["signature_count"], rendered["signatures"]) == (0, [])


def test_findings_carry_their_level_answer_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_titles(monkeypatch)
    finding = make.finding(
        rule="some_rule",
        level=Level.WARN,
        outcome=Outcome.NOT_CHECKED,
        reason="cms_too_large",
        params=(("limit", "5"),),
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.TRY_LATER,
    )
    rendered = answer(make.result(document_findings=(finding,)), "en")
    assert rendered["findings"] == [
        {
            "rule": "some_rule",
            "title": "A rule",
            "clause": "5.2.7",
            "level": "WARN",
            "outcome": "NOT_CHECKED",
            "reason": "cms_too_large",
            "params": {"limit": "5"},
            "text": "The signature is larger than the limit of 5 bytes.",
            "indication": "INDETERMINATE",
            "sub_indication": "TRY_LATER",
        }
    ]


def _with_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue in which the rule of the test has a title."""
    rules = {**messages._family("en", "rule"), **{"some_rule": "A rule"}}
    known = messages._family
    monkeypatch.setattr(messages, "_family", lambda *of: rules if of[1] == "rule" else known(*of))


def test_the_same_result_gives_the_same_bytes() -> None:
    assert RENDERERS["json"](full_result()) == RENDERERS["json"](full_result())


def test_languages_differ_in_texts_only() -> None:
    def codes(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: codes(item)
                for key, item in value.items()
                if key not in ("text", "title", "language") and not key.endswith("_text")
            }
        return [codes(item) for item in value] if isinstance(value, list) else value

    assert codes(answer(full_result(), "id")) == codes(answer(full_result(), "en"))


def test_an_unknown_language_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError) as caught:
        RENDERERS["json"](make.result(), lang="xx")
    assert caught.value.code == "unknown_language"


def test_numbers_json_has_no_words_for_are_null() -> None:
    field = make.signature_field(rectangle=(0.0, float("inf"), 0.0, float("nan")))
    evidence = replace(make.signature_evidence(), field=field)
    (signature,) = answer(make.result(make.signature_result(evidence=evidence)))["signatures"]
    assert signature["field"]["rectangle"] is None
