"""Name constraints and required policies (attacks.md 3.2; RFC 5280 4.2.1.10, 4.2.1.11)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from tests.attacks.builders import (
    Case,
    Verdict,
    assert_case,
    open_,
    passed,
    signed,
)
from tests.attacks.builders_pki import (
    Extension,
    Lab,
    authority,
    dn,
    issue,
)


def constraint(reason: str) -> Verdict:
    return open_("CHAIN_CONSTRAINTS_FAILURE", "path_constraints", reason)


NAMES = "RFC 5280 4.2.1.10, 6.1.3 (b), (c)"
NOT_PERMITTED = constraint("name_not_permitted")
PREFIX = x509.DirectoryName(x509.Name(list(dn("unused"))[:2]))
"""C=ID, O=Attack Lab"""
BANK = x509.DirectoryName(x509.Name(list(dn("unused", "Bank Negara"))[:2]))


def constrained(
    name: str,
    provenance: str,
    expected: Verdict,
    *,
    permitted: Sequence[x509.GeneralName] | None = None,
    excluded: Sequence[x509.GeneralName] | None = None,
    subject: str | x509.Name = "Alice",
    alternatives: Sequence[x509.GeneralName] = (),
) -> Case:
    """Alice, with these names, under a CA with these constraints."""
    constraints = (x509.NameConstraints(permitted, excluded), True)
    own: list[Extension] = []
    if alternatives:
        own.append((x509.SubjectAlternativeName(alternatives), False))

    def build(lab: Lab) -> bytes:
        ca = authority("Constrained CA", lab.ca, extensions=[constraints])
        return signed(lab, signer=issue(subject, ca, extensions=own))

    return Case(id=name, provenance=provenance, build=build, expected=expected)


def _turned() -> x509.Name:
    """The permitted RDNs at the end of the subject instead of at its beginning."""
    first, second, third = dn("Alice")
    return x509.Name([third, first, second])


def _uri(host: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(f"https://{host}/alice")


def _other(value: bytes) -> x509.OtherName:
    return x509.OtherName(ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), value)


CONSTRAINTS = [
    constrained("dn-permitted", NAMES, passed(), permitted=[PREFIX]),
    constrained("dn-not-permitted", NAMES, NOT_PERMITTED, permitted=[BANK]),
    constrained("dn-excluded", NAMES, constraint("name_excluded"), excluded=[PREFIX]),
    constrained("dn-not-excluded", NAMES, passed(), excluded=[BANK]),
    constrained(
        "CVE-2026-63577-dn-permitted-in-the-middle",
        "BouncyCastle; a subtree is a prefix, " + NAMES,
        NOT_PERMITTED,
        permitted=[PREFIX],
        subject=_turned(),
    ),
    constrained(
        "CVE-2026-8763-email-not-permitted",
        "BouncyCastle name constraints; " + NAMES,
        NOT_PERMITTED,
        permitted=[x509.RFC822Name("go.id")],
        alternatives=[x509.RFC822Name("mallory@evil.test")],
    ),
    constrained(
        "email-permitted",
        NAMES,
        passed(),
        permitted=[x509.RFC822Name("go.id")],
        alternatives=[x509.RFC822Name("alice@go.id")],
    ),
    constrained(
        "CVE-2026-103602-uri-excluded",
        "BouncyCastle name constraints; " + NAMES,
        constraint("name_excluded"),
        excluded=[x509.UniformResourceIdentifier("evil.test")],
        alternatives=[_uri("evil.test")],
    ),
    constrained(
        "uri-not-permitted",
        NAMES,
        NOT_PERMITTED,
        permitted=[x509.UniformResourceIdentifier("go.id")],
        alternatives=[_uri("evil.test")],
    ),
    constrained(
        "CVE-2026-71889-other-name-constrained",
        "BouncyCastle name constraints; RFC 5280 4.2.1.10: unsupported forms are refused",
        constraint("name_constraint_unsupported"),
        permitted=[_other(b"\x0c\x05go.id")],
        alternatives=[_other(b"\x0c\x09evil.test")],
    ),
    constrained(
        "one-of-two-names-not-permitted",
        NAMES + ": every name",
        NOT_PERMITTED,
        permitted=[x509.RFC822Name("go.id")],
        alternatives=[x509.RFC822Name("a@go.id"), x509.RFC822Name("m@evil.test")],
    ),
]

REQUIRED = x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None), True


def _policies(oid: str) -> Extension:
    return x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(oid), None)]), False


def policed(name: str, expected: Verdict, own: Sequence[Extension]) -> Case:
    def build(lab: Lab) -> bytes:
        ca = authority("Policy CA", lab.root, extensions=[REQUIRED, _policies("1.2.3.1")])
        return signed(lab, signer=issue("Alice", ca, extensions=own))

    return Case(id=name, provenance="RFC 5280 6.1.3 (d) to (f)", build=build, expected=expected)


POLICIES = [
    policed("policy-missing-where-one-is-required", constraint("policy_not_valid"), []),
    policed("policy-required-and-there", passed(), [_policies("1.2.3.1")]),
    policed("policy-of-another-kind", constraint("policy_not_valid"), [_policies("1.2.3.2")]),
]


CASES = [*CONSTRAINTS, *POLICIES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_constraints(case: Case, lab: Lab) -> None:
    assert_case(case, lab)
