"""A JSON body (RFC 8259) with a document in it, read without holding the document in memory.

Long strings are decoded to files while the body arrives, and a mark is left in their place; what
remains is small and read by `json`. The mark holds a random number of this body, so that no client
can write one.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from esign_verify.service.base64_file import Base64Writer
from esign_verify.service.refusals import RequestError

SHORT = 64 * 1024
"""Bytes of a string that stays in the JSON."""

MOST = 1024 * 1024
"""Bytes of the JSON without its long strings."""

MOST_LONG = 16
"""Long strings of one body; one is needed."""

_SPECIAL = re.compile(rb'["\\]')


class LongString:
    """A string that stands in a file instead, decoded."""

    def __init__(self, path: Path, file: BinaryIO, most: int) -> None:
        self.path = path
        self.file = file
        self.writer = Base64Writer(file, most)


class JsonBody:
    """`feed` it the body, then ask for its `value`; `close` in any case."""

    def __init__(self, new_file: Callable[[], tuple[Path, BinaryIO]], most: int) -> None:
        self._new_file = new_file
        self._most = most
        self._mark = secrets.token_hex(16)
        self._kept = bytearray()
        self._in_string = False
        self._escaped = False
        self._start = 0
        self._long: LongString | None = None
        self._strings: list[LongString] = []

    def feed(self, piece: bytes) -> None:
        """RequestError for too much of anything."""
        at = 0
        while at < len(piece):
            at = self._inside(piece, at) if self._in_string else self._outside(piece, at)
        if len(self._kept) > MOST:
            raise RequestError("json_too_large", limit=MOST)

    def value(self) -> dict[str, Any]:
        """The object; `LongString` for each long string in it. RequestError where it is none."""
        try:
            value = json.loads(self._kept.decode("utf-8"), object_pairs_hook=self._object)
        except (ValueError, RecursionError) as error:
            raise RequestError("json_malformed") from error
        if not isinstance(value, dict):
            raise RequestError("json_not_an_object")
        return value

    def close(self) -> None:
        for string in self._strings:
            string.file.close()

    def _outside(self, piece: bytes, at: int) -> int:
        """Keep all up to the quotation mark that opens a string; where to go on."""
        quote = piece.find(b'"', at)
        end = len(piece) if quote < 0 else quote + 1
        self._kept += piece[at:end]
        if quote >= 0:
            self._in_string = True
            self._start = len(self._kept)
        return end

    def _inside(self, piece: bytes, at: int) -> int:
        """Take the string up to its end, or the piece's; where to go on."""
        end, closed = self._scan(piece, at)
        self._add(piece[at:end])
        if not closed:
            return end
        if self._long is not None:
            self._kept += self._name(len(self._strings) - 1).encode("ascii")
            self._long = None
        self._kept += b'"'
        self._in_string = False
        return end + 1

    def _scan(self, piece: bytes, at: int) -> tuple[int, bool]:
        """Where the string ends, and whether it does so in this piece."""
        if self._escaped:
            self._escaped = False
            at += 1
        while found := _SPECIAL.search(piece, at):
            if found[0] == b'"':
                return found.start(), True
            at = found.end() + 1
        self._escaped = at > len(piece)
        return len(piece), False

    def _add(self, data: bytes) -> None:
        if self._long is None and len(self._kept) - self._start + len(data) > SHORT:
            if len(self._strings) == MOST_LONG:
                raise RequestError("json_too_large", limit=MOST)
            path, file = self._new_file()
            self._long = LongString(path, file, self._most)
            self._strings.append(self._long)
            self._long.writer.feed(bytes(self._kept[self._start :]))
            del self._kept[self._start :]
        if self._long is None:
            self._kept += data
        else:
            self._long.writer.feed(data)

    def _name(self, number: int) -> str:
        return f"{self._mark}:{number}"

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        marks = {self._name(number): string for number, string in enumerate(self._strings)}
        for name, value in pairs:
            if name in made:
                raise RequestError("json_duplicate_key")
            made[name] = marks.get(value, value) if isinstance(value, str) else value
        return made
