"""The running server: uvicorn, with limits of time that it has not itself."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from esign_verify.service.app import create_app
from esign_verify.service.listening import Server, listen
from esign_verify.service.settings import ServiceSettings

KEEP_ALIVE_SECONDS = 15
MOST_CONNECTIONS = 1_000
"""Open at once; each may be silent for as long as the settings say."""


def run(
    settings: ServiceSettings,
    *,
    ready: Callable[[int], None] = lambda _port: None,
    stopping: Callable[[], None] = lambda: None,
    stopped: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what runs. EsignVerifyError before the start.

    `ready` is told the port when who connects will be answered; `stopping` and `stopped` frame
    the end.
    """
    settings.require_safe()
    app = create_app(settings)
    _log_to_stderr()
    listener = listen(settings.host, settings.port)
    config = uvicorn.Config(
        app,
        http=timed_protocol(settings.silent_seconds),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    port = listener.getsockname()[1]
    server = Server(config, ready=lambda: ready(port), stopping=stopping, stopped=stopped)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return  # as it should end
    except SystemExit:
        failure = app.state.service.failure
        if failure is None:
            raise
        raise failure from None


def timed_protocol(seconds: float) -> type[asyncio.Protocol]:
    """HTTP/1.1 that closes a connection whose first request does not come in time.

    uvicorn waits for the headers of a request for ever.
    """

    class TimedProtocol(H11Protocol):
        _headers_timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._headers_timer is not None:
                self._headers_timer.cancel()
            super().connection_lost(exc)

        def _wait(self) -> None:
            if self._headers_timer is not None:
                self._headers_timer.cancel()
            self._headers_timer = self.loop.call_later(seconds, self._close_if_silent)

        def _close_if_silent(self) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

    return TimedProtocol


def _log_to_stderr() -> None:
    """One line a request. Of uvicorn only our bugs: what it does is said in the user's language."""
    for name, level in (("esign_verify.service", logging.INFO), ("uvicorn", logging.ERROR)):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        if name == "uvicorn":
            handler.addFilter(lambda record: record.msg.startswith("Exception in ASGI"))
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
