"""`make load`: a service under 1,000 mixed requests, 16 at a time.

Fails where an answer is none of the documented ones or another than the library's, where memory
grows, or where a file is left. The p50 of one document is printed beside what the library
takes for it: with one request at a time, and with all of them, when each waits for its turn.
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
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from esign_verify.sandbox import build_sandbox

SAMPLE = "pades-t.pdf"
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


def requests_of(folder: Path, now: datetime) -> list[Request]:
    """Every sandbox document by three ways, and some that are refused."""
    sandbox = build_sandbox(now)
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
        "from esign_verify.isolation.worker import _load_rooms; _load_rooms()\n"
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


def serve(folder: Path, trust: Path, now: datetime) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "esign_verify", "serve", "--port", "0", "--trust", str(trust)]
    process = subprocess.Popen(
        [*command, "--at", now.isoformat()],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", line):
            return process, int(found[1])
    raise AssertionError("the service did not start")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as name:
        trust, uploads = Path(name) / "trust", Path(name) / "uploads"
        trust.mkdir()
        uploads.mkdir()
        mixed = requests_of(trust, now)
        library = library_seconds(Path(name) / SAMPLE, trust, now)
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
    library: float,
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
    print(
        f"{len(times)} requests, {options.at_once} at a time: {len(times) / seconds:.0f} a second"
    )
    print(f"answers: {dict(Counter(request[3] for request in work))}, all as they should be")
    print(f"p50 {statistics.median(times) * 1000:.0f} ms, of all, waiting for their turn")
    print(f"{SAMPLE}: library {library * 1000:.0f} ms, service p50 {alone * 1000:.0f} ms")
    print(f"ratio {alone / library:.1f}, limit 3")
    print(f"memory {before // 1024} MiB, growth {growth} KiB; files left: {len(left)}")
    return int(alone > 3 * library or growth > MOST_GROWTH_KIB or bool(left))


if __name__ == "__main__":
    sys.exit(main())
