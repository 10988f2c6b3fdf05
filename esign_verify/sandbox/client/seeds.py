"""The people that a sandbox begins with: its own, or those of a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
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

DEMO_ADMIN = Credential("admin", "admin", information="halaman admin")

MAX_FILE_BYTES = 1 << 20
NIK = re.compile(r"[0-9]{16}")


@frozen(kw_only=True)
class Seeds:
    """What a sandbox begins with."""

    users: tuple[User, ...] = DEMO_USERS
    seals: tuple[Seal, ...] = DEMO_SEALS
    credentials: tuple[Credential, ...] = DEMO_CREDENTIALS
    admin: Credential = DEMO_ADMIN


def load_seeds(path: Path) -> Seeds:
    """A TOML file with tables `[[user]]`, `[[seal]]`, `[[credential]]` and one `[admin]`; a kind
    that it does not name keeps the sandbox's own. UsageError with the entry that is wrong."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise UsageError("seeds_unreadable", path=path)
        table = tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError("seeds_unreadable", path=path) from error
    found: dict[str, Any] = {}
    for kind, entries in table.items():
        if kind == "admin":
            found[kind] = _made(kind, entries, path)
        elif kind in _KINDS and isinstance(entries, list):
            rows = enumerate(entries, start=1)
            found[f"{kind}s"] = tuple(_made(f"{kind} {number}", row, path) for number, row in rows)
        else:
            raise UsageError("seeds_malformed", path=path, entry=kind)
    seeds = Seeds(**found)
    for entry, names in _names(seeds):
        if len({name.casefold() for name in names}) < len(names):
            raise UsageError("seeds_malformed", path=path, entry=entry)
    return seeds


def _names(seeds: Seeds) -> tuple[tuple[str, list[str]], ...]:
    """What nobody may share with another, by the kind of entry."""
    return (
        ("user", [name for user in seeds.users for name in {user.nik, user.email} if name]),
        ("seal", [seal.id_subscriber for seal in seeds.seals]),
        ("credential", [one.username for one in (*seeds.credentials, seeds.admin)]),
    )


def _made(entry: str, row: Any, path: Path) -> Any:
    try:
        return _KINDS[entry.split(maxsplit=1)[0]](row)
    except (AttributeError, TypeError, ValueError) as error:
        raise UsageError("seeds_malformed", path=path, entry=entry) from error


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


_KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "user": _user,
    "seal": _seal,
    "credential": _credential,
    "admin": _credential,
}
