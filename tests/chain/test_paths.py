"""Path building: which path is found, which is preferred, and what finding one costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign_verify.chain.memo import Memo
from esign_verify.errors import UsageError
from esign_verify.evidence import CertificateEvidence, Check
from esign_verify.limits import MAX_CERTIFICATES, MAX_PATH_CANDIDATES, MAX_PATH_LENGTH
from tests.chain.paths import failures, names, path, pinned, trusting
from tests.chain.pki_maker import (
    NOW,
    Issued,
    authority,
    issue,
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
