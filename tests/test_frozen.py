"""`@frozen` gives what `@dataclass(frozen=True, slots=True)` gives, field by field."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from esign_verify._frozen import frozen


@frozen(kw_only=True)
class Fact:
    """Keyword only."""

    name: str
    numbers: tuple[int, ...] = ()
    table: dict[str, int] = field(default_factory=dict)


@frozen
class Pair:
    """Positional."""

    first: int
    second: int = 2


@frozen
class Secret:
    """A field that is not shown, and one that is not compared."""

    key: bytes = field(repr=False)
    seen: int = field(default=0, compare=False)


@frozen
class Nothing:
    """No field at all."""


@frozen
class One:
    only: object


def _pair(deco: object) -> type:
    class Made:
        first: int
        second: str = "b"

    Made.__qualname__ = "Made"
    return deco(Made)  # type: ignore[operator, no-any-return]


def test_constructed_by_keyword_with_defaults() -> None:
    fact = Fact(name="a")
    assert (fact.name, fact.numbers, fact.table) == ("a", (), {})
    assert Fact(name="a").table is not fact.table
    with pytest.raises(TypeError):
        Fact("a")  # type: ignore[misc]
    with pytest.raises(TypeError):
        Fact(numbers=(1,))  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Fact(name="a", other=1)  # type: ignore[call-arg]


def test_constructed_by_position() -> None:
    assert (Pair(1).first, Pair(1).second, Pair(1, 3).second) == (1, 2, 3)


def test_frozen_and_without_a_dictionary() -> None:
    fact = Fact(name="a")
    with pytest.raises(FrozenInstanceError):
        fact.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del fact.name
    with pytest.raises(FrozenInstanceError):
        fact.other = 1  # type: ignore[attr-defined]
    assert not hasattr(fact, "__dict__")
    assert fact.name == "a"


def test_equal_by_class_and_fields() -> None:
    assert Pair(1, 2) == Pair(1)
    assert Pair(1, 2) != Pair(2, 1)
    assert Pair(1, 2) != (1, 2)
    assert One(Nothing()) == One(Nothing())
    assert One(1) != One(2)
    assert Nothing() == Nothing()
    assert {Pair(1), Pair(1, 2), Pair(3)} == {Pair(1), Pair(3)}
    assert hash(One(1)) == hash(One(1))
    with pytest.raises(TypeError):
        hash(Fact(name="a"))  # a dictionary in it


def test_shown_and_made_as_a_dataclass_is() -> None:
    ours, theirs = _pair(frozen), _pair(dataclass(frozen=True, slots=True))
    assert repr(ours(1)) == repr(theirs(1)) == "Made(first=1, second='b')"
    assert [f.name for f in fields(ours)] == [f.name for f in fields(theirs)]
    assert ours.__slots__ == theirs.__slots__ == ("first", "second")
    assert ours.__match_args__ == theirs.__match_args__


def test_a_secret_is_not_shown_and_a_note_not_compared() -> None:
    assert repr(Secret(b"k", 1)) == f"{Secret.__qualname__}(seen=1)"
    assert Secret(b"k", 1) == Secret(b"k", 2)
    assert Secret(b"k") != Secret(b"l")
    assert pickle.loads(pickle.dumps(Secret(b"k", 3))).seen == 3


def test_replaced_copied_and_pickled() -> None:
    fact = Fact(name="a", numbers=(1,), table={"x": 1})
    assert replace(fact, name="b") == Fact(name="b", numbers=(1,), table={"x": 1})
    assert copy.copy(fact) == copy.deepcopy(fact) == pickle.loads(pickle.dumps(fact)) == fact
    assert pickle.loads(pickle.dumps(Nothing())) == Nothing()


def test_what_it_does_not_do_is_refused() -> None:
    class Inherits(Pair):
        third: int

    class Prepared:
        value: int

        def __post_init__(self) -> None: ...

    class Shown:
        value: int

        def __repr__(self) -> str:
            return ""

    for cls in (Inherits, Prepared, Shown):
        with pytest.raises(TypeError):
            frozen(cls)
