"""Every certificate of the document with what it says of itself, and where else to look it up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from esign_verify.evidence import CertificateEvidence, Name
from esign_verify.limits import (
    MAX_REPORT_CERTIFICATES,
    MAX_REPORT_NAME,
    MAX_REPORT_PLACES,
    MAX_REPORT_VALUE,
)
from esign_verify.messages import safe_text
from esign_verify.render.html_reader import Reader
from esign_verify.render.names import decimal, rfc2253
from esign_verify.result import VerificationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """`facts`: label, value, and whether the value is digits to compare by eye."""

    name: str
    anchor: str
    facts: tuple[tuple[str, str, bool], ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    shown: tuple[CertificateView, ...]
    left_out: int


def certificates(result: VerificationResult, reader: Reader) -> Certificates:
    """Those of paths and signatures first, in the order of signing; then the others embedded."""
    found: dict[str, CertificateEvidence] = {}
    for item in _all(result):
        found.setdefault(item.sha256, item)
    items = list(found.values())
    shown = items[:MAX_REPORT_CERTIFICATES]
    return Certificates(
        shown=tuple(_view(item, n, reader) for n, item in enumerate(shown, start=1)),
        left_out=len(items) - len(shown),
    )


def _all(result: VerificationResult) -> Iterator[CertificateEvidence]:
    entries = [signature.evidence for signature in result.signatures]
    entries += [stamp.evidence for stamp in result.document_timestamps]
    for entry in entries:
        if entry.path is not None:
            yield from entry.path.certificates
        stamps = entry.timestamps + (
            (entry.document_timestamp,) if entry.document_timestamp else ()
        )
        for stamp in stamps:
            if stamp.path is not None:
                yield from stamp.path.certificates
    for entry in entries:
        if entry.cms is not None:
            yield from entry.cms.certificates
    if result.document.dss is not None:
        yield from result.document.dss.certificates


def _view(item: CertificateEvidence, number: int, reader: Reader) -> CertificateView:
    return CertificateView(
        name=reader.name(item.common_name),
        anchor=f"certificate-{number}",
        facts=tuple(
            (reader.text(label), value, mono)
            for label, value, mono in _facts(item, reader)
            if value
        ),
        problems=tuple(reader.text(f"reason.{code}") for code in _known(item.problems)),
    )


def _name(name: Name) -> str:
    """The distinguished name; of one made to be long, its first attributes."""
    short = tuple(
        tuple(replace(a, value=a.value[:MAX_REPORT_NAME], der=a.der[:MAX_REPORT_NAME]) for a in rdn)
        for rdn in name[: MAX_REPORT_PLACES * 2]
    )
    return safe_text(rfc2253(short), MAX_REPORT_VALUE)


def _known(problems: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(problems))


def _facts(item: CertificateEvidence, reader: Reader) -> Iterator[tuple[str, str, bool]]:
    yield "report.subject", _name(item.subject), False
    yield "report.issuer", _name(item.issuer), False
    yield "label.anchor_serial", decimal(item.serial_number), True
    yield "report.serial_hex", f"{item.serial_number:X}"[:256], True
    first, last = reader.sentence(item.not_before), reader.sentence(item.not_after)
    yield "label.anchor_validity", f"{first} – {last}", False
    yield "label.anchor_key", f"{safe_text(item.key_algorithm)}, {item.key_bits} bit", False
    yield "report.signed_with", safe_text(item.signature_algorithm), False
    yield "report.key_usage", safe_text(", ".join(item.key_usage or ())), False
    yield "report.extended_key_usage", safe_text(", ".join(item.extended_key_usage or ())), False
    yield "report.policies", safe_text(", ".join(item.policies)), False
    yield "report.is_authority", reader.text("report.yes" if item.is_ca else "report.no"), False
    yield "label.sha256", item.sha256, True
    # public checkers still show it; here it identifies, it secures nothing
    yield "report.sha1", hashlib.sha1(item.der, usedforsecurity=False).hexdigest().upper(), True
