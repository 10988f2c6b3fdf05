"""Whole processes side by side: esign-verify, pyHanko's CLI, pdfsig and mutool where installed.

`make bench`. Every tool runs on the same files in the same rounds, one after the other, so
that a busy machine disturbs all alike. What is printed is the table of docs/performance.md:
medians of CPU seconds, ratios against pyHanko of the same round, peak memory. Ratios travel
between machines, seconds do not. Nothing here is a test.

pyHanko is told not to ask the network for revocation data, and to trust the sandbox's
roots only: the same question as ours. pdfsig looks at integrity only (`-nocert -no-ocsp`),
`mutool sign -v` at integrity and the system's trust. A run over `--timeout` seconds is
ended and not repeated; one over `SLOW_SECONDS` is measured in fewer rounds.
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
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OURS, PYHANKO, PDFSIG, MUTOOL = "esign-verify", "pyHanko", "pdfsig", "mutool"
TOOLS = (OURS, PYHANKO, PDFSIG, MUTOOL)
SLOW_SECONDS, SLOW_ROUNDS = 5.0, 3


@dataclass(frozen=True)
class Case:
    """One question to every tool. `exit_code` is ours: a wrong answer is not worth timing."""

    title: str
    file: str
    exit_code: int
    rounds: int


CASES = (
    Case("`--help`", "", 0, 11),
    Case("small, one signature", "small.pdf", 0, 11),
    Case("small, a revision after the signature", "later-revision.pdf", 0, 11),
    Case("small, unsigned", "unsigned.pdf", 4, 11),
    Case("not a PDF", "not-a-pdf.txt", 2, 11),
    Case("four signatures, 680 kB", "four-signatures.pdf", 0, 7),
    Case("5,000 sibling bookmarks, two signatures", "bookmarks.pdf", 0, 7),
    Case("20,000 objects, three signatures; table", "many-table.pdf", 0, 5),
    Case("the same, tagged", "many-table-tagged.pdf", 0, 5),
    Case("20,000 objects, three signatures; object streams", "many-streams.pdf", 0, 5),
    Case("the same, tagged", "many-streams-tagged.pdf", 0, 5),
    Case("200,000 objects, three signatures; table, tagged", "very-many-table.pdf", 0, 3),
    Case("the same in object streams", "very-many-streams.pdf", 0, 3),
    Case("100 MB, one signature", "large-100.pdf", 0, 5),
    Case("500 MB, one signature", "large-500.pdf", 0, 5),
)


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock, seconds of CPU, peak memory.

    `exit_code` is None for one that was ended at the timeout.
    """

    wall: float
    cpu: float
    mebibytes: float
    exit_code: int | None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, help="the same number of rounds for every case")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one run")
    parser.add_argument("--only", default="", help="cases whose title has this in it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="esign-verify-bench-") as name:
        folder = Path(name)
        maker = Path(__file__).with_name("documents.py")
        subprocess.run([sys.executable, str(maker), name], check=True)
        tools = _tools(folder / "trust.pem")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}\n")
        print(_heading())
        for case in CASES:
            if options.only in case.title:
                rounds = options.rounds or case.rounds
                print(
                    _row(case, _measure(case, tools, folder, rounds, options.timeout)), flush=True
                )
    missing = [tool for tool in TOOLS if tool not in tools]
    print(f"\nratio: CPU seconds against {PYHANKO}'s of the same round. Medians of all rounds.")
    if missing:
        print(f"not installed: {', '.join(missing)}")


def _heading() -> str:
    columns = ["whole process", f"{OURS}, wall s"]
    columns += [f"{tool}, CPU s" for tool in TOOLS[:2]]
    columns += ["ratio"]
    columns += [f"{tool}, CPU s" for tool in TOOLS[2:]]
    columns += [f"{tool}, peak MiB" for tool in TOOLS]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _row(case: Case, runs: dict[str, dict[int, Run]]) -> str:
    """One line of the table; a dash where a tool is not there."""

    def cell(tool: str, value: str, form: str) -> str:
        own = runs.get(tool, {}).values()
        if not own:
            return "-"
        over = ">" if any(run.exit_code is None for run in own) else ""
        return over + form.format(statistics.median(getattr(run, value) for run in own))

    ours, theirs = runs[OURS], runs.get(PYHANKO, {})
    ratios = [ours[n].cpu / theirs[n].cpu for n in ours.keys() & theirs.keys()]
    if theirs and not ratios:  # theirs was ended in the round that warmed the cache
        slowest = max(run.cpu for run in ours.values())
        ratios = [slowest / run.cpu for run in theirs.values()]
    ended = any(run.exit_code is None for run in theirs.values())
    ratio = f"{'<' if ended else ''}{statistics.median(ratios):.2f}" if ratios else "-"
    cells = [case.title, cell(OURS, "wall", "{:.3f}")]
    cells += [cell(tool, "cpu", "{:.3f}") for tool in TOOLS[:2]] + [ratio]
    cells += [cell(tool, "cpu", "{:.3f}") for tool in TOOLS[2:]]
    cells += [cell(tool, "mebibytes", "{:.0f}") for tool in TOOLS]
    return f"| {' | '.join(cells)} |"


def _tools(trust: Path) -> dict[str, list[str]]:
    """Each tool's command before the file's name."""
    beside = str(Path(sys.executable).parent)
    tools = {OURS: [_script("esign-verify", beside), "verify", "--trust", str(trust)]}
    if pyhanko := shutil.which("pyhanko", path=beside):
        options = ["--trust", str(trust), "--trust-replace", "--no-revocation-check"]
        tools[PYHANKO] = [pyhanko, "sign", "validate", "--pretty-print", *options]
    if pdfsig := shutil.which("pdfsig"):
        tools[PDFSIG] = [pdfsig, "-nocert", "-no-ocsp"]
    if mutool := shutil.which("mutool"):
        tools[MUTOOL] = [mutool, "sign", "-v"]
    return tools


def _script(name: str, folder: str) -> str:
    found = shutil.which(name, path=folder)
    if found is None:
        sys.exit(f"{name} is not installed beside this Python: use `make bench`")
    return found


def _measure(
    case: Case, tools: dict[str, list[str]], folder: Path, rounds: int, timeout: float
) -> dict[str, dict[int, Run]]:
    """Tool → round → run. The first round warms the file cache; slow tools are measured in it."""
    runs: dict[str, dict[int, Run]] = {tool: {} for tool in tools}
    for number in range(rounds + 1):
        for tool, command in tools.items():
            own = runs[tool]
            slow = [run for run in own.values() if run.wall > SLOW_SECONDS]
            if len(slow) >= SLOW_ROUNDS or any(run.exit_code is None for run in slow):
                continue
            file = [str(folder / case.file)] if case.file else []
            run = _run([*command, *file] if file else [command[0], "--help"], timeout)
            if tool == OURS and run.exit_code not in (case.exit_code, None):
                sys.exit(f"{case.title}: exit code {run.exit_code}, not {case.exit_code}")
            own[number] = run
    for own in runs.values():
        if own[0].wall <= SLOW_SECONDS:
            del own[0]
    return runs


def _run(command: Sequence[str], timeout: float) -> Run:
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
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        mebibytes=usage.ru_maxrss / unit,
        exit_code=None if ended.is_set() else process.returncode,
    )


if __name__ == "__main__":
    main()
