"""A throwaway PKI in the shape of BSrE's, and documents signed with it (demo, tests).

In: the moment that counts as now, an aware datetime. Out: a `Sandbox`: documents
with the verdict that is right for each, the anchors to trust, and the PKI with
its keys, which live in memory only.

Standards written: RFC 5280, 5652, 3161, 6960; ISO 32000-2; ETSI EN 319 142-1.

Not decided here: any verdict. `expected` says what is right by construction;
no code of the verifier is asked. Nothing made here proves anything to anybody.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from esign_verify.errors import UsageError

if TYPE_CHECKING:
    from esign_verify.sandbox.expected import SandboxDocument
    from esign_verify.sandbox.pki import SandboxPki

__all__ = ["Sandbox", "build_sandbox", "to_pem"]


@dataclass(frozen=True)
class Sandbox:
    """A PKI, and the documents signed with it; these are built when first asked for."""

    pki: SandboxPki

    @cached_property
    def documents(self) -> tuple[SandboxDocument, ...]:
        from esign_verify.sandbox.documents import build_documents

        return build_documents(self.pki)

    @property
    def trust_certificates(self) -> tuple[bytes, ...]:
        """DER of the anchors to trust: the root and the (expired) legacy CA."""
        return self.pki.trust_certificates


def build_sandbox(now: datetime) -> Sandbox:
    """A new sandbox whose dates lie around `now`. Raises UsageError for a naive datetime."""
    from esign_verify.sandbox.pki import build_pki

    if now.tzinfo is None:
        raise UsageError("time_without_zone")
    return Sandbox(build_pki(now.astimezone(UTC).replace(microsecond=0)))


def to_pem(certificates: Iterable[bytes]) -> str:
    """DER → a file of certificates as `--trust` takes it (RFC 7468 5)."""
    blocks = []
    for certificate in certificates:
        body = textwrap.fill(base64.b64encode(certificate).decode("ascii"), 64)
        blocks.append(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    return "".join(blocks)
