"""A small file that holds a secret, and that nobody but its owner may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from esign_verify.errors import UsageError
from esign_verify.limits import MAX_PRIVATE_FILE_BYTES


def read_private(path: Path) -> str:
    """Its text, UTF-8. UsageError where others can read it too, or it is no such file."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageError("private_file_unreadable", path=path)
            if os.name == "posix" and status.st_mode & 0o077:
                raise UsageError("private_file_open_to_others", path=path)
            data = file.read(MAX_PRIVATE_FILE_BYTES + 1)
    except OSError:
        raise UsageError("private_file_unreadable", path=path) from None
    if len(data) > MAX_PRIVATE_FILE_BYTES:
        raise UsageError("private_file_unreadable", path=path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # the exception holds the bytes
        raise UsageError("private_file_unreadable", path=path) from None
