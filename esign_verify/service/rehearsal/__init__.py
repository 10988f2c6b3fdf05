"""A document of our own, verified before the first of a stranger's.

A fork inherits what its parent has run: compiled patterns, specialised bytecode, tables of
the cryptographic library. So a small document takes less time there (ADR 0024).

`document.pdf` is `pades-lta.pdf` of one sandbox built for `AT`, `root.der` its root, which
is an anchor nowhere else; the keys are gone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

from esign_verify.chain import TrustStore
from esign_verify.engine import verify
from esign_verify.render import RENDERERS
from esign_verify.result import VerificationResult

AT = datetime(2026, 11, 1, tzinfo=UTC)
"""The moment of its verdict."""

TIMES = 6
"""The interpreter specialises code that has run a few times."""

FORMATS = ("v1", "v2", "json", "html")


def rehearse() -> VerificationResult:
    """Verify and show it."""
    document, root = (_read(name) for name in ("document.pdf", "root.der"))
    trust = TrustStore.from_certificates([root], name="rehearsal")
    for _ in range(TIMES):
        result = verify(document, trust=trust, at=AT)
        for name in FORMATS:
            RENDERERS[name](result)
    return result


def _read(name: str) -> bytes:
    return (files("esign_verify.service.rehearsal") / name).read_bytes()
