"""One attack (or honest file), and the whole conclusion on every signature in it.

What is expected is the reading of ISO 32000-2 and of the papers that published the
attacks, written down before the code was asked.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

import pytest

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.evidence import Outcome
from esign_verify.result import (
    Conclusion,
    DocumentConclusion,
    DocumentTimestampResult,
    Indication,
    SignatureResult,
    SubIndication,
    TimestampConclusion,
)
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pki import SandboxPki
from tests.conftest import NOW

SECONDS = 10
"""The last line only: work is bounded by named limits, which say so themselves."""

REMARKS = ("overlay", "xfa_form")
"""Rules about the document's look that do not decide: what they find is compared too."""


class Verdict(NamedTuple):
    """Indication, sub-indication, deciding rule and its reason; (rule, reason) of remarks."""

    indication: Indication
    sub_indication: SubIndication | None
    rule: str
    reason: str
    remarks: tuple[tuple[str, str], ...] = ()


PASSED = Verdict(Indication.TOTAL_PASSED, None, "", "")
COVERED = PASSED._replace(remarks=(("overlay", "covers_page_content"),))
"""intact; something that was added later lies over what the signer saw"""

UNREADABLE_BELOW = PASSED._replace(remarks=(("overlay", "page_content_unreadable"),))
"""the same, where nobody can tell within the limits what lies below"""


def failed(rule: str, reason: str) -> Verdict:
    return Verdict(Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, rule, reason)


ALTERED = failed("modifications", "document_altered")
FORBIDDEN = failed("modifications", "modification_forbidden")
LOCKED = failed("modifications", "field_locked")
TRAILING = failed("modifications", "unexplained_trailing_bytes")
STRIPPED = failed("signature_reachable", "signature_stripped")
HASH_FAILURE = Verdict(
    Indication.TOTAL_FAILED, SubIndication.HASH_FAILURE, "message_digest", "digest_mismatch"
)
UNTRUSTED = Verdict(
    Indication.INDETERMINATE,
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    "certification_path",
    "self_signed_not_trusted",
)
"""its chain ends at a root that nobody trusts"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """`id`: the attack or clause. `source`: one line of provenance."""

    id: str
    source: str
    build: Callable[[SandboxPki], bytes]
    signatures: Mapping[str, Verdict]
    """by field name; several names of one signature are joined by `+`"""
    timestamps: Mapping[str, Verdict] | None = None
    """of document time-stamps"""
    document: DocumentConclusion | None = None
    """where it does not follow from `signatures`"""
    password: str | None = None


def almost_passing(
    name: str,
    build: Callable[[SandboxPki], bytes],
    source: str,
    *names: str,
    first: Verdict = PASSED,
) -> Case:
    """Every signature passes, but for the `first` one."""
    verdicts = dict.fromkeys(names or ("Signature1",), PASSED)
    verdicts["Signature1"] = first
    return Case(id=name, source=source, build=build, signatures=verdicts)


Seen = tuple[DocumentConclusion, list[tuple[str, Verdict]], list[tuple[str, Verdict]]]


def judge(case: Case, sandbox: Sandbox) -> VerificationResult:
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    data = case.build(sandbox.pki)
    with seconds(SECONDS):
        return verify(data, trust=trust, at=NOW, password=case.password)


def check(case: Case, sandbox: Sandbox, still_open: Mapping[str, str]) -> None:
    """The whole conclusion is as expected; of a case in `still_open` it is not, strictly."""
    found = seen(judge(case, sandbox))
    if case.id in still_open:
        assert found != expected(case), f"{case.id} is right now: take it out of OPEN"
    else:
        assert found == expected(case), case.source


def cases(listed: list[Case]) -> pytest.MarkDecorator:
    names = [case.id for case in listed]
    assert len(set(names)) == len(names)
    return pytest.mark.parametrize("case", listed, ids=names)


def expected(case: Case) -> Seen:
    return (
        case.document or _worst([verdict.indication for verdict in case.signatures.values()]),
        sorted(case.signatures.items()),
        sorted((case.timestamps or {}).items()),
    )


def _worst(indications: list[Indication]) -> DocumentConclusion:
    if Indication.TOTAL_FAILED in indications:
        return DocumentConclusion.INVALID
    if Indication.INDETERMINATE in indications:
        return DocumentConclusion.WARNING
    return DocumentConclusion.VALID if indications else DocumentConclusion.NO_SIGNATURE


def seen(result: VerificationResult) -> Seen:
    return (
        result.conclusion,
        sorted((_names(entry), _verdict(entry.conclusion)) for entry in result.signatures),
        sorted((_names(entry), _verdict(entry.conclusion)) for entry in result.document_timestamps),
    )


def _names(entry: SignatureResult | DocumentTimestampResult) -> str:
    return "+".join(entry.evidence.field.names)


def _verdict(conclusion: Conclusion | TimestampConclusion) -> Verdict:
    bad = [finding for finding in conclusion.findings if finding.outcome is not Outcome.PASSED]
    return Verdict(
        conclusion.indication,
        conclusion.sub_indication,
        conclusion.rule,
        next((finding.reason for finding in bad if finding.rule == conclusion.rule), ""),
        tuple((finding.rule, finding.reason) for finding in bad if finding.rule in REMARKS),
    )


@contextmanager
def seconds(limit: float) -> Iterator[None]:
    """Fails after `limit` seconds of this process's own time, however busy the machine is."""

    def stop(_signal: int, _frame: object) -> NoReturn:
        raise TimeoutError(f"took longer than {limit} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
