"""The document in time: its revisions in their order, and moments and lives on a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from esign_verify.evidence import CertificateEvidence, TrustAnchor
from esign_verify.render import words
from esign_verify.render.html_limits import MAX_REPORT_EVENTS, MAX_REPORT_LIVES
from esign_verify.render.html_reader import Moment, Reader
from esign_verify.render.names import certification_path
from esign_verify.render.wire import signing_certificate
from esign_verify.result import Indication, TimeSource, VerificationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One moment of the document's life. `kind`: claimed, proven, stamp, check."""

    at: datetime
    kind: str
    mark: str
    """short name on the drawing: `1`, `T1`, …"""
    text: str
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A certificate's validity."""

    name: str
    start: datetime
    end: datetime
    valid_from: Moment | None
    valid_until: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """In the order of time; `more_*`: how many are not shown."""

    events: tuple[Event, ...]
    more_events: int
    lives: tuple[Life, ...]
    more_lives: int
    start: datetime
    end: datetime


def timeline(result: VerificationResult, reader: Reader) -> Timeline:
    """The moments of signing and stamping, the lives of certificates, the verdict's moment.

    The line spans the events and the signers' certificates; authorities live longer,
    and drawing all of their lives would leave no room for the rest.
    """
    happened = sorted(_happened(result))
    events = [_event(item, result, reader) for item in happened[: MAX_REPORT_EVENTS - 1]]
    # the moment of the check is always shown
    check = _event(_Happening(result.validation_time, "check", 0), result, reader)
    certificates = _certificates(result)
    leaves = [
        certificate
        for signature in result.signatures[:MAX_REPORT_EVENTS]
        if (certificate := signing_certificate(signature.evidence)) is not None
    ]
    moments = [event.at for event in (*events, check)]
    moments += [moment for item in leaves for moment in (item.not_before, item.not_after)]
    start, end = _span(moments, result.validation_time)
    return Timeline(
        events=tuple(sorted((*events, check), key=lambda event: event.at)),
        more_events=len(happened) - len(events),
        lives=tuple(_life(item, reader) for item in certificates[:MAX_REPORT_LIVES]),
        more_lives=max(0, len(certificates) - MAX_REPORT_LIVES),
        start=start,
        end=end,
    )


def _span(moments: list[datetime], now: datetime) -> tuple[datetime, datetime]:
    """A little more than from the first to the last; a date that cannot be is left out."""
    near = timedelta(days=365 * 40)
    kept = [moment for moment in moments if abs(moment - now) < near] or [now]
    start, end = min(kept), max(kept)
    margin = max((end - start) / 40, timedelta(days=2))
    return start - margin, end + margin


class _Happening(NamedTuple):
    """An event before it is put in words; sorts by time, then kind, then number."""

    at: datetime
    kind: str
    """`claimed`, `proven`: of a signature; `stamp`, `unproven`: document time-stamp; `check`"""
    number: int


def _happened(result: VerificationResult) -> Iterator[_Happening]:
    """Every moment that a signature or a document time-stamp states or proves."""
    for number, signature in enumerate(result.signatures, start=1):
        claimed = signature.evidence.field.claimed_signing_time
        if claimed is not None:
            yield _Happening(claimed, "claimed", number)
        conclusion = signature.conclusion
        if conclusion.time_source is not TimeSource.VALIDATION_TIME:
            yield _Happening(conclusion.best_signature_time, "proven", number)
    for number, entry in enumerate(result.document_timestamps, start=1):
        token = entry.evidence.document_timestamp
        if token is not None and token.gen_time is not None:
            proven = entry.conclusion.indication is Indication.TOTAL_PASSED
            yield _Happening(token.gen_time, "stamp" if proven else "unproven", number)


def _event(item: _Happening, result: VerificationResult, reader: Reader) -> Event:
    kind, number = item.kind, item.number
    signed = kind in ("claimed", "proven")
    name = words.signer(result.signatures[number - 1], reader.lang) if signed else ""
    return Event(
        at=item.at,
        kind="claimed" if kind == "unproven" else kind,
        mark="" if kind == "check" else str(number) if signed else f"T{number}",
        text=reader.text(f"report.event_{kind}", number=number, name=name),
        moment=reader.moment(item.at),
    )


def _certificates(result: VerificationResult) -> list[CertificateEvidence | TrustAnchor]:
    """Signers first, then time-stamping authorities, then what stands above them."""
    leaves: dict[str, CertificateEvidence | TrustAnchor] = {}
    above: dict[str, CertificateEvidence | TrustAnchor] = {}
    for signature in result.signatures:
        certificate = signing_certificate(signature.evidence)
        if certificate is not None:
            leaves.setdefault(certificate.sha256, certificate)
    stamps = [stamp for s in result.signatures for stamp in s.evidence.timestamps]
    stamps += [
        entry.evidence.document_timestamp
        for entry in result.document_timestamps
        if entry.evidence.document_timestamp is not None
    ]
    for stamp in stamps:
        tsa = stamp.cms.signing_certificate
        if tsa is not None:
            leaves.setdefault(tsa.sha256, tsa)
    paths = [signature.evidence.path for signature in result.signatures]
    for path in (*paths, *(stamp.path for stamp in stamps)):
        if path is not None:
            for item in certification_path(path.certificates, path.trust_anchor):
                above.setdefault(item.sha256, item)
    return list((leaves | above).values())


def _life(item: CertificateEvidence | TrustAnchor, reader: Reader) -> Life:
    return Life(
        name=reader.name(item.common_name),
        start=item.not_before,
        end=item.not_after,
        valid_from=reader.moment(item.not_before),
        valid_until=reader.moment(item.not_after),
    )
