"""`esign-verify serve-user`: who may ask a service."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from esign_verify.cli.options import LANG, usage_errors
from esign_verify.cli.passwords import ask_for_secret, read_secret_file
from esign_verify.messages import text


@click.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--credentials",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="PATH",
    help="The file of users; made where there is none.",
)
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Read the secret from a file that only its owner can read.",
)
@click.option("--generate", is_flag=True, help="Make a secret, and print it this once.")
@click.option("--remove", is_flag=True, help="Remove the user.")
@LANG
def command(
    name: str,
    credentials: Path,
    secret_file: Path | None,
    generate: bool,
    remove: bool,
    lang: str,
) -> None:
    """Add a user of the service, or change or remove one.

    The secret is asked for at a terminal, or read from a pipe: one line.
    The file, for `esign-verify serve --credentials`, holds hashes (scrypt). A service
    reads it when it starts.
    """
    from esign_verify.service import add_user, remove_user

    if sum((secret_file is not None, generate, remove)) > 1:
        raise click.UsageError(text("error.secret_given_twice", lang))
    with usage_errors(lang):
        if remove:
            remove_user(credentials, name)
            return
        if generate:
            secret = secrets.token_urlsafe(24)
        elif secret_file is not None:
            secret = read_secret_file(secret_file)
        else:
            secret = ask_for_secret(lang)
        add_user(credentials, name, secret)
    if generate:
        click.echo(secret)
