"""Instructions that a run executes, counted by valgrind's cachegrind.

The same run gives the same count to five digits, on a busy machine too: hash seeds and addresses
are fixed. SHA-NI is not there under valgrind, so the digests of large files weigh too much: only
small documents are counted. Counts of different processors and libraries differ: compare ratios.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.contestants import ENGINES, HERE, commands, file_of
from benchmarks.rows import DER, FLOOR, FLOOR_WARM, OURS, WARM, Row
from benchmarks.sample import Series

COUNTED = (OURS, FLOOR, WARM, FLOOR_WARM, DER)
_VALGRIND = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
_REFERENCES = re.compile(r"I\s+refs:\s+([\d,]+)")
_WARMING = 1
"""runs in process before those that are counted"""


def count_rows(rows: Sequence[Row], folder: Path) -> Series:
    """What is counted of all rows; empty where valgrind is not installed."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return {}
    asked = [(row, name) for row in rows if row.instructions for name in row.contestants]
    asked = [(row, name) for row, name in asked if name in COUNTED]

    def count(question: tuple[Row, str]) -> float:
        row, name = question
        file = file_of(row, name, folder)
        if name in ENGINES:
            return _in_process(valgrind, ENGINES[name], row, file, folder)
        command = commands(folder / "trust.pem")[name]
        return _count([valgrind, *_VALGRIND, *command.of(file)], "")

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = list(pool.map(count, asked))
    return {
        (row.name, "instructions", name): {0: value}
        for (row, name), value in zip(asked, counts, strict=True)
    }


def _in_process(valgrind: str, engine: str, row: Row, file: Path | None, folder: Path) -> float:
    """Of one warm run: the difference between a process with more runs and one with fewer."""
    worker = [sys.executable, "-m", "benchmarks.worker", engine, str(folder / "trust.pem")]

    def of(repeats: int) -> int:
        request = json.dumps({"file": str(file), "repeats": repeats})
        return _count([valgrind, *_VALGRIND, *worker], request + "\n")

    return (of(_WARMING + row.repeats) - of(_WARMING)) / row.repeats


def _count(command: Sequence[str], text: str) -> int:
    done = subprocess.run(
        command,
        cwd=HERE.parent,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        input=text,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    found = _REFERENCES.findall(done.stderr)
    if not found:
        sys.exit(f"valgrind counted nothing: {done.stderr[-500:]}")
    return sum(int(number.replace(",", "")) for number in found)
