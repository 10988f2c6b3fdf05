"""The running server."""

from __future__ import annotations

from collections.abc import Callable

import uvicorn

from esign_verify.errors import UsageError
from esign_verify.sandbox.client import SandboxClient
from esign_verify.service.emulator.app import create_app

STOP_SECONDS = 10
"""for what runs, when the server is told to stop"""


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
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    try:
        listener = config.bind_socket()
        listener.listen(config.backlog)
    except (SystemExit, OSError) as error:
        raise UsageError("address_unusable", host=host, port=port) from error
    ready(listener.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listener])
