"""The child that examines for the service: it verifies, and shows, within one document's limits."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from esign_verify.document.encryption import load_handlers
from esign_verify.isolation import Request, worker
from esign_verify.processes import standard_streams
from esign_verify.render import RENDERERS, html
from esign_verify.report_page import report_page
from esign_verify.result import VerificationResult
from esign_verify.service.rehearsal import rehearse

_MODULES = ("esign_verify.inspect.pictures", "esign_verify.inspect.profile")
"""What `show` would load when it first needs it."""


def main() -> None:
    """Serve the standard streams."""
    requests, answers = standard_streams()
    worker.serve(requests, answers, show=show, load=_load)


def show(result: VerificationResult, request: Request) -> str:
    """The text that is asked for."""
    asked = request.showing
    assert asked is not None
    if asked.format == "html":
        return report_page(
            Path(os.fsdecode(request.path)),
            result,
            password=request.password,
            pictures=asked.pictures,
            lang=asked.lang,
        )
    return RENDERERS[asked.format](result, lang=asked.lang, profile=asked.profile)


def _load() -> None:
    """Once, for all documents."""
    for name in _MODULES:
        import_module(name)
    html.load_templates()
    load_handlers()
    rehearse()
