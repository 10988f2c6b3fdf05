"""What the command says, and the lines of the README."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from esign_verify import TrustStore, verify
from esign_verify.cli import main
from esign_verify.result import DocumentConclusion
from tests.running import running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("running")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Its address. Whoever asks it does so in another process: this one has no network."""
    trust = str(folder / "trust.pem")
    with running(folder / "log", "sandbox", "serve", "--lang", "en", "--trust-file", trust) as url:
        yield url


def assert_valid(folder: Path, name: str) -> None:
    trust = TrustStore.load([str(folder / "trust.pem")])
    assert verify(folder / name, trust=trust).conclusion is DocumentConclusion.VALID


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_lines_of_the_readme(server: str, folder: Path, pdf: bytes) -> None:
    readme = Path(__file__).resolve().parents[2] / "README.md"
    section = readme.read_text("utf-8").split("## An Esign Client to develop against", 1)[1]
    lines = section.split("```sh\n", 1)[1].split("```", 1)[0]
    assert "S=http://127.0.0.1:8081 " in lines
    (folder / "surat.pdf").write_bytes(pdf.replace(b"Alice", b"#lice"))
    script = lines.replace("http://127.0.0.1:8081", server).replace("curl ", "curl -sSf ")
    command = ["sh", "-e", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    verified, *answers = done.stdout.replace("}{", "}\n{").replace("}[", "}\n[").splitlines()
    assert json.loads(verified)["summary"] == "VALID"
    assert_valid(folder, "signed.pdf")
    status = answers[-1].rpartition("]")[2]
    assert json.loads(status)["status"] == "WAITING_FOR_VERIFICATION"


def test_the_command_says_what_it_is(server: str, folder: Path) -> None:
    log = (folder / "log").read_text().splitlines()
    assert log == [
        "SANDBOX Esign Client: signatures and seals made here are worth nothing. "
        "Send no confidential documents.",
        f"Ready at {server} - stop with Ctrl+C.",
    ]


def test_a_port_that_is_taken(server: str) -> None:
    port = server.rpartition(":")[2]
    command = [sys.executable, "-m", "esign_verify", "sandbox", "serve", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"127.0.0.1 port {port}" in done.stderr


def serve(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["sandbox", "serve", *arguments])
    return result.exit_code, result.stderr


@pytest.fixture
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def run(_client: object, *, ready: Callable[[int], None], **asked_for: object) -> None:
        asked.append(" ".join(map(str, asked_for.values())))
        ready(8081)

    monkeypatch.setattr("esign_verify.service.emulator.server.run", run)
    return asked


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_a_host_that_others_reach_is_warned_about(nobody_listens: list[str], host: str) -> None:
    code, words = serve("--host", host, "--lang", "en")
    assert code == 0
    assert f"WARNING: {host} can be reached from outside" in words
    assert nobody_listens == [f"{host} 8081 2023"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_not(nobody_listens: list[str], host: str) -> None:
    code, words = serve("--host", host, "--lang", "en")
    assert code == 0
    assert "WARNING" not in words
    assert "Ready at http://" in words


def test_wrong_usage_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, words = serve("--seed-users", str(tmp_path / "no.toml"), "--lang", "en")
    assert (code, "cannot be read" in words) == (2, True)
    code, words = serve("--trust-file", str(tmp_path / "no" / "trust.pem"), "--lang", "en")
    assert (code, "Cannot write" in words) == (2, True)
    monkeypatch.setattr("esign_verify.cli.sandbox.EXTRA", ("segno", "no_such_module"))
    code, words = serve("--lang", "en")
    assert code == 2
    assert "(no_such_module). " in words.replace("\n", " ")
    assert "'.[sandbox]'" in words
