"""Passwords and secrets, from an option, a file, a terminal or a pipe."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esign_verify.errors import UsageError
from esign_verify.limits import MAX_PRIVATE_FILE_BYTES
from esign_verify.messages import text
from esign_verify.private_file import read_private


def read_password(password: str | None, password_file: Path | None) -> str | None:
    """The password of an encrypted document; UsageError where option and file are both given,
    or the file cannot be read."""
    if password is not None and password_file is not None:
        raise UsageError("password_given_twice")
    if password_file is None:
        return password
    try:
        return _without_line_end(password_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("password_file_unreadable") from error


def read_secret_file(path: Path) -> str:
    """A secret that only its owner can read. UsageError where others can."""
    return _without_line_end(read_private(path))


def ask_for_secret(lang: str) -> str:
    """Typed twice at a terminal, else one line through a pipe. UsageError where there is none."""
    if not sys.stdin.isatty():
        return _through_pipe(sys.stdin.buffer.read(MAX_PRIVATE_FILE_BYTES + 1))
    try:
        first, second = (
            click.prompt(text(f"label.{label}", lang), hide_input=True)
            for label in ("secret_prompt", "secret_again")
        )
    except click.Abort:
        raise UsageError("secret_not_given") from None
    if first != second:
        raise UsageError("secrets_differ")
    return str(first)


def _through_pipe(data: bytes) -> str:
    try:
        secret = _without_line_end(data.decode("utf-8"))
    except UnicodeDecodeError:
        secret = ""  # the exception holds the bytes
    if not secret or len(data) > MAX_PRIVATE_FILE_BYTES:
        raise UsageError("secret_not_given")
    return secret


def _without_line_end(content: str) -> str:
    return content.removesuffix("\n").removesuffix("\r")
