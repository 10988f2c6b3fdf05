"""Who may ask: names and hashed secrets, in a file of one line each.

`name:scrypt:N:r:p:salt:hash`, salt and hash in Base64; lines that begin with `#` are comments.
A secret is in no file, no log and no answer.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import stat
import tempfile
import threading
from pathlib import Path
from typing import Self

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.service.refusals import RequestError

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
"""32 MiB and about 80 ms a guess."""

MOST_N, MOST_R, MOST_P = 2**18, 16, 4
"""What a line of the file may ask for: a typing error must not take the machine's memory."""

MAX_NAME, MAX_SECRET = 128, 1024
MAX_FILE_BYTES = 1 << 20

_HEAD = "# users of `esign-verify serve`; change with `esign-verify serve-user`"

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""RFC 7617 2: in no secret."""

_AT_ONCE = threading.Semaphore(2)
"""Hashes computed at once: wrong guesses must not take all memory."""


@frozen(kw_only=True)
class Hashed:
    """One secret as scrypt (RFC 7914) leaves it."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    def fits(self, secret: str) -> bool:
        with _AT_ONCE:
            digest = hashlib.scrypt(
                secret.encode(), salt=self.salt, n=self.n, r=self.r, p=self.p,
                maxmem=256 * self.n * self.r + (1 << 20), dklen=len(self.digest),
            )  # fmt: skip
        return hmac.compare_digest(digest, self.digest)


def hash_secret(secret: str) -> Hashed:
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(
        secret.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P,
        maxmem=256 * SCRYPT_N * SCRYPT_R, dklen=32,
    )  # fmt: skip
    return Hashed(n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, salt=salt, digest=digest)


class Credentials:
    """The users of a service. Thread-safe."""

    def __init__(self, users: dict[str, Hashed]) -> None:
        self._users = users
        self._nobody = hash_secret(secrets.token_hex())
        # who was let in before is known again without the cost of scrypt, by a keyed hash that
        # is of no use outside this process
        self._key = secrets.token_bytes(32)
        self._known: dict[str, bytes] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._users)

    @classmethod
    def load(cls, path: Path) -> Self:
        """UsageError where the file cannot be read, a line is none of ours, or it has no user."""
        users = read_users(path)
        if not users:
            raise UsageError("credentials_empty", path=path)
        return cls(users)

    def check(self, name: str, secret: str) -> bool:
        """Whether this is the secret of that user; takes as long for a name that is unknown."""
        right = self._users.get(name, self._nobody).fits(secret) and name in self._users
        if right:
            self._known[name] = self._mark(name, secret)
        return right

    def user_of(self, authorization: str | None) -> str:
        """The user whom the header `Authorization` proves (RFC 7617); RequestError otherwise.

        Takes the time of a hash: not for an event loop.
        """
        if authorization is None:
            raise RequestError("authorization_missing")
        name, secret = parse_basic(authorization)
        if not self.check(name, secret):
            raise RequestError("authorization_wrong")
        return name

    def remembered(self, authorization: str | None) -> str | None:
        """The user, where the same header was found right before; RequestError where it is none."""
        if authorization is None:
            raise RequestError("authorization_missing")
        name, secret = parse_basic(authorization)
        same = hmac.compare_digest(self._known.get(name, b""), self._mark(name, secret))
        return name if same else None

    def _mark(self, name: str, secret: str) -> bytes:
        return hmac.digest(self._key, f"{name}:{secret}".encode(), "sha256")


def parse_basic(authorization: str) -> tuple[str, str]:
    """Name and secret of a Basic header; RequestError where it is none."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "basic" or len(token) > 2 * (MAX_NAME + MAX_SECRET):
        raise RequestError("authorization_malformed")
    try:
        pair = base64.b64decode(token.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise RequestError("authorization_malformed") from error
    name, colon, secret = pair.partition(":")
    if not colon:
        raise RequestError("authorization_malformed")
    return name, secret


def read_users(path: Path) -> dict[str, Hashed]:
    """UsageError where the file cannot be read, or a line is none of ours."""
    users: dict[str, Hashed] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not _is_user(line):
            continue
        try:
            name, hashed = _parsed(line)
        except (ValueError, binascii.Error) as error:
            raise UsageError("credentials_malformed", path=path, line=number) from error
        if name in users:
            raise UsageError("credentials_malformed", path=path, line=number)
        users[name] = hashed
    return users


def add_user(path: Path, name: str, secret: str) -> None:
    """Add a user to the file, or change the secret. All other lines stay as they are."""
    if not _is_name(name):
        raise UsageError("credentials_name")
    if not 0 < len(secret) <= MAX_SECRET or _CONTROL.search(secret):
        raise UsageError("credentials_secret", limit=MAX_SECRET)
    changed = _line(name, hash_secret(secret))
    if not path.exists():
        _write(path, [_HEAD, changed])
    elif name in read_users(path):
        _write(path, [changed if _names(line, name) else line for line in _lines(path)])
    else:
        _write(path, [*_lines(path), changed])


def remove_user(path: Path, name: str) -> None:
    if name not in read_users(path):
        raise UsageError("credentials_no_user")
    _write(path, [line for line in _lines(path) if not _names(line, name)])


def _lines(path: Path) -> list[str]:
    try:
        if not path.is_file():  # a pipe would not end, and a device must not be replaced
            raise UsageError("credentials_unreadable", path=path)
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise UsageError("credentials_unreadable", path=path)
        return content.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("credentials_unreadable", path=path) from error


def _is_user(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _names(line: str, name: str) -> bool:
    return _is_user(line) and line.partition(":")[0] == name


def _write(path: Path, lines: list[str]) -> None:
    """Replace the file as a whole: the one that a link names, for those who could read it."""
    real = Path(os.path.realpath(path))
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}-")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            _keep_access(real, file.fileno())
            file.writelines(f"{line}\n" for line in lines)
        temporary.replace(real)
    except OSError as error:
        raise UsageError("output_unwritable", path=path) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _keep_access(old: Path, new: int) -> None:
    """Owner, group and mode. UsageError where they cannot be kept: others would lose the file."""
    if os.name != "posix" or not old.exists():
        return
    before, now = old.stat(), os.fstat(new)
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        try:
            os.fchown(new, before.st_uid, before.st_gid)
        except PermissionError as error:
            raise UsageError("credentials_owner", path=old) from error
    os.fchmod(new, stat.S_IMODE(before.st_mode))


def _line(name: str, hashed: Hashed) -> str:
    salt, digest = (base64.b64encode(value).decode() for value in (hashed.salt, hashed.digest))
    return f"{name}:scrypt:{hashed.n}:{hashed.r}:{hashed.p}:{salt}:{digest}"


def _parsed(line: str) -> tuple[str, Hashed]:
    name, kind, *numbers, salt, digest = line.split(":")
    n, r, p = map(int, numbers)
    hashed = Hashed(
        n=n,
        r=r,
        p=p,
        salt=base64.b64decode(salt, validate=True),
        digest=base64.b64decode(digest, validate=True),
    )
    power_of_two = n > 1 and not n & (n - 1)
    bounded = n <= MOST_N and 1 <= r <= MOST_R and 1 <= p <= MOST_P
    lengths = len(hashed.salt) >= 8 and 16 <= len(hashed.digest) <= 64
    if not (kind == "scrypt" and power_of_two and bounded and lengths and _is_name(name)):
        raise ValueError(kind)
    return name, hashed


def _is_name(name: str) -> bool:
    """RFC 7617 2: no colon, no control character."""
    return 0 < len(name) <= MAX_NAME and name.isprintable() and ":" not in name and name[0] != "#"
