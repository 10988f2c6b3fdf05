"""What `inspect`, `extract` and `diff` share: options, standard input, errors, exit codes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from esign_verify.cli.examine import internal_error
from esign_verify.cli.options import LANG, PASSWORD, PASSWORD_FILE, usage_errors
from esign_verify.cli.passwords import read_password
from esign_verify.errors import DocumentError, EsignVerifyError, LimitError
from esign_verify.limits import MAX_FILE_BYTES
from esign_verify.messages import safe_text, text

_BLOCK = 1024 * 1024

INTERNAL_ERROR = 5


_REPAIR = click.option(
    "--repair",
    is_flag=True,
    help="Where the structure cannot be read, look at a copy that qpdf repaired; "
    "marked as such. Needs the extra `repair`.",
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `inspect` and `extract`, in the order of `--help`."""
    return _with(command, PASSWORD, PASSWORD_FILE, _REPAIR, LANG)


def options_of_diff(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but a repaired copy has no revisions."""
    return _with(command, PASSWORD, PASSWORD_FILE, LANG)


def _with(command: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def password_of(password: str | None, password_file: Path | None, lang: str) -> str | None:
    with usage_errors(lang):
        return read_password(password, password_file)


@contextmanager
def looking_at(name: str, lang: str) -> Iterator[Path | BinaryIO]:
    """The file; `-` is standard input, kept in a temporary file.

    Ends the program with 2 where there is nothing to look at or the request has no meaning,
    with 5 for a bug of ours.
    """
    try:
        if name == "-":
            with tempfile.TemporaryFile() as spool:
                _copy(spool)
                yield spool
        else:
            yield Path(name)
    except DocumentError as error:
        click.echo(f"{safe_text(name)}: {_sentence(error, lang)}", err=True)
        sys.exit(2)
    except EsignVerifyError as error:
        raise click.UsageError(_sentence(error, lang)) from error
    except (click.ClickException, OSError):
        raise
    except Exception as error:
        unforeseen = internal_error(name, error)
        click.echo(f"{safe_text(name)}: {unforeseen.error_text(lang)}", err=True)
        sys.exit(INTERNAL_ERROR)


def _copy(spool: BinaryIO) -> None:
    size = 0
    while block := sys.stdin.buffer.read(_BLOCK):
        size += len(block)
        if size > MAX_FILE_BYTES:
            raise LimitError("file_too_large", limit=MAX_FILE_BYTES)
        spool.write(block)


def _sentence(error: EsignVerifyError, lang: str) -> str:
    return text(f"error.{error.code}", lang, **error.params)
