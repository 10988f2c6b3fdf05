"""Times as the answers write them. In: aware datetimes in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

WIB = "WIB"
"""Waktu Indonesia Barat. The real v1 servers use it wherever they stand."""

ZONES = {WIB: timedelta(hours=7), "WITA": timedelta(hours=8), "WIT": timedelta(hours=9)}
"""The time zones of Indonesia, which knows no summer time."""


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


def local_clock(moment: datetime, zone: str) -> str:
    """`2024-03-23 13:56:15` in one of `ZONES`, for a reader, without the zone's name."""
    utc = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    offset = ZONES[zone]
    try:
        return (utc + offset).isoformat(sep=" ")
    except OverflowError:
        # RFC 5280 4.1.2.5: 99991231235959Z means "no end". In Indonesia that is a
        # morning in the year 10000, which Java writes and datetime cannot.
        local = utc - (timedelta(days=1) - offset)
        return f"10000-01-01 {local.time().isoformat()}"


def wib_milliseconds(moment: datetime) -> str:
    """`2024-03-23 13:56:15.00`, the v1 form: milliseconds, at least two digits."""
    milliseconds = moment.microsecond // 1000
    return f"{local_clock(moment, WIB)}.{milliseconds:02d}"
