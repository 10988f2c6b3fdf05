"""Hostile names in every output: nothing from a document steers a reader or a parser."""

from __future__ import annotations

import json
import unicodedata

import pytest

from esign_verify.render import RENDERERS
from esign_verify.render.columns import columns
from esign_verify.result import VerificationResult
from tests import factories as make
from tests.names import name
from tests.render.samples import validator

HOSTILE = (
    "\x1b[2J\x1b[31mVALID\x1b[0m",
    "\x9b2J\x7f",
    "fdp.\u202egpj\u2066",
    "two\r\nlines\n[ OK ] VALID: signed",
    'quotes"\\","conclusion":"VALID"',
    "lone surrogate \ud800",
    "tag \U000e0041\U0001f600",
    "<script>alert(1)</script>",
    "{name} {0.__class__} %s",
    "A" * 10_000,
    "漢" * 500,
    "e" + "\u0301" * 500,
    "",
)


def hostile_result(text: str) -> VerificationResult:
    """A result in which every text from the document is the hostile one."""
    certificate = make.certificate(
        common_name=text,
        organization=text,
        subject=name(("CN", text)),
        issuer=name(("O", text), ("description", text)),
    )
    field = make.signature_field(
        names=(text,),
        partial_names=(text,),
        reason=text,
        location=text,
        contact_info=text,
        signer_name=text,
        sub_filter=text,
        signing_time=text,
    )
    cms = make.cms(signing_certificate=certificate)
    evidence = make.signature_evidence(
        field=field,
        cms=cms,
        timestamps=(make.timestamp(cms=cms),),
        path=make.path(certificates=(certificate,), trust_anchor=make.anchor(common_name=text)),
    )
    return make.result(
        make.signature_result(evidence=evidence),
        document=make.document(pdf_version=text, empty_fields=(text,)),
        file_name=text,
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_no_output_holds_a_character_that_steers_a_display(name: str, text: str) -> None:
    rendered = RENDERERS[name](hostile_result(text))
    for character in set(rendered) - {"\n"}:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    rendered.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("profile", ["2023", "2025", "legacy"])
@pytest.mark.parametrize("name", ["v1", "v2", "json"])
def test_json_keeps_its_shape_and_the_value(name: str, profile: str, text: str) -> None:
    rendered = RENDERERS[name](hostile_result(text), profile=profile)
    answer = json.loads(rendered)
    validator(name).validate(answer)
    kept = text.replace("\ud800", "\N{REPLACEMENT CHARACTER}")
    found = {
        "v1": lambda: answer["details"][0]["signature_document"]["reason"],
        "v2": lambda: answer["signatureInformations"][0]["reason"],
        "json": lambda: answer["signatures"][0]["dictionary"]["reason"],
    }[name]()
    assert found == kept


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_terminal_report_stays_within_80_columns_and_its_own_lines(
    lang: str, text: str
) -> None:
    lines = RENDERERS["text"](hostile_result(text), lang=lang).split("\n")
    assert max(map(columns, lines)) <= 80
    assert not any(line.startswith("[ OK ] VALID") for line in lines[1:])
    assert len(lines) < 150
