"""An HTTP response of which no more is read than a limit, headers and framing included.

`http.client` bounds a line and the headers of one answer, but not how many interim answers,
trailers or chunks of nothing a server may send before it comes to an end.
"""

from __future__ import annotations

import http.client
import io
import socket

from esign_verify.errors import RemoteError
from esign_verify.limits import MAX_REMOTE_ANSWER_BYTES


class BoundedResponse(http.client.HTTPResponse):
    """Raises `remote_answer_too_large` once twice the bytes of the largest answer came."""

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = io.BufferedReader(_Counted(self.fp.detach()))


class _Counted(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._left = 2 * MAX_REMOTE_ANSWER_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        count: int | None = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise RemoteError("remote_answer_too_large", limit=MAX_REMOTE_ANSWER_BYTES)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
