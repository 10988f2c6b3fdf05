"""`esign-verify serve` as a process, asked over sockets of this machine."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.service import add_user
from tests.conftest import NOW
from tests.service.server import Server, read_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals")

USER = "simpeg:rahasia"

PHP_V1 = """
$c = curl_init($argv[1] . '/api/sign/verify');
curl_setopt_array($c, [CURLOPT_RETURNTRANSFER => true, CURLOPT_USERPWD => $argv[3],
    CURLOPT_POSTFIELDS => ['signed_file' => new CURLFile($argv[2], 'application/pdf')]]);
echo curl_exec($c);
"""
PHP_V2 = """
$c = curl_init($argv[1] . '/api/v2/verify/pdf');
$body = json_encode(['file' => base64_encode(file_get_contents($argv[2]))]);
curl_setopt_array($c, [CURLOPT_RETURNTRANSFER => true, CURLOPT_USERPWD => $argv[3],
    CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => ['Content-Type: application/json']]);
echo curl_exec($c);
"""
NODE = """
const [url, path, user] = process.argv.slice(-3);
const fs = require('fs');
const headers = { Authorization: 'Basic ' + Buffer.from(user).toString('base64') };
"""
NODE_V1 = """
const body = new FormData();
body.append('signed_file', new Blob([fs.readFileSync(path)]), 'document.pdf');
fetch(url + '/api/sign/verify', { method: 'POST', headers, body })
  .then((answer) => answer.text()).then((text) => process.stdout.write(text));
"""
NODE_V2 = """
const body = JSON.stringify({ file: fs.readFileSync(path).toString('base64') });
headers['Content-Type'] = 'application/json';
fetch(url + '/api/v2/verify/pdf', { method: 'POST', headers, body })
  .then((answer) => answer.text()).then((text) => process.stdout.write(text));
"""


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    return done.stdout.decode()


def curl_v1(url: str, path: str) -> str:
    return run("curl", "-s", "-u", USER, "-F", f"signed_file=@{path}", f"{url}/api/sign/verify")


def curl_v2(url: str, path: str) -> str:
    body = Path(path).with_suffix(".json")
    content = base64.b64encode(Path(path).read_bytes()).decode()
    body.write_text(json.dumps({"file": content}), encoding="ascii")
    options = ("-s", "-u", USER, "-H", "Content-Type: application/json", "-d", f"@{body}")
    return run("curl", *options, f"{url}/api/v2/verify/pdf")


CLIENTS: dict[str, tuple[str, Callable[[str, str], str], Callable[[str, str], str]]] = {
    "curl": ("curl", curl_v1, curl_v2),
    "php": (
        "php",
        lambda url, path: run("php", "-r", PHP_V1, "--", url, path, USER),
        lambda url, path: run("php", "-r", PHP_V2, "--", url, path, USER),
    ),
    "node": (
        "node",
        lambda url, path: run("node", "-e", NODE + NODE_V1, "--", url, path, USER),
        lambda url, path: run("node", "-e", NODE + NODE_V2, "--", url, path, USER),
    ),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_clients_in_other_languages(
    name: str,
    start_server: Callable[..., Server],
    pdfs: Mapping[str, bytes],
    trust: TrustStore,
    tmp_path: Path,
) -> None:
    program, ask_v1, ask_v2 = CLIENTS[name]
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    if name == "php" and "curl" not in run("php", "-m").splitlines():
        pytest.skip("needs PHP's curl extension")
    add_user(tmp_path / "users", *USER.split(":"))
    path = tmp_path / "document.pdf"
    path.write_bytes(pdfs["pades-lt"])
    server = start_server("--credentials", str(tmp_path / "users"))
    result = replace(verify(path, trust=trust, at=NOW), file_name="document.pdf")
    assert ask_v1(server.url, str(path)) == RENDERERS["v1"](result)
    assert ask_v2(server.url, str(path)) == RENDERERS["v2"](result)


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
