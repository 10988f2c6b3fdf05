"""`esign-verify demo`: documents of every kind, verified before your eyes."""

from __future__ import annotations

import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign_verify.cli.options import LANG
from esign_verify.messages import text

if TYPE_CHECKING:
    from esign_verify.result import VerificationResult
    from esign_verify.sandbox.expected import SandboxDocument

TRUST_FILE = "sandbox-trust.pem"


@click.command()
@click.argument(
    "folder", metavar="[DIR]", default="demo", type=click.Path(file_okay=False, path_type=Path)
)
@LANG
def command(folder: Path, lang: str) -> None:
    """Make documents of every kind in DIR (default ./demo), verify them, show the table.

    They are signed with a throwaway PKI in the shape of BSrE's, whose keys exist for this
    run only. The exit code is 0 when every verdict is the right one.
    """
    from esign_verify.chain import TrustStore
    from esign_verify.engine import verify
    from esign_verify.sandbox import build_sandbox, to_pem

    now = datetime.now(UTC).replace(microsecond=0)
    sandbox = build_sandbox(now)
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TRUST_FILE).write_text(to_pem(sandbox.trust_certificates), encoding="ascii")
        for document in sandbox.documents:
            (folder / document.name).write_bytes(document.pdf)
    except OSError as error:
        raise click.UsageError(text("error.output_unwritable", lang, path=folder)) from error
    wrong = 0
    for document in sandbox.documents:
        result = verify(folder / document.name, trust=trust, at=now, password=document.password)
        right = result.conclusion is document.expected.conclusion
        wrong += not right
        click.echo("\n".join(_row(document, result, right, lang)))
    count = len(sandbox.documents)
    click.echo()
    click.echo(text("label.demo_summary", lang, count=count, right=count - wrong))
    click.echo(text("label.demo_next", lang))
    sample = folder / sandbox.documents[0].name
    click.echo(f"  esign-verify verify {sample} --trust {folder / TRUST_FILE}")
    sys.exit(5 if wrong else 0)


def _row(
    document: SandboxDocument, result: VerificationResult, right: bool, lang: str
) -> list[str]:
    """Verdict and name, then what the document shows; at most 80 columns."""
    mark = " " if right else "!"
    title = document.title_id if lang == "id" else document.title_en
    indent = " " * 15
    wrapped = textwrap.wrap(title, width=80, initial_indent=indent, subsequent_indent=indent)
    return [f"{mark}{result.conclusion.value:<13} {document.name}", *wrapped]
