"""One engine in a process that stays: `python -m benchmarks.worker ENGINE TRUST`.

Reads requests, a line of JSON each (`file`, `repeats`), and answers with the seconds of one run.
Trust is parsed once, at the start; nothing else is kept from one run to the next by us.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Engine = Callable[[Path], int]
"""file → how many of its signatures are good"""


def esign_verify(trust: Path) -> Engine:
    from esign_verify import DocumentConclusion, TrustStore, verify

    store = TrustStore.load([trust])

    def check(file: Path) -> int:
        result = verify(file, trust=store)
        return len(result.signatures) if result.conclusion is DocumentConclusion.VALID else 0

    return check


def pyhanko(trust: Path) -> Engine:
    """Every check of `validate_pdf_signature`, and a context for each signature.

    A context that is shared lets one signature's certificates speak for another's. No network.
    """
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    ders = pem.unarmor(trust.read_bytes(), multiple=True)
    roots = [x509.Certificate.load(der) for _, _, der in ders]

    def check(file: Path) -> int:
        good = 0
        with file.open("rb") as stream:
            for signature in PdfFileReader(stream).embedded_signatures:
                context = ValidationContext(trust_roots=roots, allow_fetching=False)
                status = validate_pdf_signature(signature, context)
                good += status.bottom_line
        return good

    return check


def floor(trust: Path) -> Engine:
    from benchmarks.floor import floor

    del trust
    return floor


def sha256(trust: Path) -> Engine:
    """One pass over the file, in blocks as ours are."""
    from esign_verify.document.source import BLOCK

    del trust
    buffer = memoryview(bytearray(BLOCK))

    def check(file: Path) -> int:
        hasher = hashlib.sha256()
        with file.open("rb", buffering=0) as stream:
            while count := stream.readinto(buffer):
                hasher.update(buffer[:count])
        return 0

    return check


ENGINES = {one.__name__: one for one in (esign_verify, pyhanko, floor, sha256)}


def main() -> None:
    engine = ENGINES[sys.argv[1]](Path(sys.argv[2]))
    for line in sys.stdin:
        request = json.loads(line)
        file, repeats = Path(request["file"]), request["repeats"]
        wall, cpu, answer = time.perf_counter(), time.process_time(), 0
        for _ in range(repeats):
            answer = engine(file)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        figures = {"wall": wall / repeats, "cpu": cpu / repeats, "peak": 0, "answer": answer}
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
