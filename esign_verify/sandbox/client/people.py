"""Who is known to the sandbox: users, seals, and the applications that may ask."""

from __future__ import annotations

from enum import StrEnum

from esign_verify._frozen import frozen


class Status(StrEnum):
    """The states of a user; only `ISSUE` signs."""

    ISSUE = "ISSUE"
    EXPIRED = "EXPIRED"
    RENEW = "RENEW"
    WAITING_FOR_VERIFICATION = "WAITING_FOR_VERIFICATION"
    NEW = "NEW"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    NOT_REGISTERED = "NOT_REGISTERED"
    SUSPEND = "SUSPEND"
    REVOKE = "REVOKE"


@frozen
class User:
    """A person; known by `nik` (16 digits) or `email`, either may be empty."""

    nama: str
    nik: str = ""
    email: str = ""
    passphrase: str = ""
    status: Status = Status.NEW

    @property
    def key(self) -> str:
        return self.nik or self.email


@frozen
class Seal:
    """An electronic seal of an agency."""

    id_subscriber: str
    nama: str
    email: str = ""


@frozen
class Credential:
    """An application on the admin page, "API Credentials"."""

    username: str
    password: str
    ip: str = ""
    """IP, endpoint or name of the application; shown, not enforced"""
    information: str = ""
    enabled: bool = True


@frozen
class Mail:
    """A message that a real client would have mailed."""

    to: str
    subject: str
    totp: str
    time: str
    """ISO 8601"""
