"""The running server."""

from __future__ import annotations

import uvicorn

from esign_verify.errors import UsageError
from esign_verify.sandbox.client import SandboxClient
from esign_verify.service.emulator.app import create_app

STOP_SECONDS = 10
"""for what runs, when the server is told to stop"""


def run(client: SandboxClient, *, host: str, port: int, profile: str = "2023") -> None:
    """Serve until told to stop (SIGINT, SIGTERM). UsageError where nobody can listen there."""
    try:
        uvicorn.run(
            create_app(client, profile=profile),
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    except SystemExit as error:
        raise UsageError("address_unusable", host=host, port=port) from error
