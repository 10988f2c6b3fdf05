"""Nothing of the sandbox can be taken for the real thing: every answer, every document."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest

from esign_verify.sandbox.client import Status, User
from tests.emulator.caller import ADMIN, NIK, Caller, files
from tests.emulator.test_v2 import visible
from tests.running import running
from tests.service.server import read_all

PLACE = {"page": "1", "xAxis": "50", "yAxis": "80", "width": "160", "height": "70"}
QR = {"tampilan": "visible", "image": "false", "linkQR": "https://a.invalid", **PLACE}


def sealed(caller: Caller, pdf: bytes) -> bytes:
    seal: dict[str, Any] = {"idSubscriber": "sandbox-instansi"}
    caller.post("/api/v2/seal/get/activation", seal)
    asked = {**seal, "totp": caller.mailed()["totp"], "data": 1}
    code = caller.post("/api/v2/seal/get/totp", asked).json()["totp"]
    return files(caller.sign_v2(pdf, path="/api/v2/seal/pdf", **seal, totp=code))[0]


def test_every_signed_document_says_so(caller: Caller, pdf: bytes) -> None:
    shown = {
        "v1 invisible": caller.sign_v1(pdf).content,
        "v1 visible": caller.sign_v1(pdf, **QR).content,
        "v2 invisible": files(caller.sign_v2(pdf))[0],
        "v2 visible": files(caller.sign_v2(pdf, signatureProperties=[visible()]))[0],
        "seal": sealed(caller, pdf),
    }
    for way, signed in shown.items():
        (signature,) = caller.verify(signed).signatures
        cms = signature.evidence.cms
        assert cms is not None and cms.signing_certificate is not None
        assert cms.signing_certificate.common_name.endswith(" (Sandbox)"), way
        for certificate in cms.certificates:
            assert "Sandbox" in certificate.common_name, way
        assert b"/Esign#20Sandbox#20-#20not#20a#20signature" in signed, way
        document = pypdfium2.PdfDocument(signed)
        document.init_forms()
        document[0].flatten()
        words = document[0].get_textpage().get_text_range()
        assert ("SANDBOX - TIDAK SAH" in words) == ("visible" in way.split()), way


@pytest.mark.parametrize("nama", ["x" * 300, "Presiden\u202e", "\u200b", "A (Sandbox) B"])
def test_no_name_hides_the_mark(caller: Caller, pdf: bytes, nama: str) -> None:
    caller.client.people.add(User(nama, nik="5" * 16, passphrase="p", status=Status.ISSUE))
    signed = caller.sign_v1(pdf, nik="5" * 16, passphrase="p").content
    cms = caller.verify(signed).signatures[0].evidence.cms
    assert cms is not None and cms.signing_certificate is not None
    name = cms.signing_certificate.common_name
    assert name.endswith(" (Sandbox)") and name.isprintable() and len(name) <= 64


def test_every_kind_of_answer_has_the_header(caller: Caller) -> None:
    """`Caller.ask` looks for it, once, in each."""
    status = "/api/v2/user/check/status"
    kinds = {
        200: caller.ask("GET", "/", auth=None),
        204: caller.ask("DELETE", "/sandbox/credentials/sandbox", auth=ADMIN),
        401: caller.ask("GET", "/sandbox/mail", auth=None),
        404: caller.ask("GET", "/api/sign/pdf/", auth=None),
        405: caller.ask("HEAD", "/", auth=None),
        415: caller.ask("POST", "/sandbox/users", auth=ADMIN, content=b"x"),
        400: caller.ask("POST", "/sandbox/users", auth=ADMIN, json={}),
    }
    for expected, answer in kinds.items():
        assert (answer.status_code, answer.headers["x-esign-sandbox"]) == (expected, "1")
    assert caller.ask("OPTIONS", status, auth=None).headers["allow"] == "POST"
    assert caller.ask("TRACE", "/sandbox/users", auth=None).headers["allow"] == "GET, POST"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    log = tmp_path_factory.mktemp("marks") / "log"
    with running(log, "sandbox", "serve") as url:
        yield url, log


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"halo\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP\r\nHost: a\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * (16 << 10), 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET /%FF%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
        (b"HALO / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
        (
            b"POST /api/sign/pdf HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            b"Content-Length: 999999999999\r\n\r\n",
            413,
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            200,
        ),
    ],
)
def test_what_is_no_request_is_answered_with_the_header_too(
    server: tuple[str, Path], loopback: None, sent: bytes, status: int
) -> None:
    url, log = server
    with socket.socket() as connection:
        connection.settimeout(60)
        connection.connect(("127.0.0.1", urlsplit(url).port))
        connection.sendall(sent)
        answer = read_all(connection)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert int(head.split()[1]) == status
    assert re.findall(rb"\r\nx-esign-sandbox: (\S+)", head) == [b"1"]
    assert "Traceback" not in log.read_text()


def test_an_error_that_nobody_foresaw_is_logged_without_its_words(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_name: str) -> None:
        raise RuntimeError("rahasia \x1b[2J")

    monkeypatch.setattr(caller.client, "status_of", break_down)
    path = "/api/v2/user/check/status"
    answer = caller.post(path, {"nik": NIK}, documented=False)
    assert (answer.status_code, answer.headers["x-esign-sandbox"]) == (500, "1")
    assert "internal error: RuntimeError at " in caplog.text
    assert "rahasia" not in caplog.text
