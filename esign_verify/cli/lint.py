"""`esign-verify lint`: notes on certificates. Information, so no verdict and no bad exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign_verify.cli.examine import Examination, internal_error
from esign_verify.cli.exit_codes import exit_code
from esign_verify.cli.options import LANG, PASSWORD, PASSWORD_FILE, usage_errors
from esign_verify.cli.output import encodable, error_line, error_row, write_line
from esign_verify.cli.passwords import read_password
from esign_verify.errors import EsignVerifyError
from esign_verify.messages import safe_text

if TYPE_CHECKING:
    from esign_verify.evidence.profile import NotedFile

EPILOG = (
    "Exit codes: 0 examined, whatever was found; 2 wrong usage, or a file that cannot be "
    "examined; 5 internal error."
)


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people; json with codes, clauses and parameters.",
)
@PASSWORD
@PASSWORD_FILE
@LANG
def command(
    files: tuple[str, ...],
    format_: str,
    password: str | None,
    password_file: Path | None,
    lang: str,
) -> None:
    """Say what is unusual about certificates, as information.

    FILE is a PDF (the certificates of its signatures, time-stamps, security store and OCSP
    responses), or a PEM or DER certificate. They are compared with RFC 5280, RFC 3161,
    RFC 6960, and with published certificates of Indonesia's PKI. Identity numbers (NIK)
    are masked. Several files and json give JSON Lines.
    """
    with usage_errors(lang):
        given = read_password(password, password_file)
    failed = []
    for name in files:
        noted = _note(name, given)
        if isinstance(noted, Examination):
            failed.append(noted)
            click.echo(error_line(noted, lang), err=True)
        if format_ == "json":
            _write_json(name, noted, lang, single=len(files) == 1)
        elif not isinstance(noted, Examination):
            _write_text(name, noted, lang, single=len(files) == 1)
    sys.exit(exit_code(failed) if failed else 0)


def _note(name: str, password: str | None) -> NotedFile | Examination:
    """The notes of one file, or why there are none; an unforeseen error is a bug of ours."""
    from esign_verify.inspect import profile

    try:
        return profile.note_file(Path(name), password=password)
    except EsignVerifyError as error:
        return Examination(name=name, error_code=error.code, error_params=error.params)
    except Exception as error:
        return internal_error(name, error)


def _write_json(name: str, noted: NotedFile | Examination, lang: str, *, single: bool) -> None:
    from esign_verify.render import notes

    if isinstance(noted, Examination):
        write_line(sys.stdout, error_row(noted, lang, key="notes"))
    elif single:
        click.echo(notes.render_notes_json(noted, lang=lang))
    else:
        import json

        row = {"file": encodable(name), "sha256": noted.sha256}
        found = json.loads(notes.render_notes_json(noted, lang=lang))
        write_line(sys.stdout, row | {"notes": found})


def _write_text(name: str, noted: NotedFile, lang: str, *, single: bool) -> None:
    from esign_verify.render import notes

    if not single:
        click.echo(f"=== {safe_text(name)} ===")
    click.echo(notes.render_notes_text(noted, lang=lang))
    if not single:
        click.echo()
