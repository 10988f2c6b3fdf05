"""The running server: uvicorn, with limits and refusals that it has not itself."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import uvicorn

from esign_verify.service import refusals
from esign_verify.service.app import Service, create_app
from esign_verify.service.envelope import HEADERS, log
from esign_verify.service.listening import Server, listen
from esign_verify.service.protocol import Answer, Rules, guarded_protocol
from esign_verify.service.refusals import RequestError
from esign_verify.service.settings import ServiceSettings

KEEP_ALIVE_SECONDS = 15


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
        http=guarded_protocol(_rules(app.state.service)),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    port = listener.getsockname()[1]

    def stop() -> None:
        app.state.service.stop()
        stopping()

    server = Server(config, ready=lambda: ready(port), stopping=stop, stopped=stopped)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return  # as it should end
    except SystemExit:
        failure = app.state.service.failure
        if failure is None:
            raise
        raise failure from None


def _rules(service: Service) -> Rules:
    def refusal(error: RequestError) -> Answer:
        status = refusals.status_of(error)
        headers = (*refusals.headers_of(error, status), *HEADERS)
        return Answer(status=status, headers=headers, body=refusals.body(error))

    def note(address: str, answer: Answer, error: RequestError) -> None:
        service.metrics.refusal(error.code)
        service.metrics.request("other", answer.status, 0, 0)
        log.info("%s OTHER other %d 0 ms 0 bytes %s", address, answer.status, error.code)

    return Rules(
        silent_seconds=service.settings.silent_seconds,
        most_connections=service.settings.most_connections,
        refusal=refusal,
        note=note,
    )


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
