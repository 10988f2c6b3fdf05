"""A check: one fact, three answers (law 2)."""

from __future__ import annotations

from enum import StrEnum

from esign_verify._frozen import frozen


class Outcome(StrEnum):
    """The three answers of a check."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT_CHECKED"


@frozen(kw_only=True)
class Check:
    """One fact, three answers. `reason` is a message code, empty iff PASSED."""

    outcome: Outcome
    reason: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("a Check has three answers, not two: compare its outcome")

    @classmethod
    def passed(cls, **params: object) -> Check:
        return cls(outcome=Outcome.PASSED, params=_params(params)) if params else _PASSED

    @classmethod
    def failed(cls, reason: str, **params: object) -> Check:
        return cls(outcome=Outcome.FAILED, reason=reason, params=_params(params))

    @classmethod
    def not_checked(cls, reason: str, **params: object) -> Check:
        return cls(outcome=Outcome.NOT_CHECKED, reason=reason, params=_params(params))


_PASSED = Check(outcome=Outcome.PASSED)
"""Most checks are this one."""


def _params(params: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in params.items())
