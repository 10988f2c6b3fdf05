"""Objects at offsets: what needs no cross-reference table (ISO 32000-2, 7.3.8, 7.3.10)."""

from __future__ import annotations

from typing import Any

from esign_verify.document.filters import decode_stream
from esign_verify.document.source import Source
from esign_verify.document.syntax import (
    IndirectObject,
    Parser,
    Reference,
    Stream,
    as_list,
)
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_OBJECT_BYTES, MAX_STREAM_BYTES

_FIRST_CHUNK, _MARGIN = 4096, 64
"""A token that ends this close to the end of a chunk may go on in the next."""


class ObjectReader:
    """Reads objects at offsets: the part that needs no cross-reference table."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def value_at(self, offset: int) -> tuple[Any, int]:
        """The direct object at a file offset, and the offset after it."""
        found: tuple[Any, int] = self._parse(
            offset, lambda parser: parser.value(0), lambda r: int(r[1])
        )
        return found

    def object_at(self, offset: int) -> IndirectObject:
        """The indirect object at a file offset."""
        found: IndirectObject = self._parse(
            offset, lambda parser: parser.indirect_object(0), lambda r: r.end - offset
        )
        return found

    def _parse(self, offset: int, parse: Any, length: Any) -> Any:
        """Parse from a chunk that grows until the object lies well inside it."""
        size = _FIRST_CHUNK
        while True:
            chunk = self._source.read(offset, size)
            whole = len(chunk) < size or size >= MAX_OBJECT_BYTES
            inside = len(chunk) - _MARGIN
            parser = Parser(chunk, offset)
            try:
                result = parse(parser)
                if whole or length(result) < inside:
                    self.spend(min(length(result), len(chunk)) + parser.cost)
                    return self._in_file(result, offset) if isinstance(result, tuple) else result
            except DecodeError as error:
                if whole or int(error.params.get("offset", 0)) - offset < inside:
                    self.spend(len(chunk) + parser.cost)
                    raise
            self.spend(len(chunk) + parser.cost)
            size = min(16 * size, MAX_OBJECT_BYTES)

    def spend(self, amount: int) -> None:
        """Account for work on what was read; LimitError once it was too much."""
        self._source.spend(amount)

    @staticmethod
    def _in_file(result: tuple[Any, int], offset: int) -> tuple[Any, int]:
        value, end = result
        return value, offset + end

    def stream_data(self, stream: Stream) -> bytes:
        """Encoded bytes of a stream (7.3.8)."""
        length = self.stream_length(stream)
        if length > MAX_STREAM_BYTES:
            raise DecodeError("pdf_stream_too_large", limit=MAX_STREAM_BYTES)
        return self._source.read(stream.data_start, length)

    def stream_length(self, stream: Stream) -> int:
        """What /Length says; DecodeError where `endstream` does not follow."""
        length = self.resolve(stream.dictionary.get("Length"))
        if isinstance(length, int) and length >= 0:
            tail = self._source.read(stream.data_start + length, 32)
            if tail.lstrip(b"\0\t\n\f\r ").startswith(b"endstream"):
                return length
        raise DecodeError("pdf_stream_length", offset=stream.data_start)

    def stream_end(self, stream: Stream) -> int:
        """Offset after `endobj` of a stream object."""
        end = stream.data_start + self.stream_length(stream)
        tail = self._source.read(end, 64)
        position = tail.find(b"endobj")
        return end + (position + 6 if position >= 0 else 0)

    def decode(self, stream: Stream, owner: Reference | None) -> bytes:
        """Decoded bytes of a stream. `owner`: for decryption; None for a plain stream."""
        data = self.decrypt_stream(self.stream_data(stream), stream, owner)
        filters = as_list(self.resolve(stream.dictionary.get("Filter")))
        parameters = as_list(self.resolve(stream.dictionary.get("DecodeParms")))
        decoded = decode_stream(
            data, [self.resolve(f) for f in filters], [self.resolve(p) for p in parameters]
        )
        # undoing a predictor takes as long as parsing, inflating a fraction of it
        self._source.spend(len(data) + len(decoded) // (1 if any(parameters) else 8))
        return decoded

    def decrypt_stream(self, data: bytes, _stream: Stream, _owner: Reference | None) -> bytes:
        return data

    def resolve(self, value: Any) -> Any:
        """Without a cross-reference table only direct objects are known."""
        if isinstance(value, Reference):
            raise DecodeError("pdf_reference_unresolvable", number=value.number)
        return value
