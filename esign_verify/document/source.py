"""Random access to the bytes of a document, without holding a large file in memory."""

from __future__ import annotations

import bisect
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from esign_verify.cms.decode import Hasher, new_digest
from esign_verify.errors import DocumentError, LimitError, NotAPdfError
from esign_verify.limits import (
    MAX_DIGEST_BYTES,
    MAX_FILE_BYTES,
    MAX_HEADER_OFFSET,
    MAX_WORK_BYTES,
    MAX_WORK_FACTOR,
    MAX_WORK_TOTAL,
)

BLOCK = 1024 * 1024
"""Bytes read at once by passes over the whole file."""

SPOOL_BYTES = 32 * 1024 * 1024
"""A stream that cannot seek is kept in memory up to here, then on disk."""

_FILE_DIGEST = "sha256"

WHITE_SPACE = b"\0\t\n\f\r "

DocumentSource = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class Source:
    """A file or bytes; offsets of all methods count from `%PDF-` (ISO 32000-2, 7.5.2).

    `header_offset`: where `%PDF-` stands in the file; `leading`: the bytes before it. With
    `lenient`, for those who look without judging, a file without it counts from 0.
    """

    def __init__(
        self, stream: BinaryIO, *, close: bool, data: bytes | None = None, lenient: bool = False
    ) -> None:
        self._stream = stream
        self._close = close
        self._data = data
        self.file_size = stream.seek(0, os.SEEK_END)
        if self.file_size > MAX_FILE_BYTES:
            raise LimitError("file_too_large", limit=MAX_FILE_BYTES)
        head = self._at(0, MAX_HEADER_OFFSET + 16)
        self.header_offset = head.find(b"%PDF-")
        if not self.file_size:
            raise NotAPdfError("empty_file")
        self.has_header = 0 <= self.header_offset <= MAX_HEADER_OFFSET
        if not self.has_header:
            if not lenient:
                raise NotAPdfError("not_a_pdf")
            self.header_offset, head = 0, b""
        self.leading = head[: self.header_offset]
        self.version = head[self.header_offset + 5 : self.header_offset + 8].decode("latin-1")
        self.size = self.file_size - self.header_offset
        self._work = min(MAX_WORK_BYTES + MAX_WORK_FACTOR * self.size, MAX_WORK_TOTAL)
        self._to_digest = MAX_DIGEST_BYTES
        self._heads: dict[str, list[tuple[int, Hasher]]] = {}

    def spend(self, amount: int) -> None:
        """Account for bytes parsed or decoded; LimitError once there were too many.

        Thousands of entries may name one large object, and a small stream may unpack to
        a large one: no single limit bounds what they cost together.
        """
        self._work -= amount
        if self._work < 0:
            raise LimitError("limit_exceeded")

    def close(self) -> None:
        if self._close:
            self._stream.close()

    def _at(self, start: int, length: int) -> bytes:
        if self._data is not None:
            return self._data[start : start + length]
        self._stream.seek(start)
        return self._stream.read(length)

    def read(self, start: int, length: int) -> bytes:
        """Up to `length` bytes at `start`; shorter at the end of the file."""
        if start < 0 or length <= 0:
            return b""
        return self._at(start + self.header_offset, length)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a range in blocks of at most `BLOCK`."""
        while start < end:
            block = self.read(start, min(BLOCK, end - start))
            if not block:
                return
            yield block
            start += len(block)

    def file_sha256(self, heads: Iterable[int] = ()) -> str:
        """Lower-case hex SHA-256 of the whole file, leading bytes included.

        `heads`: where first ranges of signatures end, which sign the same bytes from
        the start of the file: their digests go on from here and need no second pass.
        """
        hasher = new_digest(_FILE_DIGEST)
        hasher.update(self.leading)
        done = 0
        for end in sorted({end for end in heads if 0 < end < self.size}):
            for block in self.blocks(done, end):
                hasher.update(block)
            done = end
            if not self.leading:
                self._heads.setdefault(_FILE_DIGEST, []).append((end, hasher.copy()))
        for block in self.blocks(done, self.size):
            hasher.update(block)
        return hasher.digest().hex()

    def feed(self, hasher: Hasher, start: int, end: int) -> None:
        """Hash a range. LimitError once there was too much: a thousand signatures may each
        claim a large file."""
        end = min(end, self.size)
        self._to_digest -= max(0, end - start)
        if self._to_digest < 0:
            raise LimitError("limit_exceeded")
        for block in self.blocks(start, end):
            hasher.update(block)

    def hasher_of_head(self, algorithm: str, end: int) -> Hasher:
        """A hasher fed with the bytes up to `end`, going on from the nearest one before.

        Signatures of one document sign the same bytes from its start, each up to its own
        /Contents: together they cost one pass.
        """
        end = min(max(0, end), self.size)  # a /ByteRange may say anything
        heads = self._heads.setdefault(algorithm, [])
        place = bisect.bisect_right(heads, end, key=lambda head: head[0])
        done, nearest = heads[place - 1] if place else (0, new_digest(algorithm))
        if done == end:
            return nearest.copy()
        hasher = nearest.copy()
        self.feed(hasher, done, end)
        heads.insert(place, (end, hasher))
        return hasher.copy()

    def find_all(self, needle: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Offsets of every occurrence of `needle` in the document or a range, in one pass."""
        overlap = len(needle) - 1
        tail = b""
        for block in self.blocks(start, self.size if end is None else end):
            window = tail + block
            position = window.find(needle)
            while position >= 0:
                yield start - len(tail) + position
                position = window.find(needle, position + 1)
            start += len(block)
            tail = window[-overlap:] if overlap else b""

    def rfind(self, needle: bytes, end: int | None = None) -> int:
        """Offset of the last occurrence of `needle` before `end`; -1 if there is none."""
        stop = self.size if end is None else end
        step = 2048
        while stop > 0:
            start = max(0, stop - step)
            window = self.read(start, stop - start)
            position = window.rfind(needle)
            if position >= 0:
                return start + position
            if start == 0:
                return -1
            stop = start + len(needle) - 1
            step = min(8 * step, BLOCK)
        return -1

    def stream(self) -> BinaryIO:
        """A seekable stream of the document from `%PDF-` on, for libraries that want one."""
        if self._data is not None:
            return io.BytesIO(self._data[self.header_offset :])
        return io.BufferedReader(_FromHeader(self))


