"""A client of the tests, a document, and what every error of it must not say."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from esign_verify.errors import RemoteError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi
from esign_verify.messages import text
from esign_verify.remote import (
    Credentials,
    RemoteVerifier,
    Server,
    Timeouts,
    read_address,
)

SECRET = "s3cret-of-the-application"
PASSWORD = 'kata "sandi" é'
DOCUMENT = b"%PDF-1.7\n" + bytes(range(256)) * 5 + b"\n%%EOF"
EMPTY_V2 = {
    "conclusion": "NO_SIGNATURE",
    "description": "Dokumen tidak memiliki tandatangan elektronik",
    "signatureInformations": [],
    "signatureCount": 0,
}
SPRING = {
    "timestamp": "2024-05-06T07:08:09.000+00:00",
    "status": 500,
    "error": "Internal Server Error",
    "path": "/api/v2/verify/pdf",
}


PLACES = ("ca_file", "proxy", "credentials")
"""Options of the server, not of the client."""


def verifier(
    url: str, *, api: RemoteApi = RemoteApi.V2, waits: list[float] | None = None, **options: Any
) -> RemoteVerifier:
    places = {
        name: options.pop(name) for name in ("ca_file", "proxy", "credentials") if name in options
    }
    options.setdefault("timeouts", Timeouts(connect=5, read=5, total=10))
    places.setdefault("credentials", Credentials("aplikasi", SECRET))
    server = Server(address=read_address(url), **places)
    pauses = [] if waits is None else waits
    options = {"sleep": pauses.append, "jitter": longest} | options
    return RemoteVerifier(server, api=api, **options)


def longest(_low: float, high: float) -> float:
    """The longest wait that chance allows."""
    return high


def ask(client: RemoteVerifier, path: Path, password: str | None = None) -> RemoteAnswer:
    content = path.read_bytes()
    return client.ask(
        path, size=len(content), sha256=hashlib.sha256(content).hexdigest(), password=password
    )


def refused(client: RemoteVerifier, path: Path, password: str | None = None) -> RemoteError:
    """The error; that it says no secret is tested for every one of them."""
    with pytest.raises(RemoteError) as caught:
        ask(client, path, password)
    error = caught.value
    chain = [error.__cause__, error.__context__ if not error.__suppress_context__ else None]
    assert chain == [None, None]
    shown = [repr(error), str(error), repr(client.server), repr(error.params)]
    shown += [text(f"error.{error.code}", lang, **error.params) for lang in ("id", "en")]
    given = client.server.credentials
    for secret in (SECRET, given.header()[6:] if given else SECRET, password or SECRET):
        assert not any(secret in line for line in shown)
    return error
