"""Every code the source can name has a text, in every language."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest

from esign_verify import errors, messages
from esign_verify.document.changes.usage import Part
from esign_verify.evidence import (
    ChangeKind,
    ChangeReason,
    ModificationLevel,
    Outcome,
    Overlay,
    RevocationOrigin,
)
from esign_verify.evidence.difference import Action
from esign_verify.evidence.pictures import MarkKind, NotDrawnReason
from esign_verify.messages import LANGUAGES, text
from esign_verify.result import DocumentConclusion, Indication, Level, SubIndication, TimeSource
from tests.messages.codes import PACKAGE, error_sites, reason_sites

ENUMS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("conclusion", DocumentConclusion),
    ("indication", Indication),
    ("timestamp_indication", Indication),
    ("sub_indication", SubIndication),
    ("advice", SubIndication),
    ("level", Level),
    ("outcome", Outcome),
    ("time_source", TimeSource),
    ("origin", RevocationOrigin),
    ("modification", ModificationLevel),
    ("change_kind", ChangeKind),
    ("change", ChangeReason),
    ("overlay", Overlay),
    ("diff_action", Action),
    ("part", Part),
    ("not_drawn", NotDrawnReason),
    ("mark", MarkKind),
)


def catalogue(lang: str) -> dict[str, str]:
    source = (PACKAGE / "messages" / f"{lang}.toml").read_text("utf-8")
    return {
        f"{family}.{key}": value
        for family, table in tomllib.loads(source).items()
        for key, value in table.items()
    }


def placeholders(template: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{(\w+)\}", template))


def error_classes() -> dict[str, type[errors.EsignVerifyError]]:
    return {
        name: value
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.EsignVerifyError)
    }


def missing(codes: Iterable[str]) -> list[str]:
    known = catalogue("id")
    return sorted({code for code in codes if code not in known})


def test_languages_have_the_same_codes_in_the_same_order() -> None:
    assert list(catalogue("id")) == list(catalogue("en"))


@pytest.mark.parametrize("code", sorted(catalogue("id")))
def test_languages_have_the_same_placeholders(code: str) -> None:
    assert placeholders(catalogue("id")[code]) == placeholders(catalogue("en")[code])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_are_whole_and_have_no_stray_braces(lang: str) -> None:
    for code, template in catalogue(lang).items():
        assert template.strip() == template != "", code
        assert "{" not in re.sub(r"\{\w+\}", "", template), code


def test_every_reason_has_a_text() -> None:
    assert missing(f"reason.{site.code}" for site in reason_sites()) == []


def test_every_placeholder_of_a_reason_is_given_where_the_check_is_made() -> None:
    known = catalogue("id")
    gaps = [
        f"{site.place} {site.code}: {sorted(lacking)}"
        for site in reason_sites()
        if site.params is not None
        and (lacking := placeholders(known.get(f"reason.{site.code}", "")) - site.params)
    ]
    assert gaps == []


def test_every_error_has_a_text() -> None:
    # A DecodeError never leaves a room: its codes are reasons, tested above.
    names = frozenset(error_classes()) - {"DecodeError"}
    codes = [site.code for site in error_sites(names)]
    codes += [value.default_code for value in error_classes().values()]
    assert missing(f"error.{code}" for code in codes) == []


@pytest.mark.parametrize(("family", "values"), ENUMS, ids=[family for family, _ in ENUMS])
def test_every_value_has_a_text(family: str, values: type[StrEnum]) -> None:
    assert missing(f"{family}.{value.value}" for value in values) == []


def test_every_rule_has_a_title() -> None:
    policy = importlib.import_module("esign_verify.policy")
    rule_ids = getattr(policy, "rule_ids", None)
    if rule_ids is None:
        pytest.skip("the policy room names no rules")
    assert missing(f"rule.{rule}" for rule in rule_ids()) == []


def test_labels_in_the_renderers_have_a_text() -> None:
    named = set()
    for path in Path(PACKAGE / "render").rglob("*.py"):
        named |= set(re.findall(r'"(label\.\w+)"', path.read_text("utf-8")))
    assert missing(named) == []


def test_an_unknown_code_or_language_is_a_bug() -> None:
    with pytest.raises(KeyError):
        text("reason.no_such_reason", "id")
    with pytest.raises(KeyError):
        text("label.none", "../id")


def test_parameters_are_inserted_safely_and_never_read_as_templates() -> None:
    hostile = "{count}\x1b[31m\n{0.__class__}"
    made = text("label.signature_of", "en", number=hostile, count=2)
    assert made == "Signature {count}\N{REPLACEMENT CHARACTER}[31m {0.__class__} of 2"


def test_parameters_may_have_the_names_of_our_own_arguments() -> None:
    assert text("label.none", "en", code="x", lang="y") == "(none)"


def test_a_missing_parameter_is_a_gap_not_a_crash() -> None:
    assert text("label.signature_of", "en", number=1) == "Signature 1 of ?"
    assert text("label.signature_of", "en", number="", count=" ") == "Signature - of -"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_family_read_alone_is_the_family_of_the_file(lang: str) -> None:
    source = (PACKAGE / "messages" / f"{lang}.toml").read_text("utf-8")
    families = tomllib.loads(source)
    assert {name: dict(messages._family(lang, name)) for name in families} == families
    assert messages._tables(lang).keys() == families.keys()
