"""For whom a page is written: the language, the clock, and text that is safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from esign_verify.errors import UsageError
from esign_verify.messages import safe_text, text
from esign_verify.render.dates import WIB, ZONES, local_clock, utc_clock, utc_z
from esign_verify.render.explain import clock, explain, explain_finding
from esign_verify.render.html_limits import MAX_REPORT_NAME, MAX_REPORT_PLACES, MAX_REPORT_SENTENCE
from esign_verify.render.wire import require_language

if TYPE_CHECKING:
    from esign_verify.evidence import Check
    from esign_verify.result import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point in time, as a page shows it."""

    machine: str
    """`2024-03-23T06:56:15Z`"""
    local: str
    """`2024-03-23 13:56:15 WIB`"""
    utc: str
    """`2024-03-23 06:56:15 UTC`"""

    @property
    def date(self) -> str:
        """The local day alone."""
        return self.local.split(" ", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`lang`: `id` or `en`. `zone`: `WIB`, `WITA` or `WIT`, beside UTC."""

    lang: str = "id"
    zone: str = WIB

    def __post_init__(self) -> None:
        require_language(self.lang)
        if self.zone not in ZONES:
            raise UsageError("unknown_zone", zone=self.zone)

    def text(self, code: str, **params: object) -> str:
        return text(code, self.lang, **params)

    def moment(self, value: datetime | None) -> Moment | None:
        """None stays None: what is unknown is said by the page, not made up here."""
        if value is None:
            return None
        return Moment(
            machine=utc_z(value.replace(microsecond=0)),
            local=f"{local_clock(value, self.zone)} {self.zone}",
            utc=f"{utc_clock(value)} UTC",
        )

    def sentence(self, value: datetime) -> str:
        """A moment inside a sentence."""
        return clock(value, self.lang, self.zone)

    def day(self, value: datetime) -> str:
        return local_clock(value, self.zone).split(" ", 1)[0]

    def explain(self, reason: str, params: tuple[tuple[str, str], ...]) -> str:
        """Why a check did not pass."""
        return self._cut(explain(reason, params, self.lang, self.zone))

    def reason(self, check: Check) -> str:
        """Why a check did not pass; empty where it did."""
        return self.explain(check.reason, check.params) if check.reason else ""

    def explained(self, finding: Finding) -> str:
        return self._cut(explain_finding(finding, self.lang, self.zone))

    def name(self, value: str) -> str:
        """A name from a document or a certificate; the word for none where it is empty."""
        return safe_text(value, MAX_REPORT_NAME) or self.text("label.unnamed")

    def _cut(self, sentence: str) -> str:
        return safe_text(sentence, MAX_REPORT_SENTENCE)

    def number(self, value: int) -> str:
        """Digits in groups of three, as the language writes them."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.lang == "id" else grouped

    def join(self, names: tuple[str, ...], limit: int = MAX_REPORT_PLACES) -> str:
        """The first few of a list from a document, and how many more there are."""
        shown = ", ".join(safe_text(name, 80) for name in names[:limit])
        more = len(names) - limit
        return f"{shown} {self.text('report.and_more', count=more)}" if more > 0 else shown
