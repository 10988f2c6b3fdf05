"""What commands that verify files have in common: their options, and the job made of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from esign_verify.cli.examine import Job
from esign_verify.cli.moments import parse_moment
from esign_verify.cli.passwords import read_password
from esign_verify.errors import EsignVerifyError, UsageError
from esign_verify.limits import MAX_MEBIBYTES, MAX_SECONDS
from esign_verify.messages import text


def _moment(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime:
    return datetime.now(UTC) if value is None else parse_moment(value)


LANG = click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of texts.",
)

PROFILE = click.option(
    "--profile",
    type=click.Choice(["2023", "2025", "legacy"]),
    default="2023",
    show_default=True,
    help="Which server's answers v1 and v2 look like.",
)

PASSWORD = click.option("--password", metavar="TEXT", help="Password of an encrypted document.")

PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Read the password from a file, so that no process list shows it.",
)

_OPTIONS = (
    PASSWORD_FILE,
    click.option(
        "--trust",
        multiple=True,
        metavar="NAME|PATH",
        help="Anchors to accept instead of the national ones: a store's name, a PEM or DER "
        "file, a folder, a TOML manifest. May be repeated.",
    ),
    click.option(
        "--policy",
        default="standard",
        show_default=True,
        metavar="NAME|PATH",
        help="standard, strict, or a TOML file.",
    ),
    click.option(
        "--at",
        callback=_moment,
        metavar="TIME",
        help="The moment at which the verdict is asked, ISO 8601; UTC where no zone is "
        "given. Default: now.",
    ),
    LANG,
    click.option(
        "--isolate",
        is_flag=True,
        help="Verify each file in a process of its own, within the limits below: one that "
        "takes too long, needs too much, or crashes is an error of that file alone.",
    ),
    click.option(
        "--time-limit",
        type=click.IntRange(min=1),
        metavar="SECONDS",
        help=f"For one file, with --isolate. Default: {MAX_SECONDS}.",
    ),
    click.option(
        "--memory-limit",
        type=click.IntRange(min=1),
        metavar="MIB",
        help="For one file, with --isolate, where the system can limit it. "
        f"Default: {MAX_MEBIBYTES}.",
    ),
)


def verifying_options(function: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that verifies, in this order; `job_for` takes them."""
    return PASSWORD(sending_options(function))


def sending_options(function: Callable[..., None]) -> Callable[..., None]:
    """The same but for `--password`: what is sent away is read from files, not from an option
    that every process list shows."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@contextmanager
def job_for(
    *,
    password: str | None,
    password_file: Path | None,
    trust: tuple[str, ...],
    policy: str,
    at: datetime,
    lang: str,
    isolate: bool,
    time_limit: int | None,
    memory_limit: int | None,
) -> Iterator[Job]:
    """The job that the options ask for. click.UsageError for what has no meaning."""
    with ExitStack() as stack:
        with usage_errors(lang):
            from esign_verify.chain import TrustStore
            from esign_verify.policy import load_policy

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
        yield job


def open_output(stack: ExitStack, output: Path | None, files: Iterable[str]) -> TextIO:
    """Standard output, or the file named, closed with the stack.

    UsageError where it cannot be written, or is one of `files`: opening it would empty it.
    """
    if output is None:
        return sys.stdout
    try:
        for name in files:
            if name != "-" and Path(name).exists() and output.exists() and output.samefile(name):
                raise UsageError("output_is_input", path=name)
        return stack.enter_context(output.open("w", encoding="utf-8", newline="\n"))
    except OSError as error:
        raise UsageError("output_unwritable", path=output) from error


@contextmanager
def usage_errors(lang: str) -> Iterator[None]:
    """Our errors about what was asked for, as click shows them: exit code 2."""
    try:
        yield
    except EsignVerifyError as error:
        raise click.UsageError(text(f"error.{error.code}", lang, **error.params)) from error


@contextmanager
def _isolated(job: Job, seconds: int | None, mebibytes: int | None) -> Iterator[Job]:
    from esign_verify.isolation import IsolatedVerifier, IsolationLimits

    limits = IsolationLimits(seconds=seconds or MAX_SECONDS, mebibytes=mebibytes or MAX_MEBIBYTES)
    show = "ESIGN_VERIFY_TRACEBACK" in os.environ
    with IsolatedVerifier(
        trust=job.trust, policy=job.policy, limits=limits, show_traceback=show
    ) as verifier:
        yield replace(job, isolated=verifier)
