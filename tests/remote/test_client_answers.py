"""What is no answer: every status, every broken body, and one clear error for each."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from esign_verify.evidence.remote import RemoteApi
from esign_verify.remote import (
    Credentials,
    RemoteVerifier,
    Server,
    Timeouts,
    bounded,
    read_address,
    transport,
)
from tests.remote.asking import EMPTY_V2, PASSWORD, SECRET, SPRING, ask, refused, verifier
from tests.remote.server import Reply, StubServer, answer

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


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
         "remote_rejected", {"status": "422", "reason": "x" * 199 + "…"}),
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
        (answer({"error": "\ud800\x1b[2J\u202e\nx"}, status=400),
         "remote_rejected", {"reason": "\ufffd\ufffd[2J\ufffd x"}),
        (answer({"message": {"a": 1}, "error": None, "status_code": True}, status=400),
         "remote_rejected", {"reason": "True"}),
        (Reply(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n"), "remote_unexpected_status", {}),
        (Reply(raw=b"HTTP/2 200\r\n\r\n"), "remote_not_http", {}),
        (Reply(raw=OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n{}"),
         "remote_answer_truncated", {}),
        (Reply(raw=OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
         "remote_answer_truncated", {}),
        (Reply(raw=OK + b"Content-Length: 1\r\n\r\n{}"), "remote_answer_not_json", {}),
        (Reply(raw=OK + b"Content-Length: -1\r\n\r\n{}"), "remote_answer_malformed", {}),
        (Reply(body=gzip.compress(json.dumps(EMPTY_V2).encode()),
               headers={"Content-Encoding": "gzip"}), "remote_answer_encoded", {}),
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


@pytest.mark.parametrize(
    ("raw", "endless"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (b"HTTP/1.1 100 Continue\r\n", b"X: y\r\n" * 1000),
        (OK, b"X: y\r\n" * 1000),
        (OK + b"X: ", b"y" * 5000),
        (OK + b"\r\n", b" " * 5000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 1000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\n \r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 1000),
    ],
    ids=["100", "100-headers", "headers", "header", "body", "chunks", "extensions", "trailers"],
)
def test_what_never_ends_is_left(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes, endless: bytes
) -> None:
    """However fast it comes, so that no time-out would end it soon."""
    monkeypatch.setattr(bounded, "MAX_REMOTE_ANSWER_BYTES", 100_000)
    monkeypatch.setattr(transport, "MAX_REMOTE_ANSWER_BYTES", 100_000)
    server.replies = [Reply(raw=raw, endless=endless)]
    client = verifier(server.url, timeouts=Timeouts(read=30, total=30))
    code = refused(client, pdf).code
    assert code in ("remote_answer_too_large", "remote_not_http")
    assert len(server.received) == 1


@pytest.mark.parametrize("said", [SECRET, PASSWORD, quote(PASSWORD, safe="")])
def test_a_server_that_says_a_secret_back_is_not_quoted(
    server: StubServer, pdf: Path, said: str
) -> None:
    server.replies = [answer({"error": f"wrong: {said}", "status_code": 1}, status=400)]
    assert refused(verifier(server.url), pdf, PASSWORD).params["reason"] == ""


HEADER = Credentials("aplikasi", SECRET).header().removeprefix("Basic ")


@pytest.mark.parametrize(
    "said",
    [
        {"description": f"für {SECRET}."},
        {"extra": [{"Authorization": HEADER}]},
        {"extra": HEADER.rstrip("=")},
        {quote(PASSWORD): 1},
        {"signatureInformations": [{"reason": PASSWORD}]},
    ],
)
def test_an_answer_that_says_a_secret_back_is_none(
    server: StubServer, pdf: Path, said: dict[str, Any]
) -> None:
    """It would stand in the report that is passed on."""
    server.replies = [answer(EMPTY_V2 | said)]
    assert refused(verifier(server.url), pdf, PASSWORD).code == "remote_answer_repeats_secret"


def test_a_secret_that_is_a_word_of_every_answer_says_nothing(
    server: StubServer, pdf: Path
) -> None:
    server.replies = [answer(EMPTY_V2 | {"description": "Root CA Indonesia"})]
    address = read_address(server.url)
    weak = Server(address=address, credentials=Credentials("aplikasi", "Indonesia"))
    asked = ask(RemoteVerifier(weak, api=RemoteApi.V2), pdf)
    assert asked.description == "Root CA Indonesia"


def test_unknown_keys_that_are_called_error_are_no_error(server: StubServer, pdf: Path) -> None:
    server.replies = [answer(EMPTY_V2 | {"error": None, "status_code": 200})]
    assert ask(verifier(server.url), pdf).unknown_keys == ("error", "status_code")


@pytest.mark.parametrize(
    "target",
    [f"http://{SECRET}.example.id/", "http://[", "/api", "", f"http://{'a' * 300}/", "http://a..b"],
)
def test_a_redirect_to_no_host_names_none(server: StubServer, pdf: Path, target: str) -> None:
    server.replies = [Reply(status=302, headers={"Location": target})]
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params) == ("remote_redirect", {"status": "302", "target": "?"})


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


def test_a_refusal_by_a_server_that_reads_no_further_is_read(
    server: StubServer, tmp_path: Path
) -> None:
    """It answers, and leaves the connection as it is: nothing can be sent any more."""
    path = tmp_path / "besar.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(24 * 1024 * 1024))
    release = threading.Event()
    server.replies = [Reply(status=413, unread=lambda: release.wait(30) and None)]
    client = verifier(server.url, timeouts=Timeouts(read=0.5, total=30))
    assert refused(client, path).code == "remote_refused_size"
    release.set()
