"""`esign-verify sandbox`: an Esign Client of make-believe, to develop against."""

from __future__ import annotations

from pathlib import Path

import click

from esign_verify.cli.extras import require_extra
from esign_verify.cli.options import LANG, usage_errors
from esign_verify.messages import text

EXTRA = ("fastapi", "uvicorn", "python_multipart", "segno")

_SERVE = """
Serve the whole documented API, versions 1 and 2, over a throwaway PKI.

Keys are made at the start and live in memory; so do users, codes and documents.
Every certificate and every visible specimen says that it is a sandbox's, every
answer carries the header X-Esign-Sandbox. What would be mailed is at /sandbox/mail.

Needs the extra: pip install '.[sandbox]'

\b
Example, in another terminal:
  S=http://127.0.0.1:8081 U=sandbox:sandbox
  curl -u $U -F file=@surat.pdf -F nik=0000000000000001 \\
       -F passphrase=sandbox -F tampilan=invisible \\
       -o signed.pdf $S/api/sign/pdf
  curl -u $U -F signed_file=@signed.pdf $S/api/sign/verify
  curl $S/sandbox/trust.pem -o sandbox-trust.pem
  esign-verify verify signed.pdf --trust sandbox-trust.pem

Users 0000000000000001 to …0009 stand for the nine states, the first may sign; the
passphrase is `sandbox`. Seal: idSubscriber `sandbox-instansi`. Admin: admin:admin.

\b
A file for --seed-users replaces what it names:
  [admin]                      # may change users and credentials
  username = "admin"
  password = "rahasia"
  [[credential]]               # an application that may ask
  username = "aplikasi"
  password = "rahasia"
  [[user]]
  nama = "Budi"
  nik = "1234567890123456"
  email = "budi@example.id"
  passphrase = "rahasia"
  status = "ISSUE"
  [[seal]]
  id_subscriber = "instansi"
  nama = "INSTANSI CONTOH"
"""


@click.group()
def command() -> None:
    """Serve an Esign Client to develop against, with worthless signatures."""


@command.command(help=_SERVE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Port to listen on; 0: any free.",
)
@click.option(
    "--seed-users",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file with users, seals, credentials, admin.",
)
@click.option(
    "--trust-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the roots to trust there, for `verify --trust`.",
)
@click.option(
    "--profile",
    type=click.Choice(["2023", "2025", "legacy"]),
    default="2023",
    show_default=True,
    help="Which server's verify answers.",
)
@LANG
def serve(
    host: str,
    port: int,
    seed_users: Path | None,
    trust_file: Path | None,
    profile: str,
    lang: str,
) -> None:
    with usage_errors(lang):
        require_extra("sandbox", EXTRA)
        from esign_verify.sandbox import to_pem
        from esign_verify.sandbox.client import SandboxClient, Seeds, load_seeds
        from esign_verify.service.emulator import is_loopback, run

        client = SandboxClient(seeds=load_seeds(seed_users) if seed_users else Seeds())
        if trust_file is not None:
            pem = to_pem(client.pki.trust_certificates)
            _write(trust_file, pem, lang)
        click.echo(text("label.sandbox_banner", lang), err=True)
        if not is_loopback(host):
            click.echo(text("label.sandbox_open", lang, host=host), err=True)
        address = f"[{host}]" if ":" in host else host

        def ready(port: int) -> None:
            url = f"http://{address}:{port}"
            click.echo(text("label.sandbox_address", lang, url=url), err=True)

        run(client, host=host, port=port, profile=profile, ready=ready)


def _write(path: Path, pem: str, lang: str) -> None:
    try:
        path.write_text(pem, encoding="ascii")
    except OSError as error:
        raise click.UsageError(text("error.output_unwritable", lang, path=path)) from error
