"""Verifying in a child process, within seconds and mebibytes.

In: what `engine.verify` takes, and limits. Out: the same result, byte for byte, or an
`EsignVerifyError`: those of `verify`, and `IsolationError` where the child took too long,
needed too much memory, or died. What crosses the border is JSON, never pickle.
Where only text of the result is wanted, the child shows it (`IsolatedVerifier.show`), by
what a `worker` of the caller's gives it.

Not decided here: any verdict; and this is no sandbox against code that breaks out of the
interpreter. It keeps one document's time, memory and crash from the others.
"""

from __future__ import annotations

from esign_verify.isolation.verifier import IsolatedVerifier, IsolationLimits, verify_isolated
from esign_verify.isolation.wire import Request, Showing, Shown

__all__ = [
    "IsolatedVerifier",
    "IsolationLimits",
    "Request",
    "Showing",
    "Shown",
    "verify_isolated",
]
