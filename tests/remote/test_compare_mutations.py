"""Real answers, published and ours, with one value changed: never the same, and explained only
by the documented habits of servers.

`permitted` is written from the description of those habits, apart from the code; what it does
not name must contradict.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign_verify.errors import RemoteError
from esign_verify.evidence import Check
from esign_verify.evidence.remote import Agreement, ComparedField, Comparison, Outcome, RemoteApi
from esign_verify.remote import compare, comparison, read_answer
from esign_verify.render import RENDERERS
from esign_verify.render.crosscheck import render_comparison_json, render_comparison_text
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.factories import NOW
from tests.remote.comparing import CONTRADICTION, EXPLAINED, NOT_COMPARED, SAME, V1, V2, signature
from tests.remote.mutating import GONE, MUTATIONS, Path, at, changed, leaves
from tests.render.samples import sample
from tests.render.test_v2 import published_2024_03

Word = tuple[Agreement, str]

RESULTS = {
    # gives the published answer of March 2024 value by value (tests/render/test_v2.py)
    "published": published_2024_03(),
    "three": make.result(
        signature(1), signature(2, signature_format="PAdES-BASELINE-LT"), signature(3)
    ),
    "broken": make.result(
        signature(
            1,
            conclusion=make.conclusion(
                indication=Indication.TOTAL_FAILED,
                sub_indication=SubIndication.HASH_FAILURE,
                integrity=Check.failed("message_digest_differs"),
            ),
        ),
        signature(2),
        conclusion=DocumentConclusion.INVALID,
    ),
    "no time-stamp": make.result(
        signature(
            1,
            evidence=make.signature_evidence(timestamps=()),
            conclusion=make.conclusion(timestamps=()),
            signature_format="PKCS7-B",
        )
    ),
    "unsigned": make.result(),
}
FORMS = [(V1, "2023"), (V1, "legacy"), (V2, "2023"), (V2, "2025")]

MOMENTS = ("signatureDate", "signed_in", "timestampDate", "notAfterDate", "notBeforeDate")
PERIODS = ("tsa_cert_validity", "signer_cert_validity")
CONCLUSIONS = ("conclusion", "summary")
SENTENCES = ("description", "notes")
COUNTS = ("signatureCount", "jumlah_signature")
NONE = DocumentConclusion.NO_SIGNATURE.value
"""A 1.x server states no conclusion here, so that none is one."""

SAYS_NOTHING = {
    "lastSignature": "last_signature",
    "signatureAlgorithm": "says_more",
    "digestAlgorithm": "says_more",
    "description": "wording",
    "notes": "wording",
    "nama_dokumen": "file_name",
}
EMPTY_IN_2X = ("tsa_cert_validity", "signature_value", "hash_value")
NO_TIME = ("other text", "longer", "shorter", "other case", "other prefix", "markup", "number",
           "huge")  # fmt: skip


def permitted(name: str, how: str, before: Any, profile: str) -> set[Word]:
    """What a changed value may be called where it is no contradiction."""
    found: set[Word] = set()
    if name in SAYS_NOTHING:
        found.add((EXPLAINED, SAYS_NOTHING[name]))
    document = (*CONCLUSIONS, *SENTENCES, *COUNTS, "nama_dokumen")
    if how == "left out" or (how == "null" and name in (*document, "ltv")):
        found.add((NOT_COMPARED, "not_stated"))
    if name == "timestampInfomation" or (name == "id" and how in ("null", "empty")):
        found.add((NOT_COMPARED, "not_stated"))
    if name in MOMENTS and how in ("7 hours later", "8 hours earlier"):
        found.add((EXPLAINED, "zone_shift"))
    if name in ("signatureDate", "signed_in") and how == "4 seconds later":
        found.add((EXPLAINED, "time_of_stamp"))
    if name in (*MOMENTS, *PERIODS) and how in NO_TIME:
        found.add((NOT_COMPARED, "time_unreadable"))
    if name in EMPTY_IN_2X and profile != "legacy":
        found.add((EXPLAINED, "says_more"))
    return found | ({(SAME, "")} if means_the_same(name, how, before) else set())


def means_the_same(name: str, how: str, before: Any) -> bool:
    """Another way to write the value that was there."""
    if before is None or (name == "summary" and before == NONE):
        return how in ("null", "left out") or (before is None and how == "empty")
    if name in (*MOMENTS, *PERIODS):
        written = str(before)
        # one digit of milliseconds more or less, all of them 0; T and Z in small letters
        return (how in ("longer", "shorter") and written.endswith(".00")) or how == "other case"
    # a server of one signature that leaves `ltv` out looks like one of another year
    return (name, how) in (("keyUsages", "turned"), ("ltv", "left out"))


def compared(
    result: VerificationResult, answer: Any, api: RemoteApi, *, shown: bool = True
) -> Comparison:
    read = read_answer(json.dumps(answer).encode(), api)
    found = compare(result, read, server="http://esign.local:80", asked_at=NOW)
    for lang in ("id", "en") if shown else ():
        assert render_comparison_text(found, lang=lang)
        assert json.loads(render_comparison_json(found, lang=lang))
    return found


def different(outcome: Comparison) -> list[ComparedField]:
    inner = (field for one in outcome.signatures for field in one.fields)
    return [field for field in (*outcome.fields, *inner) if field.agreement is not SAME]


def own_answer(name: str, api: RemoteApi, profile: str) -> Any:
    return json.loads(RENDERERS[api.value](RESULTS[name], profile=profile))


@pytest.mark.parametrize(("api", "profile"), FORMS)
@pytest.mark.parametrize("name", RESULTS)
def test_one_changed_value_is_explained_by_what_is_documented_only(
    name: str, api: RemoteApi, profile: str
) -> None:
    every_change(RESULTS[name], own_answer(name, api, profile), api, profile)


SAMPLES: dict[str, tuple[RemoteApi, str, DocumentConclusion]] = {
    "v1_1x_modified": (V1, "legacy", DocumentConclusion.INVALID),
    "v1_1x_unsigned": (V1, "legacy", DocumentConclusion.NO_SIGNATURE),
    "v1_1x_valid": (V1, "legacy", DocumentConclusion.VALID),
    "v1_2018_valid_no_tsa": (V1, "legacy", DocumentConclusion.VALID),
    "v1_2x_valid_2024-06": (V1, "2023", DocumentConclusion.VALID),
    "v2_no_signature_2026-09": (V2, "2023", DocumentConclusion.NO_SIGNATURE),
    "v2_valid_3_signatures_ltv_2025-03": (V2, "2025", DocumentConclusion.VALID),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_one_changed_value_of_a_published_answer(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of documents that are not at hand: the published answer stands for our own, too."""
    api, profile, conclusion = SAMPLES[name]
    published = sample(name)
    ours = read_answer(json.dumps(published).encode(), api)
    monkeypatch.setattr(comparison, "own_answer", lambda *_: ours)
    bare = make.signature_evidence(timestamps=())
    signatures = [signature(1, evidence=bare) for _ in ours.signatures]
    every_change(make.result(*signatures, conclusion=conclusion), published, api, profile)


