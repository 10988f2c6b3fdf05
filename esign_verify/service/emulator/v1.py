"""Version 1 of the API: multipart in, the PDF itself out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from esign_verify.sandbox.client import SandboxClient, SignRequest, Status
from esign_verify.service.emulator import fields
from esign_verify.service.emulator.answers import answer
from esign_verify.service.emulator.schemas import SIGN_V1, VERIFY_V1
from esign_verify.service.emulator.verifying import Verifying


def v1_routes(client: SandboxClient, verifying: Verifying) -> APIRouter:
    routes = APIRouter(prefix="/api")

    @routes.post("/sign/pdf", openapi_extra=SIGN_V1)
    async def sign(request: Request) -> Response:
        form = await fields.read_form(request)
        pdf = fields.file(form, "file")
        name = fields.nik(form)
        passphrase = fields.text(form, "passphrase")
        wanted = SignRequest(
            pdf=pdf,
            specimen=fields.v1_specimen(form),
            reason=fields.optional_text(form, "reason"),
            location=fields.optional_text(form, "location"),
        )
        (signed,) = await run_in_threadpool(client.sign, name, [wanted], passphrase=passphrase)
        # the header is not in the manual; clients read the number from it
        headers = {"id_dokumen": client.keep(signed)}
        return Response(signed, media_type="application/pdf", headers=headers)

    @routes.get("/sign/download/{idDokumen}")
    async def download(idDokumen: str) -> Response:  # noqa: N803 - the API's name
        return Response(client.take(idDokumen), media_type="application/pdf")

    @routes.post("/sign/verify", openapi_extra=VERIFY_V1)
    async def verify(request: Request) -> Response:
        form = await fields.read_form(request)
        pdf = fields.file(form, "signed_file")
        name = str(form["signed_file filename"])
        return await verifying.answer("v1", pdf, file_name=name)

    @routes.get("/user/status/{nik}")
    async def status(nik: str) -> Response:
        found = client.status_of(nik)
        if found is Status.NOT_REGISTERED:
            words = {"status_code": 1110, "status": found, "message": "User belum terdaftar"}
        else:
            words = {
                "status_code": 1111,
                "status": found,
                "message": f"User sudah terdaftar dan memiliki sertifikat dengan status {found}",
            }
        return answer(words)

    return routes
