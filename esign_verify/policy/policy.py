"""A validation policy as data (EN 319 102-1, 5.1.4.1): levels of rules, and parameters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.errors import PolicyError
from esign_verify.result import Level

BUNDLED = ("standard", "strict")
_PARAMETERS = {
    "signing_extended_key_usages": list,
    "signing_key_usages": list,
    "revocation_max_age_hours": int,
    "claimed_time_tolerance_minutes": int,
}
_SECTIONS = {"name", "extends", "levels", "parameters", "digests", "keys"}

Sunset = tuple[tuple[int, datetime | None], ...]
"""(smallest key size, last acceptable moment or None for no end), ascending."""


@frozen(kw_only=True)
class Policy:
    """What to make of each rule that does not pass. A rule not named is `Level.FAIL`."""

    name: str
    levels: tuple[tuple[str, Level], ...]
    signing_extended_key_usages: frozenset[str]
    signing_key_usages: frozenset[str]
    revocation_max_age_hours: int
    claimed_time_tolerance_minutes: int
    digests: tuple[tuple[str, datetime | None], ...]
    keys: tuple[tuple[str, Sunset], ...]

    def level(self, rule: str) -> Level:
        return dict(self.levels).get(rule, Level.FAIL)


def load_policy(source: str | Path, rule_ids: Iterable[str]) -> Policy:
    """A bundled policy by its name, or a TOML file that `extends` one of them.

    PolicyError for unknown names, unknown rules or parameters, and malformed files.
    """
    if source in BUNDLED:
        return _bundled(str(source), tuple(rule_ids))
    path = Path(source)
    if path.suffix != ".toml" and not path.exists():
        raise PolicyError("policy_unknown", name=source)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError("policy_unusable", name=path.name) from error
    return _parse(text, path.name, tuple(rule_ids))


@cache
def _bundled(name: str, rule_ids: tuple[str, ...]) -> Policy:
    text = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    return _parse(text, name, rule_ids)


def _parse(text: str, file: str, rule_ids: tuple[str, ...]) -> Policy:
    try:
        data = tomllib.loads(text)
        unknown = set(data) - _SECTIONS
        if unknown:
            raise PolicyError("policy_unknown_key", name=file, key=sorted(unknown)[0])
        extends = data.get("extends")
        if extends is not None and extends not in BUNDLED:
            raise PolicyError("policy_unknown", name=extends)
        base = _bundled(extends, rule_ids) if extends is not None else None
        if base is None and file not in BUNDLED:
            base = _bundled("standard", rule_ids)
        return _merge(base, data, file, rule_ids)
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise PolicyError("policy_unusable", name=file) from error


def _merge(base: Policy | None, data: dict[str, Any], file: str, rules: tuple[str, ...]) -> Policy:
    levels = dict(base.levels) if base else {}
    for rule, level in data.get("levels", {}).items():
        if rule not in rules:
            raise PolicyError("policy_unknown_rule", name=file, rule=rule)
        levels[rule] = Level(level)
    parameters = data.get("parameters", {})
    for key, value in parameters.items():
        if key not in _PARAMETERS or not isinstance(value, _PARAMETERS[key]):
            raise PolicyError("policy_unknown_key", name=file, key=key)
    digests = dict(base.digests) if base else {}
    digests.update({name: _moment(end) for name, end in data.get("digests", {}).items()})
    keys = dict(base.keys) if base else {}
    keys.update({family: _sunset(sizes) for family, sizes in data.get("keys", {}).items()})
    values = {
        key: frozenset(value) if isinstance(value, list) else value
        for key, value in parameters.items()
    }
    merged: dict[str, Any] = {
        "name": data.get("name", file),
        "levels": tuple(sorted(levels.items())),
        "digests": tuple(sorted(digests.items(), key=lambda item: item[0])),
        "keys": tuple(sorted(keys.items())),
        **values,
    }
    return replace(base, **merged) if base else Policy(**merged)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _sunset(sizes: dict[str, str]) -> Sunset:
    return tuple(sorted((int(size), _moment(end)) for size, end in sizes.items()))
