"""Each note: one certificate that has exactly it, and the usual ones that have none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from esign_verify.evidence.profile import CertificateRole
from esign_verify.inspect import profile
from esign_verify.messages import LANGUAGES
from esign_verify.render.notes import explain_note
from esign_verify.sandbox import der
from tests.inspect import maker as make
from tests.inspect.maker import CA, OCSP, ROOT, SIGNER, TSA, Plan, changed, text
from tests.messages.test_messages import catalogue, placeholders

OBSERVED = "observed profile"


@dataclass(frozen=True)
class Case:
    """A usual certificate with one change, and the whole of what is noted on it."""

    plan: Plan
    code: str
    clause: str
    params: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    """codes that come with it of necessity"""
    tsa: bool = False


def rfc(section: str) -> str:
    return f"RFC 5280 {section}"


def with_extension(plan: Plan, oid: str, critical: bool, value: bytes) -> Plan:
    return changed(plan, extensions={oid: (critical, value)})


def subject(*rdns: bytes) -> dict[str, Any]:
    return {"subject": rdns}


NUMBER = "3171015708900042"
LATE = datetime(2040, 1, 1, tzinfo=UTC)
NAME, ORGANIZATION, COUNTRY = make.IDENTITY

FIELDS = [
    Case(
        changed(SIGNER, version=2),
        "version_not_3",
        rfc("4.1.2.1"),
        {"version": "2"},
    ),
    Case(changed(SIGNER, serial=der.integer(-(1 << 100))), "serial_not_positive", rfc("4.1.2.2")),
    Case(
        changed(SIGNER, serial=der.integer(1 << 160)),
        "serial_too_long",
        rfc("4.1.2.2"),
        {"octets": "21"},
    ),
    Case(
        changed(SIGNER, serial=der.integer(4711)),
        "serial_short",
        OBSERVED,
        {"octets": "2", "least": "8"},
    ),
    Case(changed(SIGNER, inner_algorithm=make.RSA_SHA1), "algorithms_differ", rfc("4.1.1.2")),
    Case(
        changed(SIGNER, inner_algorithm=make.RSA_MD5, outer_algorithm=make.RSA_MD5),
        "signature_digest_weak",
        "RFC 6151 2",
        {"algorithm": "rsa-md5"},
        also=("signature_algorithm_unobserved",),
    ),
    Case(
        changed(SIGNER, inner_algorithm=make.RSA_SHA1, outer_algorithm=make.RSA_SHA1),
        "signature_digest_weak",
        "RFC 6194 1",
        {"algorithm": "rsa-sha1"},
        also=("signature_algorithm_unobserved",),
    ),
    Case(
        changed(SIGNER, inner_algorithm=make.ECDSA_SHA256, outer_algorithm=make.ECDSA_SHA256),
        "signature_algorithm_unobserved",
        OBSERVED,
        {"algorithm": "ecdsa-sha256"},
    ),
    Case(changed(SIGNER, issuer=()), "issuer_empty", rfc("4.1.2.4")),
    Case(
        changed(SIGNER, not_after=der.utc_time(datetime(2023, 1, 1, tzinfo=UTC))),
        "validity_reversed",
        rfc("4.1.2.5"),
    ),
    Case(
        changed(SIGNER, not_after=der.utc_time(LATE)),
        "validity_long",
        OBSERVED,
        {"days": "5844", "usual": "731"},
    ),
    Case(
        changed(SIGNER, not_before=der.generalized_time(make.START)),
        "time_not_utc",
        rfc("4.1.2.5"),
        {"time": "20240101000000Z"},
    ),
    Case(
        changed(SIGNER, not_before=der.tlv(0x17, b"2401010000Z")),
        "time_form",
        rfc("4.1.2.5"),
        {"time": "2401010000Z"},
    ),
    Case(
        changed(SIGNER, unique_identifier=der.implicit(1, b"\0unique")),
        "unique_identifier",
        rfc("4.1.2.8"),
    ),
    Case(
        changed(SIGNER, key=make.EC_KEY), "key_algorithm_unobserved", OBSERVED, {"algorithm": "ec"}
    ),
    Case(
        changed(SIGNER, key=make.rsa_key(1024)),
        "key_small",
        OBSERVED,
        {"algorithm": "rsa", "bits": "1024", "least": "2048"},
    ),
    Case(
        changed(CA, key=make.rsa_key(2048)),
        "key_small",
        OBSERVED,
        {"algorithm": "rsa", "bits": "2048", "least": "4096"},
    ),
]

NAMES = [
    Case(changed(SIGNER, subject=()), "subject_empty", rfc("4.1.2.6")),
    Case(changed(SIGNER, **subject(ORGANIZATION, COUNTRY)), "common_name_missing", OBSERVED),
    Case(changed(SIGNER, **subject(NAME, COUNTRY)), "organization_missing", OBSERVED),
    Case(changed(SIGNER, **subject(NAME, ORGANIZATION)), "country_missing", OBSERVED),
    Case(
        changed(SIGNER, **subject(NAME, ORGANIZATION, text(make.COUNTRY, "SG", 0x13))),
        "country_foreign",
        OBSERVED,
        {"country": "SG"},
    ),
    Case(
        changed(SIGNER, **subject(NAME, ORGANIZATION, text(make.COUNTRY, "ID", 0x0C))),
        "country_form",
        rfc("A.1"),
        {"country": "ID", "type": "UTF8String"},
    ),
    Case(
        changed(SIGNER, **subject(text(make.COMMON_NAME, "Nama", 0x1E), ORGANIZATION, COUNTRY)),
        "name_text_type",
        rfc("4.1.2.4"),
        {"attribute": "commonName", "type": "BMPString"},
    ),
    Case(
        changed(SIGNER, **subject(text(make.COMMON_NAME, "N" * 65), ORGANIZATION, COUNTRY)),
        "name_too_long",
        rfc("A.1"),
        {"attribute": "commonName", "length": "65", "limit": "64"},
    ),
    Case(
        changed(SIGNER, subject=(*make.IDENTITY, text(make.EMAIL, "a@example.invalid", 0x16))),
        "email_in_subject",
        rfc("4.1.2.6"),
    ),
    Case(
        changed(SIGNER, subject=(*make.IDENTITY, text(make.SERIAL_NUMBER, NUMBER, 0x13))),
        "national_id_exposed",
        OBSERVED,
        {"number": "************0042"},
    ),
]

EXTENSIONS = [
    Case(
        changed(SIGNER, further=((make.AIA, make.END_ENTITY[make.AIA]),)),
        "extension_repeated",
        rfc("4.2"),
        {"oid": make.AIA, "count": "2"},
    ),
    Case(
        with_extension(SIGNER, make.SKI, False, b"\x30\x00"),
        "extension_unreadable",
        rfc("4.2"),
        also=("subject_key_missing",),
    ),
    Case(
        with_extension(SIGNER, make.KEY_USAGE, False, make.key_usage(0, 1)),
        "extension_not_critical",
        rfc("4.2.1.3"),
        {"extension": "keyUsage"},
    ),
    *(
        Case(
            with_extension(CA, oid, False, value),
            "extension_not_critical",
            rfc(section),
            {"extension": name},
        )
        for oid, value, section, name in (
            ("2.5.29.30", der.sequence(), "4.2.1.10", "nameConstraints"),
            ("2.5.29.36", der.sequence(), "4.2.1.11", "policyConstraints"),
            ("2.5.29.54", der.integer(0), "4.2.1.14", "inhibitAnyPolicy"),
            ("2.5.29.33", der.sequence(), "4.2.1.5", "policyMappings"),
            (make.BASIC, der.sequence(der.boolean(True)), "4.2.1.9", "basicConstraints"),
        )
    ),
    *(
        Case(
            with_extension(SIGNER, oid, True, value),
            "extension_critical",
            rfc(section),
            {"extension": name},
        )
        for oid, value, section, name in (
            (make.AKI, make.END_ENTITY[make.AKI][1], "4.2.1.1", "authorityKeyIdentifier"),
            (make.SKI, make.END_ENTITY[make.SKI][1], "4.2.1.2", "subjectKeyIdentifier"),
            (make.SAN, der.sequence(der.uri_name("urn:x")), "4.2.1.6", "subjectAltName"),
            ("2.5.29.18", der.sequence(der.uri_name("urn:x")), "4.2.1.7", "issuerAltName"),
            ("2.5.29.9", der.sequence(), "4.2.1.8", "subjectDirectoryAttributes"),
            (make.CDP, make.END_ENTITY[make.CDP][1], "4.2.1.13", "cRLDistributionPoints"),
            ("2.5.29.46", make.END_ENTITY[make.CDP][1], "4.2.1.15", "freshestCRL"),
            (make.AIA, make.END_ENTITY[make.AIA][1], "4.2.2.1", "authorityInfoAccess"),
            ("1.3.6.1.5.5.7.1.11", der.sequence(), "4.2.2.2", "subjectInfoAccess"),
        )
    ),
    *(
        Case(
            with_extension(SIGNER, oid, True, value),
            "extension_misplaced",
            rfc(section),
            {"extension": name},
        )
        for oid, value, section, name in (
            ("2.5.29.33", der.sequence(), "4.2.1.5", "policyMappings"),
            ("2.5.29.30", der.sequence(), "4.2.1.10", "nameConstraints"),
            ("2.5.29.36", der.sequence(), "4.2.1.11", "policyConstraints"),
            ("2.5.29.54", der.integer(0), "4.2.1.14", "inhibitAnyPolicy"),
        )
    ),
    Case(changed(SIGNER, extensions={make.AKI: None}), "authority_key_missing", rfc("4.2.1.1")),
    Case(changed(CA, extensions={make.SKI: None}), "subject_key_missing", rfc("4.2.1.2")),
    Case(changed(SIGNER, extensions={make.CDP: None}), "crl_address_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.CDP, False, make.crl_points("ftp://example.invalid/x")),
        "crl_address_form",
        rfc("4.2.1.13"),
    ),
    Case(changed(TSA, extensions={make.AIA: None}), "issuer_address_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.AIA, False, make.access("HTTPS://example.invalid/ca.crt")),
        "address_https",
        rfc("8"),
        {"addresses": "HTTPS://example.invalid/ca.crt"},
    ),
]

EVERY_USE = (True, make.usages("2.5.29.37.0"))
USAGES = [
    Case(changed(CA, extensions={make.KEY_USAGE: None}), "key_usage_missing", rfc("4.2.1.3")),
    Case(changed(SIGNER, extensions={make.KEY_USAGE: None}), "key_usage_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.KEY_USAGE, True, make.key_usage()),
        "key_usage_empty",
        rfc("4.2.1.3"),
    ),
    Case(
        with_extension(SIGNER, make.KEY_USAGE, True, make.key_usage(0)),
        "key_usage_unobserved",
        OBSERVED,
        {"usages": "digitalSignature"},
    ),
    Case(
        with_extension(TSA, make.KEY_USAGE, True, make.key_usage(0, 2)),
        "key_usage_inconsistent",
        rfc("4.2.1.12"),
        {"usages": "keyEncipherment"},
    ),
    Case(
        with_extension(OCSP, make.KEY_USAGE, True, make.key_usage(0, 5)),
        "cert_sign_without_ca",
        rfc("4.2.1.9"),
        also=("key_usage_inconsistent",),
    ),
    Case(
        with_extension(CA, make.KEY_USAGE, True, make.key_usage(0, 6)),
        "ca_without_cert_sign",
        rfc("4.2.1.3"),
    ),
    Case(changed(SIGNER, extensions={make.BASIC: None}), "basic_constraints_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.BASIC, True, der.sequence(der.integer(0))),
        "path_length_misplaced",
        rfc("4.2.1.9"),
        {"length": "0"},
    ),
    Case(changed(SIGNER, extensions={make.EKU: None}), "extended_usage_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.EKU, False, make.usages(make.DOCUMENT_TRUST)),
        "extended_usage_not_critical",
        OBSERVED,
    ),
    Case(
        with_extension(SIGNER, make.EKU, True, make.usages("1.3.6.1.5.5.7.3.4")),
        "extended_usage_unobserved",
        OBSERVED,
        {"usages": "1.3.6.1.5.5.7.3.4"},
    ),
    Case(
        changed(SIGNER, extensions={make.EKU: EVERY_USE}),
        "any_usage_critical",
        rfc("4.2.1.12"),
        also=("extended_usage_unobserved",),
    ),
    Case(SIGNER, "tsa_usage_missing", "RFC 3161 2.3", tsa=True),
    Case(
        with_extension(TSA, make.EKU, True, make.usages(make.TIME_STAMPING, "1.3.6.1.5.5.7.3.4")),
        "tsa_usage_not_alone",
        "RFC 3161 2.3",
        {"usages": "1.3.6.1.5.5.7.3.4"},
    ),
    Case(
        with_extension(TSA, make.EKU, False, make.usages(make.TIME_STAMPING)),
        "tsa_usage_not_critical",
        "RFC 3161 2.3",
    ),
    Case(
        with_extension(CA, make.EKU, True, make.usages(make.TIME_STAMPING)),
        "tsa_is_ca",
        "RFC 3161 2.3",
    ),
    Case(
        changed(OCSP, extensions={make.NO_CHECK: None}),
        "ocsp_revocation_unspecified",
        "RFC 6960 4.2.2.2.1",
    ),
    Case(
        with_extension(TSA, make.NO_CHECK, False, der.NULL),
        "ocsp_no_check_misplaced",
        "RFC 6960 4.2.2.2.1",
    ),
    Case(changed(TSA, extensions={make.POLICIES: None}), "policies_missing", OBSERVED),
    Case(
        with_extension(SIGNER, make.POLICIES, False, make.policies("1.2.3", "2.16.36.1")),
        "policies_foreign",
        OBSERVED,
        {"policies": "1.2.3, 2.16.36.1"},
    ),
    Case(
        with_extension(
            SIGNER, make.POLICIES, False, make.policies("2.16.360.1", "2.16.360.2", "2.16.360.1")
        ),
        "policy_repeated",
        rfc("4.2.1.4"),
        {"policy": "2.16.360.1"},
    ),
    Case(
        with_extension(SIGNER, make.POLICIES, False, make.policies("2.16.360.1.1.1.8.2")),
        "eseal_type_missing",
        OBSERVED,
    ),
]

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
