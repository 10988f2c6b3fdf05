"""Evidence and results survive the way to JSON and back."""

from __future__ import annotations

import json
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign_verify import evidence, result
from esign_verify.errors import UsageError
from esign_verify.evidence import (
    Algorithm,
    CertificateEvidence,
    Check,
    Evidence,
    NameAttribute,
    Outcome,
    Revision,
    RevocationData,
    RevocationOrigin,
    SignatureField,
)
from esign_verify.evidence_json import from_json, to_json
from esign_verify.result import Finding, Indication, Level, SubIndication, VerificationResult
from tests import factories as make

TEXT = st.text(st.characters(codec=None), max_size=20)
PARAMS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
TIMES = st.datetimes(timezones=st.just(UTC))
CHECKS = st.builds(Check, outcome=st.sampled_from(Outcome), reason=TEXT, params=PARAMS)
ATTRIBUTES = st.builds(NameAttribute, oid=TEXT, value=TEXT, der=st.binary(max_size=20))
VALUES = st.one_of(
    CHECKS,
    ATTRIBUTES,
    st.builds(Algorithm, name=TEXT, family=TEXT, digest=TEXT, key_bits=st.integers()),
    st.builds(Revision, number=st.integers(), end=st.integers(), objects=st.integers()),
    st.builds(RevocationData, kind=TEXT, der=st.binary(), origin=st.sampled_from(RevocationOrigin)),
    st.builds(
        Finding,
        rule=TEXT,
        clause=TEXT,
        level=st.sampled_from(Level),
        outcome=st.sampled_from(Outcome),
        reason=TEXT,
        params=PARAMS,
        indication=st.none() | st.sampled_from(Indication),
        sub_indication=st.none() | st.sampled_from(SubIndication),
    ),
    st.builds(
        replace,
        st.just(make.certificate()),
        subject=st.lists(st.lists(ATTRIBUTES, max_size=2).map(tuple), max_size=2).map(tuple),
        serial_number=st.integers(),
        not_before=TIMES,
        key_usage=st.none() | st.lists(TEXT, max_size=2).map(tuple),
        is_ca=st.booleans(),
    ),
    st.builds(
        replace,
        st.just(make.signature_field()),
        claimed_signing_time=st.none() | TIMES,
        rectangle=st.none() | st.tuples(*[st.floats(allow_nan=False)] * 4),
        byte_range=st.lists(st.integers()).map(tuple),
        partial_names=st.lists(st.none() | TEXT).map(tuple),
        readable=CHECKS,
    ),
)


def through_json(value: Any) -> Any:
    written = json.dumps(to_json(value), allow_nan=False)
    return from_json(type(value), json.loads(written))


@given(VALUES)
def test_values_survive(value: Any) -> None:
    assert through_json(value) == value


def test_a_whole_result_survives() -> None:
    whole = make.result(
        make.signature_result(), document_timestamps=(make.document_timestamp_result(),)
    )
    assert through_json(whole) == whole


def test_whole_evidence_survives() -> None:
    whole = Evidence(
        document=make.document(),
        signatures=(make.signature_evidence(),),
        validation_time=make.NOW,
        trust_stores=("national",),
    )
    assert through_json(whole) == whole


def test_numbers_beyond_every_limit_survive() -> None:
    certificate = make.certificate(serial_number=-(1 << 40_000))
    assert through_json(certificate) == certificate


@pytest.mark.parametrize("module", [evidence, result])
def test_every_dataclass_has_types_this_module_can_read(module: Any) -> None:
    for value in vars(module).values():
        if isinstance(value, type) and is_dataclass(value):
            assert get_type_hints(value)


@pytest.mark.parametrize(
    ("cls", "data"),
    [
        (Check, None),
        (Check, []),
        (Check, {}),
        (Check, {"outcome": "MAYBE"}),
        (Check, {"outcome": ["PASSED"]}),
        (Check, {"outcome": "PASSED", "extra": 1}),
        (Check, {"outcome": "PASSED", "params": [["a"]]}),
        (Check, {"outcome": "PASSED", "params": "ab"}),
        (Check, {"outcome": "PASSED", "reason": 1}),
        (Revision, {"number": True, "end": 1, "objects": 1}),
        (Revision, {"number": "0xzz", "end": 1, "objects": 1}),
        (Revision, {"number": 1.5, "end": 1, "objects": 1}),
        (NameAttribute, {"oid": "1.2", "value": "", "der": "not base64!"}),
        (VerificationResult, {"conclusion": "VALID"}),
        (CertificateEvidence, to_json(make.certificate()) | {"not_before": "2024-01-01"}),
        (CertificateEvidence, to_json(make.certificate()) | {"not_before": "99Z"}),
        (SignatureField, to_json(make.signature_field()) | {"rectangle": [1.0, 2.0]}),
    ],
)
def test_what_does_not_fit_is_refused(cls: type, data: object) -> None:
    with pytest.raises(UsageError) as caught:
        from_json(cls, data)
    assert caught.value.code == "evidence_malformed"


def test_fields_with_a_default_may_be_left_out() -> None:
    assert from_json(Check, {"outcome": "PASSED"}) == Check.passed()


def test_forms() -> None:
    moment = datetime(2024, 3, 23, 6, 56, 15, tzinfo=UTC)
    assert to_json(moment) == "2024-03-23T06:56:15Z"
    assert to_json(b"\x00\xff") == "AP8="
    assert to_json((1, 2**53, True, None)) == [1, "0x20000000000000", True, None]
    with pytest.raises(TypeError):
        to_json(object())
