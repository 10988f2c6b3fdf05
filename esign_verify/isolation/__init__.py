"""Verifying in a child process, within seconds and mebibytes.

In: what `engine.verify` takes, and limits. Out: the same result, byte for byte, or an
`EsignVerifyError`: those of `verify`, and `IsolationError` where the child took too long,
needed too much memory, or died. What crosses the border is JSON, never pickle.

Not decided here: any verdict; and this is no sandbox against code that breaks out of the
interpreter. It keeps one document's time, memory and crash from the others.
"""

from __future__ import annotations

from esign_verify.isolation.verifier import IsolatedVerifier, IsolationLimits, verify_isolated

__all__ = ["IsolatedVerifier", "IsolationLimits", "verify_isolated"]
