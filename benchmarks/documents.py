"""Documents for the benchmark, written to a folder: `python documents.py FOLDER`.

A process of its own, so that the memory it needs is not counted as a child's (Linux
carries the peak of the parent over to what it starts).
"""

from __future__ import annotations

import base64
import hashlib
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from many_objects import four_signatures, many_bookmarks, many_objects

from esign_verify.sandbox import Sandbox, build_sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
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
LARGE = {"large-100.pdf": 100_000_000, "large-500.pdf": 500_000_000}

_BLOCK = 1 << 20
_RESERVED = 16_384
_BYTE_RANGE_WIDTH = 48


def write_documents(folder: Path) -> None:
    sandbox = build_sandbox(datetime.now(UTC))
    (folder / TRUST).write_text(_pem(sandbox), encoding="ascii")
    by_name = {document.name: document.pdf for document in sandbox.documents}
    for name, source in SMALL.items():
        (folder / name).write_bytes(by_name[source])
    (folder / "not-a-pdf.txt").write_bytes(b"This is not a PDF.\n")
    for name, size in LARGE.items():
        write_large(folder / name, size, sandbox.pki)
    for name, pdf in _many(sandbox.pki):
        (folder / name).write_bytes(pdf)


def _many(pki: SandboxPki) -> Iterator[tuple[str, bytes]]:
    yield "four-signatures.pdf", four_signatures(pki)
    yield "bookmarks.pdf", many_bookmarks(pki, 5_000)
    for form, streams in (("table", False), ("streams", True)):
        yield f"many-{form}.pdf", many_objects(pki, MANY, streams=streams, tagged=False)
        yield f"many-{form}-tagged.pdf", many_objects(pki, MANY, streams=streams, tagged=True)
    for form, streams in (("table", False), ("streams", True)):
        yield f"very-many-{form}.pdf", many_objects(pki, VERY_MANY, streams=streams, tagged=True)


def write_large(path: Path, padding: int, pki: SandboxPki) -> None:
    """One revision, one signature, and a stream of `padding` bytes that no page uses."""
    block = random.Random(1).randbytes(_BLOCK)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /F 132 /Rect [0 0 0 0]"
        b" /P 3 0 R /V 6 0 R >>",
    ]
    moment = pki.day(-1).strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    with path.open("w+b") as file:
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(objects, start=1):
            offsets.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        offsets.append(file.tell())
        file.write(b"5 0 obj\n<< /Length %d >>\nstream\n" % padding)
        for start in range(0, padding, _BLOCK):
            file.write(block[: padding - start])
        file.write(b"\nendstream\nendobj\n")
        offsets.append(file.tell())
        file.write(b"6 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached")
        file.write(b" /M (%s) /ByteRange " % moment)
        byte_range = file.tell()
        file.write(b"[".ljust(_BYTE_RANGE_WIDTH - 1) + b"] /Contents ")
        gap = file.tell()
        file.write(b"<" + b"00" * _RESERVED + b">")
        gap_end = file.tell()
        file.write(b" >>\nendobj\n")
        xref = file.tell()
        file.write(b"xref\n0 7\n0000000000 65535 f \n")
        file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        file.write(b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % xref)
        numbers = b"[0 %d %d %d" % (gap, gap_end, file.tell() - gap_end)
        file.seek(byte_range)
        file.write(numbers.ljust(_BYTE_RANGE_WIDTH - 1) + b"]")
        digest = _digest_around(file, gap, gap_end)
        spec = CmsSpec(signer=pki.signer, ess_version=2, message_digest=digest)
        file.seek(gap + 1)
        file.write(build_cms(spec, b"").hex().encode("ascii"))


def _digest_around(file: BinaryIO, gap: int, gap_end: int) -> bytes:
    """SHA-256 of the file but for the gap."""
    hasher = hashlib.sha256()
    file.seek(0)
    while file.tell() < gap:
        hasher.update(file.read(min(_BLOCK, gap - file.tell())))
    file.seek(gap_end)
    while block := file.read(_BLOCK):
        hasher.update(block)
    return hasher.digest()


def _pem(sandbox: Sandbox) -> str:
    return "".join(
        "-----BEGIN CERTIFICATE-----\n"
        + base64.encodebytes(certificate).decode("ascii")
        + "-----END CERTIFICATE-----\n"
        for certificate in sandbox.trust_certificates
    )


if __name__ == "__main__":
    write_documents(Path(sys.argv[1]))