def every_change(result: VerificationResult, answer: Any, api: RemoteApi, profile: str) -> None:
    before = different(compared(result, answer, api))
    assert {field.code for field in before} <= {"key_order"}
    contradictions = 0
    for path in leaves(answer):
        for how, mutate in MUTATIONS.items():
            mutated = changed(answer, path, mutate)
            if mutated is GONE:
                continue
            try:
                found = compared(result, mutated, api, shown=how == "markup")
            except RemoteError as error:
                assert error.code in ("remote_answer_malformed", "remote_answer_not_json")
                continue
            contradictions += found.outcome is Outcome.CONTRADICT
            look_at(found, path, how, at(answer, path), profile)
    assert contradictions > (20 if result.signatures else 3)


def look_at(outcome: Comparison, path: Path, how: str, before: Any, profile: str) -> None:
    """The changed value says so itself, and nothing else differs that does not follow from it."""
    place = (path, how)
    name = "summary" if path[-1] == "SUMMARY" else str(path[-1])
    words = permitted(name, how, before, profile)
    found = different(outcome)
    own = [field for field in found if field.name.split(".")[-1].partition("[")[0] == name]
    if name == "signature_field":
        # without its name a signature of v1 has no partner
        codes = [field.code for field in found if field.code != "key_order"]
        assert sorted(codes) == ["extra_signature", "missing_signature"]
        return
    assert own or (SAME, "") in words or name == "timestampInfomation", place
    for field in found:
        follows = field not in own and (field.name, field.code) in follow(name)
        word = (field.agreement, field.code)
        assert field.agreement is CONTRADICTION or word in words or follows, (place, field)
    wrong = any(field.agreement is CONTRADICTION for field in found)
    assert (outcome.outcome is Outcome.CONTRADICT) is wrong, place
    if name in CONCLUSIONS and how in ("left out", "null") and (SAME, "") not in words:
        assert outcome.outcome is Outcome.UNDECIDED, place


