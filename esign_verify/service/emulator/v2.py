"""Version 2 of the API: JSON in, JSON out."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from esign_verify.sandbox.client import (
    SandboxClient,
    SignRequest,
    Status,
    no_certificate,
    required,
    unfit,
    unknown_signer,
)
from esign_verify.service.emulator import fields
from esign_verify.service.emulator.answers import answer, done
from esign_verify.service.emulator.schemas import (
    CODE_V2,
    REGISTER_V2,
    SIGN_V2,
    STATUS_V2,
    VERIFY_V2,
)
from esign_verify.service.emulator.verifying import Verifying


def v2_routes(client: SandboxClient, verifying: Verifying) -> APIRouter:
    routes = APIRouter(prefix="/api/v2")

    @routes.post("/sign/pdf", openapi_extra=SIGN_V2)
    async def sign(request: Request) -> Response:
        body = await fields.read_json(request)
        name = fields.person(body)
        passphrase = fields.optional_text(body, "passphrase")
        totp = fields.optional_text(body, "totp")
        if not passphrase and not totp:
            raise required("passphrase atau totp")
        wanted = sign_requests(body)
        return await signed_answer(
            lambda: client.sign(name, wanted, passphrase=passphrase, totp=totp or None)
        )

    @routes.post("/sign/get/totp", openapi_extra=CODE_V2)
    async def sign_code(request: Request) -> Response:
        body = await fields.read_json(request)
        client.request_sign_code(fields.person(body), fields.whole(body, "data"))
        # the manual shows no answer; this one is like that of the seal's activation
        return done("TOTP berhasil dikirim")

    @routes.post("/user/check/status", openapi_extra=STATUS_V2)
    async def status(request: Request) -> Response:
        found = client.status_of(fields.person(await fields.read_json(request)))
        return answer(_status(found))

    @routes.post("/user/registration", openapi_extra=REGISTER_V2)
    async def registration(request: Request) -> Response:
        body = await fields.read_json(request)
        nama, email = fields.text(body, "nama"), fields.text(body, "email")
        if "@" not in email:
            raise unfit("email")
        client.people.register(nama, email)
        # ours, as the manual shows no answer
        return done("Registrasi berhasil, menunggu verifikasi")

    @routes.post("/verify/pdf", openapi_extra=VERIFY_V2)
    async def verify(request: Request) -> Response:
        body = await fields.read_json(request)
        pdf = fields.decoded(body.get("file"), "file")
        password = fields.optional_text(body, "password")
        return await verifying.answer("v2", pdf, password=password)

    return routes


def _status(found: Status) -> dict[str, Any]:
    """Codes of three states are known; the others have that of a registered user."""
    known = {Status.NOT_REGISTERED: unknown_signer(), Status.NO_CERTIFICATE: no_certificate()}
    if found in known:
        error = known[found]
        return {"status_code": error.status_code, "status": found, "message": error.error}
    words = f"User sudah terdaftar dan memiliki sertifikat dengan status {found}"
    return {"status_code": 1111, "status": found, "message": words}


def sign_requests(body: dict[str, Any]) -> list[SignRequest]:
    """`file` and `signatureProperties`: one entry for all files, or one for each."""
    files = body.get("file")
    if not files:
        raise required("file")
    properties = body.get("signatureProperties")
    if not properties:
        raise required("signatureProperties")
    if not isinstance(files, list):
        raise unfit("file harus berupa array")
    if not isinstance(properties, list) or not all(isinstance(one, dict) for one in properties):
        raise unfit("signatureProperties harus berupa array")
    if len(properties) not in (1, len(files)):
        raise unfit("jumlah signatureProperties harus satu atau sebanyak file")
    if len(properties) == 1:
        properties = properties * len(files)
    return [_request(pdf, one) for pdf, one in zip(files, properties, strict=True)]


def _request(pdf: Any, properties: dict[str, Any]) -> SignRequest:
    return SignRequest(
        pdf=fields.decoded(pdf, "file"),
        specimen=fields.v2_specimen(properties),
        reason=fields.optional_text(properties, "reason"),
        location=fields.optional_text(properties, "location"),
        password=fields.optional_text(properties, "pdfPassword"),
    )


async def signed_answer(work: Callable[[], list[bytes]]) -> Response:
    """`time`: milliseconds that it took; `file`: the documents in Base64."""
    began = time.monotonic()
    signed = await run_in_threadpool(work)
    took = int((time.monotonic() - began) * 1000)
    return answer({"time": took, "file": [base64.b64encode(pdf).decode() for pdf in signed]})
