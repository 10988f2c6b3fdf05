"""Which TSA certificates count, and when (attacks.md 3.2; RFC 3161 2.3 and 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from esign_verify.evidence import Outcome
from esign_verify.sandbox.revocation import (
    REASON_CERTIFICATE_HOLD,
    REASON_KEY_COMPROMISE,
)
from tests.attacks.builders import (
    GOOD_STAMP,
    Case,
    assert_case,
    bad_stamp,
    failed,
    open_,
    passed,
    token,
)
from tests.attacks.builders_pki import (
    JUDGED_AT,
    SIGNED_AT,
    Lab,
    extended,
    stamping,
)
from tests.attacks.builders_stamps import (
    AFTER,
    GEN_TIME,
    TIME_STAMPING_OID,
    TSA,
    invalid_at,
    of,
    plain,
    revoked,
    struck,
    tsa,
    usage,
)

AUTHORITIES = [
    tsa(
        "tsa-eku-not-critical",
        TSA,
        usage("tsa_extended_key_usage_not_critical"),
        extensions=[extended(TIME_STAMPING_OID)],
    ),
    tsa(
        "rfc3161-client-1.0.1-tsa-eku-missing",
        TSA,
        usage("tsa_extended_key_usage_missing"),
        extensions=[],
    ),
    tsa(
        "tsa-eku-extra",
        TSA,
        usage("tsa_extended_key_usage_not_alone"),
        extensions=[extended(TIME_STAMPING_OID, "1.3.6.1.5.5.7.3.4", critical=True)],
    ),
    tsa(
        "tsa-eku-any",
        TSA,
        usage("tsa_extended_key_usage_missing"),
        extensions=[extended("2.5.29.37.0", critical=True)],
    ),
    tsa(
        "sigstore-1416-tsa-is-a-ca",
        "sigstore timestamp-authority #1416; " + TSA,
        usage("tsa_certificate_is_ca"),
        ca=True,
        usage=("digital_signature", "key_cert_sign"),
    ),
    tsa(
        "tsa-usage-key-encipherment", TSA, usage("tsa_key_usage_unfit"), usage=("key_encipherment",)
    ),
    tsa("tsa-usage-none", TSA, GOOD_STAMP, usage=None),
    tsa(
        "tsa-expired-at-gen-time",
        GEN_TIME,
        invalid_at("certificate_expired"),
        not_after=SIGNED_AT - timedelta(days=20),
    ),
    tsa(
        "tsa-not-yet-valid-at-gen-time",
        GEN_TIME,
        invalid_at("certificate_not_yet_valid"),
        not_before=SIGNED_AT + timedelta(days=1),
    ),
    of(
        "tsa-expired-since",
        "EN 319 102-1 5.6: the proof was good, and was not renewed",
        GOOD_STAMP,
        lambda lab: token(stamping("Other TSA", lab.ca, not_after=SIGNED_AT + timedelta(days=20))),
        expected=passed("timestamp_certificate_expired_since"),
    ),
    of(
        "tsa-self-signed",
        "RFC 5280 6.1.1 (d)",
        bad_stamp(
            "INDETERMINATE",
            "NO_CERTIFICATE_CHAIN_FOUND",
            "timestamp_path",
            "self_signed_not_trusted",
        ),
        lambda lab: token(stamping("Mallory TSA", None)),
    ),
    of(
        "tsa-issued-by-a-signer",
        "RFC 5280 6.1.4 (k)",
        bad_stamp(
            "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "timestamp_path", "issuer_is_no_ca"
        ),
        lambda lab: token(stamping("Mallory TSA", lab.signer)),
    ),
    plain(
        "gen-time-in-the-future",
        "EN 319 102-1 5.4: no proof of anything yet",
        bad_stamp(
            "INDETERMINATE",
            "SIG_CONSTRAINTS_FAILURE",
            "timestamp_not_in_future",
            "timestamp_in_future",
        ),
        gen_time=JUDGED_AT + timedelta(days=300),
    ),
    of(
        "gen-time-before-the-signer-s-certificate",
        "EN 319 102-1 table 5, NOT_YET_VALID: proven to be older than its certificate",
        GOOD_STAMP,
        lambda lab: token(lab.tsa),
        expected=failed(
            "NOT_YET_VALID",
            "signing_certificate_validity",
            "certificate_not_yet_valid",
            "claimed_time_outside_certificate",
            integrity=Outcome.PASSED,
        ),
        by={"not_before": SIGNED_AT + timedelta(days=5)},
    ),
    of(
        "gen-time-after-the-signer-s-certificate",
        "attacks.md engine notes 1: a time-stamp after the end proves nothing for the signer",
        GOOD_STAMP,
        lambda lab: token(lab.tsa),
        expected=open_(
            "OUT_OF_BOUNDS_NO_POE",
            "signing_certificate_validity",
            "certificate_expired",
            "claimed_time_outside_certificate",
        ),
        by={"not_after": SIGNED_AT - timedelta(days=5)},
    ),
    of(
        "signer-expired-since-the-time-stamp",
        "EN 319 102-1 5.5.4: valid at the proven time",
        GOOD_STAMP,
        lambda lab: token(lab.tsa),
        expected=passed(),
        by={"not_after": SIGNED_AT + timedelta(days=5)},
    ),
]

REVOCATION = [
    struck("tsa-revoked-before", revoked("certificate_revoked"), SIGNED_AT - timedelta(days=1), 4),
    struck("tsa-superseded-after", GOOD_STAMP, AFTER, 4),
    struck("tsa-unspecified-after", GOOD_STAMP, AFTER, 0),
    struck(
        "tsa-key-compromise-after",
        revoked("certificate_key_doubtful"),
        AFTER,
        REASON_KEY_COMPROMISE,
    ),
    struck(
        "tsa-on-hold-after", revoked("certificate_key_doubtful"), AFTER, REASON_CERTIFICATE_HOLD
    ),
    struck("tsa-revoked-without-a-reason", revoked("certificate_key_doubtful"), AFTER, None),
    struck("tsa-ca-superseded-after", GOOD_STAMP, AFTER, 4, whom="ca"),
    struck(
        "tsa-ca-compromise-after",
        revoked("certificate_key_doubtful", "REVOKED_CA_NO_POE"),
        AFTER,
        2,
        whom="ca",
    ),
]

CASES = [*AUTHORITIES, *REVOCATION]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_tsa(case: Case, lab: Lab) -> None:
    assert_case(case, lab)
