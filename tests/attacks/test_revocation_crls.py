"""Which CRLs count (attacks.md 3.2; RFC 5280 5 and 6.3).

Under `standard` missing or stale data is a warning, under `strict` it is INDETERMINATE
TRY_LATER.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from esign_verify.sandbox import der
from esign_verify.sandbox.revocation import (
    build_crl,
    crl_number,
    extension,
)
from tests.attacks.builders import (
    Case,
    assert_case,
    passed,
    signed,
)
from tests.attacks.builders_pki import (
    Lab,
)
from tests.attacks.builders_revocation import (
    ABSENT,
    BEFORE,
    FRESH,
    FRESHNESS,
    OLD,
    OLD_WARNING,
    REVOKED,
    SCOPE,
    SIGNER,
    STALE,
    Data,
    assert_unusable,
    case,
    crl_case,
    entry,
    idp,
    indirect,
    stranger,
    without_crl_sign,
)

CASES = [
    case("no-data-for-the-signer", FRESHNESS, lambda lab: Data(), passed(), ABSENT),
    crl_case("crl-stale", FRESHNESS, OLD_WARNING, OLD, at=STALE),
    crl_case(
        "crl-before-signing", FRESHNESS, OLD_WARNING, OLD, at=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    case(
        "crl-of-another-key-says-good",
        SIGNER,
        lambda lab: Data([build_crl(lab.ca, FRESH, signer=stranger(lab))]),
        passed(),
        ABSENT,
    ),
    case(
        "crl-of-another-key-revokes",
        SIGNER + "; a forged CRL must not revoke",
        lambda lab: Data(
            [build_crl(lab.ca, FRESH, signer=stranger(lab), revoked=[entry(lab, BEFORE)])]
        ),
        passed(),
        ABSENT,
    ),
    case(
        "crl-of-another-key-revokes-beside-a-good-one",
        SIGNER,
        lambda lab: Data(
            [
                build_crl(lab.ca, FRESH, signer=stranger(lab), revoked=[entry(lab, BEFORE)]),
                build_crl(lab.ca, FRESH),
            ]
        ),
        passed(),
    ),
    crl_case("crl-broken-signature", SIGNER, passed(), ABSENT, corrupt_signature=True),
    Case(
        id="crl-issuer-without-crl-sign",
        provenance=SIGNER + ": keyUsage cRLSign",
        build=without_crl_sign,
        expected=passed(),
        strict=ABSENT,
    ),
    crl_case("idp-only-user-certificates", SCOPE, passed(), **idp(1)),
    crl_case("idp-only-ca-certificates", SCOPE, passed(), ABSENT, **idp(2)),
    crl_case("idp-only-attribute-certificates", SCOPE, passed(), ABSENT, **idp(5)),
    crl_case(
        "idp-only-some-reasons",
        SCOPE + ": keyCompromise alone",
        passed(),
        ABSENT,
        scope=[der.implicit(3, b"\x06\x40")],
    ),
    crl_case(
        "idp-of-another-distribution-point",
        SCOPE,
        passed(),
        ABSENT,
        address="http://crl.invalid/other.crl",
    ),
    case(
        "idp-too-narrow-and-lists-the-signer",
        "serial numbers are unique to an issuer (RFC 5280 4.1.2.2): what it lists is revoked",
        lambda lab: Data([build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)], **idp(2))]),
        REVOKED,
    ),
    crl_case("delta-crl-alone", "RFC 5280 5.2.4", passed(), ABSENT, delta_of=1),
    case(
        "delta-crl-with-its-base",
        "RFC 5280 5.2.4",
        lambda lab: Data(
            [
                build_crl(lab.ca, STALE),
                build_crl(lab.ca, FRESH, delta_of=crl_number(STALE)),
            ]
        ),
        passed(),
    ),
    case(
        "delta-crl-alone-revokes",
        "RFC 5280 5.2.4, 4.1.2.2",
        lambda lab: Data([build_crl(lab.ca, FRESH, delta_of=1, revoked=[entry(lab, BEFORE)])]),
        REVOKED,
    ),
    crl_case(
        "crl-unknown-critical-extension",
        "RFC 5280 5.2",
        passed(),
        ABSENT,
        extensions=[extension("1.3.6.1.4.1.99999.1", der.NULL, critical=True)],
    ),
    case(
        "crl-garbage",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([b"garbage"]),
        passed(),
        ABSENT,
    ),
    case(
        "crl-garbage-beside-a-good-one",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([b"garbage", build_crl(lab.ca, FRESH)], [b"garbage"]),
        passed(),
    ),
    Case(
        id="indirect-crl-of-another-ca",
        provenance="RFC 5280 5.3.3: the signer's certificate names no such cRLIssuer",
        build=lambda lab: indirect(lab, named=False),
        expected=passed(),
        strict=ABSENT,
    ),
    Case(
        id="indirect-crl-that-the-certificate-names",
        provenance="RFC 5280 5.3.3, 6.3.3 (b)(1)",
        build=lambda lab: indirect(lab, named=True),
        expected=REVOKED,
        strict=REVOKED,
    ),
    Case(
        id="indirect-crl-with-an-entry-for-another-issuer",
        provenance="RFC 5280 5.3.3: the same serial number of another CA",
        build=lambda lab: indirect(lab, named=True, of=lab.root),
        expected=passed(),
        strict=passed(),
    ),
    Case(
        id="crl-in-signed-data",
        provenance="RFC 5652 10.2.1: SignedData.crls counts, whatever the certificate names",
        build=lambda lab: signed(
            lab, crls=[build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)])]
        ),
        expected=REVOKED,
    ),
    Case(
        id="crl-in-the-archival-attribute",
        provenance="ISO 32000-2 12.8.3.3.2",
        build=lambda lab: signed(
            lab, archived_crls=[build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)])]
        ),
        expected=REVOKED,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_crls(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


UNUSABLE = {
    "crl-of-another-key-says-good": "signature_invalid",
    "crl-of-another-key-revokes": "signature_invalid",
    "crl-broken-signature": "signature_invalid",
    "crl-issuer-without-crl-sign": "key_usage_missing",
    "idp-only-ca-certificates": "crl_scope_ca_certificates",
    "idp-only-attribute-certificates": "crl_scope_attribute_certificates",
    "idp-only-some-reasons": "crl_reasons_partial",
    "idp-of-another-distribution-point": "crl_distribution_point_mismatch",
    "delta-crl-alone": "crl_delta_without_base",
    "crl-unknown-critical-extension": "crl_critical_extension_unknown",
}
"""Why the one CRL or OCSP response about the signer counts for nothing."""


@pytest.mark.parametrize(("name", "reason"), UNUSABLE.items(), ids=UNUSABLE)
def test_what_does_not_count_says_why(lab: Lab, name: str, reason: str) -> None:
    (wanted,) = (case for case in CASES if case.id == name)
    assert_unusable(wanted, lab, reason)
