"""One-time codes: HOTP (RFC 4226), TOTP (RFC 6238), and what each code may still be used for."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = 30
"""seconds (RFC 6238 5.2)"""


def hotp(secret: bytes, counter: int, *, digits: int = 6, digest: str = "sha1") -> str:
    """The code of a counter (RFC 4226 5.3)."""
    mac = hmac.digest(secret, counter.to_bytes(8), digest)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def totp(secret: bytes, at: datetime, *, digits: int = 6, digest: str = "sha1") -> str:
    """The code of a moment (RFC 6238 4.2)."""
    return hotp(secret, int(at.timestamp()) // STEP, digits=digits, digest=digest)


@dataclass
class Code:
    """One code that was handed out."""

    value: str
    expires: datetime
    uses: int
    """files that may still be signed with it"""

    def fits(self, value: str, at: datetime) -> bool:
        """Whether this is the code, in force, and not used up."""
        same = hmac.compare_digest(self.value.encode(), value.encode())
        return same and at < self.expires and self.uses > 0


class Codes:
    """The code in force of each purpose and person: a new one takes the place of the old.

    Secrets are derived from one of the sandbox. Bounded by the number of people.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._codes: dict[tuple[str, str], Code] = {}

    def secret_of(self, purpose: str, name: str) -> bytes:
        """20 octets (RFC 4226 4, R6)."""
        return hmac.digest(self._secret, f"{purpose}\0{name}".encode(), hashlib.sha1)

    def issue(
        self, purpose: str, name: str, at: datetime, *, valid_for: timedelta, uses: int = 1
    ) -> Code:
        value = totp(self.secret_of(purpose, name), at)
        code = Code(value, at + valid_for, uses)
        self._codes[purpose, name] = code
        return code

    def find(self, purpose: str, name: str, value: str, at: datetime) -> Code | None:
        """The code in force, if `value` is it."""
        code = self._codes.get((purpose, name))
        return code if code is not None and code.fits(value, at) else None

    def drop(self, purpose: str, name: str) -> None:
        self._codes.pop((purpose, name), None)
