"""HTTP for the sandbox's Esign Client: the whole documented API, to develop against.

In: a `SandboxClient` (`sandbox/`). Out: an ASGI application (`create_app`), or the running
server (`run`), which needs the extra `sandbox`.

Names, misspellings, statuses and error bodies are those of the API, versions 1 and 2; where
they are not documented the module says "ours". Every answer carries `X-Esign-Sandbox: 1`.

Not decided here: what is signed and how (`sandbox/client/`), and any verdict: the verify
endpoints ask `engine.verify` under the sandbox's trust and answer with `render/`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esign_verify.service.emulator.app import create_app
    from esign_verify.service.emulator.server import run
    from esign_verify.service.settings import is_loopback

_HOMES = {"create_app": "emulator.app", "is_loopback": "settings", "run": "emulator.server"}

__all__ = ["create_app", "is_loopback", "run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"esign_verify.service.{_HOMES[name]}"), name)
