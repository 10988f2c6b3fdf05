"""Base64 (RFC 4648 4) to a file, piece by piece."""

from __future__ import annotations

import binascii
import re
from typing import BinaryIO

from esign_verify.service.refusals import RequestError

_BLANKS = b" \t\r\n"

_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|([/nrt]))")
_ESCAPED = {b"/": b"/", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_LONGEST_ESCAPE = 6


class Base64Writer:
    """Decodes what it is fed into a file; no more than `most` octets.

    It takes the inside of a JSON string: PHP writes `/` as `\\/`, Gson `=` as `\\u003d`. Line ends
    are allowed, as MIME has them. Of anything else that is not of the alphabet it only takes
    note: the string may be none that should be Base64. `finish` raises the RequestError.
    """

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most
        self._raw = b""
        self._left = b""
        self._padded = False
        self._broken = False
        self.size = 0

    def feed(self, piece: bytes) -> None:
        """RequestError where the file would grow over `most`."""
        if self._broken:
            return
        data = self._raw + piece
        cut = data.rfind(b"\\", max(0, len(data) - _LONGEST_ESCAPE + 1))
        cut = len(data) if cut < 0 else cut
        self._raw = data[cut:]
        self._decode(_unescaped(data[:cut]))

    def finish(self) -> None:
        """Padding may be left out, but one character alone is no octet."""
        self._decode(_unescaped(self._raw))
        if self._left and not self._padded:
            self._write(self._left + b"=" * (4 - len(self._left)))
        elif self._left:
            self._broken = True
        if self._broken:
            raise RequestError("file_not_base64")

    def _decode(self, text: bytes) -> None:
        data = self._left + text.translate(None, _BLANKS)
        if data and self._padded:
            self._broken = True
        whole = len(data) // 4 * 4
        self._left = data[whole:]
        if whole and not self._broken:
            self._write(data[:whole])

    def _write(self, data: bytes) -> None:
        try:
            octets = binascii.a2b_base64(data, strict_mode=True)
        except binascii.Error:
            self._broken = True
            return
        self._padded = data.endswith(b"=")
        self.size += len(octets)
        if self.size > self._most:
            raise RequestError("body_too_large", limit=self._most)
        self._file.write(octets)


def _unescaped(data: bytes) -> bytes:
    if b"\\" not in data:
        return data
    return _ESCAPE.sub(_character, data)


def _character(match: re.Match[bytes]) -> bytes:
    if match[2]:
        return _ESCAPED[match[2]]
    return chr(int(match[1], 16)).encode("utf-8", "surrogatepass")
