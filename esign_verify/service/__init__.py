"""HTTP: the Esign Client's two verify endpoints, the full result, reports, and a page.

In: `ServiceSettings`. Out: an ASGI application (`create_app`), or the running server (`run`),
which needs the extra `service` (FastAPI, uvicorn, python-multipart). `Credentials` keeps who may
ask, as hashes.

Standards: RFC 9110 (HTTP), RFC 7617 (Basic), RFC 7578 (multipart/form-data), RFC 4648 (Base64).

Not decided here: any verdict, and the form of any answer, which is `render/`'s. Documents are
examined in the child processes of `isolation/`, and are gone when they are answered.

Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esign_verify.service.app import create_app
    from esign_verify.service.credentials import Credentials, add_user, remove_user
    from esign_verify.service.refusals import RequestError
    from esign_verify.service.server import run
    from esign_verify.service.settings import ServiceSettings, is_loopback

_HOMES = {
    "Credentials": "credentials",
    "RequestError": "refusals",
    "ServiceSettings": "settings",
    "add_user": "credentials",
    "create_app": "app",
    "is_loopback": "settings",
    "remove_user": "credentials",
    "run": "server",
}

__all__ = [
    "Credentials",
    "RequestError",
    "ServiceSettings",
    "add_user",
    "create_app",
    "is_loopback",
    "remove_user",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
