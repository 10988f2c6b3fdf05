"""Name constraints (RFC 5280 4.2.1.10) on a path of three certificates."""

from __future__ import annotations

import ipaddress

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign_verify.evidence import Check
from tests.chain.paths import failures, path, through, trusting
from tests.chain.pki_maker import (
    authority,
    dn,
    root,
    signer,
)


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
