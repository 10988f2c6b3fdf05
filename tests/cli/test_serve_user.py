"""`esign-verify serve-user`: where a secret comes from, and which are refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from esign_verify.service import Credentials

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals and rights of files")

END_OF_FILE = b"\x04"
TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def command(path: Path, *options: str) -> list[str]:
    words = [sys.executable, "-m", "esign_verify", "serve-user", "simpeg"]
    return [*words, "--credentials", str(path), *options]


def piped(path: Path, data: bytes, *options: str) -> tuple[int, str]:
    done = subprocess.run(
        command(path, *options), input=data, capture_output=True, timeout=60, check=False
    )
    assert done.stdout == b""
    return done.returncode, " ".join(done.stderr.decode().split())


def typed(path: Path, *lines: str, lang: str = "id") -> tuple[int, str]:
    """At a terminal of its own."""
    import pty

    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *command(path, "--lang", lang)],
        stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    shown = b""
    waiting = list(lines)
    with os.fdopen(terminal, "r+b", buffering=0) as file:
        while True:
            try:
                piece = file.read(1024)
            except OSError:  # Linux, at the end
                break
            if not piece:
                break
            shown += piece
            if shown.endswith(b": "):
                file.write(waiting.pop(0).encode() if waiting else END_OF_FILE)
                shown += b"|"
    return process.wait(60), shown.decode()


@pytest.mark.parametrize(("lang", "first", "second"), [
    ("id", "Rahasia: ", "Ulangi rahasia: "),
    ("en", "Secret: ", "Secret once more: "),
])  # fmt: skip
def test_a_terminal_is_asked_twice_in_the_language_chosen(
    lang: str, first: str, second: str, tmp_path: Path
) -> None:
    path = tmp_path / "users"
    code, shown = typed(path, "geheim\n", "geheim\n", lang=lang)
    assert (code, [line.strip() for line in shown.split("|")]) == (
        0,
        [first.strip(), second.strip(), ""],
    )
    assert Credentials.load(path).check("simpeg", "geheim")


@pytest.mark.parametrize(("lines", "words"), [
    (("geheim\n", "anders\n"), "Kedua rahasia tidak sama."),
    (("\x04",), "Tidak ada rahasia yang diberikan."),
])  # fmt: skip
def test_what_is_typed_wrong_is_wrong_usage(
    lines: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    code, shown = typed(tmp_path / "users", *lines)
    assert (code, words in " ".join(shown.split())) == (2, True), shown
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("data", [b"ge heim", b"ge heim\n", b"ge heim\r\n"])
def test_a_pipe_holds_one_line(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "users"
    assert piped(path, data) == (0, "")
    assert Credentials.load(path).check("simpeg", "ge heim")


@pytest.mark.parametrize(("data", "words"), [
    (b"", "Tidak ada rahasia yang diberikan."),
    (b"\n", "Tidak ada rahasia yang diberikan."),
    (b"\xff\n", "Tidak ada rahasia yang diberikan."),
    (b"x" * (1 << 17), "Tidak ada rahasia yang diberikan."),
    (b"a\nb\n", "dalam satu baris dan tanpa karakter kendali."),
    (b"x" * 1025, "harus terdiri dari 1 sampai 1024 karakter"),
])  # fmt: skip
def test_a_pipe_without_a_secret_is_wrong_usage(data: bytes, words: str, tmp_path: Path) -> None:
    code, said = piped(tmp_path / "users", data)
    assert (code, words in said, "GetPass" in said) == (2, True, False), said
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_secret_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    """As `crosscheck` refuses it."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"geheim\n")
    secret.chmod(mode)
    code, said = piped(tmp_path / "users", b"", "--secret-file", str(secret), "--lang", "en")
    assert (code, "Take that right away (chmod 600)." in said) == (2, True), said
    assert not (tmp_path / "users").exists()
    secret.chmod(0o600)
    assert piped(tmp_path / "users", b"", "--secret-file", str(secret)) == (0, "")
    assert Credentials.load(tmp_path / "users").check("simpeg", "geheim")
