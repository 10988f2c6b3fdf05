"""When a certificate was revoked and when signed (attacks.md 3.2; EN 319 102-1 5.2.6, 5.5).

Under `standard` missing or stale data is a warning, under `strict` it is INDETERMINATE
TRY_LATER.
"""

from __future__ import annotations

import pytest

from esign_verify.evidence import Outcome
from esign_verify.sandbox.revocation import (
    REASON_CERTIFICATE_HOLD,
    REASON_KEY_COMPROMISE,
    build_crl,
    build_ocsp,
)
from tests.attacks.builders import (
    GOOD_STAMP,
    Case,
    assert_case,
    failed,
    judge,
    passed,
    signed,
)
from tests.attacks.builders_pki import (
    Lab,
)
from tests.attacks.builders_revocation import (
    AFTER,
    BEFORE,
    CA_REVOKED,
    FRESH,
    NO_POE,
    ON_HOLD,
    PAST,
    REVOKED,
    SINCE,
    STALE,
    Data,
    after_content_timestamp,
    ca_revoked,
    case,
    crl_case,
    document,
    entry,
    revoking,
)

CASES = [
    crl_case("control-crl", "a good and fresh CRL", passed()),
    case("revoked-before-signing", NO_POE, revoking(BEFORE), REVOKED),
    case(
        "revoked-before-the-time-stamp",
        NO_POE + ": a time-stamp says when it existed, not when it was made",
        revoking(BEFORE),
        REVOKED,
        stamped=True,
    ),
    Case(
        id="revoked-before-a-content-time-stamp",
        provenance="EN 319 102-1 table 5: proof that the signature was made after the revocation",
        build=after_content_timestamp,
        expected=failed("REVOKED", "not_revoked", "certificate_revoked", integrity=Outcome.PASSED),
        stamps=(GOOD_STAMP, GOOD_STAMP),
        time_source="signature-time-stamp",
    ),
    case("revoked-after-signing-without-time-stamp", NO_POE, revoking(AFTER), REVOKED),
    case("revoked-after-the-time-stamp", PAST, revoking(AFTER), SINCE, stamped=True),
    case(
        "key-compromise-after-the-time-stamp",
        PAST,
        revoking(AFTER, reason=REASON_KEY_COMPROMISE),
        SINCE,
        stamped=True,
    ),
    case(
        "key-compromise-invalid-before-the-time-stamp",
        "RFC 5280 5.3.2: the invalidity date lies before",
        revoking(AFTER, reason=REASON_KEY_COMPROMISE, invalidity_date=BEFORE),
        REVOKED,
        stamped=True,
    ),
    case(
        "revoked-by-a-stale-crl",
        "RFC 5280 5.3: what is revoked stays revoked",
        lambda lab: Data([build_crl(lab.ca, STALE, revoked=[entry(lab, STALE)])]),
        REVOKED,
    ),
    case(
        "revoked-for-a-reason-that-is-not-defined",
        "RFC 5280 5.3.1: CRLReason 7 is not used; the entry revokes all the same",
        revoking(BEFORE, reason=7),
        REVOKED,
    ),
    case(
        "ocsp-revoked-for-a-reason-that-is-not-defined",
        "RFC 5280 5.3.1, RFC 6960 4.2.1",
        lambda lab: Data(
            [], [build_ocsp(lab.signer, lab.ocsp, FRESH, revoked=entry(lab, BEFORE, reason=7))]
        ),
        REVOKED,
    ),
    case(
        "revoked-without-a-reason",
        "RFC 5280 5.3.1: the reason is optional",
        revoking(BEFORE, reason=None),
        REVOKED,
    ),
    Case(
        id="ca-revoked",
        provenance=NO_POE,
        build=lambda lab: document(lab, Data([build_crl(lab.ca, FRESH)]), ca_crl=ca_revoked(lab)),
        expected=CA_REVOKED,
        strict=CA_REVOKED,
    ),
    Case(
        id="ca-revoked-after-the-time-stamp-superseded",
        provenance=PAST,
        build=lambda lab: document(
            lab, Data([build_crl(lab.ca, FRESH)]), ca_crl=ca_revoked(lab), stamped=True
        ),
        expected=SINCE,
        stamps=(GOOD_STAMP,),
        time_source="signature-time-stamp",
    ),
    case(
        "on-hold",
        "EN 319 102-1 5.2.6.4: on hold is TRY_LATER, not revoked",
        revoking(BEFORE, reason=REASON_CERTIFICATE_HOLD),
        ON_HOLD,
    ),
    case(
        "on-hold-lifted",
        "RFC 5280 5.3.1: a later CRL no longer lists it; the old one anyone can embed",
        lambda lab: Data(
            [
                build_crl(
                    lab.ca, AFTER, revoked=[entry(lab, AFTER, reason=REASON_CERTIFICATE_HOLD)]
                ),
                build_crl(lab.ca, FRESH),
            ]
        ),
        passed(),
    ),
    case(
        "on-hold-again",
        "RFC 5280 5.3.1: the later of two CRLs has it on hold",
        lambda lab: Data(
            [
                build_crl(lab.ca, AFTER),
                build_crl(
                    lab.ca, FRESH, revoked=[entry(lab, FRESH, reason=REASON_CERTIFICATE_HOLD)]
                ),
            ]
        ),
        ON_HOLD,
    ),
    case(
        "revoked-and-then-no-longer-listed",
        "RFC 5280 5.3.1: only a hold can be lifted",
        lambda lab: Data(
            [build_crl(lab.ca, AFTER, revoked=[entry(lab, AFTER)]), build_crl(lab.ca, FRESH)]
        ),
        REVOKED,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_revocation(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


def test_junk_in_the_security_store_is_said_of_the_document(lab: Lab) -> None:
    """Garbage certificates, CRLs and OCSP responses: one finding, and nothing else changes."""
    clean = {"crls": [build_crl(lab.root, FRESH), build_crl(lab.ca, FRESH)]}
    dirty = {
        "certificates": [b"garbage", b"\x30\x82\xff\xff"],
        "crls": [*clean["crls"], b"", b"\x30\x80"],
        "ocsps": [b"garbage", b"\x30\x00"],
    }
    one, other = (judge(signed(lab, dss=dss), lab) for dss in (clean, dirty))
    assert other.signatures[0].conclusion.indication == one.signatures[0].conclusion.indication
    reasons = [(f.rule, f.level, f.reason) for f in other.document_findings if f.reason]
    assert reasons == [("security_store", "INFORM", "security_store_junk")]
    assert [f.reason for f in one.document_findings if f.reason] == []
