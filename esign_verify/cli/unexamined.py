"""A file that gave no result: what can be said of it all the same, for its report."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from esign_verify._version import __version__
from esign_verify.limits import MAX_FILE_BYTES

if TYPE_CHECKING:
    from esign_verify.cli.examine import Examination
    from esign_verify.render.html import Unexamined

_BLOCK = 1024 * 1024


def unexamined(
    examination: Examination, *, at: datetime | None = None, source: BinaryIO | None = None
) -> Unexamined:
    """Name, size and SHA-256 of the file, as far as it can be read; and why it was refused.

    `source`: the bytes of `-`; without them nothing is known of it.
    """
    from esign_verify.render.html import Unexamined

    name = examination.name
    size, sha256 = _facts(name, source)
    return Unexamined(
        file_name=name if name == "-" else Path(name).name,
        code=examination.error_code,
        params=examination.error_params,
        size=size,
        sha256=sha256,
        examined_at=at or datetime.now(UTC),
        tool_version=__version__,
    )


def _facts(name: str, source: BinaryIO | None) -> tuple[int | None, str]:
    if source is not None:
        return source.seek(0, os.SEEK_END), _digest(source)
    if name == "-":
        return None, ""
    try:
        status = Path(name).stat()
        # reading a pipe or a device could last for ever
        if not stat.S_ISREG(status.st_mode):
            return None, ""
        if status.st_size > MAX_FILE_BYTES:
            return status.st_size, ""
        with Path(name).open("rb") as stream:
            return status.st_size, _digest(stream)
    except (OSError, ValueError):
        return None, ""


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
