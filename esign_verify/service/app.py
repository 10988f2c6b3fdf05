"""The application: routes, and what lives as long as it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI

from esign_verify._version import __version__
from esign_verify.errors import EsignVerifyError
from esign_verify.service.admission import Admission
from esign_verify.service.credentials import Credentials
from esign_verify.service.envelope import Envelope
from esign_verify.service.folders import upload_folder
from esign_verify.service.metrics import Metrics
from esign_verify.service.openapi import DESCRIPTION
from esign_verify.service.pool import WorkerPool
from esign_verify.service.routes import add_routes
from esign_verify.service.settings import ServiceSettings


class Service:
    """What the routes of one application share. `folder` and the children live while it runs."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self.credentials = (
            None if settings.credentials is None else Credentials.load(settings.credentials)
        )
        self.metrics = Metrics()
        self.admission = Admission(places=settings.places, per_client=settings.per_client)
        self.pool = WorkerPool(settings)
        self.folder = Path()
        self.failure: EsignVerifyError | None = None
        """why it could not start"""

    @asynccontextmanager
    async def running(self, _app: object) -> AsyncIterator[None]:
        with ExitStack() as stack:
            with self._noting_failure():
                self.folder = stack.enter_context(upload_folder(self.settings.folder))
            try:
                with self._noting_failure():
                    await self.pool.start()
                yield
            finally:
                await asyncio.to_thread(self.pool.close)

    def stop(self) -> None:
        """No request is taken any longer, and none waits."""
        self.admission.stopping = True
        self.pool.stop()

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except EsignVerifyError as error:
            self.failure = error
            raise


def create_app(settings: ServiceSettings | None = None) -> FastAPI:
    """The ASGI application. EsignVerifyError where trust, policy or users cannot be read.

    Whoever serves it elsewhere than on loopback gives it users (`settings.require_safe`).
    """
    service = Service(settings or ServiceSettings())
    app = FastAPI(
        title="esign-verify",
        version=__version__,
        description=DESCRIPTION,
        lifespan=service.running,
        # these pages would load scripts from elsewhere
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    add_routes(app, service)
    app.add_middleware(Envelope, service=service)
    return app
