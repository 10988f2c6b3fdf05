"""The verdict on the document, the facts of the file and the check, and what must be renewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esign_verify.evidence import CertificateEvidence, PathEvidence, TrustAnchor
from esign_verify.messages import safe_text
from esign_verify.render.html_limits import MAX_REPORT_LIVES
from esign_verify.render.html_reader import Moment, Reader
from esign_verify.render.names import certification_path, role_of
from esign_verify.result import DocumentConclusion, VerificationResult

TONES = {
    DocumentConclusion.VALID: "good",
    DocumentConclusion.WARNING: "doubt",
    DocumentConclusion.INVALID: "bad",
    DocumentConclusion.NO_SIGNATURE: "plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The first thing on the page."""

    word: str
    """the one word, in the reader's language"""
    code: str
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`mono`: digits and codes to be compared by eye."""

    label: str
    value: str
    mono: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A certificate whose end ends a proof."""

    name: str
    role: str
    until: Moment | None


def verdict(result: VerificationResult, reader: Reader) -> Verdict:
    code = result.conclusion.value
    return Verdict(
        word=reader.text(f"report.word_{code}"),
        code=code,
        tone=TONES[result.conclusion],
        sentence=reader.text(f"conclusion.{code}"),
    )


def file_facts(result: VerificationResult, reader: Reader) -> tuple[Fact, ...]:
    """What an auditor writes down of the file and of the check."""
    document = result.document
    dss = document.dss

    def fact(label: str, value: str, *, mono: bool = False) -> Fact:
        return Fact(label=reader.text(label), value=value, mono=mono)

    stores = safe_text(", ".join(result.trust_stores)) or reader.text("label.none")
    yes_no = reader.text("report.yes" if document.encrypted else "report.no")
    return (
        fact("label.file", safe_text(result.file_name) or reader.text("label.unnamed")),
        fact("label.size", reader.text("label.bytes", size=reader.number(document.size))),
        fact("label.sha256", document.sha256, mono=True),
        fact("label.pdf_version", safe_text(document.pdf_version)),
        fact("report.encrypted", yes_no),
        fact("label.revisions", reader.number(len(document.revisions))),
        fact("report.signature_count", reader.number(len(result.signatures))),
        fact("report.timestamp_count", reader.number(len(result.document_timestamps))),
        fact("report.empty_fields", reader.join(document.empty_fields) or "0"),
        fact(
            "report.archive_data",
            _archive_data(result, reader) if dss else reader.text("report.no"),
        ),
        fact("label.validation_time", reader.sentence(result.validation_time)),
        fact("label.policy", safe_text(result.policy)),
        fact("label.trust_stores", stores),
        fact("label.tool", f"esign-verify {safe_text(result.tool_version)}"),
    )


def _archive_data(result: VerificationResult, reader: Reader) -> str:
    dss = result.document.dss
    assert dss is not None
    return reader.text(
        "report.dss",
        certificates=len(dss.certificates),
        crls=sum(item.kind == "crl" for item in dss.revocation),
        ocsp=sum(item.kind == "ocsp" for item in dss.revocation),
    )


def expiries(result: VerificationResult, reader: Reader) -> tuple[Expiry, ...]:
    """Time-stamping and authority certificates by the day they end: when to re-timestamp."""
    found: dict[str, tuple[str, CertificateEvidence | TrustAnchor]] = {}
    for leaf, path in _paths(result):
        for index, item in enumerate(certification_path(path.certificates, path.trust_anchor)):
            found.setdefault(item.sha256, (role_of(item, index, path, leaf), item))
    ordered = sorted(found.values(), key=lambda pair: (pair[1].not_after, pair[1].sha256))
    return tuple(
        Expiry(
            name=reader.name(item.common_name),
            role=reader.text(f"report.role_{role}"),
            until=reader.moment(item.not_after),
        )
        for role, item in ordered[:MAX_REPORT_LIVES]
    )


def _paths(result: VerificationResult) -> Iterator[tuple[str, PathEvidence]]:
    """Every path of the document, with the role of its leaf; time-stamps first."""
    for entry in result.document_timestamps:
        stamp = entry.evidence.document_timestamp
        if stamp is not None and stamp.path is not None:
            yield "tsa", stamp.path
    for signature in result.signatures:
        for stamp in signature.evidence.timestamps:
            if stamp.path is not None:
                yield "tsa", stamp.path
        if signature.evidence.path is not None:
            yield "signer", signature.evidence.path
