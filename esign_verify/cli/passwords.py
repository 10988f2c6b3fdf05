"""The password of an encrypted document, from an option or a file."""

from __future__ import annotations

from pathlib import Path

from esign_verify.errors import UsageError


def read_password(password: str | None, password_file: Path | None) -> str | None:
    """The one given; UsageError where both are, or the file cannot be read."""
    if password is not None and password_file is not None:
        raise UsageError("password_given_twice")
    if password_file is None:
        return password
    try:
        return password_file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("password_file_unreadable") from error
