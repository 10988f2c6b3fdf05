"""Version 2 of the API: an agency's electronic seal."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from esign_verify.sandbox.client import Code, SandboxClient
from esign_verify.service.emulator import fields
from esign_verify.service.emulator.answers import answer, done, expiry
from esign_verify.service.emulator.schemas import (
    SEAL_ACTIVATION,
    SEAL_CODE,
    SEAL_PDF,
    SEAL_REVOCATION,
)
from esign_verify.service.emulator.v2 import sign_requests, signed_answer


def seal_routes(client: SandboxClient) -> APIRouter:
    routes = APIRouter(prefix="/api/v2/seal")

    @routes.post("/get/activation", openapi_extra=SEAL_ACTIVATION)
    async def activation(request: Request) -> Response:
        body = await fields.read_json(request)
        subscriber = fields.text(body, "idSubscriber")
        totp = fields.optional_text(body, "totp")
        if not totp:
            client.activate_seal(subscriber)
            return done("TOTP Aktivasi berhasil dikirim")
        return done(
            None, _code("TOTP Aktivasi masih berlaku", client.prolong_seal(subscriber, totp))
        )

    @routes.post("/revoke/activation", openapi_extra=SEAL_REVOCATION)
    async def revocation(request: Request) -> Response:
        body = await fields.read_json(request)
        client.revoke_seal(fields.text(body, "idSubscriber"), fields.text(body, "totp"))
        # the manual gives the shape, the words are ours
        return done("TOTP Aktivasi berhasil dicabut")

    @routes.post("/get/totp", openapi_extra=SEAL_CODE)
    async def seal_code(request: Request) -> Response:
        body = await fields.read_json(request)
        subscriber, totp = fields.text(body, "idSubscriber"), fields.text(body, "totp")
        code = client.seal_code(subscriber, totp, fields.whole(body, "data"))
        return answer(_code("TOTP berhasil dibuat", code))

    @routes.post("/pdf", openapi_extra=SEAL_PDF)
    async def seal(request: Request) -> Response:
        body = await fields.read_json(request)
        subscriber, totp = fields.text(body, "idSubscriber"), fields.text(body, "totp")
        wanted = sign_requests(body)
        return await signed_answer(lambda: client.seal(subscriber, totp, wanted))

    return routes


def _code(message: str, code: Code) -> dict[str, Any]:
    return {
        "message": message,
        "totp": code.value,
        "expires": expiry(code.expires),
        "result": True,
    }
