"""Requests to the sandbox's application, without a socket."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.sandbox.client import SandboxClient, SigningLimits
from esign_verify.service.emulator import create_app
from tests.emulator.documented import assert_documented

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIK = "0000000000000001"
"""may sign"""

UNFIT = "Data tidak sesuai ketentuan : "
"""before what is unfit"""

APPLICATION = ("sandbox", "sandbox")
ADMIN = ("admin", "admin")


DOCUMENT: dict[str, Any] = {}
"""`/openapi.json`, once it was asked for"""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class Caller:
    """A sandbox of its own, and who calls it."""

    def __init__(self, *, limits: SigningLimits | None = None) -> None:
        self.clock = Clock()
        self.client = SandboxClient(clock=self.clock, seed=b"tests", limits=limits)
        self.app = create_app(self.client)

    def close(self) -> None:
        """What a server does when it stops: end the processes that read documents."""

        async def stop() -> None:
            asked = iter(({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))
            said: list[Any] = []

            async def receive() -> Any:
                return next(asked)

            async def send(message: Any) -> None:
                said.append(message["type"])

            await self.app({"type": "lifespan"}, receive, send)
            assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

        asyncio.run(stop())

    def ask(
        self, method: str, path: str, *, documented: bool = True, **options: Any
    ) -> httpx2.Response:
        """The answer, marked and as the OpenAPI document says; `documented=False`: our bugs."""
        options.setdefault("auth", APPLICATION)

        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=transport, base_url="http://sandbox") as http:
                return await http.request(method, path, **options)

        answer = asyncio.run(send())
        assert answer.headers.get_list("x-esign-sandbox") == ["1"]
        if documented:
            assert_documented(self._document(), answer)
        return answer

    def _document(self) -> Any:
        """It is the same of every sandbox."""
        if not DOCUMENT:
            asked = self.ask("GET", "/openapi.json", documented=False, auth=None)
            DOCUMENT.update(asked.json())
        return DOCUMENT

    def post(self, path: str, body: Any, **options: Any) -> httpx2.Response:
        return self.ask("POST", path, json=body, **options)

    def sign_v1(
        self, pdf: bytes, files: dict[str, Any] | None = None, **fields: str
    ) -> httpx2.Response:
        """`POST /api/sign/pdf`; a field that is empty is left out."""
        form = {"nik": NIK, "passphrase": "sandbox", "tampilan": "invisible", **fields}
        return self.ask(
            "POST",
            "/api/sign/pdf",
            data={name: value for name, value in form.items() if value},
            files={"file": ("surat.pdf", pdf, "application/pdf"), **(files or {})},
        )

    def sign_v2(
        self, *pdfs: bytes, path: str = "/api/v2/sign/pdf", **fields: Any
    ) -> httpx2.Response:
        body = {
            "nik": NIK,
            "passphrase": "sandbox",
            "signatureProperties": [{"tampilan": "INVISIBLE"}],
            "file": [encoded(pdf) for pdf in pdfs],
            **fields,
        }
        return self.post(path, body)

    def verify(self, pdf: bytes, password: str | None = None) -> VerificationResult:
        """The library's word, under the trust that the sandbox hands out."""
        anchors = self.client.pki.trust_certificates
        trust = TrustStore.from_certificates(anchors, name="sandbox")
        return verify(pdf, trust=trust, at=self.clock.now, password=password)

    def mailed(self) -> dict[str, str]:
        """The newest message."""
        newest: dict[str, str] = self.ask("GET", "/sandbox/mail").json()[0]
        return newest


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def files(answer: Any) -> list[bytes]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["time", "file"]
    assert isinstance(body["time"], int)
    return [base64.b64decode(one, validate=True) for one in body["file"]]


def refused(answer: httpx2.Response) -> tuple[int, int, str]:
    """HTTP status, number and words of a refusal that has nothing else."""
    body = answer.json()
    names = ["status_code", "error"]
    assert list(body) == (names if body["status_code"] != 2031 else names[::-1])
    assert answer.text == json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return answer.status_code, body["status_code"], body["error"]


def spring(answer: httpx2.Response) -> tuple[int, str, str]:
    """Status, phrase and path of the framework's refusal."""
    body = answer.json()
    assert list(body) == ["timestamp", "status", "error", "path"]
    assert body["status"] == answer.status_code
    return body["status"], body["error"], body["path"]
