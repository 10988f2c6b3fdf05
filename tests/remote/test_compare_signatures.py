"""Which signature of ours is which of the answer, and those without a partner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from esign_verify.evidence.remote import (
    MatchedBy,
    Outcome,
)
from esign_verify.remote import compare, read_answer
from esign_verify.render import RENDERERS
from esign_verify.result import Indication
from tests import factories as make
from tests.factories import NOW
from tests.remote.comparing import (
    CONTRADICTION,
    EXPLAINED,
    ONE,
    THREE,
    V2,
    Change,
    against,
    both,
    document,
    first,
    listed,
    other,
    signature,
)


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


def swap(*keys: str) -> Change:
    """Some values of the first signature stand at the second, and the other way round."""

    def change(answer: dict[str, Any]) -> None:
        one, two = listed(answer)[:2]
        for key in keys or tuple(one):
            one[key], two[key] = two[key], one[key]

    return change


@pytest.mark.parametrize("keys", [("id",), ("fieldName",), ("id", "signerName"), ("id", "reason")])
def test_two_signatures_that_are_mixed_up(keys: tuple[str, ...]) -> None:
    field = make.signature_field(names=("sig_2",), partial_names=("sig_2",), reason="lain")
    signer = make.certificate(common_name="ORANG LAIN")
    evidence = make.signature_evidence(
        field=field,
        cms=make.cms(signing_certificate=signer),
        path=make.path(certificates=(signer,)),
    )
    ours = make.result(signature(1), signature(2, evidence=evidence), signature(3))
    assert other(against(ours, swap())) == {"signature_order": (EXPLAINED, "signature_order")}
    mixed = against(ours, swap(*keys))
    assert mixed.outcome is Outcome.CONTRADICT
    wrong = [
        {field.name for field in one.fields if field.agreement is CONTRADICTION}
        for one in mixed.signatures
    ]
    assert wrong[0] == wrong[1] != set()
    assert wrong[2] == set()


@pytest.mark.parametrize(
    ("integrity", "trusted", "indication", "explained"),
    [
        (True, True, Indication.TOTAL_PASSED, True),
        (False, True, Indication.TOTAL_PASSED, False),
        (True, False, Indication.TOTAL_PASSED, False),
        (True, False, Indication.INDETERMINATE, True),
        (False, False, Indication.TOTAL_FAILED, True),
        (True, True, Indication.TOTAL_FAILED, False),
    ],
)
def test_a_document_time_stamp_listed_as_a_signature_is_judged_alike(
    integrity: bool, trusted: bool, indication: Indication, explained: bool
) -> None:
    stamp = make.document_timestamp_result(
        conclusion=make.timestamp_conclusion(indication=indication)
    )
    ours = replace(ONE, document_timestamps=(stamp,))

    def add(answer: dict[str, Any]) -> None:
        flags = {"integrityValid": integrity, "certificateTrusted": trusted}
        names = {"id": None, "fieldName": stamp.evidence.field.names[0]}
        listed(answer).append(listed(answer)[0] | names | flags)
        answer["signatureCount"] = 2

    expected = (CONTRADICTION, "document_timestamp_differs")
    if explained:
        expected = (EXPLAINED, "document_timestamp_listed")
    assert other(against(ours, add))["signature"] == expected
    # once: what is listed again under its name is something else
    twice = against(ours, both(add, add))
    codes = [one.fields[0].code for one in twice.signatures[1:]]
    assert codes == [expected[1], "extra_signature"]


def test_a_broken_document_time_stamp_excuses_no_other_conclusion() -> None:
    """Both find it broken; that the document is then invalid is the server's word alone."""
    broken = make.timestamp_conclusion(indication=Indication.TOTAL_FAILED)
    stamp = make.document_timestamp_result(conclusion=broken)
    ours = replace(ONE, document_timestamps=(stamp,))

    def add(answer: dict[str, Any]) -> None:
        flags = {"integrityValid": False, "certificateTrusted": False}
        names = {"id": None, "fieldName": stamp.evidence.field.names[0]}
        listed(answer).append(listed(answer)[0] | names | flags)
        answer |= {"signatureCount": 2, "conclusion": "INVALID"}

    found = other(against(ours, add))
    assert found["signature"] == (EXPLAINED, "document_timestamp_listed")
    assert found["conclusion"] == (CONTRADICTION, "conclusion_differs")
