"""`make load`: a service under 1,000 mixed requests, 16 at a time.

Fails where an answer is none of the documented ones or another than the library's, where memory
grows, where a file is left, or where it takes three times what the library takes: for one
document with one request at a time (p50, beside `verify` in a process that has seen no other), and
for all of them at once (the whole time, beside `IsolatedVerifier` in as many workers: with 16 in
flight a p50 is mostly the wait for a turn).
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from time import perf_counter

from esign_verify import IsolatedVerifier, TrustStore
from esign_verify._frozen import frozen
from esign_verify.sandbox import Sandbox, build_sandbox

SAMPLE = "pades-t.pdf"
WORKERS = 2
MOST_RATIO = 3
MOST_GROWTH_KIB = 24 * 1024
"""Of the service's own process, after the first quarter."""

Request = tuple[str, bytes, str, int, str]
"""path, body, content type, status and conclusion to come"""


def form(name: str, file_name: str, pdf: bytes, password: str | None) -> tuple[bytes, str]:
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [(head.format(name) + f'; filename="{file_name}"').encode() + b"\r\n\r\n" + pdf]
    if password is not None:
        parts.append(f"{head.format('password')}\r\n\r\n{password}".encode())
    boundary = "1f0e9a7c5b3d"
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


@frozen(kw_only=True)
class Library:
    """What it takes without the service."""

    alone: float
    """seconds for the sample"""
    rate: float
    """documents a second"""


def documents(folder: Path, sandbox: Sandbox, count: int) -> Iterator[tuple[Path, str | None]]:
    """As many as there are requests, in another order."""
    for number in range(count):
        document = sandbox.documents[number * 7 % len(sandbox.documents)]
        yield folder / document.name, document.password


def requests_of(folder: Path, sandbox: Sandbox) -> list[Request]:
    """Every sandbox document by three ways, and some that are refused."""
    for number, certificate in enumerate(sandbox.trust_certificates):
        (folder / f"{number}.der").write_bytes(certificate)
    made: list[Request] = []
    for document in sandbox.documents:
        conclusion = document.expected.conclusion.value
        v1 = form("signed_file", document.name, document.pdf, document.password)
        own = form("file", document.name, document.pdf, document.password)
        v2 = {
            "file": base64.b64encode(document.pdf).decode(),
            **({} if document.password is None else {"password": document.password}),
        }
        body = json.dumps(v2).encode()
        made.append(("/api/sign/verify", *v1, 200, conclusion))
        made.append(("/api/v2/verify/pdf", body, "application/json", 200, conclusion))
        made.append(("/api/verify", *own, 200, conclusion))
        (folder.parent / document.name).write_bytes(document.pdf)
    made.append(("/api/v2/verify/pdf", b'{"file": []}', "application/json", 400, "file_is_array"))
    made.append(("/api/sign/verify", *form("signed_file", "a", b"x" * 9, None), 400, "not_a_pdf"))
    return made


def ask(port: int, request: Request) -> float:
    """Seconds; AssertionError for another answer than the right one."""
    path, body, content_type, status, said = request
    start = perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("POST", path, body, {"Content-Type": content_type})
        answer = connection.getresponse()
        value = json.loads(answer.read())
    finally:
        connection.close()
    seconds = perf_counter() - start
    found = value.get("code") or value.get("summary") or value["conclusion"]
    found = found["code"] if isinstance(found, dict) else found
    assert (answer.status, found) == (status, said), (path, answer.status, found, said)
    return seconds


def memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)
    assert found is not None
    return int(found[1])


def library_seconds(path: Path, trust: Path, now: datetime) -> float:
    """Of one document in a process that has loaded all modules and seen no other document."""
    code = (
        "import sys, time; from datetime import datetime\n"
        "from esign_verify.isolation.worker import load_rooms, ROOMS; load_rooms(*ROOMS)\n"
        "from esign_verify import TrustStore, verify\n"
        "trust = TrustStore.load([sys.argv[2]]); at = datetime.fromisoformat(sys.argv[3])\n"
        "start = time.perf_counter(); verify(sys.argv[1], trust=trust, at=at)\n"
        "print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", code, str(path), str(trust), now.isoformat()]
    return statistics.median(
        float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        for _ in range(7)
    )


