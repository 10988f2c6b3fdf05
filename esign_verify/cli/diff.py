"""`esign-verify diff`: what differs between two revisions, without a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from esign_verify.cli.looking import looking_at, options_of_diff, password_of
from esign_verify.cli.options import usage_errors
from esign_verify.cli.places import Places, write_whole
from esign_verify.errors import DocumentError

if TYPE_CHECKING:
    from esign_verify.evidence.difference import Difference

EXIT_CODES = (
    "Exit codes: 0 compared, whatever differs; 2 wrong usage, or a file that cannot be read; "
    "5 internal error."
)

SIGNED = "signed"


def _revision(_context: click.Context, _option: click.Parameter, value: str | None) -> int | None:
    """A number, or None for the revision that is taken by itself."""
    if value is None or value == SIGNED:
        return None
    try:
        return int(value)
    except ValueError as error:
        raise click.BadParameter("not a number of a revision") from error


@click.command(epilog=EXIT_CODES)
@click.argument("file", metavar="FILE")
@click.option(
    "--from",
    "older",
    callback=_revision,
    default=SIGNED,
    show_default=True,
    metavar="REVISION|signed",
    help="The older revision; signed: the first that a signature covers, or 1 without one.",
)
@click.option(
    "--to",
    "newer",
    callback=_revision,
    metavar="REVISION",
    help="The newer revision. Default: the last.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="text for a terminal; json (schema: diff); html with pages as pictures.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write to a file instead of standard output.",
)
@options_of_diff
def command(
    file: str,
    older: int | None,
    newer: int | None,
    format_: str,
    output: Path | None,
    password: str | None,
    password_file: Path | None,
    lang: str,
) -> None:
    """Show what differs between two revisions of a PDF file, without judging it.

    Pages added, removed or changed, and every object that differs: its number, what it is
    used as, its old and its new value; of streams length and digest, and the lines that
    differ where they are text. Whether a change is allowed is answered by `verify`.
    `-` reads standard input.
    """
    from esign_verify.inspect import compare_revisions
    from esign_verify.render import LOOKS

    secret = password_of(password, password_file, lang)
    if output is not None:
        with usage_errors(lang):
            Places.prepare(output, (file,), overwrite=True)  # never onto the file itself
    with looking_at(file, lang) as source:
        difference = compare_revisions(source, older=older, newer=newer, password=secret)
        if format_ == "json":
            shown = LOOKS["diff-json"](difference)
        elif format_ == "html":
            shown = _page(source, difference, secret, lang)
        else:
            shown = LOOKS["diff"](difference, lang=lang)
    if output is None:
        click.echo(shown)
        return
    with usage_errors(lang):
        write_whole(output, shown.rstrip("\n") + "\n")


def _page(source: Path | BinaryIO, difference: Difference, password: str | None, lang: str) -> str:
    """With pictures where verification can read the document; else without."""
    from esign_verify.document import open_document
    from esign_verify.inspect import draw_comparison
    from esign_verify.render import LOOKS

    try:
        with open_document(source, password=password) as document:
            evidence = document.evidence
    except DocumentError:
        return LOOKS["diff-html"](difference, lang=lang)
    pictures = draw_comparison(source, evidence, difference, password=password)
    return LOOKS["diff-html"](difference, lang=lang, pictures=pictures, evidence=evidence)
