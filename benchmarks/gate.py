"""Does a run keep its limits? Arithmetic on figures, without a clock.

limits.toml: what must be, and why. recorded.json: what was, when somebody last recorded it; more
than the tolerance of its measure above that is a regression. Seconds are no measure here: times are
compared with another contestant's of the same round.
"""

from __future__ import annotations

import json
import statistics
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sample import Series

LIMITS = Path(__file__).with_name("limits.toml")
RECORDED = Path(__file__).with_name("recorded.json")


@dataclass(frozen=True)
class Limit:
    """(`of` − `minus`) / `over`, contestants of one row; at most `limit`, and no regression.

    Without `over`: the measure itself, which must then be memory.
    """

    row: str
    measure: str
    """cpu, instructions or peak (MB)"""
    why: str
    of: str = "esign-verify"
    minus: str = ""
    over: str = ""
    limit: float | None = None
    """None: only regressions fail"""
    target: str = ""
    """as people say it, for the table"""

    @property
    def expression(self) -> str:
        above = f"({self.of} - {self.minus})" if self.minus else self.of
        return f"{self.measure} of {above}" + (f" / {self.over}" if self.over else "")


@dataclass(frozen=True)
class Answer:
    """One limit and what was measured; `problems` is empty where all is well."""

    limit: Limit
    value: float | None
    recorded: float | None
    problems: tuple[str, ...]


def load_limits(path: Path = LIMITS) -> tuple[tuple[Limit, ...], Mapping[str, float]]:
    """The limits, and the tolerance of each measure as a part of one."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    limits = tuple(Limit(**entry) for entry in data["limit"])
    for limit in limits:
        if not limit.over and limit.measure != "peak":
            raise ValueError(f"{limit.row}: {limit.measure} needs something to compare with")
    return limits, data["tolerance"]


def value_of(limit: Limit, series: Series) -> float | None:
    """The median over the rounds; None where a contestant was not measured.

    A slow contestant is measured in another round than the others: then of the medians.
    """
    names = [name for name in (limit.of, limit.minus, limit.over) if name]
    found = {name: series.get((limit.row, limit.measure, name), {}) for name in names}
    if not all(found.values()):
        return None
    rounds = set.intersection(*(set(own) for own in found.values()))
    if rounds:
        return statistics.median(
            _value(limit, {name: own[number] for name, own in found.items()}) for number in rounds
        )
    medians = {name: statistics.median(own.values()) for name, own in found.items()}
    return _value(limit, medians)


def _value(limit: Limit, figures: Mapping[str, float]) -> float:
    above = figures[limit.of] - (figures[limit.minus] if limit.minus else 0)
    return above / figures[limit.over] if limit.over else above


def judge(
    limits: Iterable[Limit],
    tolerance: Mapping[str, float],
    recorded: Mapping[str, Mapping[str, float]],
    series: Series,
) -> list[Answer]:
    """Every limit, also where nothing was measured."""
    answers = []
    for limit in limits:
        value = value_of(limit, series)
        before = recorded.get(limit.row, {}).get(limit.expression)
        problems = _problems(limit, value, before, tolerance[limit.measure])
        answers.append(Answer(limit, value, before, tuple(problems)))
    return answers


def _problems(
    limit: Limit, value: float | None, before: float | None, tolerance: float
) -> Iterator[str]:
    if value is None:
        return
    if limit.limit is not None and value > limit.limit:
        yield "misses its limit"
    if before is not None and value > before * (1 + tolerance):
        yield f"regressed by {value / before - 1:.0%}"


def load_recorded(path: Path = RECORDED) -> dict[str, dict[str, float]]:
    """Row → expression → value."""
    found: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def record(answers: Iterable[Answer], path: Path = RECORDED) -> None:
    """Keep what was measured now; what was not measured stays as it was."""
    recorded = load_recorded(path)
    for answer in answers:
        if answer.value is not None:
            own = recorded.setdefault(answer.limit.row, {})
            own[answer.limit.expression] = float(f"{answer.value:.4g}")
    path.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
