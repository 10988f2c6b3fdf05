"""Counts and times for Prometheus, in its text format 0.0.4. For one event loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from esign_verify._version import __version__

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""seconds"""

_PREFIX = "esign_verify"


class Metrics:
    """What has happened since the start. Labels are ours: no text of a request is one."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._conclusions: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._bytes = 0

    def request(self, route: str, status: int, seconds: float, received: int) -> None:
        self._requests[route, status] += 1
        self._bytes += received
        self._seconds += seconds
        self._buckets[next((most for most in BUCKETS if seconds <= most), float("inf"))] += 1

    def conclusion(self, conclusion: str) -> None:
        self._conclusions[conclusion] += 1

    def refusal(self, code: str) -> None:
        self._refusals[code] += 1

    def text(self, gauges: Mapping[str, tuple[str, int]]) -> str:
        """`gauges`: name → what it is, and its value now."""
        lines = _family("build_info", "gauge", "The running version.")
        lines.append(_sample("build_info", {"version": __version__}, 1))
        lines += _family("requests_total", "counter", "Requests answered.")
        for (route, status), count in sorted(self._requests.items()):
            labels = {"route": route, "status": str(status)}
            lines.append(_sample("requests_total", labels, count))
        lines += _family("documents_total", "counter", "Documents verified, by conclusion.")
        for conclusion, count in sorted(self._conclusions.items()):
            lines.append(_sample("documents_total", {"conclusion": conclusion}, count))
        lines += _family("refusals_total", "counter", "Requests without a verdict, by code.")
        for code, count in sorted(self._refusals.items()):
            lines.append(_sample("refusals_total", {"code": code}, count))
        lines += _family("received_bytes_total", "counter", "Bytes of bodies received.")
        lines.append(_sample("received_bytes_total", {}, self._bytes))
        lines += _family("request_seconds", "histogram", "Time from request to answer.")
        lines += self._histogram()
        for name, (words, value) in gauges.items():
            lines += _family(name, "gauge", words)
            lines.append(_sample(name, {}, value))
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        lines = []
        so_far = 0
        for most in (*BUCKETS, float("inf")):
            so_far += self._buckets[most]
            shown = "+Inf" if most == float("inf") else f"{most:g}"
            lines.append(_sample("request_seconds_bucket", {"le": shown}, so_far))
        lines.append(_sample("request_seconds_sum", {}, round(self._seconds, 6)))
        lines.append(_sample("request_seconds_count", {}, so_far))
        return lines


def _family(name: str, kind: str, words: str) -> list[str]:
    return [f"# HELP {_PREFIX}_{name} {words}", f"# TYPE {_PREFIX}_{name} {kind}"]


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    shown = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"{_PREFIX}_{name}{{{shown}}} {value}" if shown else f"{_PREFIX}_{name} {value}"
