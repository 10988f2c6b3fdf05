"""All documents of the sandbox."""

from __future__ import annotations

from esign_verify.sandbox import (
    documents_broken,
    documents_doubtful,
    documents_grown,
    documents_kinds,
    documents_sound,
)
from esign_verify.sandbox.expected import SandboxDocument
from esign_verify.sandbox.pki import SandboxPki


def build_documents(pki: SandboxPki) -> tuple[SandboxDocument, ...]:
    """Every document, signed with the keys of `pki`."""
    builders = (
        *documents_sound.BUILDERS,
        *documents_kinds.BUILDERS,
        *documents_doubtful.BUILDERS,
        *documents_broken.BUILDERS,
        *documents_grown.BUILDERS,
    )
    return tuple(build(pki) for build in builders)
