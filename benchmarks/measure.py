"""Rounds: every contestant of a row in turn, so that a busy machine disturbs all alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.contestants import ENGINES, Command, Worker, commands, file_of
from benchmarks.rows import DER, OURS, WARM, Row
from benchmarks.sample import Sample, Series, series_of

SLOW_SECONDS = 5.0
"""a run that takes longer is not repeated"""


def measure(
    rows: tuple[Row, ...], folder: Path, rounds: int | None, timeout: float
) -> Iterator[tuple[Row, Series]]:
    """Each row with what was measured."""
    trust = folder / "trust.pem"
    processes = commands(trust)
    for row in rows:
        with ExitStack() as stack:
            contestants: dict[str, Command | Worker] = {}
            for name in row.contestants:
                if name in ENGINES:
                    contestants[name] = stack.enter_context(Worker(ENGINES[name], trust))
                elif name in processes:
                    contestants[name] = processes[name]
            runs = _rounds(row, contestants, folder, rounds or row.rounds, timeout)
        yield row, series_of(row.name, runs)


def _rounds(
    row: Row,
    contestants: Mapping[str, Command | Worker],
    folder: Path,
    rounds: int,
    timeout: float,
) -> dict[str, dict[int, Sample]]:
    """Contestant → round → run. The first round warms the caches and counts only for the slow."""
    runs: dict[str, dict[int, Sample]] = {name: {} for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            own = runs[name]
            if 0 in own and own[0].wall > SLOW_SECONDS:
                continue
            sample = contestant.run(row, file_of(row, name, folder), timeout)
            _check(row, name, sample)
            own[number] = sample
    for own in runs.values():
        if 0 in own and own[0].wall <= SLOW_SECONDS:
            del own[0]
    return runs


def _check(row: Row, contestant: str, sample: Sample) -> None:
    """A wrong answer is not worth timing; those of other tools are their own affair."""
    right = {OURS: row.exit_code, WARM: row.signatures, DER: row.signatures}.get(contestant)
    if right is not None and sample.answer != right:
        said = "was ended" if sample.answer is None else f"answered {sample.answer}"
        sys.exit(f"{row.title}: {contestant} {said}, not {right}")
