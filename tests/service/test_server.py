"""`esign-verify serve` as a process, asked over sockets of this machine."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.service import add_user
from tests.clients.calling import CLIENTS, Call, File, in_base64, require_client
from tests.conftest import NOW
from tests.service.server import Server, read_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals")

USER = "simpeg:rahasia"


@pytest.mark.parametrize("name", CLIENTS)
def test_clients_in_other_languages(
    name: str,
    start_server: Callable[..., Server],
    pdfs: Mapping[str, bytes],
    trust: TrustStore,
    tmp_path: Path,
) -> None:
    send = require_client(name)
    add_user(tmp_path / "users", *USER.split(":"))
    path = tmp_path / "document.pdf"
    path.write_bytes(pdfs["pades-lt"])
    url = start_server("--credentials", str(tmp_path / "users")).url
    result = replace(verify(path, trust=trust, at=NOW), file_name="document.pdf")
    form = {"signed_file": File(str(path), "document.pdf")}
    v1 = send(Call(f"{url}/api/sign/verify", USER, form=form))
    assert (v1.status, v1.body.decode()) == (200, RENDERERS["v1"](result))
    v2 = send(Call(f"{url}/api/v2/verify/pdf", USER, json={"file": in_base64(path)}))
    assert (v2.status, v2.body.decode()) == (200, RENDERERS["v2"](result))


def request(pdf: bytes, path: str = "/api/verify") -> bytes:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="secret.pdf"\r\n\r\n'
        + pdf
        + b"\r\n--x--\r\n"
    )
    head = (
        f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def ask(server: Server, data: bytes) -> tuple[int, dict[str, object]]:
    with server.connection() as connection:
        connection.sendall(data)
        answer = read_all(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_sockets_that_misbehave(
    start_server: Callable[..., Server], pdfs: Mapping[str, bytes]
) -> None:
    """Broken off, silent, garbage: the service goes on, and keeps nothing."""
    server = start_server("--client-timeout", "1")
    whole = request(pdfs["pades-t"])
    for cut in (10, 200, 1000, len(whole) - 1):
        with server.connection() as connection:
            connection.sendall(whole[:cut])
    with server.connection() as silent:  # a client that never says anything
        assert silent.recv(1) == b""
    with server.connection() as slow:  # headers that do not end
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ")
        assert slow.recv(1) == b""
    with server.connection() as slow:  # a body that does not end
        slow.sendall(whole[:-10])
        assert slow.recv(100).startswith(b"HTTP/1.1 408 ")
    with server.connection() as garbage:
        garbage.sendall(b"\x16\x03\x01\x02\x00\r\n\r\n")
        assert garbage.recv(100).startswith(b"HTTP/1.1 400 ")
    assert ask(server, whole)[0] == 200
    deadline = time.monotonic() + 60
    while server.files():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.process.send_signal(signal.SIGTERM)
    assert "secret" not in server.end()


def test_two_hundred_megabytes_are_refused_before_they_are_sent(
    start_server: Callable[..., Server], pdfs: Mapping[str, bytes]
) -> None:
    """Also to a client that sends on regardless: it gets its answer, and no broken pipe."""
    server = start_server()
    head = (
        b"POST /api/sign/verify HTTP/1.1\r\nHost: a\r\nContent-Length: 209715200\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n"
    )
    with server.connection() as connection:
        connection.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 413 ")
    with server.connection() as connection:
        connection.sendall(head + b"\r\n")
        for _ in range(200):
            connection.sendall(bytes(1 << 20))
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"body_too_large"' in answer
    assert ask(server, request(pdfs["pades-t"]))[0] == 200
    assert server.files() == []
    status = Path(f"/proc/{server.process.pid}/status")
    if status.is_file():
        (peak,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        assert int(peak.split()[1]) < 200 * 1024


def test_sigterm_finishes_what_runs(
    start_server: Callable[..., Server], pdfs: Mapping[str, bytes]
) -> None:
    server = start_server()
    whole = request(pdfs["pades-t"])
    with server.connection() as connection:
        connection.sendall(whole[:-20])
        deadline = time.monotonic() + 60
        while not server.files():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(ConnectionRefusedError):
            server.connection()
        connection.sendall(whole[-20:])
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"VALID"' in answer
    server.end()
    assert server.process.returncode in (0, -signal.SIGTERM)
    assert list(server.folder.iterdir()) == []
