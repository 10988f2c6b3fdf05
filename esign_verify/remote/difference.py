"""One value that differs, with what is needed to say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from esign_verify._frozen import frozen
from esign_verify.evidence import Outcome, TrustAnchor
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi, RemoteValue
from esign_verify.remote.wire_fields import Kind
from esign_verify.result import SignatureResult, SubIndication, VerificationResult

Reason = tuple[str, tuple[tuple[str, str], ...]]
"""A code (`crosscheck.<code>`) and its parameters."""

SAME_MOMENT = timedelta(days=1)
"""Verdicts asked for within a day of each other are verdicts of one moment."""

TIME_DEPENDENT = frozenset(
    {
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.NO_POE,
    }
)
"""Verdicts that another moment of asking may change."""

CURRENT_RULES = frozenset({"trust_anchor_current", "timestamp_certificate_current"})
"""Rules that look at the moment of the verdict, not at the time of signing. A signer's own
certificate that ended is none: servers too judge a time-stamped signature at its time."""


@frozen(kw_only=True)
class Context:
    """What holds for a whole comparison."""

    result: VerificationResult
    answer: RemoteAnswer
    asked_at: datetime
    other_anchors: Sequence[TrustAnchor]
    """bundled anchors that our verdict was not allowed to use"""

    @property
    def api(self) -> RemoteApi:
        return self.answer.api

    @property
    def other_moment(self) -> bool:
        return abs(self.asked_at - self.result.validation_time) > SAME_MOMENT


@frozen(kw_only=True)
class Difference:
    """One value of one signature."""

    name: str
    kind: Kind
    ours: RemoteValue
    theirs: RemoteValue
    own: Mapping[str, RemoteValue]
    """all values of our signature"""
    remote: Mapping[str, RemoteValue]
    signature: SignatureResult
    context: Context

    @property
    def last_name(self) -> str:
        """`id` of `certificateDetails[0].id`."""
        return self.name.rpartition(".")[2]


def expired_since(signature: SignatureResult) -> bool:
    """The signer's anchor or the proof of its time is past its end."""
    findings = (
        *signature.conclusion.findings,
        *(finding for stamp in signature.conclusion.timestamps for finding in stamp.findings),
    )
    return any(
        finding.rule in CURRENT_RULES and finding.outcome is Outcome.FAILED for finding in findings
    )
