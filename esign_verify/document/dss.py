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
        entries = self._resolve(raw)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, Reference):
                if entry in self._seen or len(self._seen) > 4 * MAX_REVOCATION_DATA:
                    continue
                self._seen.add(entry)
            try:
                stream = self._objects.resolve(entry)
                owner = entry if isinstance(entry, Reference) else None
                if isinstance(stream, Stream):
                    revision = self._objects.revision_of(owner.number) if owner else 0
                    found.append((self._objects.decode(stream, owner), revision))
                    continue
            except DecodeError:
                pass
            self.unreadable += 1
        return found

    def _resolve(self, raw: Any) -> Any:
        try:
            return self._objects.resolve(raw)
        except DecodeError:
            self.unreadable += 1
            return None


def read_dss(objects: Objects) -> DssEvidence | None:
    """The /DSS of the last revision; None without one. Junk in it is counted, nothing more.

    Anyone can append to a /DSS: an entry that does not decode costs only itself.
    """
    try:
        dss = objects.resolve(objects.catalog.get("DSS"))
    except DecodeError:
        return None
    if not isinstance(dss, Dictionary):
        return None
    collector = _Collector(objects)
    collector.collect(dss, ("Certs", "CRLs", "OCSPs"), vri=False)
    vri = collector._resolve(dss.get("VRI"))
    keys: list[str] = []
    for key, raw in list(vri.items())[:MAX_SIGNATURES] if isinstance(vri, Dictionary) else []:
        entry = collector._resolve(raw)
        if isinstance(entry, Dictionary):
            keys.append(key[:128])
            collector.collect(entry, ("Cert", "CRL", "OCSP"), vri=True)
    return DssEvidence(
        certificates=tuple(collector.certificates.values()),
        revocation=tuple(collector.revocation.values()),
        vri_keys=tuple(keys),
        unreadable=collector.unreadable,
    )
