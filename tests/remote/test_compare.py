"""Two answers side by side: what is the same, what is explained, what contradicts."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from esign_verify.evidence import Check, SignatureEvidence
from esign_verify.evidence.remote import (
    Agreement,
    Comparison,
    MatchedBy,
    Outcome,
    RemoteApi,
)
from esign_verify.messages import text
from esign_verify.remote import compare, read_answer
from esign_verify.render import RENDERERS
from esign_verify.render.columns import columns
from esign_verify.render.crosscheck import render_comparison_json, render_comparison_text
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.factories import NOW
from tests.render.samples import sample, validator
from tests.render.test_hostile import HOSTILE
from tests.render.test_v2 import published_2024_03

V1, V2 = RemoteApi.V1, RemoteApi.V2
SAME, EXPLAINED, CONTRADICTION, NOT_COMPARED = Agreement

Change = Callable[[dict[str, Any]], None]


def signature(number: int, **changes: Any) -> SignatureResult:
    name = f"sig_{number}"
    field = make.signature_field(names=(name,), partial_names=(name,))
    default = make.signature_result(
        evidence=make.signature_evidence(field=field), id=f"S-{number:X}{'A' * 63}"
    )
    return replace(default, **changes)


def against(
    result: VerificationResult,
    change: Change | None = None,
    *,
    api: RemoteApi = V2,
    profile: str = "2023",
    **options: Any,
) -> Comparison:
    """The result against its own answer as a server would give it, changed."""
    answer = json.loads(RENDERERS[api.value](result, profile=profile))
    if change is not None:
        change(answer)
    options.setdefault("asked_at", NOW)
    read = read_answer(json.dumps(answer).encode(), api)
    comparison = compare(result, read, server="http://esign.local:80", **options)
    for lang in ("id", "en"):
        shown = json.loads(render_comparison_json(comparison, lang=lang))
        validator("crosscheck").validate(shown)
        assert max(map(columns, render_comparison_text(comparison, lang=lang).splitlines())) <= 80
    return comparison


def first(**changes: Any) -> Change:
    """Sets values of the first signature; `a__b` is `b` inside `a`."""

    def change(answer: dict[str, Any]) -> None:
        entry = answer.get("signatureInformations", answer.get("details"))[0]
        for path, value in changes.items():
            *outer, last = path.split("__")
            place = entry
            for step in outer:
                place = place[int(step)] if step.isdigit() else place[step]
            place[last] = value

    return change


def both(*changes: Change) -> Change:
    def change(answer: dict[str, Any]) -> None:
        for one in changes:
            one(answer)

    return change


def document(**changes: Any) -> Change:
    return lambda answer: answer.update(changes)


def other(comparison: Comparison) -> dict[str, tuple[Agreement, str]]:
    """Everything that is not the same, by name (with one signature, or one that differs)."""
    inner = (field for one in comparison.signatures for field in one.fields)
    return {
        field.name: (field.agreement, field.code)
        for field in (*comparison.fields, *inner)
        if field.agreement is not SAME
    }


ONE = make.result(signature(1))
THREE = make.result(signature(1), signature(2), signature(3))


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


def stamped(**changes: Any) -> VerificationResult:
    """One signature whose own time-stamp proves nothing."""
    unproven = make.timestamp_conclusion(indication=Indication.INDETERMINATE)
    return make.result(signature(1, conclusion=make.conclusion(timestamps=(unproven,))), **changes)


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
        (first(id=None), "id", NOT_COMPARED, "not_stated"),
        (first(timestampInfomation__id="T-" + "B" * 64), "timestampInfomation.id", EXPLAINED,
         "timestamp_identifier"),
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
    assert found == {"signature": (CONTRADICTION, "extra_signature")}
    ours = make.result(replace(signature(1), evidence=renamed("sig_1717554118238")))
    found = other(compare(ours, defect, server="x", asked_at=NOW))
    assert found["signature_document.signed_in"] == (EXPLAINED, "now_defect")
    assert found["info_signer.signer_cert_validity"] == (EXPLAINED, "now_defect")
    assert "summary" not in found


def renamed(name: str) -> SignatureEvidence:
    return make.signature_evidence(field=make.signature_field(names=(name,)))


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


def flags(trusted: bool, conclusion: str) -> Change:
    return both(first(certificateTrusted=trusted), document(conclusion=conclusion))


def result_of(conclusion: Any, verdict: DocumentConclusion, **changes: Any) -> VerificationResult:
    return make.result(signature(1, conclusion=conclusion), conclusion=verdict, **changes)


def test_a_server_that_judges_now_what_we_judge_at_signing() -> None:
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    ours = result_of(make.conclusion(findings=(late,)), DocumentConclusion.VALID)
    comparison = against(ours, flags(False, "WARNING"))
    assert comparison.outcome is Outcome.AGREE
    assert other(comparison) == {
        "certificateTrusted": (EXPLAINED, "expired_since"),
        "conclusion": (EXPLAINED, "follows_from_signatures"),
    }
    ended = make.finding(rule="signing_certificate_current", outcome=Check.failed("x").outcome)
    signer = result_of(make.conclusion(findings=(ended,)), DocumentConclusion.VALID)
    assert against(signer, flags(False, "WARNING")).outcome is Outcome.CONTRADICT
    # the explanation is for one that trusts less, not for one that says broken
    worse = both(flags(False, "INVALID"), first(integrityValid=False))
    assert against(ours, worse).outcome is Outcome.CONTRADICT
    assert against(ours, flags(False, "INVALID")).outcome is Outcome.CONTRADICT


def test_one_explained_signature_excuses_no_other() -> None:
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    old = signature(1, conclusion=make.conclusion(findings=(late,)))
    ours = make.result(old, signature(2))

    def change(answer: dict[str, Any]) -> None:
        listed(answer)[0]["certificateTrusted"] = listed(answer)[1]["certificateTrusted"] = False
        answer["conclusion"] = "WARNING"

    comparison = against(ours, change)
    assert other(comparison)["conclusion"] == (CONTRADICTION, "conclusion_differs")
    verdicts = [
        field.code
        for one in comparison.signatures
        for field in one.fields
        if field.name == "certificateTrusted"
    ]
    assert verdicts == ["expired_since", "trust_differs"]


def untrusted(sub_indication: SubIndication, **changes: Any) -> VerificationResult:
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=sub_indication,
        certificate_trusted=Check.failed("no_path"),
    )
    return result_of(verdict, DocumentConclusion.WARNING, **changes)


def test_an_anchor_that_was_not_in_use() -> None:
    ours = untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    certificate = make.certificate()
    anchor = make.anchor(
        subject=certificate.issuer, sha256="AB" * 32, store="historical", common_name="OSD LU"
    )
    change = both(flags(True, "VALID"), first(certificateDetails__1__id="C-" + "AB" * 32))
    comparison = against(ours, change, other_anchors=[anchor])
    found = other(comparison)
    assert found["certificateTrusted"] == (EXPLAINED, "anchor_not_in_use")
    assert found["conclusion"] == (EXPLAINED, "follows_from_signatures")
    row = next(f for f in comparison.signatures[0].fields if f.name == "certificateTrusted")
    assert row.params == (("anchor", "OSD LU"), ("store", "historical"))
    # the server's word alone explains nothing, nor does the document's
    stranger = replace(anchor, subject=make.name(("CN", "Other")))
    for anchors, changed in (
        ([], change),
        ([stranger], change),
        ([anchor], flags(True, "VALID")),
    ):
        alone = against(ours, changed, other_anchors=anchors)
        assert other(alone)["certificateTrusted"] == (CONTRADICTION, "trust_differs")
        assert alone.outcome is Outcome.CONTRADICT


@pytest.mark.parametrize(
    ("sub_indication", "days", "explained"),
    [
        (SubIndication.OUT_OF_BOUNDS_NO_POE, 400, True),
        (SubIndication.OUT_OF_BOUNDS_NO_POE, -400, True),
        (SubIndication.OUT_OF_BOUNDS_NO_POE, 1, False),
        (SubIndication.REVOKED, 400, False),
        (SubIndication.NO_CERTIFICATE_CHAIN_FOUND, 400, False),
    ],
)
def test_another_moment(sub_indication: SubIndication, days: int, explained: bool) -> None:
    ours = untrusted(sub_indication)
    comparison = against(ours, flags(True, "VALID"), asked_at=NOW + timedelta(days=days))
    expected = (EXPLAINED, "other_moment") if explained else (CONTRADICTION, "trust_differs")
    assert other(comparison)["certificateTrusted"] == expected
    assert comparison.outcome is (Outcome.AGREE if explained else Outcome.CONTRADICT)


def indeterminate(policy: str) -> VerificationResult:
    """Integrity and trust pass, the policy wants more."""
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE, sub_indication=SubIndication.TRY_LATER
    )
    return result_of(verdict, DocumentConclusion.WARNING, policy=policy)


def test_a_policy_that_demands_more() -> None:
    found = against(indeterminate("strict"), document(conclusion="VALID"))
    assert other(found)["conclusion"] == (EXPLAINED, "own_policy")
    found = against(indeterminate("standard"), document(conclusion="VALID"))
    assert other(found)["conclusion"] == (CONTRADICTION, "conclusion_differs")
    found = against(indeterminate("strict"), document(conclusion="INVALID"))
    assert other(found)["conclusion"] == (CONTRADICTION, "conclusion_differs")


def test_what_we_could_not_check_is_neither_agreed_nor_contradicted() -> None:
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        integrity=Check.not_checked("subfilter_unsupported"),
        certificate_trusted=Check.not_checked("subfilter_unsupported"),
    )
    ours = result_of(verdict, DocumentConclusion.WARNING)
    change = both(flags(True, "VALID"), first(integrityValid=True))
    comparison = against(ours, change)
    assert comparison.outcome is Outcome.UNDECIDED
    names = ("integrityValid", "certificateTrusted", "conclusion")
    expected = dict.fromkeys(names, (NOT_COMPARED, "not_checked_by_us"))
    assert other(comparison) == expected


def listed(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["signatureInformations"]
    return found


def test_another_order_of_signatures_and_keys_means_nothing() -> None:
    comparison = against(THREE, lambda answer: listed(answer).reverse())
    assert comparison.outcome is Outcome.AGREE
    assert other(comparison) == {"signature_order": (EXPLAINED, "signature_order")}
    assert [(s.number, s.remote_number) for s in comparison.signatures] == [(1, 3), (2, 2), (3, 1)]

    def turn(answer: dict[str, Any]) -> None:
        for key in list(answer)[:-1]:
            answer[key] = answer.pop(key)

    assert other(against(THREE, turn)) == {"key_order": (EXPLAINED, "key_order")}


def test_a_signature_that_the_server_does_not_list() -> None:
    def drop(answer: dict[str, Any]) -> None:
        del listed(answer)[1]
        answer["signatureCount"] = 2

    comparison = against(THREE, drop)
    assert comparison.outcome is Outcome.CONTRADICT
    assert other(comparison) == {
        "signature": (CONTRADICTION, "missing_signature"),
        "signatureCount": (EXPLAINED, "counted_below"),
    }
    alone = comparison.signatures[1]
    assert (alone.number, alone.remote_number, alone.matched_by) == (2, None, MatchedBy.NOTHING)
    assert alone.fields[0].ours == THREE.signatures[1].id


def test_a_signature_that_only_the_server_lists() -> None:
    def add(answer: dict[str, Any]) -> None:
        listed(answer).insert(0, listed(answer)[0] | {"id": "S-" + "F" * 64, "fieldName": "x"})
        answer["signatureCount"] = 4

    comparison = against(THREE, add)
    assert other(comparison)["signature"] == (CONTRADICTION, "extra_signature")
    alone = comparison.signatures[-1]
    assert (alone.number, alone.remote_number, alone.field_name) == (None, 1, "x")
    assert comparison.outcome is Outcome.CONTRADICT


def test_an_identifier_that_is_listed_twice() -> None:
    def double(answer: dict[str, Any]) -> None:
        listed(answer)[1]["id"] = listed(answer)[0]["id"]
        listed(answer).reverse()

    comparison = against(THREE, double)
    # by identifier and field together first, so that each is beside its own
    assert [(s.number, s.remote_number, s.matched_by) for s in comparison.signatures] == [
        (1, 3, MatchedBy.IDENTIFIER),
        (2, 2, MatchedBy.FIELD_NAME),
        (3, 1, MatchedBy.IDENTIFIER),
    ]
    assert other(comparison)["id"] == (CONTRADICTION, "identifier_differs")


def test_a_signature_listed_twice_has_no_partner() -> None:
    def double(answer: dict[str, Any]) -> None:
        listed(answer).append(listed(answer)[0])

    comparison = against(ONE, both(double, document(signatureCount=2)))
    assert other(comparison)["signature"] == (CONTRADICTION, "extra_signature")


def test_a_document_time_stamp_listed_as_a_signature() -> None:
    stamp = make.document_timestamp_result()
    ours = replace(ONE, document_timestamps=(stamp,))

    def add(answer: dict[str, Any]) -> None:
        listed(answer).append(
            listed(answer)[0] | {"id": None, "fieldName": stamp.evidence.field.names[0]}
        )
        answer["signatureCount"] = 2

    comparison = against(ours, add)
    assert other(comparison)["signature"] == (EXPLAINED, "document_timestamp_listed")
    assert comparison.outcome is Outcome.AGREE


def test_signatures_where_we_find_none() -> None:
    ours = make.result()
    answer = read_answer(RENDERERS["v2"](ONE).encode(), V2)
    comparison = compare(ours, answer, server="x", asked_at=NOW)
    assert comparison.outcome is Outcome.CONTRADICT
    assert other(comparison)["conclusion"] == (CONTRADICTION, "conclusion_differs")


def test_identifiers_without_leading_zeros() -> None:
    ours = make.result(signature(1, id="S-" + "AB" * 31))
    comparison = against(ours, first(id="S-00" + "AB" * 31))
    assert other(comparison) == {"id": (EXPLAINED, "leading_zeros")}
    assert comparison.signatures[0].matched_by is MatchedBy.IDENTIFIER


def test_a_1x_server_has_one_word_for_two_of_ours() -> None:
    ours = untrusted(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    assert other(against(ours, api=V1, profile="legacy")) == {}


def test_the_facts_of_a_comparison() -> None:
    asked = datetime(2026, 10, 1, 3, 5, tzinfo=UTC)
    comparison = against(ONE, document(extra=1), asked_at=asked)
    shown = json.loads(render_comparison_json(comparison, lang="en"))
    assert {key: shown[key] for key in list(shown)[:13]} == {
        "schema_version": "1.0",
        "language": "en",
        "file_name": "surat.pdf",
        "sha256": ONE.document.sha256,
        "server": "http://esign.local:80",
        "api": "v2",
        "form": "2.x",
        "profile": "2023",
        "policy": "standard",
        "validation_time": "2026-10-01T03:00:00Z",
        "asked_at": "2026-10-01T03:05:00Z",
        "outcome": "AGREE",
        "text": "The server and this program agree.",
    }
    assert shown["unknown_keys"] == ["extra"]


def test_text_shows_what_differs_and_counts_the_rest() -> None:
    shown = render_comparison_text(against(ONE, first(integrityValid=False)), lang="en")
    lines = shown.splitlines()
    assert lines[0].startswith("[ XX ] The server and this program CONTRADICT each other.")
    assert "  XX integrityValid: One says that the signed content is unchanged, the other" in shown
    assert "     here     true" in lines
    assert "     server   false" in lines
    assert "reason:" not in shown


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_steer_nothing(value: str) -> None:
    change = both(
        first(
            id=value, fieldName=value, reason=value, signerName=value, signatureDate=value,
            certificateDetails__0__issuerName=value, certificateDetails__0__keyUsages=[value],
        ),
        document(conclusion=value, description=value, **{value: value}),
    )  # fmt: skip
    comparison = against(ONE, change)
    assert comparison.outcome is Outcome.CONTRADICT
    for lang in ("id", "en"):
        shown = render_comparison_text(comparison, lang=lang)
        shown += render_comparison_json(comparison, lang=lang)
        assert not set(shown) & set("\x1b\x9b\x7f\u202e\u2066\U000e0041\r")


def test_every_code_has_a_text() -> None:
    """Codes are the words with an underscore that the room names, but for names of the wire."""
    room = Path(compare.__code__.co_filename).parent
    literals: set[str] = set()
    for source in ("comparison", "comparison_document", "explain"):
        tree = ast.parse((room / f"{source}.py").read_text("utf-8"))
        literals |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[a-z]+(_[a-z]+)+|differs|wording", node.value)
        }
    assert len(literals) > 25
    for code in literals:
        assert text(f"crosscheck.{code}", "id") != text(f"crosscheck.{code}", "en")
