"""The moment of a verdict, from an option."""

from __future__ import annotations

from datetime import UTC, datetime

import click


def parse_moment(value: str) -> datetime:
    """ISO 8601 to an aware datetime; without a zone it is UTC, never the machine's."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("not an ISO 8601 time, e.g. 2024-07-01T12:00:00Z") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
