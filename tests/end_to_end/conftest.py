"""The sandbox's Esign Client, our service that trusts it, one that does not, and documents."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from esign_verify.sandbox import Sandbox
from tests.running import running

NIK = "0000000000000001"
SEAL = "sandbox-instansi"
APPLICATION = ("sandbox", "sandbox")


@dataclass(frozen=True)
class Servers:
    sandbox: str
    serve: str
    """trusts the sandbox"""
    stranger: str
    """trusts what comes with the program"""
    trust: Path
    at: datetime
    """the moment of the verdicts of `serve`; the sandbox's clock runs"""

    def url(self, name: str) -> str:
        return str(getattr(self, name))


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("servers")
    trust = folder / "trust.pem"
    serve = ("serve", "--workers", "1")
    at = datetime.now(UTC) + timedelta(hours=1)
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> str:
            return stack.enter_context(running(folder / f"{name}.log", *arguments))

        started = Servers(
            sandbox=start("sandbox", "sandbox", "serve", "--trust-file", str(trust)),
            serve=start("serve", *serve, "--trust", str(trust), "--at", at.isoformat()),
            stranger=start("stranger", *serve),
            trust=trust,
            at=at,
        )
        yield started
    for url in (started.sandbox, started.serve, started.stranger):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", urlsplit(url).port)) != 0, f"{url} is left"


@pytest.fixture(scope="session")
def documents(
    servers: Servers, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """By name: documents that the sandbox signed over HTTP, and what was made of one."""
    folder = tmp_path_factory.mktemp("documents")
    plain = next(document.pdf for document in sandbox.documents if document.name == "unsigned.pdf")
    with httpx2.Client(base_url=servers.sandbox, auth=APPLICATION, timeout=120) as http:
        made = dict(_signed(http, plain))
    made["unsigned"] = plain
    made["altered"] = made["v1-invisible"].replace(b"Alice", b"Elise", 1)
    assert made["altered"] != made["v1-invisible"]
    paths = {name: folder / f"{name}.pdf" for name in made}
    for name, path in paths.items():
        path.write_bytes(made[name])
    return paths


def _signed(http: httpx2.Client, plain: bytes) -> Iterator[tuple[str, bytes]]:
    place = {"page": "1", "xAxis": "60", "yAxis": "60", "width": "150", "height": "60"}
    visible = {"tampilan": "visible", "image": "false", "linkQR": "https://a.invalid", **place}
    yield "v1-invisible", _v1(http, plain, tampilan="invisible")
    yield "v1-visible", _v1(http, plain, **visible)
    signer = {"nik": NIK, "passphrase": "sandbox"}
    other = plain.replace(b"Alice", b"Bobby")
    bulk = _v2(http, "/api/v2/sign/pdf", plain, other, **signer)
    yield "v2-first", bulk[0]
    yield "v2-second", bulk[1]
    _post(http, "/api/v2/seal/get/activation", {"idSubscriber": SEAL})
    activation = http.get("/sandbox/mail").json()[0]["totp"]
    asked = {"idSubscriber": SEAL, "totp": activation, "data": "1"}
    code = _post(http, "/api/v2/seal/get/totp", asked)["totp"]
    (sealed,) = _v2(http, "/api/v2/seal/pdf", plain, idSubscriber=SEAL, totp=code)
    yield "sealed", sealed
    yield "sealed-and-signed", _v2(http, "/api/v2/sign/pdf", sealed, **signer)[0]


def _v1(http: httpx2.Client, pdf: bytes, **fields: str) -> bytes:
    form = {"nik": NIK, "passphrase": "sandbox", **fields}
    files = {"file": ("surat.pdf", pdf, "application/pdf")}
    return http.post("/api/sign/pdf", data=form, files=files).raise_for_status().content


def _v2(http: httpx2.Client, path: str, *pdfs: bytes, **fields: str) -> list[bytes]:
    body = {
        **fields,
        "signatureProperties": [{"tampilan": "INVISIBLE"}],
        "file": [base64.b64encode(pdf).decode() for pdf in pdfs],
    }
    return [base64.b64decode(one) for one in _post(http, path, body)["file"]]


def _post(http: httpx2.Client, path: str, body: Any) -> Any:
    return http.post(path, json=body).raise_for_status().json()
