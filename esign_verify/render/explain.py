"""Why a check did not pass, as a sentence."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from esign_verify.evidence import ChangeReason
from esign_verify.messages import text
from esign_verify.render.dates import WIB, local_clock, utc_clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign_verify.result import Finding

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00")


_CHANGES = frozenset(reason.value for reason in ChangeReason)


def clock(moment: datetime, lang: str, zone: str = WIB) -> str:
    """`2024-03-23 13:56:15 WIB / 2024-03-23 06:56:15 UTC`."""
    local = local_clock(moment, zone)
    return text("label.clock", lang, local=local, zone=zone, utc=utc_clock(moment))


def explain(reason: str, params: Iterable[tuple[str, str]], lang: str, zone: str = WIB) -> str:
    """The text of a reason; moments as a reader's clock, codes of changes as their texts."""
    shown = {name: _readable(name, value, lang, zone) for name, value in params}
    return text(f"reason.{reason}", lang, **shown)


def explain_finding(finding: Finding, lang: str, zone: str = WIB) -> str:
    """The rule's title, and why it did not pass."""
    title = text(f"rule.{finding.rule}", lang)
    if not finding.reason:
        return title
    return f"{title}: {explain(finding.reason, finding.params, lang, zone)}"


def _readable(name: str, value: str, lang: str, zone: str) -> str:
    if name == "change" and value in _CHANGES:
        return text(f"change.{value}", lang)
    if _MOMENT.fullmatch(value) is None:
        return value
    try:
        return clock(datetime.fromisoformat(value), lang, zone)
    except ValueError:
        return value
