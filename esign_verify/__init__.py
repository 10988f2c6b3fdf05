"""Verify the electronic signatures of PDF documents, offline.

    from esign_verify import verify

    result = verify("document.pdf")
    print(result.conclusion)

`verify` gives a `VerificationResult`; `TrustStore` says which anchors to accept;
`RENDERERS` turns a result into the answers of the Esign Client (v1, v2), the full JSON,
or text. Whatever cannot be examined raises an `EsignVerifyError`.

Names are loaded when they are first used: importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from esign_verify._version import __version__

if TYPE_CHECKING:
    from esign_verify.chain import TrustStore
    from esign_verify.engine import verify
    from esign_verify.errors import (
        DocumentError,
        EncryptedError,
        EsignVerifyError,
        IsolationError,
        LimitError,
        NotAPdfError,
        PolicyError,
        RemoteError,
        TrustError,
        UsageError,
    )
    from esign_verify.isolation import IsolatedVerifier, IsolationLimits, verify_isolated
    from esign_verify.policy import Policy, load_policy
    from esign_verify.render import RENDERERS
    from esign_verify.result import (
        DocumentConclusion,
        Indication,
        SubIndication,
        VerificationResult,
    )

_HOMES = {
    "verify": "engine",
    "verify_isolated": "isolation",
    "IsolatedVerifier": "isolation",
    "IsolationLimits": "isolation",
    "TrustStore": "chain",
    "Policy": "policy",
    "load_policy": "policy",
    "RENDERERS": "render",
    "VerificationResult": "result",
    "DocumentConclusion": "result",
    "Indication": "result",
    "SubIndication": "result",
    "EsignVerifyError": "errors",
    "UsageError": "errors",
    "PolicyError": "errors",
    "TrustError": "errors",
    "DocumentError": "errors",
    "NotAPdfError": "errors",
    "EncryptedError": "errors",
    "LimitError": "errors",
    "IsolationError": "errors",
    "RemoteError": "errors",
}

__all__ = [
    "RENDERERS",
    "DocumentConclusion",
    "DocumentError",
    "EncryptedError",
    "EsignVerifyError",
    "Indication",
    "IsolatedVerifier",
    "IsolationError",
    "IsolationLimits",
    "LimitError",
    "NotAPdfError",
    "Policy",
    "PolicyError",
    "RemoteError",
    "SubIndication",
    "TrustError",
    "TrustStore",
    "UsageError",
    "VerificationResult",
    "__version__",
    "load_policy",
    "verify",
    "verify_isolated",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
