"""Who is measured: commands, each a process of its own, and workers that stay warm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.rows import (
    DER,
    DER_FILE,
    FLOOR,
    FLOOR_WARM,
    MUTOOL,
    OURS,
    PDFSIG,
    PYHANKO,
    PYHANKO_WARM,
    SHA256,
    START,
    UNSIGNED_FILE,
    WARM,
    Row,
)
from benchmarks.sample import Sample

HERE = Path(__file__).parent
ENGINES = {
    WARM: "esign_verify",
    DER: "esign_verify",
    PYHANKO_WARM: "pyhanko",
    FLOOR_WARM: "floor",
    SHA256: "sha256",
}
"""contestant in process → engine of worker.py"""
OTHER_FILES = {START: UNSIGNED_FILE, DER: DER_FILE}


@dataclass(frozen=True)
class Command:
    """One process a run. `command` takes the file's name last, `alone` stands without one."""

    command: tuple[str, ...]
    alone: tuple[str, ...]

    def of(self, file: Path | None) -> list[str]:
        return [*self.command, str(file)] if file else [*self.alone]

    def run(self, row: Row, file: Path | None, timeout: float) -> Sample:
        del row
        return run_process(self.of(file), timeout)


class Worker:
    """A process that stays, so that its second answer is a warm one (see worker.py)."""

    def __init__(self, engine: str, trust: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.worker", engine, str(trust)]
        self._process = subprocess.Popen(
            command, cwd=HERE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def run(self, row: Row, file: Path | None, timeout: float) -> Sample:
        del timeout
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"file": str(file), "repeats": row.repeats}
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            sys.exit(f"{row.title}: a worker ended; its traceback is above")
        return Sample(**json.loads(answer))


def commands(trust: Path) -> Mapping[str, Command]:
    """Those that are installed."""
    beside = str(Path(sys.executable).parent)
    ours = shutil.which("esign-verify", path=beside)
    if ours is None:
        sys.exit("esign-verify is not installed beside this Python: use `make bench`")
    own = Command((ours, "verify", "--trust", str(trust)), (ours, "--help"))
    floor = (sys.executable, str(HERE / "floor.py"))
    found = {OURS: own, START: own, FLOOR: Command(floor, floor)}
    if pyhanko := shutil.which("pyhanko", path=beside):
        options = ["--trust", str(trust), "--trust-replace", "--no-revocation-check"]
        command = (pyhanko, "sign", "validate", "--pretty-print", *options)
        found[PYHANKO] = Command(command, (pyhanko, "--help"))
    if pdfsig := shutil.which("pdfsig"):
        found[PDFSIG] = Command((pdfsig, "-nocert", "-no-ocsp"), (pdfsig, "--help"))
    if mutool := shutil.which("mutool"):
        found[MUTOOL] = Command((mutool, "sign", "-v"), (mutool, "--help"))
    return found


def file_of(row: Row, contestant: str, folder: Path) -> Path | None:
    name = OTHER_FILES.get(contestant, row.file)
    return folder / name if name else None


def run_process(command: Sequence[str], timeout: float) -> Sample:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = threading.Event()

    def end() -> None:
        ended.set()
        process.kill()

    timer = threading.Timer(timeout, end)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # kilobytes on Linux, bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1 << 10
    return Sample(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss * unit / 1e6,
        answer=None if ended.is_set() or process.returncode < 0 else process.returncode,
    )
