"""`esign-verify extract`: bytes out of a document into files, exactly as they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esign_verify.cli.looking import looking_at, options, password_of

EXIT_CODES = (
    "Exit codes: 0 written; 2 wrong usage, not a trace of a PDF, or something that was asked "
    "for cannot be written; 5 internal error."
)
CANNOT_BE_WRITTEN = 2


@click.command(epilog=EXIT_CODES)
@click.argument("file", metavar="FILE")
@click.option(
    "--revision",
    "revisions",
    type=click.IntRange(min=1),
    multiple=True,
    metavar="N",
    help="The file up to the end of revision N: .pdf. May be repeated.",
)
@click.option(
    "--cms",
    multiple=True,
    metavar="FIELD",
    help="The CMS of a signature, without padding: .p7s. FIELD is a field's name or the "
    "signature's number in `inspect`. May be repeated.",
)
@click.option(
    "--signed-data",
    multiple=True,
    metavar="FIELD",
    help="The bytes that the /ByteRange of a signature names: -signed.bin. May be repeated.",
)
@click.option("--certs", is_flag=True, help="Every certificate: .cer and .pem.")
@click.option("--timestamps", is_flag=True, help="Every time-stamp token: .tst.")
@click.option("--revocation", is_flag=True, help="Every CRL (.crl) and OCSP response (.ors).")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into; made if it is not there.",
)
@click.option("--force", is_flag=True, help="Overwrite files of the same names.")
@click.option("--json", "as_json", is_flag=True, help="The manifest as JSON (schema: extract).")
@options
def command(
    file: str,
    revisions: tuple[int, ...],
    cms: tuple[str, ...],
    signed_data: tuple[str, ...],
    certs: bool,
    timestamps: bool,
    revocation: bool,
    folder: Path,
    force: bool,
    as_json: bool,
    password: str | None,
    password_file: Path | None,
    repair: bool,
    lang: str,
) -> None:
    """Write parts of a PDF file into files, byte for byte, and print a manifest.

    The names of the files are numbers, as `inspect` shows them; nothing of the document's
    text is in them. `-` reads standard input.
    """
    from esign_verify.inspect import ExtractionRequest, extract
    from esign_verify.render import LOOKS

    secret = password_of(password, password_file, lang)
    request = ExtractionRequest(
        revisions=revisions,
        cms=cms,
        signed_data=signed_data,
        certificates=certs,
        timestamps=timestamps,
        revocation=revocation,
    )
    with looking_at(file, lang) as source:
        done = extract(source, folder, request, password=secret, repair=repair, force=force)
        if as_json:
            click.echo(LOOKS["extract-json"](done))
        else:
            click.echo(LOOKS["extract"](done, lang=lang))
        if done.missing:
            sys.exit(CANNOT_BE_WRITTEN)
