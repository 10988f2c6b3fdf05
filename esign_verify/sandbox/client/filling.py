"""Puts the signature into a prepared document. The CMS is the one that BSrE's signatures have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.client.preparing import Space
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms


def filled(space: Space, signer: Entity, make_timestamp: Callable[[bytes], bytes]) -> bytes:
    """The signed document: /Contents covers all but itself (ISO 32000-2, 12.8.1)."""
    digest = hashlib.sha256(memoryview(space.pdf)[: space.start])
    digest.update(memoryview(space.pdf)[space.end :])
    spec = CmsSpec(
        signer=signer,
        certificates=signer.chain[::-1],
        ess_version=2,
        message_digest=digest.digest(),
        make_timestamp=make_timestamp,
    )
    room = space.end - space.start - 2
    contents = build_cms(spec, b"").hex().upper().encode("ascii").ljust(room, b"0")
    assert len(contents) == room, "the reserved room holds every CMS of ours"
    return b"".join((space.pdf[: space.start], b"<", contents, b">", space.pdf[space.end :]))
