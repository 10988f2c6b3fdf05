"""The client against a real server on loopback: what is sent, what comes back, what goes wrong."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from esign_verify.errors import RemoteError, UsageError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi, ServerForm
from esign_verify.messages import text
from esign_verify.remote import (
    Credentials,
    RemoteVerifier,
    Server,
    Timeouts,
    body,
    read_address,
    transport,
)
from tests.remote.server import Reply, StubServer, answer, server_context

SECRET = "s3cret-of-the-application"
PASSWORD = 'kata "sandi" é'
DOCUMENT = b"%PDF-1.7\n" + bytes(range(256)) * 5 + b"\n%%EOF"
EMPTY_V2 = {
    "conclusion": "NO_SIGNATURE",
    "description": "Dokumen tidak memiliki tandatangan elektronik",
    "signatureInformations": [],
    "signatureCount": 0,
}
SPRING = {
    "timestamp": "2024-05-06T07:08:09.000+00:00",
    "status": 500,
    "error": "Internal Server Error",
    "path": "/api/v2/verify/pdf",
}


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "surat.pdf"
    path.write_bytes(DOCUMENT)
    return path


def verifier(
    url: str, *, api: RemoteApi = RemoteApi.V2, waits: list[float] | None = None, **options: Any
) -> RemoteVerifier:
    places = {name: options.pop(name) for name in ("ca_file", "proxy") if name in options}
    options.setdefault("timeouts", Timeouts(connect=5, read=5, total=10))
    server = Server(
        address=read_address(url), credentials=Credentials("aplikasi", SECRET), **places
    )
    pauses = [] if waits is None else waits
    return RemoteVerifier(server, api=api, sleep=pauses.append, **options)


def ask(client: RemoteVerifier, path: Path, password: str | None = None) -> RemoteAnswer:
    content = path.read_bytes()
    return client.ask(
        path, size=len(content), sha256=hashlib.sha256(content).hexdigest(), password=password
    )


def refused(client: RemoteVerifier, path: Path, password: str | None = None) -> RemoteError:
    """The error; that it says no secret is tested for every one of them."""
    with pytest.raises(RemoteError) as caught:
        ask(client, path, password)
    error = caught.value
    chain = [error.__cause__, error.__context__ if not error.__suppress_context__ else None]
    assert chain == [None, None]
    shown = [repr(error), str(error), repr(client.server), repr(error.params)]
    shown += [text(f"error.{error.code}", lang, **error.params) for lang in ("id", "en")]
    for secret in (SECRET, client.server.credentials.header()[6:], password or SECRET):  # type: ignore[union-attr]
        assert not any(secret in line for line in shown)
    return error


def test_v2_sends_json_with_the_document_and_credentials(server: StubServer, pdf: Path) -> None:
    server.replies = [answer(EMPTY_V2)]
    found = ask(verifier(server.url), pdf)
    assert found == RemoteAnswer(
        api=RemoteApi.V2,
        form=ServerForm.CURRENT,
        conclusion="NO_SIGNATURE",
        description="Dokumen tidak memiliki tandatangan elektronik",
        stated_count=0,
        signatures=(),
        manual_order=True,
    )
    (request,) = server.received
    assert (request.method, request.path) == ("POST", "/api/v2/verify/pdf")
    assert request.document == DOCUMENT
    assert set(json.loads(request.body)) == {"file"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == Credentials("aplikasi", SECRET).header()
    assert "Cookie" not in request.headers


def test_v2_sends_the_password(server: StubServer, pdf: Path) -> None:
    server.replies = [answer(EMPTY_V2)]
    ask(verifier(server.url + "/esign/"), pdf, PASSWORD)
    (request,) = server.received
    assert request.path == "/esign/api/v2/verify/pdf"
    assert json.loads(request.body)["password"] == PASSWORD


@pytest.mark.parametrize("name", ["surat.pdf", 'a"b\r\nX: y.pdf', "surat é.pdf"])
def test_v1_sends_one_part(server: StubServer, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(DOCUMENT)
    server.replies = [
        answer({"nama_dokumen": name, "jumlah_signature": 0, "details": [], "notes": None})
    ]
    found = ask(verifier(server.url, api=RemoteApi.V1), path)
    assert (found.form, found.conclusion, found.stated_count) == (ServerForm.LEGACY, None, 0)
    (request,) = server.received
    assert request.path == "/api/sign/verify"
    boundary = request.headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head, content, end = request.body.partition(DOCUMENT)
    assert content == DOCUMENT
    assert head.decode() == (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="signed_file"; filename="{escaped}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    assert end.decode() == f"\r\n--{boundary}--\r\n"


def test_v1_has_no_place_for_a_password(server: StubServer, pdf: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ask(verifier(server.url, api=RemoteApi.V1), pdf, PASSWORD)
    assert caught.value.code == "remote_v1_password"
    assert server.received == []


def test_a_document_of_many_pieces_arrives_whole(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_CHUNK", 3)
    server.replies = [answer(EMPTY_V2)]
    ask(verifier(server.url), pdf)
    assert server.received[0].document == DOCUMENT


@pytest.mark.parametrize(
    "changed", [DOCUMENT + b"!", DOCUMENT[:-1], DOCUMENT[:-1] + b"!"], ids=["more", "less", "other"]
)
def test_another_document_than_the_verified_one_is_not_asked_about(
    server: StubServer, pdf: Path, changed: bytes
) -> None:
    client = verifier(server.url)
    server.replies = [answer(EMPTY_V2)]
    digest = hashlib.sha256(DOCUMENT).hexdigest()
    pdf.write_bytes(changed)
    with pytest.raises(RemoteError) as caught:
        client.ask(pdf, size=len(DOCUMENT), sha256=digest)
    assert caught.value.code == "remote_document_changed"


def test_a_document_over_the_limit_is_not_sent(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "MAX_REMOTE_UPLOAD_BYTES", len(DOCUMENT) - 1)
    error = refused(verifier(server.url), pdf)
    assert (error.code, server.received) == ("remote_document_too_large", [])


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


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(server: StubServer, pdf: Path, status: int) -> None:
    server.replies = [Reply(status=status), Reply(status=status), answer(EMPTY_V2)]
    waits: list[float] = []
    assert ask(verifier(server.url, waits=waits), pdf).conclusion == "NO_SIGNATURE"
    assert [request.document for request in server.received] == [DOCUMENT] * 3
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize(("status", "code"), [(429, "remote_busy"), (503, "remote_unavailable")])
def test_a_server_that_stays_busy_is_left_alone(
    server: StubServer, pdf: Path, status: int, code: str
) -> None:
    server.replies = [Reply(status=status)]
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["status"]) == (code, str(status))
    assert len(server.received) == 3


@pytest.mark.parametrize(
    ("said", "waits"),
    [("7", [7.0]), ("0", [1.0]), ("soon", [1.0]), ("-5", [1.0]), ("Tue, 99 Foo", [1.0])],
)
def test_retry_after(server: StubServer, pdf: Path, said: str, waits: list[float]) -> None:
    server.replies = [Reply(status=429, headers={"Retry-After": said}), answer(EMPTY_V2)]
    done: list[float] = []
    ask(verifier(server.url, waits=done), pdf)
    assert done == waits


def test_retry_after_a_date_or_too_long(server: StubServer, pdf: Path) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.replies = [Reply(status=503, headers={"Retry-After": soon}), answer(EMPTY_V2)]
    waits: list[float] = []
    ask(verifier(server.url, waits=waits), pdf)
    assert 10 < waits[0] <= 20
    server.replies = [Reply(status=503, headers={"Retry-After": "31"})]
    server.received.clear()
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["seconds"], len(server.received)) == ("remote_busy", "31", 1)


def test_a_connection_that_is_dropped_is_tried_again(server: StubServer, pdf: Path) -> None:
    server.replies = [Reply(drop=True), answer(EMPTY_V2)]
    waits: list[float] = []
    assert ask(verifier(server.url, waits=waits), pdf).conclusion == "NO_SIGNATURE"
    assert (len(server.received), waits) == (2, [1.0])
    server.replies = [Reply(drop=True)]
    assert refused(verifier(server.url), pdf).code == "remote_reset"
    assert len(server.received) == 5


@pytest.mark.usefixtures("loopback")
def test_nobody_listens(pdf: Path) -> None:
    with StubServer() as gone:
        url = gone.url
    waits: list[float] = []
    error = refused(verifier(url, waits=waits), pdf)
    assert (error.code, error.params) == ("remote_refused", {"server": url})
    assert waits == [1.0, 2.0]


@pytest.mark.usefixtures("loopback")
def test_a_name_that_does_not_resolve(pdf: Path) -> None:
    error = refused(verifier("http://no-such-host.invalid"), pdf)
    assert (error.code, error.params["server"]) == (
        "remote_unreachable",
        "http://no-such-host.invalid:80",
    )


@pytest.mark.parametrize("timeouts", [Timeouts(read=0.2), Timeouts(read=5, total=0.2)])
def test_a_slow_server_is_not_asked_again(
    server: StubServer, pdf: Path, timeouts: Timeouts
) -> None:
    release = threading.Event()
    server.replies = [Reply(before=lambda: release.wait(5) and None)]
    started = time.monotonic()
    error = refused(verifier(server.url, timeouts=timeouts), pdf)
    release.set()
    assert error.code == "remote_timeout"
    assert time.monotonic() - started < 4
    assert len(server.received) == 1


def test_a_server_that_trickles_is_cut_off(server: StubServer, pdf: Path) -> None:
    """Each byte comes in time, the whole never."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    for raw in (head + b" " * 900, b"HTTP/1.1 200 " + b"O" * 1000):
        server.replies = [Reply(raw=raw, trickle=0.05, at_once=len(head))]
        started = time.monotonic()
        client = verifier(server.url, timeouts=Timeouts(read=5, total=0.5))
        assert refused(client, pdf).code == "remote_timeout"
        assert time.monotonic() - started < 4


