"""Which OCSP responses count (attacks.md 3.2; RFC 6960).

Under `standard` missing or stale data is a warning, under `strict` it is INDETERMINATE
TRY_LATER.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from esign_verify.sandbox import der
from esign_verify.sandbox.revocation import (
    extension,
    ocsp_error,
)
from tests.attacks.builders import (
    Case,
    assert_case,
    passed,
)
from tests.attacks.builders_pki import (
    JUDGED_AT,
    OCSP_SIGNING,
    SIGNED_AT,
    Lab,
    authority,
    issue,
    unknown_critical,
)
from tests.attacks.builders_revocation import (
    ABSENT,
    BEFORE,
    FRESHNESS,
    NO_POE,
    OLD,
    OLD_WARNING,
    RESPONDER,
    REVOKED,
    STALE,
    Data,
    assert_unusable,
    case,
    later,
    ocsp_case,
    own_answer,
    responder,
)

CASES = [
    ocsp_case("control-ocsp-direct", RESPONDER, passed(), by=lambda lab: lab.ca),
    ocsp_case("control-ocsp-delegated", RESPONDER, passed()),
    ocsp_case("ocsp-revoked", NO_POE, REVOKED, revoked=BEFORE),
    ocsp_case(
        "ocsp-responder-without-purpose",
        RESPONDER + ": id-kp-OCSPSigning",
        passed(),
        ABSENT,
        by=lambda lab: responder(lab, extensions=[]),
    ),
    ocsp_case(
        "ocsp-responder-of-another-ca",
        RESPONDER + ": issued by the CA itself",
        passed(),
        ABSENT,
        by=lambda lab: issue("OCSP", authority("Other CA", lab.root), extensions=[OCSP_SIGNING]),
    ),
    ocsp_case(
        "ocsp-responder-self-signed",
        RESPONDER,
        passed(),
        ABSENT,
        by=lambda lab: issue("Lab OCSP", None, key="ec stranger", extensions=[OCSP_SIGNING]),
    ),
    Case(
        id="ocsp-signed-by-the-signer-itself",
        provenance=RESPONDER + "; its certificate even has the purpose",
        build=own_answer,
        expected=passed(),
        strict=ABSENT,
    ),
    ocsp_case(
        "ocsp-responder-expired-when-it-answered",
        RESPONDER,
        passed(),
        ABSENT,
        by=lambda lab: responder(lab, not_after=SIGNED_AT),
    ),
    ocsp_case(
        "ocsp-responder-unknown-critical-extension",
        "RFC 5280 4.2",
        passed(),
        ABSENT,
        by=lambda lab: responder(lab, extensions=[OCSP_SIGNING, unknown_critical()]),
    ),
    ocsp_case(
        "CVE-2026-58062-ocsp-of-another-serial-number",
        "BouncyCastle did not bind the answer; RFC 6960 4.1.1",
        passed(),
        ABSENT,
        serial_number=4711,
    ),
    ocsp_case(
        "ocsp-unknown",
        "RFC 6960 2.2: unknown is no good",
        passed("revocation_status_unknown"),
        later("revocation_status_unknown"),
        unknown=True,
    ),
    ocsp_case(
        "ocsp-stale", FRESHNESS, OLD_WARNING, OLD, at=STALE, next_update=STALE + timedelta(days=60)
    ),
    ocsp_case("ocsp-without-next-update-old", FRESHNESS, OLD_WARNING, OLD, at=BEFORE),
    ocsp_case("ocsp-with-next-update", FRESHNESS, passed(), at=BEFORE, next_update=JUDGED_AT),
    ocsp_case("ocsp-broken-signature", RESPONDER, passed(), ABSENT, corrupt_signature=True),
    ocsp_case("ocsp-with-nonce", "RFC 8954, attacks.md 3.2 recipe", passed(), nonce=True),
    ocsp_case(
        "ocsp-sha256-cert-id", "RFC 6960 4.1.1, attacks.md 3.2 recipe", passed(), digest="sha256"
    ),
    ocsp_case(
        "ocsp-unknown-critical-extension",
        "RFC 6960 4.4",
        passed(),
        ABSENT,
        extensions=[extension("1.3.6.1.4.1.99999.1", der.NULL, critical=True)],
    ),
    case(
        "ocsp-try-later",
        "RFC 6960 2.3: an error is no answer",
        lambda lab: Data([], [ocsp_error(3)]),
        passed(),
        ABSENT,
    ),
    case(
        "ocsp-garbage",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([], [b"\x30\x03garbage"]),
        passed(),
        ABSENT,
    ),
    ocsp_case(
        "crl-good-ocsp-revoked",
        NO_POE + "; the worse answer wins",
        REVOKED,
        crl=True,
        revoked=BEFORE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_ocsp(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


UNUSABLE = {
    "ocsp-responder-without-purpose": "ocsp_responder_not_authorised",
    "ocsp-responder-of-another-ca": "ocsp_responder_of_other_issuer",
    "ocsp-responder-self-signed": "ocsp_responder_of_other_issuer",
    "ocsp-signed-by-the-signer-itself": "ocsp_responder_is_subject",
    "ocsp-responder-expired-when-it-answered": "ocsp_responder_not_valid",
    "ocsp-responder-unknown-critical-extension": "critical_extension_unknown",
    "ocsp-broken-signature": "signature_invalid",
    "ocsp-unknown-critical-extension": "ocsp_critical_extension_unknown",
    "ocsp-try-later": "ocsp_not_successful",
}
"""Why the one CRL or OCSP response about the signer counts for nothing."""


@pytest.mark.parametrize(("name", "reason"), UNUSABLE.items(), ids=UNUSABLE)
def test_what_does_not_count_says_why(lab: Lab, name: str, reason: str) -> None:
    (wanted,) = (case for case in CASES if case.id == name)
    assert_unusable(wanted, lab, reason)
