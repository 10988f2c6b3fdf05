"""`esign-verify trust`: what the program trusts, and where it comes from."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from esign_verify.cli.options import LANG, usage_errors
from esign_verify.messages import safe_text, text

if TYPE_CHECKING:
    from esign_verify.evidence import TrustAnchor


@click.group()
def command() -> None:
    """Show the trust anchors that come with the program, or those of a file."""


@command.command("list")
@LANG
def list_(lang: str) -> None:
    """List every bundled store with its anchors."""
    from esign_verify.chain import TrustStore

    default = TrustStore.default().names
    now = datetime.now(UTC)
    for name in TrustStore.available():
        mark = text("label.store_default" if name in default else "label.store_off", lang)
        click.echo(f"{name}  ({mark})")
        for anchor in TrustStore.load([name]).anchors:
            click.echo(f"  {safe_text(anchor.common_name)}")
            click.echo(f"    {_validity(anchor, now, lang)}")
            click.echo(f"    SHA-256 {anchor.sha256[:32]}…")


@command.command()
@click.argument("name", metavar="NAME|PATH")
@LANG
def show(name: str, lang: str) -> None:
    """Show every fact of a store's anchors: NAME of a bundled store, or a PATH."""
    from esign_verify.chain import TrustStore

    with usage_errors(lang):
        store = TrustStore.load([name])
    now = datetime.now(UTC)
    for number, anchor in enumerate(store.anchors):
        if number:
            click.echo()
        for label, value in _facts(anchor, now, lang):
            for index, line in enumerate(textwrap.wrap(value, width=66)):
                click.echo(f"{'' if index else label:<14}{line}")


def _facts(anchor: TrustAnchor, now: datetime, lang: str) -> list[tuple[str, str]]:
    def label(code: str) -> str:
        return text(f"label.{code}", lang)

    return [
        (label("anchor_name"), safe_text(anchor.common_name)),
        (label("anchor_store"), safe_text(anchor.store)),
        (label("anchor_validity"), _validity(anchor, now, lang)),
        (label("anchor_serial"), str(anchor.serial_number)),
        ("SHA-256", anchor.sha256),
        (label("anchor_key"), f"{anchor.key_algorithm} {anchor.key_bits}"),
        ("SKI", anchor.subject_key_identifier),
        (label("anchor_purposes"), ", ".join(anchor.purposes)),
        (label("anchor_confidence"), safe_text(anchor.confidence)),
        (label("anchor_provenance"), safe_text(anchor.provenance)),
    ]


def _validity(anchor: TrustAnchor, now: datetime, lang: str) -> str:
    span = f"{anchor.not_before:%Y-%m-%d} – {anchor.not_after:%Y-%m-%d}"
    if anchor.not_after < now:
        return f"{span}  ({text('label.anchor_expired', lang)})"
    return span
