"""Ask a running Esign Client about a document, and lay its answer beside our own result.

In: a document that was verified here, and a server. Out: `RemoteAnswer`, what the server said
(`evidence.remote`), and `Comparison`, value by value. Standards: RFC 9110, 9112 (HTTP), RFC 7617
(Basic), the manual of the Esign Client Service, API versions 1 and 2.

The only room that opens connections, and only when it is called. Does not judge a signature: the
policy never sees an answer, and our result is finished before a server is asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esign_verify.remote.answer import read_answer
    from esign_verify.remote.client import RemoteVerifier
    from esign_verify.remote.comparison import compare
    from esign_verify.remote.settings import (
        Address,
        Credentials,
        Options,
        Server,
        read_address,
        read_settings,
    )
    from esign_verify.remote.transport import Timeouts

__all__ = [
    "Address",
    "Credentials",
    "Options",
    "RemoteVerifier",
    "Server",
    "Timeouts",
    "compare",
    "read_address",
    "read_answer",
    "read_settings",
]

_HOMES = {
    "Address": "settings",
    "Credentials": "settings",
    "Options": "settings",
    "RemoteVerifier": "client",
    "Server": "settings",
    "Timeouts": "transport",
    "compare": "comparison",
    "read_address": "settings",
    "read_answer": "answer",
    "read_settings": "settings",
}


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is first used: reading an answer needs no socket."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
