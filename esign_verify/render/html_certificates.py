"""Every certificate of the document with what it says of itself, and where else to look it up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esign_verify.evidence import CertificateEvidence, Name
from esign_verify.messages import safe_text
from esign_verify.render.all_certificates import all_certificates
from esign_verify.render.html_limits import (
    MAX_REPORT_CERTIFICATES,
    MAX_REPORT_NAME,
    MAX_REPORT_PLACES,
    MAX_REPORT_VALUE,
)
from esign_verify.render.html_reader import Reader
from esign_verify.render.names import decimal, rfc2253
from esign_verify.render.notes import note_with_clause
from esign_verify.result import VerificationResult

if TYPE_CHECKING:
    from esign_verify.evidence.profile import ProfileNote


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """`facts`: label, value, and whether the value is digits to compare by eye."""

    name: str
    anchor: str
    facts: tuple[tuple[str, str, bool], ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    """what is unusual about it; information, no verdict depends on it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    shown: tuple[CertificateView, ...]
    left_out: int


def certificates(
    result: VerificationResult, notes: Iterable[ProfileNote], reader: Reader
) -> Certificates:
    """In the order of the signatures, each followed by what stands above it."""
    items = all_certificates(result)
    shown = items[:MAX_REPORT_CERTIFICATES]
    noted: dict[str, list[ProfileNote]] = {}
    for note in notes:
        noted.setdefault(note.certificate_sha256, []).append(note)
    return Certificates(
        shown=tuple(
            _view(item, n, noted.get(item.sha256, []), reader)
            for n, item in enumerate(shown, start=1)
        ),
        left_out=len(items) - len(shown),
    )


def _view(
    item: CertificateEvidence, number: int, notes: list[ProfileNote], reader: Reader
) -> CertificateView:
    return CertificateView(
        name=reader.name(item.common_name),
        anchor=f"certificate-{number}",
        facts=tuple(
            (reader.text(label), value, mono)
            for label, value, mono in _facts(item, reader)
            if value
        ),
        notes=tuple(note_with_clause(note, reader.lang) for note in notes[: MAX_REPORT_PLACES * 4]),
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
