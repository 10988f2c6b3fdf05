"""What a document carries whole: certificates, CRLs, OCSP responses, time-stamp tokens.

Each is listed once, by its bytes, with every place where it stands. The numbers are those
of the inspection and of the files that an extraction writes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from esign_verify.evidence.inspection_cms import CertificateFacts, EmbeddedKind, Place
from esign_verify.inspect.certificate_facts import describe_certificate
from esign_verify.limits import MAX_INSPECTED_EMBEDDED, MAX_INSPECTED_PLACES


@dataclass(slots=True)
class Embedded:
    """One of them, with its bytes as found."""

    kind: EmbeddedKind
    number: int
    data: bytes
    sha256: str
    """upper-case hex"""
    places: list[Place] = field(default_factory=list)
    depth: int = 0
    """of a token: tokens around it"""
    certificate: CertificateFacts | None = None
    """of a certificate, without its places"""


@dataclass(slots=True)
class Collection:
    """All that were found, in the order of their discovery."""

    items: dict[tuple[EmbeddedKind, bytes], Embedded] = field(default_factory=dict)
    counts: dict[EmbeddedKind, int] = field(default_factory=dict)
    left_out: int = 0
    identified: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(issuer, serial number) and (empty, key identifier) → numbers of certificates"""

    def add(
        self, kind: EmbeddedKind, data: bytes, place: Place, depth: int = 0
    ) -> tuple[Embedded | None, bool]:
        """The item, and whether it is new; None over the limit."""
        digest = hashlib.sha256(data)
        key = (kind, digest.digest())
        item = self.items.get(key)
        if item is not None:
            if len(item.places) < MAX_INSPECTED_PLACES:
                item.places.append(place)
            return item, False
        if len(self.items) >= MAX_INSPECTED_EMBEDDED:
            self.left_out += 1
            return None, False
        number = self.counts.get(kind, 0) + 1
        self.counts[kind] = number
        item = Embedded(kind, number, data, digest.hexdigest().upper(), [place], depth)
        self.items[key] = item
        if kind is EmbeddedKind.CERTIFICATE:
            self._identify(item)
        return item, True

    def _identify(self, item: Embedded) -> None:
        facts = item.certificate = describe_certificate(item.number, item.data, item.sha256)
        for key in ((facts.issuer, facts.serial_number), ("", facts.subject_key_identifier)):
            if key[1]:
                self.identified.setdefault(key, []).append(item.number)

    def of(self, kind: EmbeddedKind) -> list[Embedded]:
        return [item for item in self.items.values() if item.kind is kind]
