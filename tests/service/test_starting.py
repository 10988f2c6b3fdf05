"""`esign-verify serve` as a process that cannot start, and what a running one says."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from esign_verify.messages import LANGUAGES, text
from tests.service.server import Server


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize(("lang", "words"), [
    ("id", "Tidak dapat menerima sambungan di 127.0.0.1 port {}"),
    ("en", "Cannot listen on 127.0.0.1 port {}"),
])  # fmt: skip
def test_a_port_in_use_is_wrong_usage(lang: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("-m", "esign_verify", "serve", "--port", port, "--lang", lang)
    assert code == 2
    assert words.format(port) in " ".join(said.split())
    assert "Errno" not in said
    assert "INFO" not in said


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "a..b"])
def test_an_address_of_another_machine_is_wrong_usage(host: str, tmp_path: Path) -> None:
    from esign_verify.service import add_user

    add_user(tmp_path / "users", "simpeg", "1")
    options = ("--host", host, "--port", "0", "--credentials", str(tmp_path / "users"))
    code, said = run("-m", "esign_verify", "serve", *options)
    assert (code, f"sambungan di {host} port 0" in " ".join(said.split())) == (2, True), said


def test_a_folder_that_cannot_be_used_is_an_error_of_ours(tmp_path: Path) -> None:
    """No exit code of a verdict."""
    body = (
        "import sys; from pathlib import Path; from esign_verify import UsageError\n"
        "from esign_verify.service import ServiceSettings, run\n"
        "try:\n    run(ServiceSettings(port=0, folder=Path(sys.argv[1]) / 'none'))\n"
        "except UsageError as error:\n    sys.exit(f'{error.code} {error.params}')\n"
    )
    code, said = run("-c", body, str(tmp_path))
    assert (code, "output_unwritable" in said.splitlines()[-1]) == (1, True), said


UPGRADE = (
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_what_it_says_is_in_the_language_chosen(
    lang: str, end: signal.Signals, start_server: Callable[..., Server]
) -> None:
    """And nothing is uvicorn's, but for lines of requests."""
    server = start_server("--lang", lang)
    assert server.said.splitlines() == [
        text("label.service_no_users", lang),
        text("label.service_ready", lang, url=server.url),
    ]
    with server.connection() as connection:
        connection.sendall(UPGRADE)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    server.process.send_signal(end)
    request, *rest = server.end().splitlines()
    assert " INFO 127.0.0.1 GET /healthz 200 " in request
    assert rest == [text("label.service_stopping", lang), text("label.service_stopped", lang)]
    assert server.process.returncode == (0 if end is signal.SIGINT else -end)


def test_a_service_for_others_says_so(start_server: Callable[..., Server], tmp_path: Path) -> None:
    from esign_verify.service import add_user

    add_user(tmp_path / "users", "simpeg", "1")
    server = start_server("--host", "0.0.0.0", "--credentials", str(tmp_path / "users"))
    assert server.said.splitlines() == [
        text("label.sandbox_open", "id", host="0.0.0.0"),
        text("label.service_ready", "id", url=f"http://0.0.0.0:{server.port}"),
    ]
