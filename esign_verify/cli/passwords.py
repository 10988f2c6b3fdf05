"""Passwords and secrets, from an option, a file, a terminal or a pipe."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import click

from esign_verify.errors import UsageError
from esign_verify.messages import text

MAX_SECRET_BYTES = 64 * 1024
"""Read of a file or pipe; what a service takes is less."""


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
    """A secret that only its owner can read, as for `crosscheck`. UsageError where others can."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageError("remote_file_unreadable", path=path)
            if os.name == "posix" and status.st_mode & 0o077:
                raise UsageError("remote_file_not_private", path=path)
            data = file.read(MAX_SECRET_BYTES + 1)
    except OSError:
        raise UsageError("remote_file_unreadable", path=path) from None
    secret = _decoded(data)
    if secret is None:
        raise UsageError("remote_file_unreadable", path=path)
    return secret


def ask_for_secret(lang: str) -> str:
    """Typed twice at a terminal, else one line through a pipe. UsageError where there is none."""
    if not sys.stdin.isatty():
        secret = _decoded(sys.stdin.buffer.read(MAX_SECRET_BYTES + 1))
        if not secret:
            raise UsageError("secret_not_given")
        return secret
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


def _decoded(data: bytes) -> str | None:
    """Text without its line end; None for what is too long or no UTF-8."""
    try:
        return None if len(data) > MAX_SECRET_BYTES else _without_line_end(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None  # the exception holds the bytes


def _without_line_end(content: str) -> str:
    return content.removesuffix("\n").removesuffix("\r")
