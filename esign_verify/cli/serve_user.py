"""`esign-verify serve-user`: who may ask a service."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from esign_verify.cli.options import LANG, usage_errors
from esign_verify.cli.passwords import read_password
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
    help="Read the secret from a file instead of asking for it.",
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
        secret = read_password(None, secret_file)
        if generate:
            secret = secrets.token_urlsafe(24)
        if secret is None:
            secret = click.prompt(
                text("label.secret_prompt", lang), hide_input=True, confirmation_prompt=True
            )
        add_user(credentials, name, secret)
    if generate:
        click.echo(secret)
