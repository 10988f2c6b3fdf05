"""The people that a sandbox begins with: its own, or those of a TOML file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.sandbox.client.people import Credential, Seal, Status, User

DEMO_PASSPHRASE = "sandbox"

DEMO_USERS = tuple(
    User(
        nama=f"Pengguna {status.value}",
        nik=f"{number:016d}",
        email=f"{status.value.lower()}@sandbox.invalid",
        passphrase=DEMO_PASSPHRASE,
        status=status,
    )
    for number, status in enumerate(Status, start=1)
)
"""One of each state; the NIK counts from 0000000000000001, which may sign."""

DEMO_SEALS = (Seal("sandbox-instansi", "INSTANSI SANDBOX", "segel@sandbox.invalid"),)
DEMO_CREDENTIALS = (Credential("sandbox", "sandbox", information="aplikasi contoh"),)

MAX_FILE_BYTES = 1 << 20
NIK = re.compile(r"[0-9]{16}")


@frozen(kw_only=True)
class Seeds:
    """What a sandbox begins with."""

    users: tuple[User, ...] = DEMO_USERS
    seals: tuple[Seal, ...] = DEMO_SEALS
    credentials: tuple[Credential, ...] = DEMO_CREDENTIALS


def load_seeds(path: Path) -> Seeds:
    """A TOML file with tables `[[user]]`, `[[seal]]`, `[[credential]]`; a kind that it does not
    name keeps the sandbox's own. UsageError with the line that is wrong."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise UsageError("seeds_unreadable", path=path)
        table = tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError("seeds_unreadable", path=path) from error
    kinds = {"user": _user, "seal": _seal, "credential": _credential}
    fields = {"user": "users", "seal": "seals", "credential": "credentials"}
    found: dict[str, Any] = {}
    for kind, rows in table.items():
        if kind not in kinds or not isinstance(rows, list):
            raise UsageError("seeds_malformed", path=path, entry=kind)
        made = []
        for number, row in enumerate(rows, start=1):
            try:
                made.append(kinds[kind](row))
            except (KeyError, TypeError, ValueError) as error:
                entry = f"{kind} {number}"
                raise UsageError("seeds_malformed", path=path, entry=entry) from error
        found[fields[kind]] = tuple(made)
    return Seeds(**found)


def _user(row: dict[str, Any]) -> User:
    user = User(**{**_texts(row), "status": Status(row.get("status", "ISSUE"))})
    if (user.nik and not NIK.fullmatch(user.nik)) or not user.key or not user.nama:
        raise ValueError(user.nik)
    return user


def _seal(row: dict[str, Any]) -> Seal:
    seal = Seal(**_texts(row))
    if not seal.id_subscriber or not seal.nama:
        raise ValueError(seal.id_subscriber)
    return seal


def _credential(row: dict[str, Any]) -> Credential:
    enabled = row.get("enabled", True)
    if not isinstance(enabled, bool):
        raise TypeError("enabled")
    texts = _texts({key: value for key, value in row.items() if key != "enabled"})
    made = Credential(**texts, enabled=enabled)
    if not made.username or ":" in made.username or not made.password:
        raise ValueError(made.username)
    return made


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    if not all(isinstance(value, str) for value in row.values()):
        raise TypeError("text")
    return row
