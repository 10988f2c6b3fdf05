"""`esign-verify crosscheck` against a server on loopback: codes, outputs, no secret anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.cli import main
from esign_verify.remote.settings import ENV_SECRET, ENV_USERNAME, Credentials
from esign_verify.render import crosscheck
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW
from tests.remote.server import SECRET, Reply, StubServer
from tests.render.samples import validator

AT = NOW.isoformat()


def run(folder: Path, server: StubServer | str, *arguments: str, stem: str = "pades-t") -> Result:
    url = server if isinstance(server, str) else server.url
    base = ["crosscheck", "--url", url, "--trust", str(folder / "anchors"), "--at", AT]
    base += ["--username", "aplikasi", "--secret-file", str(folder / "secret")]
    result = CliRunner().invoke(
        main, [*base, *arguments, *([str(folder / f"{stem}.pdf")] * bool(stem))]
    )
    header = Credentials("aplikasi", SECRET).header()
    for shown in (result.stdout, result.stderr, repr(result.exception)):
        assert SECRET not in shown
        assert header[6:] not in shown
    assert "Traceback" not in result.stdout + result.stderr
    return result


def answers(
    folder: Path,
    name: str,
    *,
    api: str = "v2",
    profile: str = "2023",
    password: str | None = None,
    change: Callable[[Any], None] | None = None,
) -> Reply:
    """What a server like ours says of a document."""
    trust = TrustStore.load([folder / "anchors"])
    result = verify(folder / f"{name}.pdf", trust=trust, at=NOW, password=password)
    said = json.loads(RENDERERS[api](result, profile=profile))
    if change is not None:
        change(said)
    return Reply(body=json.dumps(said).encode())


def broken(answer: Any) -> None:
    answer["signatureInformations"][0]["integrityValid"] = False
    answer["conclusion"] = "INVALID"


@pytest.mark.parametrize("api", ["v1", "v2"])
@pytest.mark.parametrize("name", ["pades-lt", "altered-bytes", "unsigned", "look-alike-ca"])
def test_agreement_is_code_0_whatever_the_verdict(
    folder: Path, server: StubServer, api: str, name: str
) -> None:
    server.replies = [answers(folder, name, api=api)]
    result = run(folder, server, "--api", api, "--format", "json", stem=name)
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    validator("crosscheck").validate(shown)
    assert (shown["outcome"], shown["api"], shown["file_name"]) == ("AGREE", api, f"{name}.pdf")
    (request,) = server.received
    pdf = (folder / f"{name}.pdf").read_bytes()
    assert (request.document == pdf) if api == "v2" else (pdf in request.body)


def test_contradiction_is_code_6(folder: Path, server: StubServer) -> None:
    server.replies = [answers(folder, "pades-t", change=broken)]
    result = run(folder, server, "--lang", "en")
    assert result.exit_code == 6
    assert result.stdout.startswith("[ XX ] The server and this program CONTRADICT each other.")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_leaves_is_said_first_and_once(folder: Path, server: StubServer, lang: str) -> None:
    server.replies = [answers(folder, "pades-t")]
    result = run(folder, server, "--lang", lang, str(folder / "pades-t.pdf"))
    (notice,) = result.stderr.splitlines()
    assert server.url in notice
    assert ("NOT encrypted" if lang == "en" else "TIDAK dienkripsi") in notice
    assert len(server.received) == 2
    quiet = run(folder, "http://127.0.0.1:9", "--lang", lang, stem="missing")
    assert (quiet.exit_code, "127.0.0.1" in quiet.stderr) == (2, False)


def test_the_notice_comes_before_the_request(folder: Path, server: StubServer) -> None:
    """In a process of its own: the line is there while the server still waits."""
    script = (
        "import socket, sys; from esign_verify.cli import main\n"
        "def connect(own, address):\n"
        "    print('CONNECT', file=sys.stderr, flush=True); raise ConnectionRefusedError\n"
        "socket.socket.connect = connect\n"
        "import time; time.sleep = lambda seconds: None\n"
        f"main(['crosscheck', '--url', 'http://127.0.0.1:9', {str(folder / 'pades-t.pdf')!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    assert done.returncode == 7
    assert lines[0].startswith(
        "Ke http://127.0.0.1:9: seluruh isi dari paling banyak 1 dokumen dikirim"
    )
    assert lines[1:4] == ["CONNECT"] * 3
    assert lines[4].endswith("Server http://127.0.0.1:9 menolak sambungan.")


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=401, body=b"{}"), "remote_unauthorized"),
        (Reply(status=500, body=f'{{"error": "{SECRET}"}}'.encode()), "remote_server_error"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "remote_redirect"),
        (Reply(body=b"<html>", content_type="text/html"), "remote_answer_not_json"),
    ],
)
def test_no_answer_is_code_7(
    folder: Path, server: StubServer, reply: Reply, code: str, format_: str
) -> None:
    server.replies = [reply]
    result = run(folder, server, "--format", format_)
    assert result.exit_code == 7
    assert len(result.stderr.splitlines()) == 2
    if format_ == "json":
        row = json.loads(result.stdout)
        assert (row["comparison"], row["error"]["code"]) == (None, code)
    else:
        assert result.stdout == ""


def test_a_format_that_nobody_can_check_is_undecided(folder: Path, server: StubServer) -> None:
    def valid(answer: Any) -> None:
        answer["conclusion"] = "VALID"
        for one in answer["signatureInformations"]:
            one["integrityValid"] = one["certificateTrusted"] = True

    server.replies = [answers(folder, "unsupported-subfilter", change=valid)]
    result = run(folder, server, "--format", "json", stem="unsupported-subfilter")
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (3, "UNDECIDED")


def test_the_password_goes_with_encrypted_documents_only(
    folder: Path, server: StubServer, sandbox: Sandbox
) -> None:
    locked = next(d for d in sandbox.documents if d.password)
    stem, password = locked.name.removesuffix(".pdf"), str(locked.password)
    secret = folder / "password"
    secret.write_text(password + "\n")
    server.replies = [answers(folder, stem, password=password), answers(folder, "pades-t")]
    files = [str(folder / locked.name), str(folder / "pades-t.pdf")]
    result = run(folder, server, "--password-file", str(secret), *files, stem="")
    assert result.exit_code == 0
    sent = [json.loads(request.body).get("password") for request in server.received]
    assert sent == [password, None]
    assert password not in result.stdout + result.stderr
    v1 = run(folder, server, "--api", "v1", "--password-file", str(secret))
    assert (v1.exit_code, v1.stdout, len(server.received)) == (2, "", 2)


def test_credentials_of_the_environment(
    folder: Path, server: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENV_USERNAME, "lain")
    monkeypatch.setenv(ENV_SECRET, SECRET)
    server.replies = [answers(folder, "unsigned")]
    arguments = ["crosscheck", "--url", server.url, str(folder / "unsigned.pdf")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert server.received[0].headers["Authorization"] == Credentials("lain", SECRET).header()
    assert SECRET not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--url", f"http://aplikasi:{SECRET}@127.0.0.1"],
        ["--url", "ftp://127.0.0.1"],
        ["--api", "v3"],
        ["--format", "xml"],
        ["--format", "html", "-o", "laporan.pdf"],
        ["--format", "html", "-o", "nowhere/laporan.html"],
        ["--format", "html", "second.pdf"],
        ["--trust", "nobody"],
        ["--proxy", "socks5://127.0.0.1:1"],
        ["--config", "missing.toml"],
        ["--password", "x"],
        ["--read-timeout", "0"],
    ],
)
def test_wrong_usage_is_code_2_and_sends_nothing(
    folder: Path, server: StubServer, arguments: list[str]
) -> None:
    result = run(folder, server, *arguments)
    assert (result.exit_code, result.stdout, server.received) == (2, "", [])


def test_standard_input_is_refused(folder: Path, server: StubServer) -> None:
    result = run(folder, server, "--format", "json", "-", stem="")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "remote_standard_input"


def test_without_a_server_there_is_nothing_to_do(folder: Path) -> None:
    result = CliRunner().invoke(main, ["crosscheck", str(folder / "pades-t.pdf")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--url" in result.stderr


def test_an_unforeseen_error_is_internal(
    folder: Path, server: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(crosscheck, "render_comparison_json", bug)
    server.replies = [answers(folder, "pades-t")]
    result = run(folder, server, "--format", "json")
    assert result.exit_code == 5
    assert json.loads(result.stdout)["error"]["code"] == "internal_error"


def test_the_judge_is_done_before_the_server_is_asked(folder: Path, server: StubServer) -> None:
    """The same document gives the same verdict whatever the server says."""
    server.replies = [answers(folder, "pades-t"), answers(folder, "pades-t", change=broken)]
    shown = [json.loads(run(folder, server, "--format", "json").stdout) for _ in range(2)]
    ours = [[field["ours"] for one in s["signatures"] for field in one["fields"]] for s in shown]
    assert ours[0] == ours[1]


def test_help_and_verify_load_no_network() -> None:
    for arguments in (["crosscheck", "--help"], ["verify", "missing.pdf"]):
        script = (
            "import sys; from esign_verify.cli import main\n"
            f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
            "print(*sys.modules, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        loaded = set(done.stderr.splitlines()[-1].split())
        assert not loaded & {"http.client", "ssl", "esign_verify.remote", "asyncio"}


@pytest.mark.parametrize("place", ["transport.exchange", "statuses.read_answer"])
def test_a_traceback_shows_no_secret(
    folder: Path, server: StubServer, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A bug of ours in the middle of an attempt, shown in full as a developer asks for it."""

    def bug(*arguments: object, **_options: object) -> None:
        raise RuntimeError(f"a bug with {arguments[:1]!r}")

    module, _, name = place.partition(".")
    home = "client" if module == "transport" else module
    monkeypatch.setattr(f"esign_verify.remote.{home}.{name}", bug)
    monkeypatch.setenv("ESIGN_VERIFY_TRACEBACK", "1")
    server.replies = [answers(folder, "pades-t")]
    arguments = ["crosscheck", "--url", server.url, "--username", "aplikasi", "--secret-file"]
    result = CliRunner().invoke(
        main, [*arguments, str(folder / "secret"), str(folder / "pades-t.pdf")]
    )
    assert result.exit_code == 5
    assert "RuntimeError: a bug with" in result.stderr
    for secret in (SECRET, Credentials("aplikasi", SECRET).header()[6:]):
        assert secret not in result.stdout + result.stderr
