"""Each note: one certificate that has exactly it, and the usual ones that have none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from esign_verify.evidence.profile import CertificateRole
from esign_verify.inspect import profile
from esign_verify.messages import LANGUAGES
from esign_verify.render.notes import explain_note
from esign_verify.sandbox import der
from tests.inspect import maker as make
from tests.inspect.maker import CA, OCSP, ROOT, SIGNER, TSA, Plan, changed
from tests.inspect.profile_cases import FIELDS, NAMES, OBSERVED, Case, with_extension
from tests.inspect.profile_cases_extensions import EXTENSIONS, USAGES
from tests.messages.test_messages import catalogue, placeholders

CASES = [*FIELDS, *NAMES, *EXTENSIONS, *USAGES]


@pytest.mark.parametrize(
    ("plan", "role"),
    [
        (SIGNER, CertificateRole.SIGNER),
        (TSA, CertificateRole.TSA),
        (OCSP, CertificateRole.OCSP),
        (CA, CertificateRole.CA),
        (ROOT, CertificateRole.CA),
    ],
    ids=["signer", "tsa", "ocsp", "ca", "root"],
)
def test_a_usual_certificate_has_no_note(plan: Plan, role: CertificateRole) -> None:
    certificate = plan.evidence()
    assert profile.certificate_role(certificate) is role
    assert profile.notes([certificate]) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.clause}")
def test_a_note_and_nothing_else(case: Case) -> None:
    certificate = case.plan.evidence()
    found = profile.notes([certificate], tsa={certificate.sha256} if case.tsa else ())
    assert sorted(note.code for note in found) == sorted((case.code, *case.also))
    (note,) = [note for note in found if note.code == case.code]
    assert (note.clause, dict(note.params)) == (case.clause, case.params)
    assert note.certificate_sha256 == certificate.sha256
    for lang in LANGUAGES:
        assert placeholders(catalogue(lang)[f"profile.{note.code}"]) <= case.params.keys()
        assert "?" not in explain_note(note, lang)


ESEAL = der.sequence(
    der.sequence(der.oid("0.4.0.1862.1.6"), der.sequence(der.oid("0.4.0.1862.1.6.2")))
)


@pytest.mark.parametrize(
    "plan",
    [
        changed(SIGNER, not_before=der.utc_time(datetime(2024, 1, 1, 0, 0, 1, tzinfo=UTC))),
        changed(ROOT, not_after=der.generalized_time(datetime(2050, 1, 1, tzinfo=UTC))),
        changed(SIGNER, key=make.UNKNOWN_CURVE),
        changed(
            SIGNER,
            extensions={
                make.POLICIES: (False, make.policies("2.16.360.1.1.1.8.2")),
                "1.3.6.1.5.5.7.1.3": (False, ESEAL),
            },
        ),
        changed(SIGNER, subject=(), extensions={make.SAN: (True, der.sequence(der.uri_name("x")))}),
        changed(OCSP, extensions={make.NO_CHECK: None, make.CDP: make.END_ENTITY[make.CDP]}),
        with_extension(CA, make.BASIC, True, der.sequence(der.boolean(True), der.integer(0))),
    ],
    ids=["second", "2050", "curve", "eseal", "alt-name", "ocsp-addressed", "path-length"],
)
def test_what_is_just_within(plan: Plan) -> None:
    codes = {note.code for note in profile.notes([plan.evidence()])}
    assert codes - {"validity_long", "key_algorithm_unobserved"} == set()


def test_every_rule_has_a_case_with_its_clause() -> None:
    assert {(rule.code, rule.clause) for rule in profile.RULES} == {
        (case.code, case.clause) for case in CASES
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_belongs_to_a_rule(lang: str) -> None:
    texts = {code.split(".", 1)[1] for code in catalogue(lang) if code.startswith("profile.")}
    assert texts == {rule.code for rule in profile.RULES}


def test_a_clause_stands_in_the_docstring_of_its_rule() -> None:
    for rule in profile.RULES:
        function = getattr(rule.find, "func", rule.find)
        assert function.__name__.startswith("note_")
        doc = " ".join(str(function.__doc__).split())
        stated = "Observed profile" if rule.clause == OBSERVED else rule.clause
        by_row = doc.startswith("The clause of `")
        assert by_row or stated in doc, (rule.code, rule.clause)


def test_a_certificate_of_version_1() -> None:
    plan = changed(SIGNER, version=1, extensions=dict.fromkeys(SIGNER.extensions))
    notes = {note.code: dict(note.params) for note in profile.notes([plan.evidence()])}
    assert notes["version_not_3"] == {"version": "1"}
    assert {"key_usage_missing", "authority_key_missing", "policies_missing"} <= notes.keys()


def test_each_certificate_once_in_the_order_given() -> None:
    first = changed(SIGNER, issuer=()).evidence()
    second = changed(SIGNER, subject=()).evidence()
    found = profile.notes([second, first, second])
    assert [(note.code, note.certificate_sha256) for note in found] == [
        ("subject_empty", second.sha256),
        ("issuer_empty", first.sha256),
    ]
