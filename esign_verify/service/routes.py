"""The routes. What they have in common, from place to answer, is `_examine`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException

from esign_verify._version import __version__
from esign_verify.isolation import Showing
from esign_verify.service import openapi
from esign_verify.service.page import add_page
from esign_verify.service.refusals import RequestError
from esign_verify.service.uploads import Upload, Uploads

if TYPE_CHECKING:
    from esign_verify.service.app import Service

Lang = Literal["id", "en"]

JSON = "application/json"

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""A report is one file with its style inside; its own policy, in the page, names it by digest."""


def add_routes(app: FastAPI, service: Service) -> None:
    _add_esign(app, service)
    _add_own(app, service)
    _add_state(app, service)
    add_page(app)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unreadable_query)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]


def _add_esign(app: FastAPI, service: Service) -> None:
    """The two verify endpoints of the Esign Client."""
    profile = service.settings.profile

    @app.post(
        "/api/sign/verify",
        tags=["Esign Client"],
        summary="Version 1",
        operation_id="verify_v1",
        response_class=Response,
        responses={200: openapi.answer("v1"), **openapi.refusal_responses()},
        openapi_extra=openapi.multipart_body("signed_file"),
    )
    async def verify_v1(request: Request) -> Response:
        return await _examine(
            service,
            request,
            lambda uploads: uploads.from_multipart(request, "signed_file", "file"),
            Showing(format="v1", profile=profile),
        )

    @app.post(
        "/api/v2/verify/pdf",
        tags=["Esign Client"],
        summary="Version 2",
        operation_id="verify_v2",
        response_class=Response,
        responses={200: openapi.answer("v2"), **openapi.refusal_responses()},
        openapi_extra=openapi.json_body(),
    )
    async def verify_v2(request: Request) -> Response:
        return await _examine(
            service,
            request,
            lambda uploads: uploads.from_json(request),
            Showing(format="v2", profile=profile),
        )


def _add_own(app: FastAPI, service: Service) -> None:
    """The full result, and the report."""

    @app.post(
        "/api/verify",
        tags=["esign-verify"],
        summary="The full result",
        operation_id="verify",
        response_class=Response,
        responses={200: openapi.answer("json"), **openapi.refusal_responses()},
        openapi_extra=openapi.multipart_body("file"),
    )
    async def verify(request: Request, lang: Lang = Query("id")) -> Response:  # noqa: B008
        return await _examine(
            service,
            request,
            lambda uploads: uploads.from_multipart(request, "file", "signed_file"),
            Showing(format="json", lang=lang),
        )

    @app.post(
        "/report",
        tags=["esign-verify"],
        summary="The report, a page in one file",
        operation_id="report",
        response_class=Response,
        responses={
            200: {"description": "The report", "content": {"text/html": {}}},
            **openapi.refusal_responses(),
        },
        openapi_extra=openapi.multipart_body("file"),
    )
    async def report(
        request: Request,
        lang: Lang = Query("id"),  # noqa: B008
        pictures: bool = Query(True),
    ) -> Response:
        response = await _examine(
            service,
            request,
            lambda uploads: uploads.from_multipart(request, "file", "signed_file"),
            Showing(format="html", lang=lang, pictures=pictures),
        )
        response.headers["content-type"] = "text/html; charset=utf-8"
        response.headers["content-security-policy"] = REPORT_POLICY
        return response


def _add_state(app: FastAPI, service: Service) -> None:
    """For those who look after the service."""

    @app.get("/healthz", tags=["state"], summary="Whether it runs", operation_id="health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @app.get(
        "/metrics",
        tags=["state"],
        summary="Counts and times, for Prometheus",
        operation_id="metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}, "description": "Metrics"}},
    )
    async def metrics() -> Response:
        taken, working = service.admission.taken, service.pool.working
        text = service.metrics.text(
            {
                "requests_in_service": ("Requests with a place.", taken),
                "documents_in_work": ("Documents that a worker has.", working),
                "workers": ("Workers.", service.settings.workers),
            }
        )
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def _examine(
    service: Service,
    request: Request,
    receive: Callable[[Uploads], Awaitable[Upload]],
    showing: Showing,
) -> Response:
    """Place, body, worker, answer. The clock is read here, once."""
    at = service.settings.at or datetime.now(UTC)

    with (
        service.admission.place(request.scope["esign_client"]),
        Uploads(service.folder, service.settings) as uploads,
    ):
        upload = await receive(uploads)
        shown = await service.pool.show(
            upload.path, showing, file_name=upload.file_name, at=at, password=upload.password
        )
    service.metrics.conclusion(shown.conclusion.value)
    return Response(shown.text, media_type=JSON)


async def _http_error(_request: Request, error: Exception) -> Response:
    """Starlette's own: no such path, or another method."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        raise RequestError("method_not_allowed", allow=(error.headers or {}).get("Allow", ""))
    raise RequestError("no_such_path")


async def _unreadable_query(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    names = {place["loc"][-1] for place in error.errors()}
    raise RequestError("language_unknown" if "lang" in names else "pictures_unknown")


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        made["components"] = {
            "schemas": openapi.components(),
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
        }
        # with users only; without them nothing is asked
        made["security"] = [{"basic": []}, {}]
        for operations in made["paths"].values():
            for operation in operations.values():
                if operation["responses"].get("422", {}).get("description") == "Validation Error":
                    del operation["responses"]["422"]
        app.openapi_schema = made
    return app.openapi_schema
