"""A PDF file as a list of revisions (ISO 32000-2, 7.5), written at byte level.

Objects are changed in memory; `write_revision` appends those that changed, with
a cross-reference table or stream. What has been written is never touched again.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Sequence

from esign_verify.sandbox.pdf_encryption import DocumentEncryption
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream, serialize

_BINARY_COMMENT = b"%\xe2\xe3\xcf\xd3\n"
_STREAM_MEMBERS = 200
"""objects of one object stream, as common software has it"""
_FREE_HEAD = b"0000000000 65535 f \n"


class PdfWriter:
    """One document. `data` is the file so far; `catalog` its document catalog.

    `xref_streams`: cross-reference streams, the first revision in an object stream;
    `compress_updates`: later ones too. `hybrid`: tables, and what /XRefStm hides from
    readers that know no object streams (7.5.8.4).
    """

    def __init__(
        self,
        *,
        xref_streams: bool = False,
        compress_updates: bool = False,
        hybrid: bool = False,
        encryption: DocumentEncryption | None = None,
    ) -> None:
        self.data = bytearray(b"%PDF-1.7\n" + _BINARY_COMMENT)
        self.objects: dict[int, PdfObject] = {}
        self._xref_streams = xref_streams
        self._compress_updates = compress_updates
        self._hybrid = hybrid
        self._encryption = encryption
        self._changed: list[int] = []
        self._previous: int | None = None
        bound = encryption.document_id if encryption else b""
        self._first_id = bound or secrets.token_bytes(16)
        self.info: Ref | None = None
        self.catalog = self.add({"Type": Name("Catalog")})
        self._encrypt = self.add(dict(encryption.dictionary)) if encryption else None

    def add(self, value: PdfObject) -> Ref:
        """A new indirect object."""
        number = len(self.objects) + 1
        self.objects[number] = value
        self._changed.append(number)
        return Ref(number)

    def update(self, reference: Ref, value: PdfObject) -> None:
        """Another value for an object, in the next revision."""
        self.objects[reference.number] = value
        if reference.number not in self._changed:
            self._changed.append(reference.number)

    def dictionary(self, reference: Ref) -> dict[str, PdfObject]:
        """A copy of the dictionary that an object is, for `update`."""
        value = self.objects[reference.number]
        assert isinstance(value, dict)
        return dict(value)

    def extend(self, reference: Ref, **entries: PdfObject) -> None:
        """`update` with more, or other, entries."""
        self.update(reference, {**self.dictionary(reference), **entries})

    def write_revision(self) -> dict[int, int]:
        """Append what changed. Returns the offsets of the objects that were written directly."""
        compressed = [number for number in self._changed if self._may_be_compressed(number)]
        offsets = {
            number: self._write_object(number)
            for number in sorted(set(self._changed).difference(compressed))
        }
        if self._hybrid:
            self._write_hybrid(offsets, compressed)
        elif self._xref_streams:
            self._write_xref_stream(offsets, compressed)
        else:
            self._write_xref_table(offsets)
        self._changed = []
        return offsets

    def _may_be_compressed(self, number: int) -> bool:
        """No stream, no /Encrypt, no signature (7.5.7): its /Contents needs a place in the file."""
        value = self.objects[number]
        if isinstance(value, Stream) or Ref(number) == self._encrypt:
            return False
        if isinstance(value, dict) and "ByteRange" in value:
            return False
        if self._hybrid:
            # what a reader without object streams cannot do without stays outside
            return isinstance(value, dict) and value.get("Type") in ("Font", "Annot")
        return self._xref_streams and (self._previous is None or self._compress_updates)

    def _write_object(self, number: int) -> int:
        offset = len(self.data)
        encrypt = None
        if self._encryption and Ref(number) != self._encrypt:
            encrypt = self._encryption.for_object(number)
        body = serialize(self.objects[number], encrypt)
        self.data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        return offset

    def _trailer(self, size: int) -> dict[str, PdfObject]:
        second_id = hashlib.sha256(self.data).digest()[:16]
        entries: dict[str, PdfObject] = {
            "Size": size,
            "Root": self.catalog,
            "ID": [_hex_string(self._first_id), _hex_string(second_id)],
        }
        if self.info is not None:
            entries["Info"] = self.info
        if self._encrypt is not None:
            entries["Encrypt"] = self._encrypt
        if self._previous is not None:
            entries["Prev"] = self._previous
        return entries

    def _write_xref_table(
        self,
        offsets: dict[int, int],
        hidden: Sequence[int] = (),
        hiding: int | None = None,
    ) -> None:
        """`hidden`: free for readers that do not look at the stream at `hiding` (7.5.8.4)."""
        start = len(self.data)
        first_revision = self._previous is None
        rows = {number: b"%010d 00000 n \n" % offset for number, offset in offsets.items()}
        rows.update(dict.fromkeys(hidden, _FREE_HEAD))
        if first_revision:
            rows[0] = _FREE_HEAD
        table = b"xref\n"
        for section in _sections(sorted(rows)):
            table += b"%d %d\n" % (section[0], len(section))
            table += b"".join(rows[number] for number in section)
        entries = self._trailer(len(self.objects) + 1)
        if hiding is not None:
            entries["XRefStm"] = hiding
        self._finish(start, table + b"trailer\n" + serialize(entries) + b"\n")

    def _write_hybrid(self, offsets: dict[int, int], compressed: list[int]) -> None:
        if not compressed:
            self._write_xref_table(offsets)
            return
        rows = self._compressed_rows(compressed)
        start = len(self.data)
        own = self.add(None)
        stream = _xref_stream(rows, {"Size": len(self.objects) + 1})
        self.data += b"%d 0 obj\n" % own.number + serialize(stream) + b"\nendobj\n"
        self._write_xref_table({**offsets, own.number: start}, list(rows), start)

    def _compressed_rows(self, compressed: list[int]) -> dict[int, bytes]:
        """Write an object stream; its entry and those of its members."""
        holder = self.add(_object_stream({n: self.objects[n] for n in compressed}))
        rows = {holder.number: _xref_row(1, self._write_object(holder.number), 0)}
        for index, number in enumerate(compressed):
            rows[number] = _xref_row(2, holder.number, index)
        return rows

    def _write_xref_stream(self, offsets: dict[int, int], compressed: list[int]) -> None:
        rows = {number: _xref_row(1, offset, 0) for number, offset in offsets.items()}
        if self._previous is None:
            rows[0] = _xref_row(0, 0, 0xFFFF)
        for first in range(0, len(compressed), _STREAM_MEMBERS):
            rows.update(self._compressed_rows(compressed[first : first + _STREAM_MEMBERS]))
        start = len(self.data)
        own = self.add(None)
        rows[own.number] = _xref_row(1, start, 0)
        stream = _xref_stream(rows, self._trailer(len(self.objects) + 1))
        self._finish(start, b"%d 0 obj\n" % own.number + serialize(stream) + b"\nendobj\n")

    def _finish(self, start: int, section: bytes) -> None:
        self.data += section + b"startxref\n%d\n%%%%EOF\n" % start
        self._previous = start


def _hex_string(value: bytes) -> Raw:
    return Raw(b"<" + value.hex().encode("ascii") + b">")


def _sections(numbers: list[int]) -> list[list[int]]:
    """Runs of consecutive object numbers (7.5.4)."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] + 1 == number:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _xref_row(kind: int, second: int, third: int) -> bytes:
    """One entry of a cross-reference stream with /W [1 4 2] (7.5.8.3)."""
    return bytes((kind,)) + second.to_bytes(4, "big") + third.to_bytes(2, "big")


def _xref_stream(rows: dict[int, bytes], trailer: dict[str, PdfObject]) -> Stream:
    """A cross-reference stream (7.5.8)."""
    numbers = sorted(rows)
    index: list[PdfObject] = []
    for section in _sections(numbers):
        index += [section[0], len(section)]
    entries: dict[str, PdfObject] = {"Type": Name("XRef"), "W": [1, 4, 2], "Index": index}
    return _flate({**entries, **trailer}, b"".join(rows[number] for number in numbers))


def _object_stream(members: dict[int, PdfObject]) -> Stream:
    """An object stream (7.5.7)."""
    index, body = b"", b""
    for number, value in members.items():
        index += b"%d %d " % (number, len(body))
        body += serialize(value) + b"\n"
    entries: dict[str, PdfObject] = {
        "Type": Name("ObjStm"),
        "N": len(members),
        "First": len(index),
    }
    return _flate(entries, index + body)


def _flate(entries: dict[str, PdfObject], data: bytes) -> Stream:
    return Stream({**entries, "Filter": Name("FlateDecode")}, zlib.compress(data))
