"""What the objects of one revision are used as, for those who look without judging."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify._frozen import frozen
from esign_verify.document.changes.mentions import Mentions, paths_to
from esign_verify.document.changes.roles import Part, Roles
from esign_verify.document.changes.step import Step
from esign_verify.document.changes.values import UNREADABLE, same_value, value_of
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.limits import MAX_HOLDERS

__all__ = ["UNREADABLE", "Part", "Usage", "UsageReader", "same_value", "value_of"]


@frozen
class Usage:
    """One object as of one revision."""

    parts: frozenset[Part]
    """empty where nothing leads to it"""
    uses: tuple[tuple[int, tuple[str | int, ...]], ...]
    """references to it: object (0 is the trailer), and keys on the way; those that only lead
    back, as /Parent does, where there is no other"""
    pages: tuple[int, ...]
    """1 is the first; what it is, or what leads to it on the way up"""
    field: str
    """fully qualified name"""


class UsageReader:
    """Of any revision of a document; looks through its bytes once."""

    def __init__(self, source: Source, revisions: list[RevisionSections], objects: Objects) -> None:
        # the list says whose references are looked at: of every revision but the last
        self._mentions = Mentions(source, [*revisions, RevisionSections([])], objects)
        self._objects = objects

    def usages(self, numbers: Iterable[int], revision: int) -> dict[int, Usage]:
        """Of objects as of a revision, where they need not have been written."""
        step = Step(self._objects, self._mentions, revision + 1, set(), {})
        wanted = list(numbers)
        self._prepare(wanted, step, revision)
        roles = Roles(step)
        return {number: self._usage(number, step, roles, revision) for number in wanted}

    def _prepare(self, numbers: list[int], step: Step, revision: int) -> None:
        """Look up objects and what leads to them, level by level: one pass over all references
        for each level, where one for each object would take too long."""
        seen: set[int] = set()
        level = set(numbers)
        for _ in range(_LEVELS):
            seen |= level
            self._mentions.prepare(level)
            above = (
                self._mentions.holders(number, revision)
                for number in level
                if not step.old.page(number)
            )
            level = set().union(*above) - seen
            if not level:
                return

    def _usage(self, number: int, step: Step, roles: Roles, revision: int) -> Usage:
        found = step.uses_before(number)
        down = [use for use in found if not use.path or use.path[-1] not in _BACK]
        place = step.old.field(number)
        return Usage(
            parts=frozenset(role.part for role in roles.of(number)),
            uses=tuple(sorted(((use.holder, use.path) for use in down or found), key=repr)),
            pages=self._pages(number, step, revision),
            field=place.name if place else "",
        )

    def _pages(self, number: int, step: Step, revision: int) -> tuple[int, ...]:
        """Up from an object to the pages that lead to it; not on from one page to another."""
        pages: set[int] = set()
        stack, seen = [number], {number}
        while stack and len(seen) < MAX_HOLDERS:
            current = stack.pop()
            page = step.old.page(current)
            if page:
                pages.add(page)
                continue
            for holder in self._mentions.holders(current, revision):
                if holder not in seen and self._leads_down(holder, current, step):
                    seen.add(holder)
                    stack.append(holder)
        return tuple(sorted(pages))

    @staticmethod
    def _leads_down(holder: int, number: int, step: Step) -> bool:
        """Whether an object shows another: /Parent and the like only lead back."""
        paths = paths_to(step.old.value(holder), number)
        return any(not path or path[-1] not in _BACK for path in paths)


_LEVELS = 24
"""Objects between one and the catalog; real documents have fewer than 12."""

_BACK = frozenset({"Parent", "P", "Pg", "Obj", "IRT", "Popup", "Annot", "Dest", "D"})
