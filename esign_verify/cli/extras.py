"""Whether what an extra of the package brings is installed."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from esign_verify.errors import UsageError


def require_extra(extra: str, modules: Iterable[str]) -> None:
    """UsageError that names the extra and the modules that are not there."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise UsageError("extra_missing", extra=extra, missing=", ".join(missing))
