"""Holds (RFC 5280 5.3.1, EN 319 102-1 5.2.6.4) and keys of doubt (RFC 3161 4), on evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from esign_verify.evidence import Outcome, RevocationEvidence
from esign_verify.result import SubIndication
from tests.factories import STAMPED_AT
from tests.policy.verdicts import (
    PASSED,
    TSA,
    good,
    indeterminate,
    judge,
    revoked,
    signature,
    stamp,
    verdict,
    with_path,
)

DAY = timedelta(days=1)
ON_HOLD = indeterminate(SubIndication.TRY_LATER, "not_revoked")
REVOKED = indeterminate(SubIndication.REVOKED_NO_POE, "not_revoked")


def hold(days: int = -1, *, seen: int = 0) -> RevocationEvidence:
    """On hold since so many days from the time-stamp, as reported on the day `seen`."""
    return revoked(days, revocation_reason="certificateHold", this_update=STAMPED_AT + seen * DAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([hold()], ON_HOLD, id="on-hold"),
        pytest.param([hold(seen=-2), good()], PASSED, id="lifted-before-the-proven-time"),
        pytest.param([good(), hold(seen=-2)], PASSED, id="the-order-of-the-data-is-no-order"),
        pytest.param(
            [hold(seen=-2), good(this_update=STAMPED_AT + DAY)],
            ON_HOLD,
            id="lifted-after-the-proven-time",
        ),
        pytest.param([good(this_update=STAMPED_AT - DAY), hold()], ON_HOLD, id="good-before-it"),
        pytest.param([good(), hold()], ON_HOLD, id="good-at-the-same-moment"),
        pytest.param([hold(1, seen=2)], PASSED, id="on-hold-since"),
        pytest.param([hold(), revoked(-1)], REVOKED, id="revoked-for-good-too"),
        pytest.param(
            [revoked(-1, this_update=STAMPED_AT - DAY), good()],
            REVOKED,
            id="what-is-revoked-stays-revoked",
        ),
    ],
)
def test_a_hold_counts_until_a_later_answer_lifts_it(
    facts: list[RevocationEvidence], expected: object
) -> None:
    assert verdict(judge(with_path(revocation=tuple(facts)))) == expected


@pytest.mark.parametrize(
    ("reason", "usable"),
    [
        ("unspecified", True),
        ("affiliationChanged", True),
        ("superseded", True),
        ("cessationOfOperation", True),
        ("", False),
        ("keyCompromise", False),
        ("cACompromise", False),
        ("certificateHold", False),
        ("privilegeWithdrawn", False),
    ],
)
def test_tokens_outlive_a_key_only_where_a_harmless_reason_is_stated(
    reason: str, usable: bool
) -> None:
    """RFC 3161 4 (1), (2): revoked ten days after genTime."""
    own = revoked(10, revocation_reason=reason, certificate_sha256=TSA.sha256)
    base = stamp()
    token = replace(base, path=replace(base.path, revocation=(own,)))
    conclusion = judge(replace(signature(), timestamps=(token,)))
    (found,) = conclusion.timestamps
    reasons = [f.reason for f in found.findings if f.outcome is not Outcome.PASSED]
    assert reasons == ([] if usable else ["certificate_key_doubtful"])
    assert found.rule == ("" if usable else "timestamp_not_revoked")
