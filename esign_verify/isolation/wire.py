"""What parent and child say to each other: one JSON object a line, in both directions."""

from __future__ import annotations

import json
from dataclasses import field
from datetime import datetime
from typing import Any

from esign_verify import errors
from esign_verify._frozen import frozen
from esign_verify.chain import TrustStore
from esign_verify.errors import EsignVerifyError, IsolationError, UsageError
from esign_verify.evidence_json import from_json, to_json
from esign_verify.policy import Policy
from esign_verify.processes import cause_of_end
from esign_verify.result import DocumentConclusion, VerificationResult


@frozen(kw_only=True)
class Setup:
    """What holds for every document of one child; the first line it is sent."""

    trust: TrustStore
    policy: Policy
    seconds: int
    memory_bytes: int
    fork: bool
    """each document in a fork of the child; without it the child ends after one"""
    show_traceback: bool


@frozen(kw_only=True)
class Showing:
    """How a result is to be shown, in the words of `render`; the child's `show` reads them."""

    format: str
    lang: str = "id"
    profile: str = "2023"
    pictures: bool = False


@frozen(kw_only=True)
class Shown:
    """A result as text, and what of it a caller counts."""

    conclusion: DocumentConclusion
    text: str


@frozen(kw_only=True)
class Request:
    """One document. The password travels here, so that no process list shows it."""

    path: bytes
    file_name: str
    at: datetime | None
    password: str | None = field(default=None, repr=False)
    showing: Showing | None = None
    """None: the result itself is the answer"""


def setup_from(data: bytes) -> Setup:
    return from_json(Setup, json.loads(data))


def request_from(data: bytes) -> Request:
    return from_json(Request, json.loads(data))


def result_line(result: VerificationResult) -> bytes:
    return _line({"result": to_json(result)})


def shown_line(shown: Shown) -> bytes:
    return _line({"shown": to_json(shown)})


def error_line(error: EsignVerifyError) -> bytes:
    return _line({"error": [type(error).__name__, error.code, error.params]})


def died_line(exit_code: int) -> bytes:
    """`exit_code`: negative for the number of a signal."""
    return _line({"died": exit_code})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"


def answer_from(data: bytes) -> VerificationResult | Shown:
    """What a child's line holds; raises the error that it tells of instead.

    A line that is none of these comes from a child that broke down.
    """
    try:
        kind, value = next(iter(json.loads(data).items()))
        if kind == "result":
            return from_json(VerificationResult, value)
        if kind == "shown":
            return from_json(Shown, value)
        error = death(int(value)) if kind == "died" else _error(*value)
    except (ValueError, TypeError, AttributeError, StopIteration, UsageError) as broken:
        raise IsolationError("isolated_crash", cause="answer") from broken
    raise error


def death(exit_code: int) -> IsolationError:
    """What the end of a child says that gave no answer: a signal's number below zero, or a code."""
    cause = cause_of_end(exit_code)
    if cause == "SIGXCPU":
        return IsolationError("isolated_timeout")
    return IsolationError("isolated_crash", cause=cause)


def _error(name: str, code: str, params: dict[str, str]) -> EsignVerifyError:
    kind = getattr(errors, name)
    if not issubclass(kind, EsignVerifyError):
        raise TypeError(name)
    error: EsignVerifyError = kind(code, **params)
    return error
