"""What is no answer: every status, every broken body, and one clear error for each."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from esign_verify.remote import (
    transport,
)
from tests.remote.asking import EMPTY_V2, PASSWORD, SECRET, SPRING, refused, verifier
from tests.remote.server import Reply, StubServer, answer


@pytest.mark.parametrize(
    ("reply", "code", "params"),
    [
        (answer(SPRING | {"status": 401, "error": "Unauthorized"}, status=401),
         "remote_unauthorized", {"status": "401", "reason": "Unauthorized"}),
        (answer(SPRING, status=500),
         "remote_server_error", {"status": "500", "reason": "Internal Server Error"}),
        (answer({"error": "Passphrase anda salah", "status_code": 2031}, status=400),
         "remote_rejected", {"status": "400", "reason": "Passphrase anda salah, 2031"}),
        (answer({"error": "Passphrase anda salah", "status_code": 2031}),
         "remote_rejected", {"status": "200", "reason": "Passphrase anda salah, 2031"}),
        (answer({"error": "x" * 900}, status=422),
         "remote_rejected", {"status": "422", "reason": "x" * 200}),
        (Reply(status=403, body=b"<html>no</html>", content_type="text/html"),
         "remote_forbidden", {"status": "403", "reason": ""}),
        (Reply(status=404, body=b"<html>", content_type="text/html"),
         "remote_no_such_endpoint", {"status": "404"}),
        (Reply(status=413), "remote_refused_size", {"status": "413"}),
        (Reply(status=500, body=b"<html>\x1b[2J", content_type="text/html"),
         "remote_server_error", {"status": "500", "reason": ""}),
        (Reply(status=204), "remote_unexpected_status", {"status": "204"}),
        (Reply(body=b"<html>VALID</html>", content_type="text/html"),
         "remote_answer_not_json", {}),
        (answer(EMPTY_V2, content_type="text/plain"), "remote_answer_not_json", {}),
        (Reply(body=b"{"), "remote_answer_not_json", {}),
        (Reply(body=b""), "remote_answer_not_json", {}),
        (Reply(body=b"\xff\xfe"), "remote_answer_not_json", {}),
        (Reply(body=b"[" * 100_000), "remote_answer_not_json", {}),
        (Reply(body=b"1" * 5_000), "remote_answer_not_json", {}),
        (Reply(body=b'{"conclusion":"VALID","conclusion":"INVALID"}'),
         "remote_answer_not_json", {}),
        (answer([]), "remote_answer_malformed", {"field": "$"}),
        (answer({}), "remote_answer_malformed", {"field": "signatureInformations"}),
        (answer(EMPTY_V2 | {"signatureInformations": [None]}),
         "remote_answer_malformed", {"field": "signatureInformations[0]"}),
        (answer(EMPTY_V2 | {"conclusion": ["VALID"]}),
         "remote_answer_malformed", {"field": "conclusion"}),
        (Reply(body=b'{"a"', headers={"Content-Length": "500"}),
         "remote_answer_truncated", {}),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                   b"Transfer-Encoding: chunked\r\n\r\n50\r\n{}"), "remote_answer_truncated", {}),
        (Reply(headers={"Content-Length": str(10**10)}), "remote_answer_too_large", {}),
        (Reply(raw=b"SSH-2.0-OpenSSH_9\r\n"), "remote_not_http", {}),
        (Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"), "remote_not_http", {}),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_one_clear_error(
    server: StubServer, pdf: Path, reply: Reply, code: str, params: dict[str, str]
) -> None:
    server.replies = [reply]
    error = refused(verifier(server.url), pdf)
    assert error.code == code
    assert {name: error.params[name] for name in params} == params
    assert len(server.received) == 1, "asked again, although it answered"


def test_an_answer_without_length_is_bounded(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_REMOTE_ANSWER_BYTES", 1000)
    server.replies = [
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 5_000)
    ]
    assert refused(verifier(server.url), pdf).code == "remote_answer_too_large"


@pytest.mark.parametrize("said", [SECRET, PASSWORD])
def test_a_server_that_says_a_secret_back_is_not_quoted(
    server: StubServer, pdf: Path, said: str
) -> None:
    server.replies = [answer({"error": f"wrong: {said}", "status_code": 1}, status=400)]
    assert refused(verifier(server.url), pdf, PASSWORD).params["reason"] == ""


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: StubServer, pdf: Path, status: int) -> None:
    with StubServer() as other:
        target = f"{other.url}/api?{SECRET}"
        server.replies = [Reply(status=status, headers={"Location": target})]
        error = refused(verifier(server.url), pdf)
        assert (error.code, error.params["target"]) == ("remote_redirect", "127.0.0.1")
        assert (len(server.received), other.received) == (1, [])


def test_an_early_refusal_of_an_upload_is_read(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answers and closes while the document is on its way."""
    sent = http.client.HTTPConnection.send

    def broken(self: http.client.HTTPConnection, data: bytes) -> None:
        sent(self, data)
        if data.endswith(b'"}'):
            raise BrokenPipeError

    monkeypatch.setattr(http.client.HTTPConnection, "send", broken)
    server.replies = [answer({"error": "too large"}, status=413)]
    assert refused(verifier(server.url), pdf).code == "remote_refused_size"
