"""One file of the command line: a result, or the reason why there is none."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from esign_verify._frozen import frozen
from esign_verify.errors import EsignVerifyError
from esign_verify.messages import safe_text, text

if TYPE_CHECKING:
    from esign_verify.chain import TrustStore
    from esign_verify.isolation import IsolatedVerifier
    from esign_verify.policy import Policy
    from esign_verify.result import VerificationResult

PROGRESS_AFTER_SECONDS = 1.0


@frozen(kw_only=True)
class Job:
    """What is asked of every file."""

    trust: TrustStore
    policy: Policy
    at: datetime
    password: str | None = field(repr=False)
    lang: str
    isolated: IsolatedVerifier | None = None
    """with `--isolate`: verifies in a child process"""


@frozen(kw_only=True)
class Examination:
    """One file with its result, or with an error's code and parameters."""

    name: str
    result: VerificationResult | None = None
    error_code: str = ""
    error_params: dict[str, str] = field(default_factory=dict)

    def error_text(self, lang: str) -> str:
        return text(f"error.{self.error_code}", lang, **self.error_params)


def examine(
    name: str, job: Job, number: int, count: int, source: BinaryIO | None = None
) -> Examination:
    """Verify one file. Never raises: an unforeseen error is `internal_error`, not a verdict.

    `source`: the bytes of `-`, where the caller has read them already.
    """
    given: Path | BinaryIO = (source or sys.stdin.buffer) if name == "-" else Path(name)
    try:
        with _progress(name, job.lang, number, count):
            result = _verify(given, job)
    except EsignVerifyError as error:
        return Examination(name=name, error_code=error.code, error_params=error.params)
    except Exception as error:
        return internal_error(name, error)
    shown = name if name == "-" else Path(name).name
    return Examination(name=name, result=replace(result, file_name=shown))


def internal_error(name: str, error: Exception) -> Examination:
    """A bug of ours; its traceback only where it is asked for."""
    if os.environ.get("ESIGN_VERIFY_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    params = {"kind": type(error).__name__}
    return Examination(name=name, error_code="internal_error", error_params=params)


def _verify(source: Path | BinaryIO, job: Job) -> VerificationResult:
    if job.isolated is not None:
        return job.isolated.verify(source, at=job.at, password=job.password)
    from esign_verify.engine import verify

    return verify(source, trust=job.trust, policy=job.policy, at=job.at, password=job.password)


@contextmanager
def _progress(name: str, lang: str, number: int, count: int) -> Iterator[None]:
    """A line on standard error for work that takes longer than a second."""
    words = text("label.progress", lang, number=number, count=count, file=safe_text(name))
    timer = threading.Timer(PROGRESS_AFTER_SECONDS, lambda: click.echo(words, err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
