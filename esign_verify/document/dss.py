"""The document security store (ETSI EN 319 142-1, 5.4.2): certificates, CRLs, OCSP responses."""

from __future__ import annotations

from typing import Any

from esign_verify.cms.decode import read_certificate
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    CertificateEvidence,
    DssEvidence,
    RevocationData,
    RevocationOrigin,
)
from esign_verify.limits import MAX_CERTIFICATES, MAX_REVOCATION_DATA, MAX_SIGNATURES


class _Collector:
    """Gathers the entries of /DSS and its /VRI, each stream once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._seen: set[Any] = set()
        self.certificates: dict[bytes, CertificateEvidence] = {}
        self.revocation: dict[bytes, RevocationData] = {}
        self.unreadable = 0
        self.numbers: set[int] = set()
        """objects that the stores were read from"""

    def look_at(self, view: Objects) -> None:
        """Go on with the objects of another revision."""
        self._objects = view

    def collect(self, dictionary: Dictionary, keys: tuple[str, str, str], vri: bool) -> None:
        certs, crls, ocsps = (self._streams(dictionary.get(key)) for key in keys)
        for data, _ in certs:
            self._certificate(data)
        origin = RevocationOrigin.VRI if vri else RevocationOrigin.DSS
        for kind, items in (("crl", crls), ("ocsp", ocsps)):
            for data, revision in items:
                if len(self.revocation) < MAX_REVOCATION_DATA:
                    item = RevocationData(kind=kind, der=data, origin=origin, revision=revision)
                    self.revocation.setdefault(data, item)

    def _certificate(self, data: bytes) -> None:
        if data in self.certificates or len(self.certificates) >= MAX_CERTIFICATES:
            return
        try:
            self.certificates[data] = read_certificate(data)
        except DecodeError:
            self.unreadable += 1

    def _streams(self, raw: Any) -> list[tuple[bytes, int]]:
        """Decoded streams of an array, each with the revision that wrote it."""
        found: list[tuple[bytes, int]] = []
        entries = self.resolve(raw)
        for entry in entries if isinstance(entries, list) else []:
            owner = entry if isinstance(entry, Reference) else None
            revision = self._objects.revision_of(owner.number) if owner else 0
            if owner is not None:
                self.numbers.add(owner.number)
                if (owner, revision) in self._seen or len(self._seen) > 4 * MAX_REVOCATION_DATA:
                    continue
                self._seen.add((owner, revision))
            try:
                stream = self._objects.resolve(entry)
                if isinstance(stream, Stream):
                    found.append((self._objects.decode(stream, owner), revision))
                    continue
            except DecodeError:
                pass
            self.unreadable += 1
        return found

    def resolve(self, raw: Any) -> Any:
        if isinstance(raw, Reference):
            self.numbers.add(raw.number)
        try:
            return self._objects.resolve(raw)
        except DecodeError:
            self.unreadable += 1
            return None


def read_dss(objects: Objects, written: list[set[int]]) -> DssEvidence | None:
    """The /DSS of the last revision; None without one. Junk in it is counted, no more.

    Anyone can append to a /DSS: an entry that does not decode costs only itself. And
    anyone can drop one: what an earlier revision held (a CRL that lists the signer) stays
    evidence, as `superseded`. `written`: the objects that each revision writes.
    """
    collector, earlier = _Collector(objects), _Collector(objects)
    dss = _dictionary(objects)
    keys: list[str] = []
    if dss is not None:
        collector.collect(dss, ("Certs", "CRLs", "OCSPs"), vri=False)
        keys = _collect_vri(collector, dss)
    earlier.numbers |= collector.numbers
    _collect_earlier(earlier, objects, written, dss)
    superseded = tuple(
        item for data, item in earlier.revocation.items() if data not in collector.revocation
    )
    if dss is None and not superseded:
        return None
    return DssEvidence(
        certificates=tuple(collector.certificates.values()),
        revocation=tuple(collector.revocation.values()),
        vri_keys=tuple(keys),
        unreadable=collector.unreadable,
        superseded=superseded,
    )


def _collect_earlier(
    collector: _Collector, objects: Objects, written: list[set[int]], last: Dictionary | None
) -> None:
    """Every store before the last: another dictionary, or the same with a stream rewritten."""
    seen = last
    for number in range(len(written) - 1, 0, -1):
        view = objects.as_of(number)
        dss = _dictionary(view)
        if dss is not None and (
            dss is not seen or not collector.numbers.isdisjoint(written[number])
        ):
            seen = dss
            collector.look_at(view)
            collector.collect(dss, ("Certs", "CRLs", "OCSPs"), vri=False)
            _collect_vri(collector, dss)


def _dictionary(view: Objects) -> Dictionary | None:
    try:
        dss = view.resolve(view.catalog.get("DSS"))
    except DecodeError:
        return None
    return dss if isinstance(dss, Dictionary) else None


def _collect_vri(collector: _Collector, dss: Dictionary) -> list[str]:
    vri = collector.resolve(dss.get("VRI"))
    keys = []
    for key, raw in list(vri.items())[:MAX_SIGNATURES] if isinstance(vri, Dictionary) else []:
        entry = collector.resolve(raw)
        if isinstance(entry, Dictionary):
            keys.append(key[:128])
            collector.collect(entry, ("Cert", "CRL", "OCSP"), vri=True)
    return keys
