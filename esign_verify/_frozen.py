"""`@frozen`: a dataclass that is frozen and has slots, made in a fourth of the time.

`dataclasses` compiles six functions for each frozen class in Python before 3.13; a hundred
classes of facts cost a third of a whole verification. Here only `__init__` is compiled:
the rest is the same for every class but for the names of its fields. The fields are still
those of `dataclasses`, so `fields`, `replace` and `asdict` work (docs/adr/0016).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    cls: type[T] | None = None, /, *, kw_only: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """As `@dataclass(frozen=True, slots=True)`, for classes that inherit no fields.

    TypeError for one that does, or that has `__post_init__` or a method made here.
    """

    def make(own: type[T]) -> type[T]:
        if any(is_dataclass(base) for base in own.__mro__[1:]) or "__post_init__" in vars(own):
            raise TypeError(f"{own.__name__}: inherits fields, or has __post_init__")
        if not own.__doc__:
            # `dataclass` would make one of the signature, at the cost of all the rest
            own.__doc__ = own.__name__
        made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(own)
        own_fields = fields(made)
        methods = _shared(made.__qualname__, own_fields)
        methods["__init__"] = _init(made, own_fields, kw_only)
        for name, method in methods.items():
            if name in vars(own):
                raise TypeError(f"{own.__name__}.{name} is made by @frozen")
            setattr(made, name, method)
        return cast("type[T]", made)

    return make if cls is None else make(cls)


def _init(cls: Any, own_fields: tuple[Field[Any], ...], kw_only: bool) -> Any:
    """`__init__`, which sets each slot: `__setattr__` refuses."""
    known: dict[str, object] = {"MISSING": MISSING}
    parameters = ["self", "*"] if kw_only and own_fields else ["self"]
    body = []
    for entry in own_fields:
        name = entry.name
        known[f"set_{name}"] = vars(cls)[name].__set__
        value = name
        if entry.default_factory is not MISSING:
            known[f"make_{name}"] = entry.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif entry.default is not MISSING:
            known[f"default_{name}"] = entry.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        body.append(f"    set_{name}(self, {value})\n")
    text = f"def __init__({', '.join(parameters)}):\n{''.join(body) or '    pass'}"
    exec(text, known)  # noqa: S102 - names of fields, which are identifiers of our own code
    init: Any = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    return init


def _shared(title: str, own_fields: tuple[Field[Any], ...]) -> dict[str, Any]:
    """What every frozen class does, with the names of one."""
    names = tuple(entry.name for entry in own_fields)
    to_show = tuple(entry.name for entry in own_fields if entry.repr)
    values = _values(tuple(entry.name for entry in own_fields if entry.compare))

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    def __repr__(self: object) -> str:  # noqa: N807
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in to_show)
        return f"{title}({shown})"

    def __getstate__(self: object) -> list[object]:  # noqa: N807
        return [getattr(self, name) for name in names]

    def __setstate__(self: object, state: list[object]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    made = (__eq__, __hash__, __repr__, __getstate__, __setstate__)
    return {"__setattr__": _no_set, "__delattr__": _no_delete} | {m.__name__: m for m in made}


def _values(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda owner: tuple(getattr(owner, name) for name in names)


def _no_set(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
