"""The application: routes, who may ask them, and what errors look like."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from esign_verify._version import __version__
from esign_verify.sandbox.client import ClientError, SandboxClient, UnavailableError
from esign_verify.service.credentials import parse_basic
from esign_verify.service.emulator.answers import refusal, spring
from esign_verify.service.emulator.control import (
    credential_routes,
    mail_routes,
    open_routes,
    user_routes,
)
from esign_verify.service.emulator.envelope import MAX_BODY, Envelope
from esign_verify.service.emulator.openapi import openapi
from esign_verify.service.emulator.seals import seal_routes
from esign_verify.service.emulator.v1 import v1_routes
from esign_verify.service.emulator.v2 import v2_routes
from esign_verify.service.emulator.verifying import Verifying
from esign_verify.service.refusals import RequestError, status_of

_DESCRIPTION = "An Esign Client to develop against. Signatures made here are worth nothing."
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def create_app(
    client: SandboxClient, *, profile: str = "2023", max_body: int = MAX_BODY
) -> Envelope:
    """An ASGI application over one sandbox.

    `profile`: as which server's answers those of the verify endpoints look (`render/`).
    `max_body`: octets of one request.
    """
    verifying = Verifying(client, profile=profile)

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        """Processes that read documents start when they are needed, and end with the server."""
        yield
        for end in (verifying.close, client.close):
            await run_in_threadpool(end)

    app = FastAPI(
        title="Esign Client (sandbox)",
        version=__version__,
        description=_DESCRIPTION,
        # its pages load their scripts from elsewhere
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=running,
    )
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]
    people = client.people
    application = Depends(_asked_by(people.may_ask))
    app.include_router(open_routes(client))
    app.include_router(mail_routes(client), dependencies=[Depends(_asked_by(people.may_read_mail))])
    for routes in (user_routes(client), credential_routes(client)):
        app.include_router(routes, dependencies=[Depends(_asked_by(people.may_manage))])
    for routes in (v1_routes(client, verifying), seal_routes(client), v2_routes(client, verifying)):
        app.include_router(routes, dependencies=[application])
    _explain_errors(app)
    return Envelope(app, max_body=max_body)


def _asked_by(may: Callable[[str, str], bool]) -> Callable[[Request], None]:
    """A dependency: Basic authorization (RFC 7617) of somebody who may."""

    def require(request: Request) -> None:
        try:
            name, secret = parse_basic(request.headers.get("authorization", ""))
        except RequestError as error:
            raise HTTPException(401) from error
        if not may(name, secret):
            raise HTTPException(401)

    return require


def _methods(request: Request) -> str:
    """Allow (RFC 9110, 10.2.1): of all routes of the path. The framework names one route's."""
    found = [
        method
        for method in _METHODS
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    ]
    return ", ".join(found)


def _explain_errors(app: FastAPI) -> None:
    async def of_the_api(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ClientError)
        return refusal(error)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = {"Allow": _methods(request)} if error.status_code == 405 else None
        return spring(error.status_code, request.url.path, headers)

    async def of_the_body(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        return spring(status_of(error), request.url.path)

    async def nobody_free(request: Request, _error: Exception) -> Response:
        return spring(503, request.url.path)

    async def unforeseen(request: Request, _error: Exception) -> Response:
        return spring(500, request.url.path)

    app.add_exception_handler(ClientError, of_the_api)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestError, of_the_body)
    app.add_exception_handler(UnavailableError, nobody_free)
    app.add_exception_handler(Exception, unforeseen)
