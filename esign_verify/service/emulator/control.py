"""What only a sandbox has, under `/sandbox`: trust, the outbox, users, and the table
"API Credentials" of the original's admin page, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from esign_verify.sandbox import to_pem
from esign_verify.sandbox.client import Credential, SandboxClient, Status, User, required, unfit
from esign_verify.service.emulator import fields
from esign_verify.service.emulator.answers import answer
from esign_verify.service.emulator.schemas import CREDENTIAL, NEW_USER, USER


def open_routes(client: SandboxClient) -> APIRouter:
    """For anybody: what this is, and whom to trust for it."""
    routes = APIRouter()

    @routes.get("/")
    async def about() -> Response:
        return answer(
            {
                "sandbox": True,
                "message": "Sandbox Esign Client: tanda tangan dari sini tidak sah",
                "message_en": "Sandbox Esign Client: signatures made here are worth nothing",
                "trust": "/sandbox/trust.pem",
                "mail": "/sandbox/mail",
                "openapi": "/openapi.json",
            }
        )

    @routes.get("/sandbox/trust.pem")
    async def trust() -> Response:
        pem = to_pem(client.pki.trust_certificates)
        return Response(pem, media_type="application/x-pem-file")

    return routes


def mail_routes(client: SandboxClient) -> APIRouter:
    """For applications: what would have been mailed, the newest first."""
    routes = APIRouter()

    @routes.get("/sandbox/mail")
    async def mail() -> Response:
        return answer([asdict(one) for one in reversed(client.people.mail)])

    return routes


def user_routes(client: SandboxClient) -> APIRouter:
    """For the admin: users and their states."""
    routes = APIRouter(prefix="/sandbox")
    people = client.people

    @routes.get("/users")
    async def users() -> Response:
        return answer([asdict(user) for user in people.users])

    @routes.post("/users", openapi_extra=NEW_USER)
    async def add_user(request: Request) -> Response:
        body = await fields.read_json(request)
        nik = fields.nik(body) if body.get("nik") else ""
        user = User(
            nama=fields.text(body, "nama"),
            nik=nik,
            email=fields.optional_text(body, "email"),
            passphrase=fields.optional_text(body, "passphrase"),
            status=_status(body, Status.ISSUE),
        )
        if not user.key:
            raise required("nik atau email")
        people.add(user)
        return answer(asdict(user))

    @routes.put("/users/{name}", openapi_extra=USER)
    async def change_user(name: str, request: Request) -> Response:
        body = await fields.read_json(request)
        user = people.user(name)
        if user is None:
            raise HTTPException(404)
        changed = people.change(
            user,
            status=_status(body, user.status),
            passphrase=fields.optional_text(body, "passphrase"),
        )
        return answer(asdict(changed))

    return routes


def credential_routes(client: SandboxClient) -> APIRouter:
    """For the admin: the applications that may ask."""
    routes = APIRouter(prefix="/sandbox")
    people = client.people

    @routes.get("/credentials")
    async def credentials() -> Response:
        return answer([asdict(one) for one in people.credentials.values()])

    @routes.put("/credentials/{username}", openapi_extra=CREDENTIAL)
    async def put_credential(username: str, request: Request) -> Response:
        body = await fields.read_json(request)
        enabled = body.get("enabled", True)
        if not isinstance(enabled, bool):
            raise unfit("enabled")
        if ":" in username:
            raise unfit("username")
        credential = Credential(
            username,
            fields.text(body, "password"),
            ip=fields.optional_text(body, "ip"),
            information=fields.optional_text(body, "information"),
            enabled=enabled,
        )
        people.put_credential(credential)
        return answer(asdict(credential))

    @routes.delete("/credentials/{username}", status_code=204)
    async def delete_credential(username: str) -> Response:
        if people.credentials.pop(username, None) is None:
            raise HTTPException(404)
        return Response(status_code=204)

    return routes


def _status(body: dict[str, Any], otherwise: Status) -> Status:
    named = fields.optional_text(body, "status")
    if not named:
        return otherwise
    try:
        return Status(named)
    except ValueError as error:
        raise unfit("status") from error
