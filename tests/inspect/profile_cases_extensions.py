"""The same for extensions, and for what a certificate may be used for."""

from __future__ import annotations

from esign_verify.sandbox import der
from tests.inspect import maker as make
from tests.inspect.maker import CA, OCSP, SIGNER, TSA, changed
from tests.inspect.profile_cases import OBSERVED, Case, rfc, with_extension

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
