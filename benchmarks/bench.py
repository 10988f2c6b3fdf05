"""`make bench`: esign-verify beside every other verifier, and the limits it must keep.

Every contestant is asked about the same files in the same rounds, one after the other, so that a
busy machine disturbs all alike. Printed are the tables of docs/performance.md: medians of the
rounds, ratios of the same round, peak memory, and every limit of limits.toml. Exits with 1 where
one is missed or a figure regressed. Ratios travel between machines, seconds do not.

pyHanko is told not to ask the network and to trust the sandbox's roots only: the same question as
ours. pdfsig looks at integrity only (`-nocert -no-ocsp`), `mutool sign -v` at integrity and the
system's trust, the floor (floor.py) at less. The package is compiled to bytecode first, as an
installed one is: an editable checkout may be compiled anew in every process.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks import gate
from benchmarks.contestants import HERE
from benchmarks.instructions import count_rows
from benchmarks.measure import measure
from benchmarks.rows import OURS, ROWS, Row
from benchmarks.sample import Series
from benchmarks.table import gate_table, process_table, progress, warm_table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, help="the same number of rounds for every row")
    parser.add_argument("--timeout", type=float, default=180, help="seconds for one process")
    parser.add_argument("--only", default="", help="rows whose name or title has this in it")
    parser.add_argument("--documents", type=Path, help="a folder to keep the documents in")
    parser.add_argument("--no-instructions", action="store_true", help="leave valgrind out")
    parser.add_argument("--record", action="store_true", help="write recorded.json")
    options = parser.parse_args()
    rows = tuple(row for row in ROWS if options.only in row.name or options.only in row.title)
    compile_package()
    with tempfile.TemporaryDirectory(prefix="esign-verify-bench-") as name:
        folder = documents(options.documents or Path(name))
        series = _measured(rows, folder, options)
    _say(rows, series)
    limits, tolerance = gate.load_limits()
    limits = tuple(limit for limit in limits if limit.row in {row.name for row in rows})
    answers = gate.judge(limits, tolerance, gate.load_recorded(), series)
    print("\n" + gate_table(answers, rows, series))
    if options.record:
        gate.record(answers)
    broken = [answer for answer in answers if answer.problems]
    if broken:
        sys.exit(f"\n{len(broken)} of {len(answers)} limits are not kept")


def compile_package() -> None:
    spec = find_spec("esign_verify")
    assert spec is not None
    for folder in spec.submodule_search_locations or ():
        compileall.compile_dir(folder, quiet=1)
    compileall.compile_dir(HERE, quiet=1)


def documents(folder: Path) -> Path:
    """In a process of its own: Linux carries a parent's peak of memory over to its children."""
    if not (folder / "trust.pem").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "benchmarks.documents", str(folder)]
        subprocess.run(command, check=True, cwd=HERE.parent)
    return folder


def _measured(rows: tuple[Row, ...], folder: Path, options: argparse.Namespace) -> Series:
    series: dict[tuple[str, str, str], dict[int, float]] = {}
    for row, own in measure(rows, folder, options.rounds, options.timeout):
        series.update({key: dict(values) for key, values in own.items()})
        print(progress(row, own), file=sys.stderr)
    if not options.no_instructions:
        counts = count_rows(rows, folder)
        series.update({key: dict(values) for key, values in counts.items()})
        if not counts:
            print("instructions: valgrind is not installed", file=sys.stderr)
    return series


def _say(rows: tuple[Row, ...], series: Series) -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}\n")
    processes = [row for row in rows if OURS in row.contestants]
    in_process = [row for row in rows if OURS not in row.contestants]
    if processes:
        print(process_table(processes, series) + "\n")
    if in_process:
        print(warm_table(in_process, series))


if __name__ == "__main__":
    main()
