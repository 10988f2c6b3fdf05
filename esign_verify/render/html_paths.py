"""Certification paths as a drawing is made of them: from the anchor down to the signer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esign_verify.evidence import (
    CertificateEvidence,
    Outcome,
    PathEvidence,
    RevocationEvidence,
    TrustAnchor,
)
from esign_verify.messages import safe_text
from esign_verify.render import words
from esign_verify.render.html_evidence import revocation_line
from esign_verify.render.html_limits import (
    MAX_REPORT_NAME,
    MAX_REPORT_PLACES,
    MAX_REPORT_REVOCATION,
    MAX_REPORT_TIMESTAMPS,
)
from esign_verify.render.html_reader import Moment, Reader
from esign_verify.render.html_signers import in_full, tone_of
from esign_verify.render.names import certification_path, role_of
from esign_verify.result import VerificationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One certificate of a path, or its anchor."""

    role: str
    name: str
    organization: str
    valid_from: Moment | None
    valid_until: Moment | None
    sha256: str
    revocation: tuple[str, ...]
    more_revocation: int
    problems: tuple[str, ...]
    """constraints of RFC 5280 that it does not meet"""
    provenance: str
    """of an anchor: where the pinned fact comes from"""
    confidence: str
    store: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """One path. `links`: the anchor first, where there is one."""

    title: str
    tone: str
    verdict: str
    reason: str
    links: tuple[Link, ...]
    same_as: str
    """title of the path that went through the same certificates; then without links"""
    at: Moment | None
    unreadable: int
    """CRLs and OCSP responses that cannot be read"""


def all_paths(result: VerificationResult, reader: Reader, details: int) -> list[PathView]:
    """Of the first `details` signatures and its time-stamps, then of document time-stamps.

    A path through the same certificates as one before it is drawn once.
    """
    shown: dict[tuple[str, ...], str] = {}
    views = []
    for path, title, leaf in _titled(result, reader, details):
        links = certification_path(path.certificates, path.trust_anchor) if path else []
        key = tuple(item.sha256 for item in links)
        view = _path(path, title, leaf, reader, same_as=shown.get(key, "") if key else "")
        shown.setdefault(key, title)
        views.append(view)
    return views


def _titled(
    result: VerificationResult, reader: Reader, details: int
) -> Iterator[tuple[PathEvidence | None, str, str]]:
    """Path, title, and the role of its leaf."""
    for number, signature in in_full(result, details):
        name = words.signer(signature, reader.lang)
        title = reader.text("report.path_of", number=number, name=name)
        yield signature.evidence.path, title, "signer"
        stamps = signature.evidence.timestamps[:MAX_REPORT_TIMESTAMPS]
        for index, stamp in enumerate(stamps, start=1):
            kind = reader.text(f"report.token_{stamp.kind.value}", number=index)
            title = reader.text("report.token_of", token=kind, number=number)
            yield stamp.path, title, "tsa"
    for number, entry in enumerate(result.document_timestamps[:MAX_REPORT_PLACES], start=1):
        token = entry.evidence.document_timestamp
        title = reader.text("report.token_document-time-stamp", number=number)
        yield token.path if token else None, title, "tsa"


def _path(
    path: PathEvidence | None, title: str, leaf: str, reader: Reader, *, same_as: str
) -> PathView:
    if path is None:
        return PathView(
            title=title,
            tone="doubt",
            verdict=reader.text("report.path_none"),
            reason=reader.text("reason.no_signing_certificate"),
            links=(),
            same_as="",
            at=None,
            unreadable=0,
        )
    anchor = path.trust_anchor
    items = [] if same_as else certification_path(path.certificates, anchor)
    links = [_link(item, index, path, leaf, reader) for index, item in enumerate(items)]
    end = safe_text(anchor.common_name, MAX_REPORT_NAME) if anchor else ""
    return PathView(
        title=title,
        tone=tone_of(path.found.outcome),
        verdict=reader.text(f"report.path_{path.found.outcome.value}", anchor=end),
        reason=reader.reason(path.found),
        links=tuple(reversed(links)),
        same_as=same_as,
        at=reader.moment(path.at),
        unreadable=path.unreadable_revocation,
    )


def _link(
    item: CertificateEvidence | TrustAnchor,
    index: int,
    path: PathEvidence,
    leaf: str,
    reader: Reader,
) -> Link:
    anchor = path.trust_anchor
    revocation = [entry for entry in path.revocation if entry.certificate_sha256 == item.sha256]
    shown = revocation[:MAX_REPORT_REVOCATION]
    role = role_of(item, index, path, leaf)
    pinned = anchor if role == "anchor" else None
    return Link(
        role=reader.text(f"report.role_{role}"),
        name=reader.name(item.common_name),
        organization=_organization(item),
        valid_from=reader.moment(item.not_before),
        valid_until=reader.moment(item.not_after),
        sha256=item.sha256,
        revocation=tuple(_revocation(entry, reader) for entry in shown),
        more_revocation=len(revocation) - len(shown),
        problems=_problems(path, item.sha256, reader),
        provenance=safe_text(pinned.provenance, 1000) if pinned else "",
        confidence=safe_text(pinned.confidence) if pinned else "",
        store=safe_text(pinned.store) if pinned else "",
    )


def _organization(item: CertificateEvidence | TrustAnchor) -> str:
    if isinstance(item, CertificateEvidence):
        return safe_text(item.organization, MAX_REPORT_NAME)
    named = (a.value for rdn in item.subject for a in rdn if a.oid == "2.5.4.10")
    return safe_text(next(named, ""), MAX_REPORT_NAME)


def _revocation(item: RevocationEvidence, reader: Reader) -> str:
    """What the source says; why it does not count, where it does not."""
    line = revocation_line(item, reader)
    if item.usable.outcome is Outcome.PASSED:
        return line
    return f"{line}. {reader.text('report.not_usable')} {reader.reason(item.usable)}"


def _problems(path: PathEvidence, sha256: str, reader: Reader) -> tuple[str, ...]:
    found = dict.fromkeys(
        item.check
        for item in path.checks
        if item.certificate_sha256 == sha256 and item.check.outcome is not Outcome.PASSED
    )
    return tuple(reader.reason(check) for check in list(found)[:MAX_REPORT_PLACES])
