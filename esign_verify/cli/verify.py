"""`esign-verify verify`: files in, verdicts out, and an exit code that says the worst."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from esign_verify.cli.examine import Examination, Job, examine, internal_error
from esign_verify.cli.exit_codes import EXIT_CODES, exit_code
from esign_verify.cli.moments import parse_moment
from esign_verify.cli.output import write_all, write_one
from esign_verify.cli.passwords import read_password
from esign_verify.errors import EsignVerifyError, UsageError
from esign_verify.limits import MAX_MEBIBYTES, MAX_SECONDS
from esign_verify.messages import text
from esign_verify.render import RUN_RENDERERS

EPILOG = "Exit codes: " + "; ".join(f"{code} {words}" for code, words in EXIT_CODES.items()) + "."


def _moment(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime:
    return datetime.now(UTC) if value is None else parse_moment(value)


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "v1", "v2", "json", *RUN_RENDERERS]),
    default="text",
    show_default=True,
    help="text for people; v1, v2 as the Esign Client answers; json with every fact; "
    "sarif, junit for pipelines, one document for all files.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write to a file instead of standard output.",
)
@click.option("--password", metavar="TEXT", help="Password of an encrypted document.")
@click.option(
    "--password-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Read the password from a file, so that no process list shows it.",
)
@click.option(
    "--trust",
    multiple=True,
    metavar="NAME|PATH",
    help="Anchors to accept instead of the national ones: a store's name, a PEM or DER "
    "file, a folder, a TOML manifest. May be repeated.",
)
@click.option(
    "--policy",
    default="standard",
    show_default=True,
    metavar="NAME|PATH",
    help="standard, strict, or a TOML file.",
)
@click.option(
    "--at",
    callback=_moment,
    metavar="TIME",
    help="The moment at which the verdict is asked, ISO 8601; UTC where no zone is "
    "given. Default: now.",
)
@click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of texts.",
)
@click.option(
    "--profile",
    type=click.Choice(["2023", "2025", "legacy"]),
    default="2023",
    show_default=True,
    help="Which server's answers v1 and v2 look like.",
)
@click.option(
    "--isolate",
    is_flag=True,
    help="Verify each file in a process of its own, within the limits below: one that "
    "takes too long, needs too much, or crashes is an error of that file alone.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help=f"For one file, with --isolate. Default: {MAX_SECONDS}.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=1),
    metavar="MIB",
    help=f"For one file, with --isolate, where the system can limit it. Default: {MAX_MEBIBYTES}.",
)
def command(
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    password: str | None,
    password_file: Path | None,
    trust: tuple[str, ...],
    policy: str,
    at: datetime,
    lang: str,
    profile: str,
    isolate: bool,
    time_limit: int | None,
    memory_limit: int | None,
) -> None:
    """Verify the signatures of PDF files.

    `-` reads standard input. One file and a JSON format give the bare object; several
    files give JSON Lines, one {"file", "sha256", "verification"} a line, also for files
    that cannot be examined.
    """
    from esign_verify.chain import TrustStore
    from esign_verify.policy import load_policy

    with ExitStack() as stack:
        try:
            job = Job(
                trust=TrustStore.load(trust) if trust else TrustStore.default(),
                policy=load_policy(policy),
                at=at,
                password=read_password(password, password_file),
                lang=lang,
            )
            if isolate:
                job = stack.enter_context(_isolated(job, time_limit, memory_limit))
            elif time_limit or memory_limit:
                raise UsageError("isolation_not_asked")
            stream = _open_output(stack, output)
        except EsignVerifyError as error:
            raise click.UsageError(text(f"error.{error.code}", lang, **error.params)) from error
        examinations = _examine_all(files, job, stream, format_, profile)
    sys.exit(exit_code(examinations))


@contextmanager
def _isolated(job: Job, seconds: int | None, mebibytes: int | None) -> Iterator[Job]:
    from esign_verify.isolation import IsolatedVerifier, IsolationLimits

    limits = IsolationLimits(seconds=seconds or MAX_SECONDS, mebibytes=mebibytes or MAX_MEBIBYTES)
    show = "ESIGN_VERIFY_TRACEBACK" in os.environ
    with IsolatedVerifier(
        trust=job.trust, policy=job.policy, limits=limits, show_traceback=show
    ) as verifier:
        yield replace(job, isolated=verifier)


def _examine_all(
    files: tuple[str, ...], job: Job, stream: TextIO, format_: str, profile: str
) -> list[Examination]:
    """Each file's answer is written as soon as it is there, or all of them at the end."""
    examinations: list[Examination] = []
    run: RunOutput | None = None
    if format_ in RUN_RENDERERS:
        from esign_verify.cli.run_output import RunOutput

        run = RunOutput(stream, format_, job.lang)

    def write(examination: Examination) -> None:
        options = (stream, format_, job.lang, profile)
        if run is not None:
            run.add(examination)
        elif len(files) == 1:
            write_one(examination, *options)
        else:
            done = [*examinations, examination]
            write_all(examination, len(done) == len(files), done, *options)

    for number, name in enumerate(files, start=1):
        examination = examine(name, job, number, len(files))
        try:
            write(examination)
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            # a result that cannot be shown is our bug, and no verdict
            examination = internal_error(name, error)
            write(examination)
        examinations.append(examination)
    if run is not None:
        run.finish()
    return examinations


def _open_output(stack: ExitStack, output: Path | None) -> TextIO:
    if output is None:
        return sys.stdout
    try:
        return stack.enter_context(output.open("w", encoding="utf-8", newline="\n"))
    except OSError as error:
        raise UsageError("output_unwritable", path=output) from error
