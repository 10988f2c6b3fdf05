"""RFC 5280 6.1.3 to 6.1.5: what a path's certificates may be, and which policies they need."""

from __future__ import annotations

import pytest
from cryptography import x509

from esign_verify.cms.x509 import read_certificate
from esign_verify.evidence import Check, Outcome
from tests.chain.paths import failures, path, through, trusting
from tests.chain.pki_maker import (
    CA_USAGE,
    authority,
    resigned,
    root,
    signer,
)

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\5\0")
UNKNOWN_OID = "1.3.6.1.4.1.55555.1"


@pytest.mark.parametrize(
    ("ca_options", "rule", "check"),
    [
        ({"ca": None}, "basic_constraints", Check.failed("issuer_is_no_ca")),
        ({"ca": False}, "basic_constraints", Check.failed("issuer_is_no_ca")),
        (
            {"usage": ("crl_sign",)},
            "key_usage",
            Check.failed("key_usage_missing", usage="keyCertSign"),
        ),
        (
            {"extensions": [(UNKNOWN, True)]},
            "critical_extensions",
            Check.failed("critical_extension_unknown", oid=UNKNOWN_OID),
        ),
    ],
    ids=["basic-constraints-missing", "ca-false", "no-key-cert-sign", "unknown-critical"],
)
def test_issuer_that_must_not_issue(ca_options: dict[str, object], rule: str, check: Check) -> None:
    found = through({}, ca_options)
    assert found.found == Check.passed()
    assert failures(found) == [("CA", rule, check)]


def test_unknown_extension_of_the_leaf() -> None:
    assert failures(through({"extensions": [(UNKNOWN, False)]}, {})) == []
    assert failures(through({"extensions": [(UNKNOWN, True)]}, {})) == [
        (
            "Signer",
            "critical_extensions",
            Check.failed("critical_extension_unknown", oid=UNKNOWN_OID),
        )
    ]


def test_issued_by_an_end_entity_certificate() -> None:
    top = root()
    person = signer("Person", top)
    found = path(signer("Victim", person), [person], trusting(top))
    assert failures(found) == [
        ("Person", "basic_constraints", Check.failed("issuer_is_no_ca")),
        ("Person", "key_usage", Check.failed("key_usage_missing", usage="keyCertSign")),
    ]


def test_path_length_exceeded() -> None:
    top = root()
    first = authority("First", top, path_length=0)
    second = authority("Second", first)
    leaf = signer("Signer", second)
    found = path(leaf, [first, second], trusting(top))
    assert failures(found) == [("Second", "path_length", Check.failed("path_length_exceeded"))]


def test_inner_algorithm_is_not_the_outer_one() -> None:
    top = root()
    sha256, sha384 = bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d040303")
    changed = resigned(signer("Signer", top), top, sha256, sha384)
    found = path(changed, [], trusting(top))
    assert failures(found) == [
        ("Signer", "algorithm_consistency", Check.failed("signature_algorithms_differ"))
    ]


def test_the_same_extension_twice() -> None:
    top = root()
    subject, authority_ = bytes.fromhex("0603551d0e"), bytes.fromhex("0603551d23")
    changed = resigned(signer("Signer", top), top, subject, authority_)
    assert changed.problems == ("extension_repeated", "extension_malformed")
    found = path(changed, [], trusting(top))
    assert failures(found) == [
        ("Signer", "critical_extensions", Check.failed("extension_repeated", oid="2.5.29.35"))
    ]


def test_outer_algorithm_changed_after_signing() -> None:
    top = root()
    leaf = signer("Signer", top)
    sha256, sha384 = bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d040303")
    head, tail = leaf.der[:-90], leaf.der[-90:]
    changed = read_certificate(head + tail.replace(sha256, sha384))
    assert changed.signature_algorithm == "ecdsa-sha384"
    found = path(changed, [], trusting(top))
    # Not the algorithm it was signed with: the anchor did not sign this.
    assert found.found == Check.failed("no_certification_path")


def test_signature_algorithm_that_is_not_known_is_not_checked() -> None:
    top = root()
    leaf = signer("Signer", top)
    sha256, unknown = bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d04037f")
    changed = read_certificate(leaf.der.replace(sha256, unknown))
    found = path(changed, [], trusting(top))
    assert found.found == Check.passed()
    assert [(rule, c.outcome, c.reason) for _, rule, c in failures(found)] == [
        ("certificate_signature", Outcome.NOT_CHECKED, "signature_algorithm_unsupported"),
        ("name_constraints", Outcome.NOT_CHECKED, "signature_not_verified"),
        ("certificate_policies", Outcome.NOT_CHECKED, "signature_not_verified"),
    ]


def _policies(*oids: str) -> tuple[x509.CertificatePolicies, bool]:
    information = [x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in oids]
    return x509.CertificatePolicies(information), False


def test_required_policies_that_do_not_meet() -> None:
    required = (x509.PolicyConstraints(0, None), True)
    found = through(
        {"extensions": [_policies("2.16.360.1.2")]},
        {"extensions": [_policies("2.16.360.1.1"), required]},
    )
    assert failures(found) == [("Signer", "certificate_policies", Check.failed("policy_not_valid"))]


def test_required_policies_that_meet() -> None:
    required = (x509.PolicyConstraints(0, None), True)
    found = through(
        {"extensions": [_policies("2.16.360.1.1")]},
        {"extensions": [_policies("2.16.360.1.1"), required]},
    )
    assert failures(found) == []


def test_the_usage_of_the_maker_is_that_of_a_ca() -> None:
    assert root().evidence.key_usage == ("keyCertSign", "cRLSign")
    assert CA_USAGE == ("key_cert_sign", "crl_sign")
