"""Documents for the benchmark, written to a folder: `python -m benchmarks.documents FOLDER`.

A process of its own, so that the memory it needs is not counted as a child's (Linux
carries the peak of the parent over to what it starts).
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.large import write_large
from benchmarks.many_objects import four_signatures, many_bookmarks, many_objects, regulation
from benchmarks.many_signatures import large_cms, many_signatures
from esign_verify.sandbox import Sandbox, build_sandbox
from esign_verify.sandbox.pki import SandboxPki

TRUST = "trust.pem"
SMALL = {
    "small.pdf": "pades-t.pdf",
    "later-revision.pdf": "pades-lt-current.pdf",
    "unsigned.pdf": "unsigned.pdf",
}
"""file of the benchmark → document of the sandbox"""
MANY = 20_000
VERY_MANY = 200_000
LARGE = {"large-100.pdf": (100_000_000, 3), "large-500.pdf": (500_000_000, 1)}
"""file → bytes of padding, signatures"""


def write_documents(folder: Path) -> None:
    sandbox = build_sandbox(datetime.now(UTC))
    (folder / TRUST).write_text(_pem(sandbox), encoding="ascii")
    by_name = {document.name: document.pdf for document in sandbox.documents}
    for name, source in SMALL.items():
        (folder / name).write_bytes(by_name[source])
    (folder / "not-a-pdf.txt").write_bytes(b"This is not a PDF.\n")
    for name, (size, signatures) in LARGE.items():
        write_large(folder / name, size, sandbox.pki, signatures=signatures)
    for name, pdf in _many(sandbox.pki):
        (folder / name).write_bytes(pdf)


def _many(pki: SandboxPki) -> Iterator[tuple[str, bytes]]:
    yield "four-signatures.pdf", four_signatures(pki)
    yield "regulation.pdf", regulation(pki)
    yield "twenty-signatures.pdf", many_signatures(pki, 20)
    for encoding in ("der", "ber"):
        yield f"cms-{encoding}.pdf", large_cms(pki, ber=encoding == "ber")
    yield "bookmarks.pdf", many_bookmarks(pki, 5_000)
    for form, streams in (("table", False), ("streams", True)):
        yield f"many-{form}.pdf", many_objects(pki, MANY, streams=streams, tagged=False)
        yield f"many-{form}-tagged.pdf", many_objects(pki, MANY, streams=streams, tagged=True)
    for form, streams in (("table", False), ("streams", True)):
        yield f"very-many-{form}.pdf", many_objects(pki, VERY_MANY, streams=streams, tagged=True)


def _pem(sandbox: Sandbox) -> str:
    return "".join(
        "-----BEGIN CERTIFICATE-----\n"
        + base64.encodebytes(certificate).decode("ascii")
        + "-----END CERTIFICATE-----\n"
        for certificate in sandbox.trust_certificates
    )


if __name__ == "__main__":
    write_documents(Path(sys.argv[1]))
