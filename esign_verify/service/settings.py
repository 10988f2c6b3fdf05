"""What a service is told when it starts."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from pathlib import Path

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.limits import MAX_MEBIBYTES, MAX_SECONDS

MAX_UPLOAD_MEBIBYTES = 100
"""Of one document; signed letters have a few. In Base64 a third more is received."""

QUEUED_FOR_EACH_WORKER = 16
"""Requests that wait or upload, for each worker."""

BODY_SECONDS = 300
"""For a whole body; a slow client holds a place and a file for no longer."""

SILENT_SECONDS = 20
"""Between two pieces of a body, and for the headers."""

QUEUE_SECONDS = 60
"""For a worker to be free."""

MOST_CONNECTIONS = 1_000
"""Open at once; each may be silent for as long as the settings say."""

STOP_SECONDS = 90
"""For what runs, when the service is told to stop."""


@frozen(kw_only=True)
class ServiceSettings:
    """Trust and policy are those of `verify`; the rest are limits, in the units of the names."""

    host: str = "127.0.0.1"
    port: int = 8080
    trust: tuple[str, ...] = ()
    """names and paths as `--trust` takes them; empty: the national store"""
    policy: str = "standard"
    profile: str = "2023"
    at: datetime | None = None
    """the moment of every verdict; None: that of the request"""
    credentials: Path | None = None
    compat: bool = False
    """the two endpoints of the Esign Client answer errors as the original does"""
    workers: int = 2
    seconds: int = MAX_SECONDS
    mebibytes: int = MAX_MEBIBYTES
    upload_mebibytes: int = MAX_UPLOAD_MEBIBYTES
    queue: int = 0
    """requests in the service beyond those that are examined; 0: `QUEUED_FOR_EACH_WORKER`"""
    per_client: int = 32
    """requests of one user, or of one address without users, at once"""
    body_seconds: float = BODY_SECONDS
    silent_seconds: float = SILENT_SECONDS
    queue_seconds: float = QUEUE_SECONDS
    stop_seconds: int = STOP_SECONDS
    most_connections: int = MOST_CONNECTIONS
    folder: Path | None = None
    """where uploads are kept while they are examined; None: the system's temporary folder"""

    @property
    def places(self) -> int:
        """Requests in the service at once."""
        return self.workers + (self.queue or self.workers * QUEUED_FOR_EACH_WORKER)

    @property
    def upload_bytes(self) -> int:
        return self.upload_mebibytes << 20

    def require_safe(self) -> None:
        """UsageError for a service open to the network without users."""
        if self.credentials is None and not is_loopback(self.host):
            raise UsageError("service_open", host=self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address; a name other than localhost may be any."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
