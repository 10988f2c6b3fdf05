"""`esign-verify crosscheck`: our result beside the answer of a running Esign Client."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esign_verify.cli.crosscheck_run import CROSSCHECK_EXIT_CODES, Crosscheck, exit_code
from esign_verify.cli.options import job_for, open_output, sending_options, usage_errors
from esign_verify.limits import REMOTE_CONNECT_SECONDS, REMOTE_READ_SECONDS, REMOTE_TOTAL_SECONDS

if TYPE_CHECKING:
    from esign_verify.remote import Options, RemoteVerifier

EPILOG = "Exit codes: " + "; ".join(f"{n} {words}" for n, words in CROSSCHECK_EXIT_CODES.items())


@click.command(epilog=EPILOG + ".")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--url", metavar="URL", help="The server: http(s)://host[:port][/path].")
@click.option(
    "--api",
    type=click.Choice(["v1", "v2"]),
    help="Which endpoint is asked: /api/sign/verify or /api/v2/verify/pdf. Default: v2.",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="TOML with url, api, username, secret, ca_file, proxy. Only its owner may be "
    "able to read it. Its credentials go to its own url only.",
)
@click.option("--username", metavar="NAME", help="Name of the application; with --secret-file.")
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="File with the application's secret, which only its owner may be able to read. "
    "Otherwise ESIGN_VERIFY_REMOTE_USERNAME and ESIGN_VERIFY_REMOTE_SECRET count, then --config.",
)
@click.option(
    "--ca-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="PEM of the authorities to accept for https, instead of this machine's.",
)
@click.option(
    "--proxy",
    metavar="URL",
    help="http://host:port. Without it no proxy is used, whatever the environment says.",
)
@click.option(
    "--connect-timeout",
    type=click.FloatRange(min=0, min_open=True, max=REMOTE_TOTAL_SECONDS),
    default=REMOTE_CONNECT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="To reach the server.",
)
@click.option(
    "--read-timeout",
    type=click.FloatRange(min=0, min_open=True, max=REMOTE_TOTAL_SECONDS),
    default=REMOTE_READ_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="For its answer; real servers take 40 s for eight signatures.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="text for people; json with every value and its code; html: the report on one file, "
    "with the comparison as a section of it.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write to a file instead of standard output. A page (html) appears whole or not at all.",
)
@sending_options
def command(
    files: tuple[str, ...],
    url: str | None,
    api: str | None,
    config: Path | None,
    username: str | None,
    secret_file: Path | None,
    ca_file: Path | None,
    proxy: str | None,
    connect_timeout: float,
    read_timeout: float,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Verify here, ask a running Esign Client, and compare the two.

    THE WHOLE DOCUMENT IS SENT to the server; a line on standard error says so before the first
    request. Each file is verified here first, and one that cannot be examined is not sent.
    What the server says changes no verdict. One file and json give the bare object; several
    give JSON Lines, one {"file", "sha256", "comparison"} a line. html takes one file; without
    a comparison no page is written.
    """
    from esign_verify.remote import Options

    names = Options(
        url=url, username=username, secret_file=secret_file, config=config, ca_file=ca_file,
        proxy=proxy, api=api,
    )  # fmt: skip
    with ExitStack() as stack:
        job = stack.enter_context(job_for(password=None, **asked))
        with usage_errors(job.lang):
            run = Crosscheck(
                verifier=_verifier(names, connect_timeout, read_timeout),
                job=job,
                # a page replaces its file when it is whole
                stream=open_output(stack, None if format_ == "html" else output, files),
                format_=format_,
                count=len(files),
                page=output,
            )
            run.check_usage(files)
        codes = [run.one(name, number) for number, name in enumerate(files, start=1)]
        run.finish()
    sys.exit(exit_code(codes))


def _verifier(options: Options, connect: float, read: float) -> RemoteVerifier:
    from esign_verify.evidence.remote import RemoteApi
    from esign_verify.remote import RemoteVerifier, Timeouts, read_settings

    server, api = read_settings(options, os.environ)
    timeouts = Timeouts(connect=connect, read=read)
    return RemoteVerifier(server, api=RemoteApi(api), timeouts=timeouts)
