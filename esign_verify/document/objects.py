"""Objects of a document by reference, as of any revision (ISO 32000-2, 7.3.10, 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import (
    Dictionary,
    IndirectObject,
    Parser,
    Reference,
    Stream,
    forget_spans,
    integers,
)
from esign_verify.document.table import FREE, IN_FILE, IN_STREAM, Entry
from esign_verify.document.versions import Places, Versions
from esign_verify.errors import DecodeError
from esign_verify.limits import (
    MAX_OBJECTS,
    MAX_REFERENCE_DEPTH,
)

if TYPE_CHECKING:
    from esign_verify.document.encryption import Decryptor

Key = TypeVar("Key", bound=Hashable)

_MAX_REFERENCE_HOPS = 16


def _once(
    known: dict[Key, IndirectObject | DecodeError], key: Key, parse: Callable[[Key], IndirectObject]
) -> IndirectObject:
    """What `parse` gives or raises, the first time and ever after."""
    if key not in known:
        try:
            known[key] = parse(key)
        except DecodeError as error:
            known[key] = error
    found = known[key]
    if isinstance(found, DecodeError):
        raise found
    return found


class Objects(ObjectReader):
    """Objects as of one revision (the last one unless `as_of` made this view).

    Values are shared between views: nobody may change one.
    """

    def __init__(
        self,
        source: Source,
        revisions: list[RevisionSections],
        decryptor: Decryptor | None = None,
    ) -> None:
        super().__init__(source)
        self._decryptor = decryptor
        self._shared = Versions(revisions)
        self._last = len(revisions)
        self._views: dict[int, Objects] = {self._last: self}
        self._cache: dict[int, IndirectObject | DecodeError | None] = {}
        self._resolving: set[int] = set()

    def as_of(self, revision: int) -> Objects:
        """The objects as of revision `revision` (1 is the first)."""
        views = self._views
        revision = min(revision, len(self._shared.revisions))
        if revision not in views:
            view = views[revision] = copy(self)
            view._last = revision
            view._cache, view._resolving = {}, set()
        return views[revision]

    @property
    def trailer(self) -> Dictionary:
        return self._shared.revisions[self._last - 1].sections[0].trailer

    @property
    def catalog(self) -> Dictionary:
        """The document catalog (7.7.2); DecodeError where there is none."""
        root = self.resolve(self.trailer.get("Root"))
        if not isinstance(root, Dictionary):
            raise DecodeError("pdf_catalog_missing")
        return root

    def entry(self, number: int) -> Entry | None:
        """The cross-reference entry of a number; None where there is none."""
        version = self._shared.version(number, self._last)
        return version[1] if version else None

    def revision_of(self, number: int) -> int:
        """The revision (1 is the first) that wrote the object as it is; 0 for none."""
        version = self._shared.version(number, self._last)
        return version[0] if version else 0

    def first_revision_of(self, number: int) -> int:
        """The revision that first wrote an object; 0 for none."""
        if self._shared.revisions[0].lookup(number) is not None:
            return 1
        history = self._shared.history.get(number)
        return history[0][0] if history else 0

    def resolve(self, value: Any) -> Any:
        """Follow references to a value; a reference to nothing is null (7.3.10)."""
        for _ in range(_MAX_REFERENCE_HOPS):
            if not isinstance(value, Reference):
                return value
            found = self.get(value.number)
            value = None if found is None else found.value
        raise DecodeError("pdf_reference_loop")

    def get(self, number: int) -> IndirectObject | None:
        """The object of a number, None where free or never written; DecodeError if malformed.

        An object in an object stream has no place in the file: its spans are empty.
        """
        if number not in self._cache:
            if number in self._resolving or len(self._resolving) >= MAX_REFERENCE_DEPTH:
                raise DecodeError("pdf_reference_loop", number=number)
            self._resolving.add(number)
            try:
                self._cache[number] = self._load(number, self.entry(number))
            except DecodeError as error:
                self._cache[number] = error
            finally:
                self._resolving.discard(number)
        found = self._cache[number]
        if isinstance(found, DecodeError):
            raise found
        return found

    def _load(self, number: int, entry: Entry | None) -> IndirectObject | None:
        if entry is None or entry[0] == FREE:
            return None
        if entry[0] == IN_FILE:
            found = self._parsed_at(entry[1])
            if found.reference.number != number:
                raise DecodeError("pdf_object_missing", offset=entry[1])
            return found
        if entry[0] == IN_STREAM:
            return self._in_object_stream(number, entry[1])
        return None

    def object_at(self, offset: int) -> IndirectObject:
        """The indirect object at a file offset, its strings as they are there."""
        return super().object_at(offset) if self._decryptor else self._parsed_at(offset)

    def _parsed_at(self, offset: int) -> IndirectObject:
        """The object at an offset with its strings decrypted, parsed once for all views."""
        return _once(self._shared.parsed, offset, self._decrypted_at)

    def _decrypted_at(self, offset: int) -> IndirectObject:
        found = super().object_at(offset)
        if self._decryptor is not None:
            self._decryptor.decrypt_strings(found.value, found.reference)
        return found

    def _in_object_stream(self, number: int, stream_number: int) -> IndirectObject | None:
        place = self.places_in_object_stream(stream_number).get(number)
        if place is None:
            return None
        data, offset = place
        key = (id(data), offset, number)  # the data stays: `object_streams` holds it
        return _once(
            self._shared.in_streams, key, lambda _: self._parsed_in_stream(number, data, offset)
        )

    def _parsed_in_stream(self, number: int, data: bytes, offset: int) -> IndirectObject:
        parser = Parser(data)
        end = len(data)
        try:
            value, end = parser.value(offset)
        except DecodeError as error:
            end = int(error.params.get("offset", end))
            raise
        finally:
            # thousands of numbers may name one place of a small stream that unpacks to much
            self.spend(max(0, end - offset) + parser.cost)
        forget_spans(value)
        return IndirectObject(Reference(number, 0), value, -1, -1)

    def numbers_in_object_stream(self, stream_number: int) -> list[int]:
        """Numbers of the objects that an object stream holds."""
        return list(self.places_in_object_stream(stream_number))

    def places_in_object_stream(self, stream_number: int) -> Places:
        """7.5.7: number → where it stands; decoded and its index parsed once for all views."""
        entry = self.entry(stream_number)
        found = self.get(stream_number)
        if entry is None or entry[0] != IN_FILE or found is None:
            raise DecodeError("pdf_object_stream", number=stream_number)
        if not isinstance(found.value, Stream):
            raise DecodeError("pdf_object_stream", number=stream_number)
        # a later revision may say another /Length for the same bytes
        length = self.resolve(found.value.dictionary.get("Length"))
        key = (entry[1], length if isinstance(length, int) else -1)
        known = self._shared.object_streams
        if key not in known:
            known[key] = self._read_object_stream(stream_number, found, found.value)
        return known[key]

    def _read_object_stream(self, number: int, found: IndirectObject, stream: Stream) -> Places:
        dictionary = stream.dictionary
        # direct (7.5.7, table 16): what a later revision can rewrite must not say where they are
        count, first = dictionary.get("N"), dictionary.get("First")
        if not isinstance(count, int) or not isinstance(first, int) or first < 0:
            raise DecodeError("pdf_object_stream", number=number)
        data = self.decode(stream, found.reference)
        if not 0 <= count <= min(MAX_OBJECTS, len(data)) or first > len(data):
            raise DecodeError("pdf_object_stream", number=number)
        numbers = [int(n) for n in islice(integers(data[:first]), 2 * count)]
        places = {
            n: (data, first + offset)
            for n, offset in zip(numbers[::2], numbers[1::2], strict=False)
        }
        # readers disagree which of two objects of one number is meant: by its index or the last
        if len(places) < len(numbers) // 2:
            raise DecodeError("pdf_object_stream", number=number)
        return places

    def decrypt_stream(self, data: bytes, _stream: Stream, _owner: Reference | None) -> bytes:
        if self._decryptor is None or _owner is None:
            return data
        return self._decryptor.decrypt_stream(data, _stream.dictionary, _owner)
