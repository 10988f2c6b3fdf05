"""Which server is asked, and with whose credentials.

A secret comes from the environment, from a configuration file, or from a file that an option
names; never from an option itself, which every process list shows. It is in no `repr`, no error
and no text.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from esign_verify._frozen import frozen
from esign_verify.errors import UsageError
from esign_verify.private_file import read_private

ENV_USERNAME = "ESIGN_VERIFY_REMOTE_USERNAME"
ENV_SECRET = "ESIGN_VERIFY_REMOTE_SECRET"  # noqa: S105 - the name of the variable, no secret

_CONFIG_KEYS = frozenset({"url", "api", "username", "secret", "ca_file", "proxy"})
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_LINE = re.compile(r"at line (\d+)")
_PORTS = {"http": 80, "https": 443}


class Credentials:
    """A name and a secret for Basic authentication (RFC 7617)."""

    __slots__ = ("_secret", "_username")

    def __init__(self, username: str, secret: str) -> None:
        """UsageError for what Basic authentication cannot carry."""
        if not username or not secret or ":" in username:
            raise UsageError("remote_credentials_unusable")
        if any(_unusable_letter(letter) for letter in username + secret):
            raise UsageError("remote_credentials_unusable")
        self._username = username
        self._secret = secret

    def __repr__(self) -> str:
        return "Credentials(…)"

    def __reduce__(self) -> str:
        raise TypeError("credentials are not stored")

    def secrets(self) -> tuple[str, ...]:
        """What nothing that is shown may repeat: the secret, and the pair as it is sent."""
        return (self._secret, self.header().removeprefix("Basic ").rstrip("="))

    def header(self) -> str:
        """The value of `Authorization`."""
        pair = f"{self._username}:{self._secret}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")


def _unusable_letter(letter: str) -> bool:
    """A control character, or a byte of the environment that is no UTF-8."""
    return ord(letter) < 32 or ord(letter) == 127 or "\ud800" <= letter <= "\udfff"


@frozen(kw_only=True)
class Address:
    """Scheme, host and port of a server or proxy, and the path in front of the endpoints."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def authority(self) -> str:
        """Host and port, an IPv6 address in brackets: `[::1]:443`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """As shown to people: `https://esign.example.go.id:443`."""
        return f"{self.scheme}://{self.authority}"


@frozen(kw_only=True)
class Server:
    """One server, and how to reach it. Its `repr` shows no secret."""

    address: Address
    credentials: Credentials | None = None
    ca_file: Path | None = None
    """PEM of the only authorities to accept for https; None: those of this machine"""
    proxy: Address | None = None
    """None: no proxy, whatever the environment says"""


def read_address(url: str, *, schemes: tuple[str, ...] = ("http", "https")) -> Address:
    """`http(s)://host[:port][/path]`. UsageError for anything else, without repeating it:
    a name and secret before the host would be shown."""
    try:
        parts = urlsplit(url)
        port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError:
        raise UsageError("remote_url_unusable") from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UsageError("remote_url_with_credentials")
    if not _usable(url, parts, schemes):
        raise UsageError("remote_url_unusable")
    path = parts.path.rstrip("/")
    return Address(scheme=parts.scheme, host=str(parts.hostname), port=port, path=path)


def _usable(url: str, parts: SplitResult, schemes: tuple[str, ...]) -> bool:
    return bool(
        url.isascii()
        and url.isprintable()
        and parts.scheme in schemes
        and not parts.query
        and not parts.fragment
        and parts.port != 0
        and is_host(parts.hostname or "")
        and _PATH.fullmatch(parts.path)
        and "/../" not in f"{parts.path}/"
    )


def is_host(name: str) -> bool:
    """An IPv6 address, or labels of 1 to 63 letters (RFC 1123, 2.1), at most 253 in all."""
    labels = name.removesuffix(".").split(".")
    fits = ":" in name or all(0 < len(label) < 64 for label in labels)
    return bool(_HOST.fullmatch(name) and fits and len(name) < 254)


@frozen(kw_only=True)
class Options:
    """What the command line says; each wins over the environment and the file."""

    url: str | None = None
    username: str | None = None
    secret_file: Path | None = None
    config: Path | None = None
    ca_file: Path | None = None
    proxy: str | None = None
    api: str | None = None


def read_settings(options: Options, environment: Mapping[str, str]) -> tuple[Server, str]:
    """The server to ask, and the API's name. UsageError where they cannot be used."""
    config = _read_config(options.config) if options.config else {}
    url = options.url or config.get("url")
    if not url:
        raise UsageError("remote_url_missing")
    address = read_address(url)
    ca_file = options.ca_file
    if ca_file is None and options.config and "ca_file" in config:
        ca_file = options.config.parent / config["ca_file"]
    proxy = options.proxy or config.get("proxy")
    api = options.api or config.get("api", "v2")
    if api not in ("v1", "v2"):
        raise UsageError("remote_config_unusable", field="api")
    server = Server(
        address=address,
        credentials=_credentials(options, environment, config, address),
        ca_file=ca_file,
        proxy=read_address(proxy, schemes=("http",)) if proxy else None,
    )
    return server, api


def _credentials(
    options: Options, environment: Mapping[str, str], config: Mapping[str, str], address: Address
) -> Credentials | None:
    """Name and secret from one place; those of a file only for the server it names."""
    if options.username is not None or options.secret_file is not None:
        if options.username is None or options.secret_file is None:
            raise UsageError("remote_credentials_incomplete")
        secret = read_private(options.secret_file).removesuffix("\n").removesuffix("\r")
        return Credentials(options.username, secret)
    if ENV_USERNAME in environment or ENV_SECRET in environment:
        if ENV_USERNAME not in environment or ENV_SECRET not in environment:
            raise UsageError("remote_credentials_incomplete")
        return Credentials(environment[ENV_USERNAME], environment[ENV_SECRET])
    if "username" not in config and "secret" not in config:
        return None
    if "username" not in config or "secret" not in config:
        raise UsageError("remote_credentials_incomplete")
    if "url" not in config or read_address(config["url"]).origin != address.origin:
        raise UsageError("remote_credentials_elsewhere", server=address.origin)
    return Credentials(config["username"], config["secret"])


def _read_config(path: Path) -> dict[str, str]:
    try:
        values: dict[str, Any] = tomllib.loads(read_private(path))
    except tomllib.TOMLDecodeError as error:
        # its words and traceback may quote the file; where it is may be said
        found = _LINE.search(str(error))
        line = found[1] if found else "?"
        raise UsageError("remote_config_no_toml", path=path, line=line) from None
    for key, value in values.items():
        if key not in _CONFIG_KEYS or not isinstance(value, str):
            raise UsageError("remote_config_unusable", field=key)
    return values
