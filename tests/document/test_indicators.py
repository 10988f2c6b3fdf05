"""What a document brings along when it is signed (attacks.md 3.1, shadow; NDSS 2021)."""

from __future__ import annotations

from typing import Any

import pytest

from esign_verify.document.indicators import risk_indicators
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.source import open_source
from esign_verify.document.xref import read_revisions
from esign_verify.evidence import Outcome, RiskIndicator, RiskKind
from esign_verify.policy.rules_document import DocumentFacts, field_values, scripts
from esign_verify.sandbox.pdf_objects import Name
from tests.document.changes.world import CATALOG, TEXT, World, base
from tests.factories import document


def found(signed: dict[int, Any]) -> tuple[RiskIndicator, ...]:
    source = open_source(World(signed, {}).pdf())
    return risk_indicators(Objects(source, read_revisions(source, ObjectReader(source))))


def with_catalog(**entries: Any) -> dict[int, Any]:
    signed = base()
    return {**signed, CATALOG: {**signed[CATALOG], **entries}}


def test_a_form_that_shows_its_values_has_none() -> None:
    assert found(base()) == ()


def test_a_field_that_shows_another_text_than_its_value() -> None:
    signed = base()
    signed[TEXT] = {**signed[TEXT], "V": b"million"}
    kind = RiskKind.VALUE_APPEARANCE_MISMATCH
    assert found(signed) == (RiskIndicator(kind=kind, object_number=TEXT, field="amount"),)


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ({"OpenAction": {"S": Name("JavaScript"), "JS": b"x"}}, RiskKind.SCRIPT),
        ({"Names": {"JavaScript": {"Names": []}}}, RiskKind.SCRIPT),
        ({"AA": {"WS": {"S": Name("JavaScript")}}}, RiskKind.AUTOMATIC_ACTION),
    ],
    ids=["on opening", "named scripts", "additional actions"],
)
def test_actions_of_the_document(entries: dict[str, Any], kind: RiskKind) -> None:
    assert found(with_catalog(**entries)) == (RiskIndicator(kind=kind, object_number=CATALOG),)


def test_a_destination_on_opening_is_no_script() -> None:
    assert found(with_catalog(OpenAction=[1, Name("Fit")])) == ()


def test_the_rules_say_where() -> None:
    risks = (
        RiskIndicator(kind=RiskKind.VALUE_APPEARANCE_MISMATCH, object_number=5, field="amount"),
        RiskIndicator(kind=RiskKind.SCRIPT, object_number=1),
    )
    facts = DocumentFacts(document=document(risks=risks), document_timestamps=())
    (value,), (script,) = list(field_values(facts)), list(scripts(facts))
    assert (value.check.outcome, value.check.reason) == (Outcome.FAILED, "field_belies_value")
    assert dict(value.check.params) == {"field": "amount", "object": "5"}
    assert (script.check.outcome, script.check.reason) == (Outcome.FAILED, "script_present")