def follow(name: str) -> set[tuple[str, str]]:
    """What else may differ where a value was changed."""
    orders = {("key_order", "key_order"), ("signature_order", "signature_order")}
    wording = {("notes", "wording"), ("description", "wording")}
    return orders | (wording if name in CONCLUSIONS else set())


VERDICTS = ("integrityValid", "certificateTrusted", "document_integrity", "cert_user_certified")


@given(st.data())
def test_many_changed_values_break_nothing_and_excuse_no_verdict(data: st.DataObject) -> None:
    api, profile = data.draw(st.sampled_from(FORMS))
    name = data.draw(st.sampled_from(["published", "three", "broken"]))
    answer = own_answer(name, api, profile)
    places = [path for path in leaves(answer) if path[-1] not in VERDICTS]
    for path in data.draw(st.lists(st.sampled_from(places), max_size=6, unique=True)):
        mutate = MUTATIONS[data.draw(st.sampled_from(sorted(MUTATIONS)))]
        try:
            mutated = changed(answer, path, mutate)
        except (KeyError, TypeError, IndexError):
            continue
        answer = answer if mutated is GONE else mutated
    flipped = data.draw(st.sampled_from([path for path in leaves(answer) if path[-1] in VERDICTS]))
    answer = changed(answer, flipped, MUTATIONS["flipped"])
    try:
        found = compared(RESULTS[name], answer, api)
    except RemoteError:
        return
    assert found.outcome is Outcome.CONTRADICT


@given(
    data=st.data(),
    theirs=st.sampled_from([*DocumentConclusion, "DOCUMENT VALID !!!", "DOCUMENT NOT VALID !!!"]),
)
def test_valid_and_invalid_are_never_explained_away(data: st.DataObject, theirs: str) -> None:
    """Whatever the flags, the moment, the policy and the findings are."""
    flags = st.sampled_from([True, False])
    checks = st.sampled_from(
        [Check.passed(), Check.failed("no_path"), Check.not_checked("subfilter_unsupported")]
    )
    late = make.finding(rule="trust_anchor_current", outcome=Check.failed("x").outcome)
    verdict = make.conclusion(
        indication=data.draw(st.sampled_from([*Indication])),
        sub_indication=data.draw(st.sampled_from([*SubIndication])),
        integrity=data.draw(checks),
        certificate_trusted=data.draw(checks),
        findings=data.draw(st.sampled_from([(), (late,)])),
    )
    ours = data.draw(st.sampled_from([DocumentConclusion.VALID, DocumentConclusion.INVALID]))
    stamp = make.document_timestamp_result(
        conclusion=make.timestamp_conclusion(indication=data.draw(st.sampled_from([*Indication])))
    )
    result = make.result(
        signature(1, conclusion=verdict),
        conclusion=ours,
        policy=data.draw(st.sampled_from(["standard", "strict"])),
        document_timestamps=(stamp,),
        validation_time=data.draw(st.sampled_from([NOW, NOW.replace(year=2020)])),
    )
    answer = json.loads(RENDERERS["v2"](result))
    listed = answer["signatureInformations"]
    if data.draw(flags):
        listed.append(listed[0] | {"id": "S-" + "F" * 64, "fieldName": "Timestamp1"})
    for one in listed:
        one |= {"integrityValid": data.draw(flags), "certificateTrusted": data.draw(flags)}
    answer |= {"conclusion": theirs, "signatureCount": len(listed)}
    found = compared(result, answer, V2)
    opposite = {ours.value, theirs} == {"VALID", "INVALID"}
    assert found.outcome is Outcome.CONTRADICT or not opposite
