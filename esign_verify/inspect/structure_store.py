"""The document security stores of a file (ETSI EN 319 142-1, 5.4.2), newest first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from esign_verify.document.raw import Dictionary, Objects, Reference, Stream, Structure
from esign_verify.errors import DecodeError, LimitError
from esign_verify.evidence.inspection import DssFacts, Omission, StoredFacts, VriFacts
from esign_verify.evidence.inspection_cms import EmbeddedKind, Origin, Place
from esign_verify.inspect.cms_parts import add
from esign_verify.inspect.embedded import Collection
from esign_verify.inspect.structure_text import value_text
from esign_verify.limits import MAX_INSPECTED_EMBEDDED, MAX_INSPECTED_VALUES

_MAX_STORES = 20
_ARRAYS = (
    ("Certs", "Cert", EmbeddedKind.CERTIFICATE),
    ("CRLs", "CRL", EmbeddedKind.CRL),
    ("OCSPs", "OCSP", EmbeddedKind.OCSP),
)


@dataclass(slots=True)
class StoreReader:
    """Reads the stores of one document, each stream once."""

    structure: Structure
    collection: Collection
    digests: dict[str, int]
    """SHA-1 of a /Contents → number of the signature"""
    numbers: set[int] = field(default_factory=set)
    """objects that the store of one revision was read from"""
    known: dict[tuple[int, int, EmbeddedKind], int] = field(default_factory=dict)
    listed: int = 0
    left_out: int = 0
    omissions: list[Omission] = field(default_factory=list)

    def read(self) -> tuple[DssFacts, ...]:
        objects = self.structure.objects
        stores: list[DssFacts] = []
        changed = True
        for number in range(len(self.structure.revisions), 0, -1):
            view = objects.as_of(number) if objects else None
            if view is not None and changed:
                facts = self._store(view, number)
                if facts and not _is_same(facts, stores):
                    if len(stores) >= _MAX_STORES:
                        self.omissions.append(Omission(what="stores", shown=len(stores)))
                        break
                    stores.append(facts)
            changed = self._is_written(number)
        if self.left_out:
            total = self.listed + self.left_out
            self.omissions.append(Omission(what="stored", shown=self.listed, total=total))
        return tuple(stores)

    def _is_written(self, number: int) -> bool:
        """Whether a revision writes anything that the store after it was read from."""
        written = self.structure.revisions[number - 1].numbers()
        return not self.numbers or not self.numbers.isdisjoint(written)

    def _store(self, view: Objects, revision: int) -> DssFacts | None:
        self.numbers = set()
        try:
            root = view.trailer.get("Root")
            if isinstance(root, Reference):
                self.numbers.add(root.number)
            raw = view.catalog.get("DSS")
        except (DecodeError, LimitError):
            return None
        dss = self._resolve(view, raw)
        if not isinstance(dss, Dictionary):
            return None
        arrays = [self._array(view, dss.get(key), kind, "") for key, _, kind in _ARRAYS]
        return DssFacts(
            revision=revision,
            object_number=raw.number if isinstance(raw, Reference) else 0,
            certificates=arrays[0],
            crls=arrays[1],
            ocsp_responses=arrays[2],
            vri=self._vri(view, dss),
        )

    def _vri(self, view: Objects, dss: Dictionary) -> tuple[VriFacts, ...]:
        entries = self._resolve(view, dss.get("VRI"))
        found: list[VriFacts] = []
        for key, raw in list(entries.items()) if isinstance(entries, Dictionary) else []:
            entry = self._resolve(view, raw)
            if key == "Type" or not isinstance(entry, Dictionary):
                continue
            if len(found) >= MAX_INSPECTED_VALUES:
                self.left_out += 1
                continue
            arrays = [self._array(view, entry.get(one), kind, key) for _, one, kind in _ARRAYS]
            token = self._array(view, [entry.get("TS")], EmbeddedKind.TIMESTAMP, key)
            time = self._resolve(view, entry.get("TU"))
            found.append(
                VriFacts(
                    key=key,
                    signature=self.digests.get(key.upper(), 0),
                    certificates=arrays[0],
                    crls=arrays[1],
                    ocsp_responses=arrays[2],
                    time="" if time is None else value_text(time),
                    token=token[0].embedded if token else 0,
                )
            )
        return tuple(found)

    def _array(
        self, view: Objects, raw: Any, kind: EmbeddedKind, vri: str
    ) -> tuple[StoredFacts, ...]:
        """The streams of an array, each with the object and the revision that wrote it."""
        listed = self._resolve(view, raw)
        found = []
        for entry in listed if isinstance(listed, list) else []:
            if entry is None:
                continue
            if self.listed >= MAX_INSPECTED_EMBEDDED:
                self.left_out += 1
                continue
            self.listed += 1
            number = entry.number if isinstance(entry, Reference) else 0
            revision = view.revision_of(number) if number else 0
            key = (number, revision, kind)
            embedded = self.known.get(key) if number else None
            if embedded is None or vri:
                embedded = self._stream(view, entry, kind, number, revision, vri)
                self.known[key] = embedded
            found.append(StoredFacts(object_number=number, revision=revision, embedded=embedded))
        return tuple(found)

    def _stream(
        self,
        view: Objects,
        entry: Any,
        kind: EmbeddedKind,
        number: int,
        revision: int,
        vri: str,
    ) -> int:
        """The number of what a stream holds; 0 where it cannot be read."""
        stream = self._resolve(view, entry)
        if not isinstance(stream, Stream) or not self.structure.decrypted:
            return 0
        owner = entry if isinstance(entry, Reference) else None
        try:
            data = view.decode(stream, owner)
        except (DecodeError, LimitError):
            return 0
        place = Place(
            origin=Origin.VRI if vri else Origin.DSS,
            vri=vri[:128],
            object_number=number,
            revision=revision,
        )
        return add(self.collection, kind, data, place)

    def _resolve(self, view: Objects, raw: Any) -> Any:
        if isinstance(raw, Reference):
            self.numbers.add(raw.number)
        try:
            return view.resolve(raw)
        except (DecodeError, LimitError):
            return None


def _is_same(facts: DssFacts, stores: list[DssFacts]) -> bool:
    """Whether the next revision shows the same store."""
    return bool(stores) and replace(facts, revision=stores[-1].revision) == stores[-1]
