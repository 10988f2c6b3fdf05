"""Whole processes side by side: esign-verify, pyHanko's CLI, and pdfsig where installed.

`make bench`. Every tool runs on the same files in the same rounds, one after the other, so
that a busy machine disturbs all alike; medians are printed, and ratios against pyHanko.
Ratios travel between machines, seconds do not. Nothing here is a test.

pyHanko is told not to ask the network for revocation data, and to trust the sandbox's
roots only: the same question as ours. pdfsig looks at integrity only (`-nocert -no-ocsp`).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OURS, PYHANKO, PDFSIG = "esign-verify", "pyHanko", "pdfsig"


@dataclass(frozen=True)
class Case:
    """One question to every tool. `exit_code` is ours: a wrong answer is not worth timing."""

    title: str
    file: str
    exit_code: int
    rounds: int


CASES = (
    Case("--help", "", 0, 11),
    Case("small, one signature", "small.pdf", 0, 11),
    Case("small, a revision after the signature", "later-revision.pdf", 0, 11),
    Case("small, unsigned", "unsigned.pdf", 4, 11),
    Case("not a PDF", "not-a-pdf.txt", 2, 11),
    Case("100 MB, one signature", "large-100.pdf", 0, 5),
    Case("500 MB, one signature", "large-500.pdf", 0, 5),
)


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock, seconds of CPU, peak memory."""

    wall: float
    cpu: float
    mebibytes: float
    exit_code: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, help="the same number of rounds for every case")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="esign-verify-bench-") as name:
        folder = Path(name)
        maker = Path(__file__).with_name("documents.py")
        subprocess.run([sys.executable, str(maker), name], check=True)
        tools = _tools(folder / "trust.pem")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}")
        print(f"{'':40}{'wall s':>8}{'CPU s':>8}{'ratio':>8}{'MiB':>7}{'exit':>6}")
        for case in CASES:
            _measure(case, tools, folder, rounds or case.rounds)
    missing = [tool for tool in (PYHANKO, PDFSIG) if tool not in tools]
    print(f"\nratio: CPU seconds against {PYHANKO}'s of the same round. Medians of all rounds.")
    if missing:
        print(f"not installed: {', '.join(missing)}")


def _tools(trust: Path) -> dict[str, list[str]]:
    """Each tool's command before the file's name."""
    beside = str(Path(sys.executable).parent)
    tools = {OURS: [_script("esign-verify", beside), "verify", "--trust", str(trust)]}
    if pyhanko := shutil.which("pyhanko", path=beside):
        options = ["--trust", str(trust), "--trust-replace", "--no-revocation-check"]
        tools[PYHANKO] = [pyhanko, "sign", "validate", "--pretty-print", *options]
    if pdfsig := shutil.which("pdfsig"):
        tools[PDFSIG] = [pdfsig, "-nocert", "-no-ocsp"]
    return tools


def _script(name: str, folder: str) -> str:
    found = shutil.which(name, path=folder)
    if found is None:
        sys.exit(f"{name} is not installed beside this Python: use `make bench`")
    return found


def _measure(case: Case, tools: dict[str, list[str]], folder: Path, rounds: int) -> None:
    runs: dict[str, list[Run]] = {tool: [] for tool in tools}
    for number in range(rounds + 1):
        for tool, command in tools.items():
            run = _run([*command, str(folder / case.file)] if case.file else [command[0], "--help"])
            if tool == OURS and run.exit_code != case.exit_code:
                sys.exit(f"{case.title}: exit code {run.exit_code}, not {case.exit_code}")
            if number:  # the first round warms the file cache
                runs[tool].append(run)
    print(case.title)
    for tool, own in runs.items():
        cpu = _median([run.cpu for run in own])
        pairs = zip(own, runs.get(PYHANKO, []), strict=False)
        ratios = [run.cpu / other.cpu for run, other in pairs]
        ratio = f"{_median(ratios):.2f}" if ratios else "-"
        print(
            f"  {tool:<38}{_median([run.wall for run in own]):>8.3f}{cpu:>8.3f}{ratio:>8}"
            f"{max(run.mebibytes for run in own):>7.0f}{own[0].exit_code:>6}",
            flush=True,
        )


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def _run(command: Sequence[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # kilobytes on Linux, bytes on macOS
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        mebibytes=usage.ru_maxrss / unit,
        exit_code=process.returncode,
    )


if __name__ == "__main__":
    main()
