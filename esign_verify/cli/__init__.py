"""The command line: one file a command, loaded when it is called.

`--help` and `--version` import no PDF or crypto library.
"""

from __future__ import annotations

from importlib import import_module

import click

from esign_verify._version import __version__

COMMANDS = {
    "verify": "Verify the signatures of PDF files.",
    "report": "Verify PDF files and write reports for a browser.",
    "inspect": "Show what a PDF file is made of, without judging it.",
    "extract": "Write parts of a PDF file into files, byte for byte.",
    "diff": "Show what differs between two revisions of a PDF file.",
    "lint": "Say what is unusual about certificates, as information.",
    "crosscheck": "Verify here, ask a running Esign Client, and compare the two.",
    "trust": "Show the trust anchors that come with the program.",
    "schema": "Print the JSON Schema of an output format.",
    "serve": "Serve the Esign Client's verify endpoints and a page over HTTP.",
    "serve-user": "Add a user of the service, or change or remove one.",
    "demo": "Make documents of every kind, verify them, and show the table.",
    "sandbox": "Serve an Esign Client to develop against, with worthless signatures.",
}
"""Name → first line of help, here so that listing the commands loads none of them."""

__all__ = ["COMMANDS", "main"]


class _LazyGroup(click.Group):
    """A group whose commands stand in `cli/<name>.py` as `command`; `-` is `_` there."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = cmd_name.replace("-", "_")
        command: click.Command = import_module(f"{__name__}.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="esign-verify")
def main() -> None:
    """Verify electronic signatures in PDF documents, offline.

    Made for Indonesia's government PKI (BSrE / BSSN), right for any PAdES or PKCS#7
    signature. Nothing leaves this machine, but for `crosscheck`, which asks a server.
    """
