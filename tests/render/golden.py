"""Reports kept as they were looked at: three documents, both languages, to the byte.

The documents come from the sandbox, once: its keys are new on every run, so that a
document made again would give another report. What `goldens/` holds:

    *.pdf, trust.pem    three documents and the anchors to trust for them
    *.id.html, *.en.html  their reports, without pictures

After a change that is meant, look at the difference and write the reports again:

    .venv/bin/python -m tests.render.golden

`--documents` makes the documents anew as well; that changes every line of the reports.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from esign_verify import verify
from esign_verify.chain import TrustStore
from esign_verify.render.html import render_html
from esign_verify.sandbox import build_sandbox

FOLDER = Path(__file__).with_name("goldens")
TRUST = FOLDER / "trust.pem"
AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DOCUMENTS = ("pades-lta", "sneaky-signature", "expired-no-timestamp")
"""VALID, INVALID, WARNING"""


def golden(name: str, lang: str) -> Path:
    return FOLDER / f"{name}.{lang}.html"


def report(name: str, lang: str) -> str:
    """The report as it is made now; of the version of the program it says nothing."""
    result = verify(FOLDER / f"{name}.pdf", trust=TrustStore.load([TRUST]), at=AT)
    return render_html(replace(result, tool_version="0.0.0"), lang=lang)


def _write_documents() -> None:
    sandbox = build_sandbox(AT)
    FOLDER.mkdir(exist_ok=True)
    anchors = [
        load_der_x509_certificate(der).public_bytes(Encoding.PEM)
        for der in sandbox.trust_certificates
    ]
    TRUST.write_bytes(b"".join(anchors))
    for document in sandbox.documents:
        if document.name.removesuffix(".pdf") in DOCUMENTS:
            (FOLDER / document.name).write_bytes(document.pdf)


def main(arguments: list[str]) -> None:
    if "--documents" in arguments:
        _write_documents()
    for name in DOCUMENTS:
        for lang in ("id", "en"):
            golden(name, lang).write_bytes(report(name, lang).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
