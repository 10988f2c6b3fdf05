"""A connection that ends after so many seconds, whatever trickles through it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Deadline:
    """Cuts the connection that it watches when its time is over, and closes it at its end.

    Time-outs of a socket are for one wait; a server that sends a byte before each of them ends
    would hold us for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()

    def watch(self, connected: socket.socket) -> None:
        """From here on this one is cut: again for the socket that TLS puts around another."""
        self._socket = connected
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):
                # past TLS, whose own shutdown would wait for the other side
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
