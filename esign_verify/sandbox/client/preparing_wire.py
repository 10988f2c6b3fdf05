"""What the sandbox asks of the child that prepares documents, and its answers: JSON, one a line."""

from __future__ import annotations

import json
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.evidence_json import from_json
from esign_verify.sandbox.client.requests import SignRequest

READY = b"ready\n"

MAX_ANSWER_BYTES = 1 << 16
"""Two numbers, or the words of a refusal."""


@frozen(kw_only=True)
class Setup:
    """What holds for every document of one child; the first line that it is sent."""

    memory_bytes: int
    fork: bool
    """each document in a fork of the child; without it the child ends after one"""


@frozen(kw_only=True)
class Order:
    """One document. Its password travels here, in no argument."""

    path: bytes
    """a copy of the document; the update is appended to it"""
    request: SignRequest
    """without the document"""
    signer: str
    """the name that a specimen shows"""
    at: datetime
    seconds: int
    """of processor time"""


@frozen(kw_only=True)
class Prepared:
    """Where /Contents stands in the document, with its brackets; or the refusal instead."""

    start: int = 0
    end: int = 0
    number: int = 0
    words: str = ""


def setup_from(data: bytes) -> Setup:
    return from_json(Setup, json.loads(data))


def order_from(data: bytes) -> Order:
    return from_json(Order, json.loads(data))


def prepared_from(data: bytes) -> Prepared | None:
    """None where the line is no answer: the child broke down while it wrote."""
    try:
        return from_json(Prepared, json.loads(data))
    except (ValueError, RecursionError, UsageError):
        return None