def library_rate(work: list[tuple[Path, str | None]], trust: TrustStore, now: datetime) -> float:
    """Documents a second with as many children as the service has workers."""

    def verify(part: list[tuple[Path, str | None]]) -> None:
        with IsolatedVerifier(trust=trust) as child:
            child.start()
            ready.wait()
            for path, password in part:
                child.verify(path, at=now, password=password)

    ready = Barrier(WORKERS + 1)
    with ThreadPoolExecutor(WORKERS) as threads:
        parts = [threads.submit(verify, work[number::WORKERS]) for number in range(WORKERS)]
        ready.wait()
        start = perf_counter()
        for part in parts:
            part.result()
        return len(work) / (perf_counter() - start)


def serve(folder: Path, trust: Path, now: datetime) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "esign_verify", "serve", "--port", "0", "--trust", str(trust)]
    process = subprocess.Popen(
        [*command, "--at", now.isoformat(), "--workers", str(WORKERS)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r" http://[\d.]+:(\d+) - ", line):
            return process, int(found[1])
    raise AssertionError("the service did not start")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trust, uploads = folder / "trust", folder / "uploads"
        trust.mkdir()
        uploads.mkdir()
        sandbox = build_sandbox(now)
        mixed = requests_of(trust, sandbox)
        library = Library(
            alone=library_seconds(folder / SAMPLE, trust, now),
            rate=library_rate(
                list(documents(folder, sandbox, options.count)),
                TrustStore.load([str(trust)]),
                now,
            ),
        )
        process, port = serve(uploads, trust, now)
        drain = ThreadPoolExecutor(1)
        assert process.stderr is not None
        drain.submit(process.stderr.read)
        try:
            return load(process.pid, port, mixed, library, uploads, options)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)
            drain.shutdown()


def load(
    pid: int,
    port: int,
    mixed: list[Request],
    library: Library,
    uploads: Path,
    options: argparse.Namespace,
) -> int:
    (sample,) = [r for r in mixed if r[0] == "/api/sign/verify" and SAMPLE.encode() in r[1][:200]]
    alone = statistics.median(ask(port, sample) for _ in range(25))
    work = [mixed[(number * 7) % len(mixed)] for number in range(options.count)]
    quarter = len(work) // 4
    start = perf_counter()
    with ThreadPoolExecutor(options.at_once) as threads:
        times = list(threads.map(lambda request: ask(port, request), work[:quarter]))
        before = memory(pid)
        times += threads.map(lambda request: ask(port, request), work[quarter:])
    seconds = perf_counter() - start
    growth = memory(pid) - before
    left = [path for path in uploads.rglob("*") if path.is_file()]
    print(f"{len(times)} requests, {options.at_once} at a time")
    print(f"answers: {dict(Counter(request[3] for request in work))}, all as they should be")
    rate = len(times) / seconds
    ratios = alone / library.alone, library.rate / rate
    print(f"p50 of all: {statistics.median(times) * 1000:.0f} ms, with the wait for a turn")
    print(f"p50 of {SAMPLE}: library {library.alone * 1000:.0f} ms, service {alone * 1000:.0f} ms")
    print(f"a second: library {library.rate:.0f}, service {rate:.0f}")
    print(f"ratios {ratios[0]:.1f} and {ratios[1]:.1f}, limit {MOST_RATIO}")
    print(f"memory {before // 1024} MiB, growth {growth} KiB; files left: {len(left)}")
    return int(max(ratios) > MOST_RATIO or growth > MOST_GROWTH_KIB or bool(left))


if __name__ == "__main__":
    sys.exit(main())
