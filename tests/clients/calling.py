"""Requests as programs in other languages send them: curl, PHP and Node.

They ask in processes of their own; a test itself has no network.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

HERE = Path(__file__).parent
SECONDS = 120


@dataclass(frozen=True)
class File:
    """A file part of a form."""

    path: str
    name: str
    type: str = "application/pdf"


@dataclass(frozen=True)
class Call:
    """`form` or `json`; in the latter `{"$base64": path}` stands for a file."""

    url: str
    user: str
    method: str = "POST"
    form: Mapping[str, str | File] | None = None
    json: Any = None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """names in small letters"""
    body: bytes = field(repr=False)

    def json(self) -> Any:
        return json.loads(self.body)


def in_base64(path: Path) -> dict[str, str]:
    """A file in a JSON body; the client encodes it."""
    return {"$base64": str(path)}


def require_client(name: str) -> Callable[[Call], Answer]:
    """One of `CLIENTS`; skips the test where the program is not installed."""
    program = name.split("-", maxsplit=1)[0]
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    if name == "php-curl" and "curl" not in _run("php", "-m").decode().splitlines():
        pytest.skip("needs PHP's curl extension")
    return CLIENTS[name]


def _run(*command: str) -> bytes:
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def _by_script(call: Call, *command: str) -> Answer:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "call.json"
        path.write_text(json.dumps(asdict(call)), "utf-8")
        said = json.loads(_run(*command, str(path)))
    body = base64.b64decode(said["body"])
    return Answer(status=said["status"], headers=said["headers"], body=body)


def _by_curl(call: Call) -> Answer:
    with TemporaryDirectory() as name:
        folder = Path(name)
        options = ["-sS", "-u", call.user, "-X", call.method]
        for field_name, value in (call.form or {}).items():
            options += ["-F", f"{field_name}={_part(value)}"]
        if call.json is not None:
            (folder / "body.json").write_text(json.dumps(_with_files(call.json)), "utf-8")
            options += ["-H", "Content-Type: application/json"]
            options += ["--data-binary", f"@{folder / 'body.json'}"]
        options += ["-D", str(folder / "head"), "-o", str(folder / "body")]
        status = int(_run("curl", *options, "-w", "%{http_code}", call.url))
        lines = (folder / "head").read_text("latin-1").splitlines()
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        headers = {name.lower(): value.strip() for name, value in pairs}
        body = folder / "body"
        return Answer(status, headers, body.read_bytes() if body.exists() else b"")


def _part(value: str | File) -> str:
    if isinstance(value, str):
        return value
    return f"@{value.path};type={value.type};filename={value.name}"


def _with_files(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_files(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "$base64" in value:
        return base64.b64encode(Path(value["$base64"]).read_bytes()).decode()
    return {name: _with_files(one) for name, one in value.items()}


CLIENTS: dict[str, Callable[[Call], Answer]] = {
    "curl": _by_curl,
    "php-curl": lambda call: _by_script(call, "php", str(HERE / "with_curl.php")),
    "php-streams": lambda call: _by_script(call, "php", str(HERE / "with_streams.php")),
    "node": lambda call: _by_script(call, "node", str(HERE / "with_fetch.js")),
}
"""By name: the program, and what of it is used."""