class _FromHeader(io.RawIOBase):
    """The source as a raw stream that starts at the header."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._source.size}
        position = base[whence] + offset
        if position < 0:
            raise OSError("negative seek position")
        self._position = position
        return position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class ByteRangeContent:
    """The signed bytes of one /ByteRange, as `cms.SignedContent` (ISO 32000-2, 12.8.1)."""

    def __init__(self, source: Source, byte_range: tuple[int, ...]) -> None:
        self._source = source
        pairs = byte_range[: len(byte_range) // 2 * 2]
        self._ranges = tuple(zip(pairs[::2], pairs[1::2], strict=True))
        self._digests: dict[str, bytes] = {}

    def digest(self, algorithm: str) -> bytes:
        if algorithm not in self._digests:
            ranges = self._ranges
            if ranges and ranges[0][0] == 0:
                hasher = self._source.hasher_of_head(algorithm, ranges[0][1])
                ranges = ranges[1:]
            else:
                hasher = new_digest(algorithm)
            for start, length in ranges:
                self._source.feed(hasher, start, start + length)
            self._digests[algorithm] = hasher.digest()
        return self._digests[algorithm]

    def head(self, size: int) -> bytes:
        for start, length in self._ranges:
            if length > 0:
                return self._source.read(start, min(size, length))
        return b""

    def read(self, limit: int) -> bytes | None:
        if sum(length for _, length in self._ranges) > limit:
            return None
        return b"".join(self._source.read(start, length) for start, length in self._ranges)


def open_source(source: DocumentSource, *, lenient: bool = False) -> Source:
    """Open a path, bytes, or a binary file (sought to its start; read once if it cannot seek).

    DocumentError where the path cannot be read, NotAPdfError for what is no PDF.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
        return Source(io.BytesIO(data), close=True, data=data, lenient=lenient)
    if isinstance(source, str | os.PathLike):
        return _open_path(Path(source), lenient)
    if source.seekable():
        return Source(source, close=False, lenient=lenient)
    import tempfile  # few sources need it

    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - closed by Source
    try:
        while block := source.read(BLOCK):
            spool.write(block)
            if spool.tell() > MAX_FILE_BYTES:
                raise LimitError("file_too_large", limit=MAX_FILE_BYTES)
        return Source(spool, close=True, lenient=lenient)  # type: ignore[arg-type]
    except BaseException:
        spool.close()
        raise


def _open_path(path: Path, lenient: bool) -> Source:
    try:
        if path.is_dir():
            raise DocumentError("is_a_folder")
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise DocumentError("file_not_found") from error
    except (OSError, ValueError) as error:
        raise DocumentError("file_not_readable") from error
    try:
        return Source(stream, close=True, lenient=lenient)
    except BaseException:
        stream.close()
        raise