def test_proxies_of_the_environment_are_ignored(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StubServer() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        server.replies = [answer(EMPTY_V2)]
        ask(verifier(server.url), pdf)
        assert (len(server.received), proxy.received) == (1, [])


@pytest.mark.usefixtures("loopback")
def test_a_proxy_that_is_asked_for_is_used(pdf: Path) -> None:
    with StubServer() as proxy:
        proxy.replies = [answer(EMPTY_V2)]
        client = verifier("http://esign.example.go.id", proxy=read_address(proxy.url))
        ask(client, pdf)
        (request,) = proxy.received
        assert request.path == "http://esign.example.go.id:80/api/v2/verify/pdf"
        assert request.headers["Host"] in ("esign.example.go.id", "esign.example.go.id:80")


def test_https_through_a_proxy_is_a_tunnel(loopback: None, authority: Path, pdf: Path) -> None:
    """The proxy sees host and port, neither credentials nor the document."""
    with StubServer(server_context(authority)) as server, StubServer() as proxy:
        server.replies = [answer(EMPTY_V2)]
        options = {"ca_file": authority / "ca.pem", "proxy": read_address(proxy.url)}
        assert ask(verifier(server.url, **options), pdf).conclusion == "NO_SIGNATURE"
        (tunnel,) = proxy.received
        assert (tunnel.method, tunnel.path) == ("CONNECT", server.url.removeprefix("https://"))
        assert "Authorization" not in tunnel.headers
        assert server.received[0].document == DOCUMENT
        proxy.replies = [Reply(status=403)]
        assert refused(verifier(server.url, **options), pdf).code == "remote_unreachable"
        assert len(server.received) == 1


def test_https_with_a_private_authority(loopback: None, authority: Path, pdf: Path) -> None:
    with StubServer(server_context(authority)) as server:
        server.replies = [answer(EMPTY_V2)]
        client = verifier(server.url, ca_file=authority / "ca.pem")
        assert ask(client, pdf).conclusion == "NO_SIGNATURE"
        assert server.received[0].document == DOCUMENT


@pytest.mark.parametrize("ca_file", ["other-ca.pem", None])
def test_https_of_a_stranger(
    loopback: None, authority: Path, pdf: Path, ca_file: str | None
) -> None:
    with StubServer(server_context(authority)) as server:
        server.replies = [answer(EMPTY_V2)]
        options = {"ca_file": authority / ca_file} if ca_file else {}
        error = refused(verifier(server.url, **options), pdf)
        assert error.code == "remote_tls_untrusted"
        assert "certificate" in error.params["reason"]
        assert server.received == []


def test_https_of_another_name(loopback: None, authority: Path, pdf: Path) -> None:
    with StubServer(server_context(authority)) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        error = refused(verifier(url, ca_file=authority / "ca.pem"), pdf)
        assert (error.code, server.received) == ("remote_tls_untrusted", [])


def test_https_to_a_server_without_it(server: StubServer, pdf: Path) -> None:
    url = server.url.replace("http:", "https:")
    assert refused(verifier(url), pdf).code == "remote_tls_failed"


def test_a_file_of_authorities_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(UsageError) as caught:
            verifier("https://127.0.0.1", ca_file=tmp_path / name)
        assert caught.value.code == "remote_ca_unusable"


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


def test_no_attempt_is_no_use(server: StubServer, pdf: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ask(verifier(server.url, attempts=0), pdf)
    assert caught.value.code == "remote_attempts_unusable"


def test_a_test_of_this_room_reaches_loopback_only(loopback: None) -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 9))
