"""A multipart/form-data body (RFC 7578): file parts to files, short fields to memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from esign_verify.service.refusals import RequestError

MOST_PARTS = 16
MOST_FIELD_BYTES = 16 * 1024
MOST_HEADER_BYTES = 8 * 1024
MOST_NAME = 255
"""Characters of a file name that is shown again; no file system has longer ones."""


class MultipartBody:
    """`feed` it the body, then `finish`; `close` in any case.

    `files`: path and name of each file part, by the part's name; `fields`: text of the others.
    """

    def __init__(
        self, content_type: str, new_file: Callable[[], tuple[Path, BinaryIO]], most: int
    ) -> None:
        self.files: dict[str, list[tuple[Path, str]]] = {}
        self.fields: dict[str, str] = {}
        self._new_file = new_file
        self._most = most
        self._file: BinaryIO | None = None
        self._field: bytearray | None = None
        self._name = ""
        self._parts = 0
        self._size = 0
        self._ended = False
        self._header_bytes = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not boundary or len(boundary) > 200:
            raise RequestError("multipart_malformed")
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_end": self._end,
            },
        )

    def feed(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise RequestError("multipart_malformed") from error

    def finish(self) -> None:
        """RequestError where the last boundary is missing: the client broke off."""
        if not self._ended:
            raise RequestError("multipart_malformed")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise RequestError("multipart_too_many_parts", limit=MOST_PARTS)
        self._disposition = b""
        self._header_bytes = 0

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._add_header(self._header[0], data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._add_header(self._header[1], data[start:end])

    def _add_header(self, to: bytearray, data: bytes) -> None:
        self._header_bytes += len(data)
        if self._header_bytes > MOST_HEADER_BYTES:
            raise RequestError("multipart_malformed")
        to += data

    def _header_end(self) -> None:
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        name.clear()
        value.clear()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            self._field = bytearray()
            return
        path, self._file = self._new_file()
        self._size = 0
        shown = base_name(options[b"filename"].decode("utf-8", "replace"))
        self.files.setdefault(self._name, []).append((path, shown))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._size += end - start
            if self._size > self._most:
                raise RequestError("body_too_large", limit=self._most)
            self._file.write(data[start:end])
        elif self._field is not None:
            self._field += data[start:end]
            if len(self._field) > MOST_FIELD_BYTES:
                raise RequestError("field_too_large", limit=MOST_FIELD_BYTES)

    def _part_end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        elif self._field is not None:
            self.fields[self._name] = self._field.decode("utf-8", "replace")
            self._field = None

    def _end(self) -> None:
        self._ended = True


def base_name(name: str) -> str:
    """The last part of a path in either notation; browsers of old sent whole ones."""
    return PureWindowsPath(name.replace("\0", "")).name[-MOST_NAME:]
