"""`esign-verify schema`: the published JSON Schemas."""

from __future__ import annotations

from importlib import resources

import click


@click.command()
@click.argument(
    "name", type=click.Choice(["v1", "v2", "json", "inspect", "asn1", "extract", "diff", "lint"])
)
def command(name: str) -> None:
    """Print the JSON Schema (draft 2020-12) of an output format."""
    schema = resources.files("esign_verify.render").joinpath("schemas", f"{name}.schema.json")
    click.echo(schema.read_text("utf-8").rstrip("\n"))
