"""Evidence and results as JSON values and back, without loss.

In and out: any dataclass of `evidence` and `result`. Generic by the fields and
their type hints: bytes as base64, times ISO 8601 in UTC, tuples as lists, enums
by value, integers beyond 2^53 as `0x…` (readers in other languages would round
them), infinite numbers as words (JSON has none). `from_json` believes nothing:
`UsageError` on anything that does not fit.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from esign_verify.errors import UsageError

T = TypeVar("T")

_EXACT_INTEGER = 2**53


def to_json(value: object) -> Any:
    """Return `value` as dictionaries, lists, strings, numbers, booleans and None."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, int):
        return value if abs(value) < _EXACT_INTEGER else hex(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"not a value of evidence: {type(value).__name__}")


def to_line(message: object) -> bytes:
    """One message to another process: ASCII, so that lone surrogates survive, and a line feed."""
    return json.dumps(to_json(message)).encode("ascii") + b"\n"


def from_json(cls: type[T], data: object) -> T:
    """Return the `cls` that `to_json` made `data` of; `UsageError` otherwise."""
    return cast(T, _read(cls, data, cls.__name__))


def _read(hint: Any, data: object, where: str) -> object:
    """One value of the type `hint`; the types do not recur, so depth is bounded."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_union(hint, data, where)
    if origin is tuple:
        return _read_tuple(get_args(hint), data, where)
    if origin is frozenset:
        (item,) = get_args(hint)
        return frozenset(cast(Any, _read_tuple((item, ...), data, where)))
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_dataclass(hint, data, where)
    return _read_plain(hint, data, where)


def _read_union(hint: Any, data: object, where: str) -> object:
    """`X | None`, the only union of evidence and result."""
    if data is None:
        return None
    (inner,) = (part for part in get_args(hint) if part is not types.NoneType)
    return _read(inner, data, where)


def _read_tuple(items: tuple[Any, ...], data: object, where: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise _malformed(where)
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_read(items[0], value, where) for value in data)
    if len(items) != len(data):
        raise _malformed(where)
    return tuple(_read(item, value, where) for item, value in zip(items, data, strict=True))


def _read_dataclass(cls: type, data: object, where: str) -> object:
    if not isinstance(data, dict):
        raise _malformed(where)
    hints, required = _shape(cls)
    if not required <= data.keys() <= hints.keys():
        raise _malformed(where)
    return cls(**{name: _read(hints[name], data[name], f"{where}.{name}") for name in data})


def _read_plain(hint: Any, data: object, where: str) -> object:
    try:
        if hint is bytes and isinstance(data, str):
            return base64.b64decode(data, validate=True)
        if hint is datetime and isinstance(data, str) and data.endswith("Z"):
            return datetime.fromisoformat(data)
        if hint is int and isinstance(data, str) and data.lstrip("-").startswith("0x"):
            return int(data, 16)
        if hint is float and data in ("inf", "-inf", "nan"):
            return float(data)
        if hint is float and isinstance(data, int) and not isinstance(data, bool):
            return float(data)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(data)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise _malformed(where) from error
    # `type`, not `isinstance`: True is not an acceptable number.
    if hint in (str, int, float, bool) and type(data) is hint:
        return data
    raise _malformed(where)


@cache
def _shape(cls: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """Type hints by field name, and the names of the fields without a default."""
    hints = get_type_hints(cls)
    shape = {field.name: hints[field.name] for field in fields(cls)}
    required = frozenset(
        field.name
        for field in fields(cls)
        if field.default is MISSING and field.default_factory is MISSING
    )
    return shape, required


def _malformed(where: str) -> UsageError:
    return UsageError("evidence_malformed", field=where)
