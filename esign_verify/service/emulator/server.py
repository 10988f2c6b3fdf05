"""The running server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn

from esign_verify.sandbox.client import SandboxClient
from esign_verify.service.emulator.app import create_app
from esign_verify.service.emulator.envelope import HEADER, SILENT_SECONDS
from esign_verify.service.listening import Server, listen
from esign_verify.service.protocol import Answer, Rules, guarded_protocol
from esign_verify.service.refusals import RequestError, compat_body, headers_of, status_of

STOP_SECONDS = 10
"""for what runs, when the server is told to stop"""

MOST_CONNECTIONS = 200


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
    listener = listen(host, port)
    config = uvicorn.Config(
        create_app(client, profile=profile),
        http=guarded_protocol(RULES),
        ws="none",
        log_level="error",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    Server(config, ready=lambda: ready(listener.getsockname()[1])).run(sockets=[listener])


def _refusal(error: RequestError) -> Answer:
    """As the framework of the original answers, with the sandbox's header."""
    status = status_of(error)
    return Answer(
        status=status,
        headers=(*headers_of(error, status), HEADER),
        body=compat_body(status, "", datetime.now(UTC)),
    )


RULES = Rules(
    silent_seconds=SILENT_SECONDS,
    most_connections=MOST_CONNECTIONS,
    refusal=_refusal,
    note=lambda _address, _answer, _error: None,
)
