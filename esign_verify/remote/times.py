"""Times of answers: ISO 8601 (v2), WIB without a zone (v1), or milliseconds since the epoch."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from esign_verify.evidence.remote import RemoteApi, RemoteValue

WIB = timezone(timedelta(hours=7))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"-?[0-9]{9,15}")
_V1 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,3}))?", re.ASCII
)


def read_time(value: RemoteValue, api: RemoteApi) -> datetime | None:
    """The moment that an answer states, in UTC; None where it is none.

    Without a zone a v1 time is WIB and a v2 time UTC. The digits after the point of a v1
    time are milliseconds: `.86` is 86 of them.
    """
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return _EPOCH + timedelta(milliseconds=value)
        if not isinstance(value, str):
            return None
        if _DIGITS.fullmatch(value):
            return _EPOCH + timedelta(milliseconds=int(value))
        if api is RemoteApi.V1 and (found := _V1.fullmatch(value.strip())):
            moment = datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=WIB)
            return (moment + timedelta(milliseconds=int(found[3] or 0))).astimezone(UTC)
        moment = datetime.fromisoformat(value.strip())
        zone = WIB if api is RemoteApi.V1 else UTC
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_period(value: RemoteValue, api: RemoteApi) -> tuple[datetime, datetime] | None:
    """`notBefore to notAfter` as two moments; None where it is no such thing."""
    if not isinstance(value, str):
        return None
    start, separator, end = value.partition(" to ")
    moments = (read_time(start, api), read_time(end, api))
    if not separator or moments[0] is None or moments[1] is None:
        return None
    return moments[0], moments[1]
