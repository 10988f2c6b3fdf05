"""Answers as facts: every published one, any order of keys, hostile ones."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign_verify.errors import RemoteError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi, ServerForm
from esign_verify.remote import read_answer
from esign_verify.remote.times import read_period, read_time
from tests.render.samples import sample

V1, V2 = RemoteApi.V1, RemoteApi.V2

SIGNATURE: dict[str, Any] = {
    "id": "S-" + "0A" * 32,
    "signatureFormat": "PAdES-BASELINE-LT",
    "signerName": "PENANDATANGAN",
    "signatureDate": "2024-03-23T06:56:15.000+00:00",
    "fieldName": "sig_1",
    "reason": None,
    "location": "",
    "certLevelCode": 0,
    "signatureAlgorithm": None,
    "digestAlgorithm": None,
    "timestampInfomation": {
        "id": "T-" + "0B" * 32,
        "signerName": "TSA",
        "timestampDate": "2024-03-23T06:56:19.000+00:00",
    },
    "certificateDetails": [
        {
            "id": "C-" + "0C" * 32,
            "commonName": "PENANDATANGAN",
            "issuerName": "C=ID,O=Lembaga Sandi Negara,CN=OSD LU Kelas 2",
            "serialNumber": "5",
            "notAfterDate": "2025-03-06T03:41:43.000+00:00",
            "notBeforeDate": "2023-03-07T03:41:44.000+00:00",
            "signatureAlgoritm": "RSA with SHA256",
            "keyUsages": ["digitalSignature", "nonRepudiation"],
        }
    ],
    "integrityValid": True,
    "certificateTrusted": True,
    "lastSignature": False,
}


def body(*signatures: dict[str, Any], **changes: Any) -> bytes:
    value = {
        "conclusion": "VALID",
        "description": "Dokumen valid, Sertifikat yang digunakan terpercaya",
        "signatureInformations": list(signatures),
        "signatureCount": len(signatures),
    }
    return json.dumps(value | changes).encode()


def shuffled(value: Any, source: random.Random) -> Any:
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        source.shuffle(keys)
        return {key: shuffled(value[key], source) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, source) for item in value]
    return value


def without_order(answer: RemoteAnswer) -> tuple[Any, ...]:
    return (answer.conclusion, answer.description, answer.stated_count, answer.signatures)


@pytest.mark.parametrize(
    ("name", "api", "form", "conclusion", "verdicts", "in_order"),
    [
        ("v1_1x_modified", V1, ServerForm.LEGACY, "DOCUMENT NOT VALID !!!", [(False, True)], True),
        ("v1_1x_unsigned", V1, ServerForm.LEGACY, None, [], True),
        ("v1_1x_valid", V1, ServerForm.LEGACY, "DOCUMENT VALID !!!", [(True, True)], True),
        ("v1_2018_unsigned", V1, ServerForm.LEGACY, None, [], False),
        ("v1_2018_valid_no_tsa", V1, ServerForm.LEGACY, "DOCUMENT VALID !!!", [(True, True)],
         False),
        ("v1_2x_valid_2024-06", V1, ServerForm.CURRENT, "VALID", [(True, True)], True),
        ("v2_no_signature_2026-09", V2, ServerForm.CURRENT, "NO_SIGNATURE", [], False),
        ("v2_valid_1_signature_2024-03", V2, ServerForm.CURRENT, "VALID", [(True, True)], True),
        ("v2_valid_3_signatures_ltv_2025-03", V2, ServerForm.WITH_LTV, "VALID",
         [(True, True)] * 3, False),
    ],
)  # fmt: skip
def test_published_answers(
    name: str,
    api: RemoteApi,
    form: ServerForm,
    conclusion: str | None,
    verdicts: list[tuple[bool, bool]],
    in_order: bool,
) -> None:
    published = sample(name)
    answer = read_answer(json.dumps(published).encode(), api)
    assert (answer.form, answer.conclusion, answer.manual_order) == (form, conclusion, in_order)
    assert answer.stated_count == len(answer.signatures) == len(verdicts)
    assert answer.unknown_keys == ()
    names = ("integrityValid", "certificateTrusted")
    if api is V1:
        names = ("signature_document.document_integrity", "info_signer.cert_user_certified")
    found = [dict(signature.values) for signature in answer.signatures]
    assert [tuple(values[key] for key in names) for values in found] == verdicts
    listed = published["details" if api is V1 else "signatureInformations"]
    assert sum(map(len, found)) == sum(map(leaves, listed))


def leaves(value: Any) -> int:
    """Values of a signature, with its certificates; a list of words is one."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return sum(map(leaves, value))
    return 1


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_changes_no_fact(seed: int) -> None:
    plain = read_answer(body(SIGNATURE, SIGNATURE), V2)
    mixed = shuffled(json.loads(body(SIGNATURE, SIGNATURE)), random.Random(seed))
    other = read_answer(json.dumps(mixed).encode(), V2)
    assert without_order(other) == without_order(plain)
    assert (plain.manual_order, other.manual_order) == (True, False)


