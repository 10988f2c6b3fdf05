"""Path building and RFC 5280 6.1, on certificates made in the test."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign_verify.chain import TrustStore, build_path
from esign_verify.chain.memo import Memo
from esign_verify.cms.x509 import read_certificate
from esign_verify.errors import UsageError
from esign_verify.evidence import CertificateEvidence, Check, Outcome, PathEvidence
from esign_verify.limits import MAX_CERTIFICATES, MAX_PATH_CANDIDATES, MAX_PATH_LENGTH
from tests.chain.pki_maker import (
    CA_USAGE,
    NOW,
    Issued,
    authority,
    dn,
    issue,
    resigned,
    root,
    signer,
)

RULES = {
    "certificate_signature",
    "name_chaining",
    "algorithm_consistency",
    "name_constraints",
    "certificate_policies",
    "critical_extensions",
}
ISSUER_RULES = RULES | {"basic_constraints", "path_length", "key_usage"}


def trusting(*anchors: Issued) -> TrustStore:
    return TrustStore.from_certificates([anchor.der for anchor in anchors], name="test")


def pinned(store: TrustStore) -> TrustStore:
    """The same anchors as facts alone, without their certificates."""
    return replace(store, anchors=tuple(replace(a, certificate_der=b"") for a in store.anchors))


def path(
    leaf: Issued | CertificateEvidence,
    pool: Sequence[Issued | CertificateEvidence],
    trust: TrustStore,
    *,
    at: datetime = NOW,
    purpose: str = "signer",
    memo: dict[str, object] | None = None,
) -> PathEvidence:
    def plain(one: Issued | CertificateEvidence) -> CertificateEvidence:
        return one.evidence if isinstance(one, Issued) else one

    return build_path(
        plain(leaf),
        pool=[plain(one) for one in pool],
        trust=trust,
        revocation=(),
        at=at,
        purpose=purpose,
        memo=memo,
    )


def names(evidence: PathEvidence) -> list[str]:
    return [certificate.common_name for certificate in evidence.certificates]


def failures(evidence: PathEvidence) -> list[tuple[str, str, Check]]:
    by_digest = {c.sha256: c.common_name for c in evidence.certificates}
    return [
        (by_digest[c.certificate_sha256], c.rule, c.check)
        for c in evidence.checks
        if c.check.outcome is not Outcome.PASSED
    ]


# --- building ------------------------------------------------------------------


def test_every_check_is_reported_for_every_certificate_below_the_anchor() -> None:
    top = root()
    middle = authority("CA", top)
    leaf = signer("Signer", middle)
    found = path(leaf, [middle], pinned(trusting(top)))
    assert found.found == Check.passed()
    assert names(found) == ["Signer", "CA"]
    assert found.trust_anchor is not None
    assert found.trust_anchor.common_name == "Root"
    assert failures(found) == []
    reported = {(c.certificate_sha256, c.rule) for c in found.checks}
    assert reported == {(leaf.evidence.sha256, rule) for rule in RULES} | {
        (middle.evidence.sha256, rule) for rule in ISSUER_RULES
    }


def test_the_anchors_own_certificate_stands_last_where_it_is_at_hand() -> None:
    top = root()
    leaf = signer("Signer", top)
    assert names(path(leaf, [top], pinned(trusting(top)))) == ["Signer", "Root"]
    assert names(path(leaf, [], trusting(top))) == ["Signer", "Root"]
    assert names(path(leaf, [], pinned(trusting(top)))) == ["Signer"]


def test_a_leaf_that_is_an_anchor_is_a_path_of_one() -> None:
    leaf = issue("Signer", ca=False)
    found = path(leaf, [], trusting(leaf))
    assert (found.found, names(found), found.checks) == (Check.passed(), ["Signer"], ())


def test_a_trusted_certificate_that_is_no_ca_vouches_for_nobody_else() -> None:
    trusted = signer("Trusted person", root())
    leaf = signer("Signer", trusted)
    found = path(leaf, [trusted], trusting(trusted))
    assert found.found == Check.failed("no_certification_path")


def test_missing_intermediate() -> None:
    top = root()
    leaf = signer("Signer", authority("CA", top))
    found = path(leaf, [], trusting(top))
    assert found.found == Check.failed("no_certification_path")
    assert (names(found), found.trust_anchor) == (["Signer"], None)


def test_look_alike_ca_with_the_same_name_and_another_key() -> None:
    top = root()
    real, false = authority("CA", top), authority("CA", top, key="stolen name")
    leaf = signer("Signer", false, extensions=())
    found = path(leaf, [real], trusting(top))
    assert found.found == Check.failed("no_certification_path")
    assert failures(found) == [
        ("Signer", "certificate_signature", Check.failed("signature_invalid"))
    ]


def test_look_alike_root_ends_in_a_self_signed_certificate_that_is_not_trusted() -> None:
    top, false = root(), root(key="another key")
    leaf = signer("Signer", false)
    found = path(leaf, [false], trusting(top))
    assert found.found == Check.failed("self_signed_not_trusted")
    assert names(found) == ["Signer", "Root"]


def test_an_anchor_counts_for_its_purposes_only() -> None:
    top = root()
    store = trusting(top)
    tsa_only = replace(store, anchors=(replace(store.anchors[0], purposes=("tsa",)),))
    leaf = signer("TSA", top)
    assert path(leaf, [], tsa_only).found == Check.failed("no_certification_path")
    assert path(leaf, [], tsa_only, purpose="tsa").found == Check.passed()


def test_a_loop_of_issuers_ends() -> None:
    one = authority("One", root("Two", key="two"), key="one")
    two = authority("Two", one, key="two")
    leaf = signer("Signer", one)
    found = path(leaf, [one, two], trusting(root()))
    assert found.found == Check.failed("no_certification_path")
    assert names(found) == ["Signer", "One", "Two"]


def test_names_of_other_string_types_and_case_match() -> None:
    top = root()
    middle = authority("CA", top)
    other = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(
                NameOID.ORGANIZATION_NAME, "TEST  PKI ", x509.name._ASN1Type.PrintableString
            ),
            x509.NameAttribute(NameOID.COMMON_NAME, "ca", x509.name._ASN1Type.PrintableString),
        ]
    )
    leaf = signer("Signer", middle, issuer_name=other)
    found = path(leaf, [middle], trusting(top))
    assert (found.found, failures(found)) == (Check.passed(), [])


def test_a_wrong_authority_key_identifier_is_no_proof_against_a_signature() -> None:
    top = root()
    stranger = x509.AuthorityKeyIdentifier(b"\1" * 20, None, None)
    leaf = signer("Signer", top, identifiers=False, extensions=[(stranger, False)])
    assert path(leaf, [top], pinned(trusting(top))).found == Check.passed()


def test_naive_time_and_unknown_purpose_are_the_callers_mistake() -> None:
    top = root()
    with pytest.raises(UsageError, match="time_without_zone"):
        path(top, [], trusting(top), at=NOW.replace(tzinfo=None))
    with pytest.raises(UsageError, match="purpose_unknown"):
        path(top, [], trusting(top), purpose="tls")


# --- choosing ------------------------------------------------------------------


def test_a_path_that_passes_is_preferred_to_one_that_fails() -> None:
    top = root()
    bad = authority("CA", top, usage=("digital_signature",))
    good = authority("CA", top)
    leaf = signer("Signer", good)
    found = path(leaf, [bad, good], trusting(top))
    assert found.certificates[1] == good.evidence
    assert failures(found) == []


def test_a_path_valid_at_the_moment_is_preferred_to_a_shorter_one() -> None:
    top, second = root(), root("Second root")
    expired = authority("CA", top, not_after=datetime(2025, 1, 1, tzinfo=UTC))
    renewed = authority("CA", second)
    leaf = signer("Signer", renewed)
    store = trusting(top, second)
    later = path(leaf, [expired, renewed], store)
    assert (names(later), failures(later)) == (["Signer", "CA", "Second root"], [])
    earlier = path(leaf, [expired, renewed], store, at=datetime(2024, 6, 1, tzinfo=UTC))
    assert names(earlier) == ["Signer", "CA", "Root"]


def test_the_shorter_of_two_valid_paths() -> None:
    top, second = root(), root("Second root")
    crossed = authority("Root", second, key=top.certificate.subject.rfc4514_string())
    leaf = signer("Signer", top)
    assert names(path(leaf, [crossed, second], trusting(second, top))) == ["Signer", "Root"]


def test_validity_periods_are_facts_and_no_checks() -> None:
    top = root()
    leaf = signer("Signer", top, not_after=datetime(2024, 2, 1, tzinfo=UTC))
    found = path(leaf, [], trusting(top))
    assert (found.found, failures(found)) == (Check.passed(), [])


# --- bounded work ----------------------------------------------------------------


def _flood(top: Issued, count: int) -> list[CertificateEvidence]:
    """CA certificates of one name and as many keys, all under the root."""
    return [authority("CA", top, key=f"flood {number}").evidence for number in range(count)]


def test_a_hundred_same_subject_issuers_cost_a_bounded_number_and_hide_nothing() -> None:
    top = root()
    middle = authority("CA", top)
    leaf = signer("Signer", middle, identifiers=False)
    memo: dict[str, object] = {}
    found = path(leaf, [*_flood(top, 100), middle], trusting(top), memo=memo)
    assert (found.found, names(found)) == (Check.passed(), ["Signer", "CA", "Root"])
    counted = memo["chain"]
    assert isinstance(counted, Memo)
    assert counted.signature_checks <= MAX_PATH_CANDIDATES + 101 + 1


def test_a_flood_given_later_does_not_hide_the_path() -> None:
    top = root()
    middle = authority("CA", top)
    leaf = signer("Signer", middle)
    found = path(leaf, [middle, *_flood(top, 100)], trusting(top))
    assert (found.found, names(found)) == (Check.passed(), ["Signer", "CA", "Root"])


def test_a_certificate_given_again_keeps_its_first_place() -> None:
    top = root()
    middle = authority("CA", top)
    leaf = signer("Signer", middle, identifiers=False)
    found = path(leaf, [middle, *_flood(top, MAX_CERTIFICATES), middle], trusting(top))
    assert (found.found, names(found)) == (Check.passed(), ["Signer", "CA", "Root"])


def test_cross_certificates_of_all_with_all_end() -> None:
    roots = [root(f"CA {number}") for number in range(9)]
    crossed = [authority(f"CA {i}", roots[j]) for i in range(9) for j in range(9) if i != j]
    leaf = signer("Signer", roots[0])
    memo: dict[str, object] = {}
    found = path(leaf, crossed, trusting(root("Other")), memo=memo)
    assert found.found == Check.failed("path_limit_reached")
    counted = memo["chain"]
    assert isinstance(counted, Memo)
    assert counted.signature_checks <= MAX_PATH_CANDIDATES + len(crossed) + 1


def test_a_memo_of_the_document_saves_every_second_check() -> None:
    top = root()
    leaf = signer("Signer", top)
    memo: dict[str, object] = {}
    first = path(leaf, [], trusting(top), memo=memo)
    counted = memo["chain"]
    assert isinstance(counted, Memo)
    before = counted.signature_checks
    assert path(leaf, [], trusting(top), memo=memo) == first
    assert counted.signature_checks == before == 1


# --- RFC 5280 6.1.3 to 6.1.5 -------------------------------------------------------


def through(leaf_options: dict[str, object], ca_options: dict[str, object]) -> PathEvidence:
    top = root()
    middle = authority("CA", top, **ca_options)
    return path(signer("Signer", middle, **leaf_options), [middle], trusting(top))


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


# --- name constraints (RFC 5280 4.2.1.10) ------------------------------------------


def permitting(*names: x509.GeneralName) -> dict[str, object]:
    return {"extensions": [(x509.NameConstraints(list(names), None), True)]}


def excluding(*names: x509.GeneralName) -> dict[str, object]:
    return {"extensions": [(x509.NameConstraints(None, list(names)), True)]}


def named(*alternatives: x509.GeneralName) -> dict[str, object]:
    return {"extensions": [(x509.SubjectAlternativeName(list(alternatives)), False)]}


def _prefix(organization: str) -> x509.DirectoryName:
    return x509.DirectoryName(
        x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            ]
        )
    )


_OTHER_NAME = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x01a")
_ADDRESS = x509.IPAddress(ipaddress.ip_address("192.0.2.1"))
_NETWORK = x509.IPAddress(ipaddress.ip_network("192.0.2.0/24"))

NAME_CASES = {
    "directory-permitted": (permitting(_prefix("Test PKI")), {}, None),
    "directory-violated": (permitting(_prefix("Bank Negara")), {}, "name_not_permitted"),
    "directory-excluded": (excluding(_prefix("Test PKI")), {}, "name_excluded"),
    "email-permitted": (
        permitting(x509.RFC822Name("go.id")),
        named(x509.RFC822Name("budi@go.id")),
        None,
    ),
    "email-violated": (
        permitting(x509.RFC822Name("go.id")),
        named(x509.RFC822Name("mallory@evil.test")),
        "name_not_permitted",
    ),
    "email-excluded": (
        excluding(x509.RFC822Name(".evil.test")),
        named(x509.RFC822Name("mallory@mail.evil.test")),
        "name_excluded",
    ),
    "uri-violated": (
        permitting(x509.UniformResourceIdentifier(".go.id")),
        named(x509.UniformResourceIdentifier("https://evil.test/go.id")),
        "name_not_permitted",
    ),
    "uri-without-host": (
        permitting(x509.UniformResourceIdentifier(".go.id")),
        named(x509.UniformResourceIdentifier("urn:go.id")),
        "name_not_permitted",
    ),
    "dns-violated": (
        permitting(x509.DNSName("go.id")),
        named(x509.DNSName("notgo.id")),
        "name_not_permitted",
    ),
    "address-is-not-supported": (
        permitting(_NETWORK),
        named(_ADDRESS),
        "name_constraint_unsupported",
    ),
    "address-constraint-without-an-address": (permitting(_NETWORK), {}, None),
}


@pytest.mark.parametrize("case", NAME_CASES.values(), ids=NAME_CASES.keys())
def test_name_constraints(
    case: tuple[dict[str, object], dict[str, object], str | None],
) -> None:
    ca_options, leaf_options, reason = case
    expected = [("Signer", "name_constraints", Check.failed(reason))] if reason else []
    assert failures(through(leaf_options, ca_options)) == expected


def test_permitted_names_in_the_middle_of_a_subject_are_not_permitted() -> None:
    """CVE-2026-63577 class: the permitted RDNs stand at the end, not at the front."""
    top = root()
    middle = authority("CA", top, **permitting(_prefix("Test PKI")))
    hidden = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "Mallory"), *dn("x").rdns[0], *dn("x").rdns[1]]
    )
    leaf = signer(hidden, middle)  # type: ignore[arg-type]
    found = path(leaf, [middle], trusting(top))
    assert failures(found) == [("Mallory", "name_constraints", Check.failed("name_not_permitted"))]


def test_constraints_on_other_names_are_not_supported() -> None:
    found = through(named(_OTHER_NAME), permitting(_OTHER_NAME))
    assert failures(found) == [
        ("CA", "name_constraints", Check.failed("name_constraint_unsupported")),
        ("Signer", "name_constraints", Check.failed("name_constraint_unsupported")),
    ]


def test_malformed_name_constraints_permit_nothing() -> None:
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.30"), b"\x30\x03\xa0\x01\x05")
    found = through({}, {"extensions": [(broken, True)]})
    assert failures(found) == [
        ("CA", "name_constraints", Check.failed("name_constraint_unsupported")),
        ("Signer", "name_constraints", Check.failed("name_constraint_unsupported")),
    ]


# --- policies ------------------------------------------------------------------------


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


@pytest.mark.parametrize(("length", "reached"), [(MAX_PATH_LENGTH, True), (14, False)])
def test_a_path_has_a_longest_length(length: int, reached: bool) -> None:
    top = root()
    chain = [top]
    for number in range(length - 1):
        chain.append(authority(f"CA {number}", chain[-1]))
    leaf = signer("Signer", chain[-1])
    found = path(leaf, chain[1:], pinned(trusting(top)))
    if reached:
        assert (found.found, len(found.certificates)) == (Check.passed(), MAX_PATH_LENGTH)
    else:
        assert found.found == Check.failed("path_limit_reached")
        assert len(found.certificates) == MAX_PATH_LENGTH
