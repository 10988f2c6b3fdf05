"""What one contestant needed for one run, and the figures of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Series = Mapping[tuple[str, str, str], Mapping[int, float]]
"""(row, measure, contestant) → round → value. Measures: `wall`, `cpu` (seconds), `peak` (MB),
`instructions`; `ended` (1) where a run was ended at the timeout and had used more than it says."""


@dataclass(frozen=True)
class Sample:
    """One run: seconds on the clock, seconds of CPU, peak memory in MB (10^6; 0: not known).

    `answer`: the exit code of a process, or how many signatures were found good; None for a run
    that was ended, at the timeout or by a signal.
    """

    wall: float
    cpu: float
    peak: float
    answer: int | None


def series_of(row: str, runs: Mapping[str, Mapping[int, Sample]]) -> Series:
    """Contestant → round → sample, as series."""
    found: dict[tuple[str, str, str], dict[int, float]] = {}
    for contestant, samples in runs.items():
        for measure in ("wall", "cpu", "peak"):
            values = {number: getattr(sample, measure) for number, sample in samples.items()}
            if any(values.values()):
                found[row, measure, contestant] = values
        ended = {number: 1.0 for number, sample in samples.items() if sample.answer is None}
        if ended:
            found[row, "ended", contestant] = ended
    return found
