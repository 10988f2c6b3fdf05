"""Figures as the tables of docs/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from benchmarks.gate import Answer, Limit, value_of
from benchmarks.rows import (
    DER,
    FLOOR,
    FLOOR_WARM,
    MUTOOL,
    OURS,
    PDFSIG,
    PYHANKO,
    PYHANKO_WARM,
    SHA256,
    WARM,
    Row,
)
from benchmarks.sample import Series

_FORMS = {"wall": "{:.3f}", "cpu": "{:.3f}", "peak": "{:.0f}"}
_PROCESS_COLUMNS = (
    ("wall", OURS), ("cpu", OURS), ("cpu", PYHANKO), ("cpu", FLOOR), ("cpu", PDFSIG),
    ("cpu", MUTOOL), ("cpu", SHA256), ("peak", OURS), ("peak", PYHANKO), ("peak", FLOOR),
    ("peak", PDFSIG), ("peak", MUTOOL),
)  # fmt: skip
_WARM_COLUMNS = (WARM, PYHANKO_WARM, FLOOR_WARM, DER, SHA256)


def progress(row: Row, series: Series) -> str:
    """One line while the others wait: CPU seconds of each contestant."""
    medians = [
        f"{name} {statistics.median(values.values()):.4f}"
        for (_, measure, name), values in series.items()
        if measure == "cpu"
    ]
    return f"{row.title}: CPU s: {', '.join(medians)}"


def process_table(rows: Iterable[Row], series: Series) -> str:
    """Whole processes: seconds, ratios of CPU seconds, MB."""
    heading = ["whole process"]
    heading += [
        f"{name}, {'MB' if measure == 'peak' else measure + ' s'}"
        for measure, name in _PROCESS_COLUMNS
    ]
    heading[4:4] = ["/ pyHanko"]
    heading[6:6] = ["/ floor"]
    lines = []
    for row in rows:
        cells = [row.title]
        for measure, name in _PROCESS_COLUMNS:
            values = series.get((row.name, measure, name), {}).values()
            over = ">" if (row.name, "ended", name) in series else ""
            median = _FORMS[measure].format(statistics.median(values)) if values else "-"
            cells.append(over + median)
        cells[4:4] = [_ratio(row, OURS, PYHANKO, series)]
        cells[6:6] = [_ratio(row, OURS, FLOOR, series)]
        lines.append(cells)
    return _markdown(heading, lines)


def warm_table(rows: Iterable[Row], series: Series) -> str:
    """In process: milliseconds of CPU."""
    heading = ["in process, ms of CPU", *_WARM_COLUMNS, "/ pyHanko", "/ floor"]
    lines = []
    for row in rows:
        cells = [row.title]
        for name in _WARM_COLUMNS:
            values = series.get((row.name, "cpu", name), {}).values()
            cells.append(f"{statistics.median(values) * 1000:.2f}" if values else "-")
        cells.append(_ratio(row, WARM, PYHANKO_WARM, series))
        cells.append(_ratio(row, WARM, FLOOR_WARM, series))
        lines.append(cells)
    return _markdown(heading, lines)


def gate_table(answers: Iterable[Answer], rows: Iterable[Row], series: Series) -> str:
    """Limit by limit: what was asked, what was measured, what was recorded."""
    titles = {row.name: row.title for row in rows}
    lines = []
    for answer in answers:
        limit = answer.limit
        verdict = "; ".join(f"**{problem}**" for problem in answer.problems) or "kept"
        lines.append([
            titles[limit.row], limit.target or "-", _figure(limit, series), limit.expression,
            _number(limit.limit), _number(answer.value), _number(answer.recorded),
            "not measured" if answer.value is None else verdict,
        ])  # fmt: skip
    heading = ["row", "target", "figure", "measure", "limit", "measured", "recorded", "gate"]
    return _markdown(heading, lines)


def _figure(limit: Limit, series: Series) -> str:
    """Of the contestant itself, in its unit."""
    values = series.get((limit.row, limit.measure, limit.of), {}).values()
    if not values:
        return "-"
    median = statistics.median(values)
    if limit.measure == "cpu":
        return f"{median:.3f} s" if median >= 0.02 else f"{median * 1000:.2f} ms"
    return f"{median:.0f} MB" if limit.measure == "peak" else f"{median / 1e6:.1f} million"


def _ratio(row: Row, of: str, over: str, series: Series) -> str:
    under = "<" if (row.name, "ended", over) in series else ""
    return under + _number(value_of(Limit(row.name, "cpu", "", of=of, over=over), series))


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _markdown(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heading, ["---"] * len(heading), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
