"""Where reports go: names, what may be replaced, and files that are whole or not there."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from esign_verify.errors import UsageError

INDEX = "index.html"

_NAME_LETTERS = 60
"""Of a file's name in that of its report; the number before it makes it unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One report at `output`, or a folder of them."""

    output: Path
    folder: bool

    @classmethod
    def prepare(cls, output: Path, files: Sequence[str], *, overwrite: bool) -> Places:
        """UsageError, before any work, where something that must stay would be replaced."""
        folder = len(files) > 1 or output.is_dir()
        places = cls(output=output, folder=folder)
        written = {places.of(number, name) for number, name in enumerate(files, start=1)}
        for name in files:
            if name != "-" and any(_same(path, Path(name)) for path in written):
                raise UsageError("output_is_input", path=name)
        try:
            if folder:
                _prepare_folder(output, overwrite=overwrite)
            elif output.exists() and not overwrite:
                raise UsageError("output_exists", path=output)
        except OSError as error:
            raise UsageError("output_unwritable", path=output) from error
        return places

    def of(self, number: int, name: str) -> Path:
        """The report on the `number`th file: `0001-surat.html` in a folder."""
        if not self.folder:
            return self.output
        stem = "stdin" if name == "-" else Path(name).stem
        plain = re.sub(r"[^A-Za-z0-9]+", "-", stem)[:_NAME_LETTERS].strip("-")
        return self.output / ("-".join(filter(None, (f"{number:04d}", plain))) + ".html")

    @property
    def index(self) -> Path | None:
        return self.output / INDEX if self.folder else None


def _prepare_folder(folder: Path, *, overwrite: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("output_not_a_folder", path=folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not overwrite and any(folder.iterdir()):
        raise UsageError("output_folder_not_empty", path=folder)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def write_whole(path: Path, text: str) -> None:
    """The file appears complete or not at all. UsageError where it cannot be written."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".esign-verify-", suffix=".tmp")
    except OSError as error:
        raise UsageError("output_unwritable", path=path) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        # mkstemp lets nobody else read; a report is as open as any file the user makes
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise UsageError("output_unwritable", path=path) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Reading it means setting it; the command line runs in one thread."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