def test_unknown_keys_are_named_and_change_nothing() -> None:
    odd = json.loads(json.dumps(SIGNATURE)) | {"modified": False, "warning": {"x": [1]}}
    odd["certificateDetails"][0]["keySize"] = 2048
    odd["timestampInfomation"]["policy"] = "1.2.3"
    answer = read_answer(body(odd, extra=1), V2)
    assert without_order(answer) == without_order(read_answer(body(SIGNATURE), V2))
    assert answer.unknown_keys == (
        "extra",
        "signatureInformations[].certificateDetails[].keySize",
        "signatureInformations[].modified",
        "signatureInformations[].timestampInfomation.policy",
        "signatureInformations[].warning",
    )
    assert answer.manual_order is True


def test_a_time_stamp_that_is_null_is_three_nulls() -> None:
    answer = read_answer(body(SIGNATURE | {"timestampInfomation": None}), V2)
    values = dict(answer.signatures[0].values)
    names = [name for name in values if name.startswith("timestampInfomation")]
    assert [values[name] for name in names] == [None, None, None]


def test_what_is_left_out_is_left_out() -> None:
    shorter = {key: value for key, value in SIGNATURE.items() if key not in ("id", "reason")}
    answer = read_answer(body(shorter), V2)
    assert answer.signatures[0].id == ""
    assert not {"id", "reason"} & set(dict(answer.signatures[0].values))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"integrityValid": None}, "integrityValid"),
        ({"integrityValid": "true"}, "integrityValid"),
        ({"certificateTrusted": 1}, "certificateTrusted"),
        ({"certLevelCode": True}, "certLevelCode"),
        ({"signatureDate": 1.5}, "signatureDate"),
        ({"signatureDate": True}, "signatureDate"),
        ({"ltv": "yes"}, "ltv"),
        ({"signerName": ["a"]}, "signerName"),
        ({"timestampInfomation": "T-"}, "timestampInfomation"),
        ({"certificateDetails": {}}, "certificateDetails"),
        ({"certificateDetails": [None]}, "certificateDetails[0]"),
        ({"certificateDetails": [{"keyUsages": "x"}]}, "certificateDetails[0].keyUsages"),
        ({"certificateDetails": [{}] * 201}, "certificateDetails"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(RemoteError) as caught:
        read_answer(body(SIGNATURE | change), V2)
    assert caught.value.code == "remote_answer_malformed"
    assert caught.value.params == {"field": f"signatureInformations[0].{field}"}


@pytest.mark.parametrize("name", ["integrityValid", "certificateTrusted"])
def test_an_answer_without_its_verdict_is_none(name: str) -> None:
    with pytest.raises(RemoteError) as caught:
        read_answer(body({key: value for key, value in SIGNATURE.items() if key != name}), V2)
    assert caught.value.params == {"field": f"signatureInformations[0].{name}"}


def test_too_many_signatures_are_no_answer() -> None:
    assert len(read_answer(body(*[SIGNATURE] * 1000), V2).signatures) == 1000
    with pytest.raises(RemoteError) as caught:
        read_answer(body(*[SIGNATURE] * 1001), V2)
    assert caught.value.params == {"field": "signatureInformations"}


def test_long_texts_are_cut_and_lone_surrogates_replaced() -> None:
    answer = read_answer(body(SIGNATURE | {"reason": "a" * 5000, "location": "x\ud800y"}), V2)
    values = dict(answer.signatures[0].values)
    assert values["reason"] == "a" * 2000
    assert values["location"] == "x\N{REPLACEMENT CHARACTER}y"


def test_a_serial_number_may_be_a_number() -> None:
    certificate = SIGNATURE["certificateDetails"][0] | {"serialNumber": 5}
    answer = read_answer(body(SIGNATURE | {"certificateDetails": [certificate]}), V2)
    assert without_order(answer) == without_order(read_answer(body(SIGNATURE), V2))


@pytest.mark.parametrize("name", ["summary", "SUMMARY"])
def test_a_conclusion_that_is_stated_twice_is_none(name: str) -> None:
    """`SUMMARY` is how servers of 2018 called it: the later one would win unseen."""
    said = {"SUMMARY": "DOCUMENT NOT VALID !!!", "summary": "VALID", "details": []}
    ordered = {name: said[name]} | said
    with pytest.raises(RemoteError) as caught:
        read_answer(json.dumps(ordered).encode(), V1)
    assert caught.value.params == {"field": "summary"}


def test_integers_that_other_programs_would_change() -> None:
    certificate = SIGNATURE["certificateDetails"][0] | {"serialNumber": 10**3000}
    changes = {"signatureDate": 2**53, "certificateDetails": [certificate]}
    values = dict(read_answer(body(SIGNATURE | changes), V2).signatures[0].values)
    assert values["signatureDate"] == str(2**53)
    assert values["certificateDetails[0].serialNumber"] == str(10**3000)[:2000]
    for odd in (body(signatureCount=2**53), body(SIGNATURE | {"certLevelCode": -(2**53)})):
        with pytest.raises(RemoteError) as caught:
            read_answer(odd, V2)
        assert caught.value.code == "remote_answer_malformed"


MOMENT = datetime(2024, 3, 23, 6, 56, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "api", "moment"),
    [
        ("2024-03-23T06:56:15.000+00:00", V2, MOMENT),
        ("2024-03-23T06:56:15.000+0000", V2, MOMENT),
        ("2024-03-23T06:56:15Z", V2, MOMENT),
        ("2024-03-23T06:56:15", V2, MOMENT),
        ("2024-03-23T13:56:15+07:00", V2, MOMENT),
        (1711176975000, V2, MOMENT),
        ("1711176975000", V2, MOMENT),
        (1711176975000, V1, MOMENT),
        ("2024-03-23 13:56:15.00", V1, MOMENT),
        ("2024-03-23 13:56:15", V1, MOMENT),
        ("2024-03-23 13:56:15.86", V1, MOMENT.replace(microsecond=86_000)),
        ("2024-03-23 13:56:15.503", V1, MOMENT.replace(microsecond=503_000)),
        ("2024-03-23T06:56:15.000+00:00", V1, MOMENT),
        ("Y-m-d hh:mm:ss", V1, None),
        ("2024-02-30 00:00:00.00", V1, None),
        ("", V2, None),
        (None, V2, None),
        (True, V2, None),
        (10**30, V2, None),
        ("0001-01-01 00:00:00.00", V1, None),
    ],
)
def test_times(value: Any, api: RemoteApi, moment: datetime | None) -> None:
    assert read_time(value, api) == moment


def test_periods() -> None:
    start, end = "2024-03-23 13:56:15.00", "2026-03-23 13:56:15.00"
    assert read_period(f"{start} to {end}", V1) == (MOMENT, MOMENT.replace(year=2026))
    for broken in ("null to null", start, f"{start} to ", None, 5):
        assert read_period(broken, V1) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SIGNATURE, "signatureInformations"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_only_our_own_error_escapes(value: Any) -> None:
    for api in RemoteApi:
        for data in (value, {"signatureInformations": [value], "details": [value]}):
            try:
                read_answer(json.dumps(data).encode(), api)
            except RemoteError as error:
                assert error.code in ("remote_answer_not_json", "remote_answer_malformed")
