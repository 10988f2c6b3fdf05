"""Times as the answers write them. In: aware datetimes in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

WIB_OFFSET = timedelta(hours=7)
"""Waktu Indonesia Barat. The real v1 servers use it wherever they stand."""


def utc_milliseconds(moment: datetime) -> str:
    """`2024-03-23T06:56:15.000+00:00`, the v2 form."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def utc_z(moment: datetime) -> str:
    """`2024-03-23T06:56:15Z`, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def utc_clock(moment: datetime) -> str:
    """`2024-03-23 06:56:15`, for a reader, without the zone's name."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(sep=" ", timespec="seconds")


def wib_clock(moment: datetime) -> str:
    """`2024-03-23 13:56:15` in WIB, for a reader, without the zone's name."""
    utc = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    try:
        return (utc + WIB_OFFSET).isoformat(sep=" ")
    except OverflowError:
        # RFC 5280 4.1.2.5: 99991231235959Z means "no end". In WIB that is a
        # morning in the year 10000, which Java writes and datetime cannot.
        local = utc - (timedelta(days=1) - WIB_OFFSET)
        return f"10000-01-01 {local.time().isoformat()}"


def wib_milliseconds(moment: datetime) -> str:
    """`2024-03-23 13:56:15.00`, the v1 form: milliseconds, at least two digits."""
    milliseconds = moment.microsecond // 1000
    return f"{wib_clock(moment)}.{milliseconds:02d}"
