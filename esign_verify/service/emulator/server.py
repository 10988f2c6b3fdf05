"""The running server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import h11
import uvicorn

from esign_verify.errors import UsageError
from esign_verify.sandbox.client import SandboxClient
from esign_verify.service.emulator.app import create_app
from esign_verify.service.emulator.envelope import HEADER, SILENT_SECONDS
from esign_verify.service.server import timed_protocol

STOP_SECONDS = 10
"""for what runs, when the server is told to stop"""

_Timed: Any = timed_protocol(SILENT_SECONDS)


class MarkedProtocol(_Timed):  # type: ignore[misc]
    """HTTP/1.1 with the sandbox's header also where a request is no HTTP, and reaches no
    application."""

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            kind = (b"content-type", b"text/plain; charset=utf-8")
            headers = [HEADER, kind, (b"connection", b"close")]
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=msg.encode("ascii", "replace")),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event))
        self.transport.close()


def run(
    client: SandboxClient,
    *,
    host: str,
    port: int,
    profile: str = "2023",
    ready: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). UsageError where nobody can listen there.

    `port` 0 is any free one; `ready` is told which, when who connects will be answered.
    """
    config = uvicorn.Config(
        create_app(client, profile=profile),
        host=host,
        port=port,
        http=MarkedProtocol,
        ws="none",
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    try:
        listener = config.bind_socket()
        listener.listen(config.backlog)
    except (SystemExit, OSError) as error:
        raise UsageError("address_unusable", host=host, port=port) from error
    ready(listener.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listener])
