"""Where uploads are while they are examined: a folder of one process, known by its lock.

A process that is killed leaves its folder. The next one removes it: a folder that is named as
ours, is this user's alone, has no owner that holds its lock, and has nothing but uploads in it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from esign_verify.errors import UsageError

PREFIX = "esign-verify-serve-"
SUFFIX = ".pdf"

_OURS = re.compile(re.escape(PREFIX) + r"\w{8}")


@contextmanager
def upload_folder(parent: Path | None) -> Iterator[Path]:
    """A new one, gone with the process. UsageError where none can be made."""
    place = parent or Path(tempfile.gettempdir())
    try:
        remove_left(place)
        path, lock = _new(place)
    except OSError as error:
        raise UsageError("output_unwritable", path=place) from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_left(place: Path) -> None:
    """Remove what processes that were killed have left there. Follows no link."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # a place may be written to and not read
        for path in list(place.iterdir()):
            if _OURS.fullmatch(path.name):
                with contextlib.suppress(OSError):  # in use, another's, or gone
                    _remove_one(path)


def _new(place: Path) -> tuple[Path, int | None]:
    """A folder and the lock on it, held until it is closed. It is not inherited by children."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        if os.name != "posix":
            return path, None
        with contextlib.suppress(FileNotFoundError):
            lock = _open(path)
            with contextlib.suppress(OSError):  # no locks there: the next one has none either
                _lock(lock, wait=True)
            # whoever found it before the lock was on it has removed it
            if path.exists():
                return path, lock
            os.close(lock)


def _remove_one(path: Path) -> None:
    folder = _open(path)
    try:
        status = os.fstat(folder)
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != stat.S_IRWXU:
            return
        _lock(folder, wait=False)
        names = os.listdir(folder)  # noqa: PTH208 - the folder that is open, whatever its name
        if all(_is_upload(name, folder) for name in names):
            for name in names:
                os.unlink(name, dir_fd=folder)
            path.rmdir()
    finally:
        os.close(folder)


def _is_upload(name: str, folder: int) -> bool:
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    return name.endswith(SUFFIX) and stat.S_ISREG(status.st_mode)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _lock(folder: int, *, wait: bool) -> None:
    """OSError where another has it, without `wait`."""
    import fcntl

    fcntl.flock(folder, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
