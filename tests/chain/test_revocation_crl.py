"""What CRLs (RFC 5280) say of the certificates of a path."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from esign_verify.evidence import (
    Check,
    RevocationOrigin,
)
from tests.chain.pki_maker import (
    NOW,
    authority,
    crl,
    entry,
    issue,
    key_of,
    root,
    scope,
    signer,
)
from tests.chain.revocation import (
    CA,
    GOOD,
    LEAF,
    OTHER,
    REVOKED,
    TOP,
    UNKNOWN,
    answer,
    collect,
    only,
    reason,
)


def test_crl_says_good() -> None:
    data = crl(CA, [entry(OTHER)])
    fact = only(collect(data))
    assert (fact.status, fact.usable) == (GOOD, Check.passed())
    assert (fact.kind, fact.origin) == ("crl", RevocationOrigin.DSS)
    assert (fact.this_update, fact.next_update) == (NOW, NOW + timedelta(days=1))
    assert (fact.certificate_sha256, fact.issuer_common_name) == (LEAF.evidence.sha256, "CA")


def test_crl_revokes_with_time_reason_and_invalidity_date() -> None:
    invalid = datetime(2025, 5, 1, tzinfo=UTC)
    listed = entry(
        LEAF,
        reason(x509.ReasonFlags.key_compromise),
        (x509.InvalidityDate(invalid.replace(tzinfo=None)), False),
        at=NOW - timedelta(days=3),
    )
    fact = only(collect(crl(CA, [entry(OTHER), listed])))
    assert (fact.status, fact.usable) == (REVOKED, Check.passed())
    assert fact.revocation_time == NOW - timedelta(days=3)
    assert fact.revocation_reason == "keyCompromise"
    assert fact.invalidity_date == invalid


def test_a_certificate_that_names_no_address_is_judged_by_what_is_embedded() -> None:
    assert "2.5.29.31" not in {str(e.oid.dotted_string) for e in LEAF.certificate.extensions}
    assert answer(crl(CA, [entry(LEAF)])) == (REVOKED, Check.passed())


def test_certificate_hold_is_revoked_for_that_reason() -> None:
    fact = only(collect(crl(CA, [entry(LEAF, reason(x509.ReasonFlags.certificate_hold))])))
    assert (fact.status, fact.revocation_reason) == (REVOKED, "certificateHold")


def test_the_ca_is_spoken_of_by_the_anchors_crl() -> None:
    fact = only(collect(crl(TOP, [entry(CA)])))
    assert (fact.certificate_sha256, fact.status) == (CA.evidence.sha256, REVOKED)
    assert fact.usable == Check.passed()


def test_the_same_serial_number_of_another_issuer_is_another_certificate() -> None:
    stranger = authority("Stranger", TOP)
    assert collect(crl(stranger, [entry(LEAF)]), pool=[stranger]).revocation == ()


@pytest.mark.parametrize("revoked", [[], [entry(LEAF)]], ids=["says-good", "says-revoked"])
@pytest.mark.parametrize("identifier", [True, False])
def test_crl_of_another_key_is_not_usable(
    revoked: list[x509.RevokedCertificate], identifier: bool
) -> None:
    forged = crl(CA, revoked, key=key_of("attacker"), identifier=identifier)
    expected = "crl_signer_unknown" if identifier else "signature_invalid"
    # What it says is not even read.
    assert answer(forged) == (UNKNOWN, Check.failed(expected))


def test_crl_of_another_key_whose_certificate_the_attacker_signed_himself() -> None:
    false = root("CA", key="attacker")
    assert answer(crl(false, [entry(LEAF)]), pool=[false]) == (
        UNKNOWN,
        Check.failed("crl_signer_not_trusted"),
    )


def test_separate_crl_key_certified_by_the_same_anchor() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    assert answer(crl(separate, [entry(LEAF)]), pool=[separate]) == (REVOKED, Check.passed())


def test_separate_crl_key_that_is_revoked() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    found = collect(crl(separate), crl(TOP, [entry(separate)]), pool=[separate])
    assert found.revocation[0].usable == Check.failed("crl_signer_revoked")


def test_separate_crl_key_may_speak_of_itself_but_not_for_itself() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    under_ca = issue("CA", CA, key="crl key", usage=("crl_sign",))
    assert answer(crl(separate, [entry(OTHER)]), pool=[separate]) == (GOOD, Check.passed())
    found = collect(crl(under_ca), crl(under_ca, [entry(under_ca)]), pool=[under_ca])
    assert {fact.usable for fact in found.revocation} == {Check.failed("crl_signer_revoked")}


def test_separate_crl_key_outside_its_validity() -> None:
    early = datetime(2025, 1, 1, tzinfo=UTC)
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",), not_after=early)
    assert answer(crl(separate), pool=[separate]) == (UNKNOWN, Check.failed("crl_signer_not_valid"))


def test_crl_signer_without_crl_sign() -> None:
    ca = authority("CA", TOP, usage=("key_cert_sign",))
    assert answer(crl(ca), ca=ca) == (UNKNOWN, Check.failed("key_usage_missing", usage="cRLSign"))


UNKNOWN_EXTENSION = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\5\0"
)
NOT_UNDERSTOOD = Check.failed("crl_critical_extension_unknown", oid="1.3.6.1.4.1.55555.1")


def test_unknown_critical_extension_of_the_crl_or_of_any_entry() -> None:
    data = crl(CA, [entry(LEAF)], extensions=[(UNKNOWN_EXTENSION, True)])
    assert answer(data)[1] == NOT_UNDERSTOOD
    assert answer(crl(CA, [entry(OTHER, (UNKNOWN_EXTENSION, True))])) == (UNKNOWN, NOT_UNDERSTOOD)
    assert answer(crl(CA, [entry(OTHER, (UNKNOWN_EXTENSION, False))]))[1] == Check.passed()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"only_contains_user_certs": True}, Check.passed()),
        ({"only_contains_ca_certs": True}, Check.failed("crl_scope_ca_certificates")),
        (
            {"only_contains_attribute_certs": True},
            Check.failed("crl_scope_attribute_certificates"),
        ),
        (
            {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})},
            Check.failed("crl_reasons_partial"),
        ),
        (
            {"full_name": [x509.UniformResourceIdentifier("http://elsewhere.test/crl")]},
            Check.failed("crl_distribution_point_mismatch"),
        ),
        ({"indirect_crl": True}, Check.passed()),
    ],
    ids=["user", "ca", "attribute", "reasons", "elsewhere", "indirect"],
)
def test_scope_of_a_crl(stated: dict[str, object], expected: Check) -> None:
    assert answer(crl(CA, extensions=[scope(**stated)])) == (GOOD, expected)
    # Too narrow to call the certificate good, it may still call it revoked.
    assert answer(crl(CA, [entry(LEAF)], extensions=[scope(**stated)])) == (
        REVOKED,
        Check.passed(),
    )


def test_user_certificates_only_says_nothing_of_a_ca() -> None:
    data = crl(TOP, extensions=[scope(only_contains_user_certs=True)])
    assert answer(data) == (GOOD, Check.failed("crl_scope_user_certificates"))


def test_distribution_point_that_the_certificate_names() -> None:
    place = [x509.UniformResourceIdentifier("http://va.test/ca.crl")]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, None)])
    leaf = signer("Signer", CA, extensions=[(points, False)])
    data = crl(CA, extensions=[scope(full_name=place)])
    assert answer(data, leaf=leaf) == (GOOD, Check.passed())


def test_crls_for_some_reasons_that_together_speak_of_all() -> None:
    every = set(x509.ReasonFlags) - {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.remove_from_crl,
    }
    one = frozenset({x509.ReasonFlags.key_compromise})
    early = NOW - timedelta(days=9)
    first = crl(CA, extensions=[scope(only_some_reasons=one)], this_update=early)
    second = crl(CA, extensions=[scope(only_some_reasons=frozenset(every - one))])
    assert answer(first) == (GOOD, Check.failed("crl_reasons_partial"))
    facts = collect(first, second).revocation
    assert [(fact.status, fact.usable) for fact in facts] == [(GOOD, Check.passed())] * 2
    # Neither is fresher than the older of the two.
    assert {(fact.this_update, fact.next_update) for fact in facts} == {
        (early, early + timedelta(days=1))
    }


def test_entry_of_another_issuer_in_an_indirect_crl() -> None:
    elsewhere = x509.CertificateIssuer([x509.DirectoryName(TOP.certificate.subject)])
    listed = entry(LEAF, (elsewhere, True))
    data = crl(CA, [listed], extensions=[scope(indirect_crl=True)])
    assert answer(data) == (GOOD, Check.passed())
    # Without indirectCRL a certificateIssuer is an extension that has no place there.
    assert answer(crl(CA, [listed]))[1] == Check.failed(
        "crl_critical_extension_unknown", oid="2.5.29.29"
    )


def numbered(number: int, base: int | None = None) -> list[tuple[x509.ExtensionType, bool]]:
    extensions: list[tuple[x509.ExtensionType, bool]] = [(x509.CRLNumber(number), False)]
    if base is not None:
        extensions.append((x509.DeltaCRLIndicator(base), True))
    return extensions


def test_delta_crl_alone_says_nothing_good() -> None:
    delta = crl(CA, extensions=numbered(5, base=4))
    assert answer(delta) == (GOOD, Check.failed("crl_delta_without_base"))
    revoking = crl(CA, [entry(LEAF)], extensions=numbered(5, base=4))
    assert answer(revoking) == (REVOKED, Check.passed())


@pytest.mark.parametrize(
    ("number", "usable"),
    [
        (3, Check.failed("crl_delta_without_base")),
        (4, Check.passed()),
        (5, Check.failed("crl_delta_without_base")),
    ],
)
def test_delta_crl_needs_a_base_of_its_number(number: int, usable: Check) -> None:
    facts = collect(
        crl(CA, extensions=numbered(number)), crl(CA, extensions=numbered(5, base=4))
    ).revocation
    assert [fact.usable for fact in facts] == [Check.passed(), usable]


def test_delta_crl_lifts_a_hold_of_its_base() -> None:
    held = entry(LEAF, reason(x509.ReasonFlags.certificate_hold))
    lifted = entry(LEAF, reason(x509.ReasonFlags.remove_from_crl))
    base = crl(CA, [held], extensions=numbered(4))
    facts = collect(base, crl(CA, [lifted], extensions=numbered(5, base=4))).revocation
    assert [(fact.status, fact.usable) for fact in facts] == [(GOOD, Check.passed())] * 2
    again = collect(base, crl(CA, extensions=numbered(5, base=4))).revocation
    assert [(fact.status, fact.revocation_reason) for fact in again] == [
        (REVOKED, "certificateHold")
    ] * 2
