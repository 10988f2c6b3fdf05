"""What a server of ours listens with: a socket that is there before it, and uvicorn that tells.

Serves the emulator as well as the service.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from esign_verify.errors import UsageError

BACKLOG = 2048
"""Connections that the system keeps until the server takes them."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, before there is a server: `port` 0 is any free one.

    UsageError where nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, UnicodeError) as error:  # UnicodeError: no name of a host
        raise UsageError("address_unusable", host=host, port=port) from error


class Server(uvicorn.Server):
    """uvicorn's, that tells when it answers, when it has been told to stop, and when it has."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        ready: Callable[[], None],
        stopping: Callable[[], None] = lambda: None,
        stopped: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping
        self._stopped = stopped
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._stopped()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """`stopping` is called once, in the loop: this is a handler of signals."""
        first = not self.should_exit
        super().handle_exit(sig, frame)
        if first and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping)
