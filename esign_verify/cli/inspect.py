"""`esign-verify inspect`: what a file is made of, without a verdict."""

from __future__ import annotations

from pathlib import Path

import click

from esign_verify.cli.looking import looking_at, options, password_of
from esign_verify.messages import text

EXIT_CODES = "Exit codes: 0 looked at; 2 wrong usage, or not a trace of a PDF; 5 internal error."


@click.command(epilog=EXIT_CODES)
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Every fact as JSON (schema: inspect).")
@click.option(
    "--asn1",
    is_flag=True,
    help="Instead, every ASN.1 element of each signature and time-stamp: offset, tag, "
    "length, names of OIDs, values. With --json: schema asn1.",
)
@options
def command(
    file: str,
    as_json: bool,
    asn1: bool,
    password: str | None,
    password_file: Path | None,
    repair: bool,
    lang: str,
) -> None:
    """Show what a PDF file is made of, without judging it.

    Revisions and what each changed, signature fields and dictionaries, the CMS of each
    signature, certificates, time-stamp tokens, revocation data, the security store (DSS),
    bytes that belong to nothing; each with its offset. Also of files too broken to be
    verified: what can be read is shown. `-` reads standard input.
    """
    from esign_verify.inspect import inspect_document, list_asn1
    from esign_verify.render import LOOKS

    secret = password_of(password, password_file, lang)
    with looking_at(file, lang) as source:
        facts: object
        if asn1:
            facts, name = list_asn1(source, password=secret, repair=repair), "asn1"
        else:
            facts = inspected = inspect_document(source, password=secret, repair=repair)
            name = "inspect"
            if repair and inspected.repair is None:
                click.echo(text("inspect.not_repaired", lang), err=True)
        click.echo(LOOKS[f"{name}-json"](facts) if as_json else LOOKS[name](facts, lang=lang))
