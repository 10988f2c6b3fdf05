"""The page at `/`, its style and its script: three files of the package, no others.

The page has no style or script inside it, so that its Content-Security-Policy can forbid both.
Its texts are chosen here: `?lang=`, else what the browser asks for, else Indonesian.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from fastapi import FastAPI, Query, Request, Response

from esign_verify._version import __version__
from esign_verify.messages import LANGUAGES, text

SCRIPT_TEXTS = (
    "waiting",
    "uploading",
    "verifying",
    "no_verdict",
    "password_ask",
    "password_again",
    "password_send",
    "report",
    "again",
    "remove",
    "signatures",
    "no_answer",
    "too_large",
    "not_pdf",
    "summary",
)
"""`page.<code>` that the script needs."""

CONCLUSIONS = ("VALID", "INVALID", "WARNING", "NO_SIGNATURE")


def add_page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def page(request: Request, lang: Literal["id", "en"] | None = Query(None)) -> Response:
        chosen = lang or _asked(request.headers.get("accept-language", ""))
        most = request.app.state.service.settings.upload_bytes
        return Response(
            _page(chosen, most),
            media_type="text/html; charset=utf-8",
            headers={"content-language": chosen, "vary": "accept-language"},
        )

    @app.get("/page.css", include_in_schema=False)
    async def style() -> Response:
        return Response(_static("page.css"), media_type="text/css")

    @app.get("/page.js", include_in_schema=False)
    async def script() -> Response:
        return Response(_static("page.js"), media_type="text/javascript")

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:
        return Response(status_code=204)  # browsers ask for one; there is none


@cache
def _static(name: str) -> str:
    return (files("esign_verify.service") / "static" / name).read_text("utf-8")


@cache
def _page(lang: str, most: int) -> str:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    # the script fills these two in
    kept = {"done": "{done}", "count": "{count}"}
    texts = {code: text(f"page.{code}", lang, **kept) for code in SCRIPT_TEXTS}
    texts |= {value: text(f"page.{value}", lang) for value in CONCLUSIONS}
    return environment.from_string(_static("page.html")).render(
        lang=lang,
        others=[other for other in LANGUAGES if other != lang],
        t=lambda code, **params: text(f"page.{code}", lang, **params),
        texts=json.dumps(texts, ensure_ascii=False),
        most=most,
        mebibytes=most >> 20,
        version=__version__,
    )


def _asked(accept_language: str) -> str:
    """The first of our languages in the header (RFC 9110 12.5.4), whose order is taken as it is."""
    for part in accept_language[:1000].split(","):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
