"""One revision against the one before it: what was rewritten, and what each object is.

The cost follows what the revision writes. An object that it rewrites matters by how
the revision before uses it: every use must be one whose change a rule knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.changes.marks import Mark
from esign_verify.document.changes.mentions import Mentions, Path, paths_to
from esign_verify.document.changes.values import UNREADABLE, same_value, value_of
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.evidence import Change, ChangeKind, ChangeReason
from esign_verify.limits import MAX_CHANGES

_MAX_LISTS = 64
"""Arrays between a page and its annotations that are followed; real files have one."""

TRAILER = 0
"""Stands for the trailer where an object number is meant."""


@frozen
class Rewrite:
    """An object of the revision before, and what it has become; None: freed, or not there yet."""

    old: Any
    new: Any


@frozen
class Use:
    """A reference to a rewritten object in the revision before."""

    holder: int
    path: Path


class Step:
    """Revision `number` (2 is the first that changes anything) and the one before it."""

    def __init__(
        self,
        objects: Objects,
        mentions: Mentions,
        number: int,
        written: set[int],
        drawn: dict[int, list[Mark]],
    ) -> None:
        self.number = number
        self.drawn = drawn
        """page object → its content: shared by the steps of one document"""
        self.before = objects.as_of(number - 1)
        self.after = objects.as_of(number)
        self.old = Membership(self.before)
        self.new = Membership(self.after)
        self.written = frozenset(written - {0})
        self.mentions = mentions
        self.changes: list[Change] = []
        self.claimed: set[int] = set()
        """objects that new signature fields are made of"""
        self.unclaimed: list[tuple[int, dict[str, Any]]] = []
        """new widgets of which no field has told yet"""
        self._listed: dict[int, list[int]] | None = None
        self.rewritten = {n: r for n in sorted(self.written) if (r := self._rewrite(n)) is not None}

    def note(self, kind: ChangeKind, reason: ChangeReason, number: int, **facts: Any) -> None:
        """Record a change; over the limit one that is never allowed stands for the rest."""
        if len(self.changes) > MAX_CHANGES:
            return
        if len(self.changes) == MAX_CHANGES:
            kind, reason, facts = ChangeKind.UNEXPLAINED, ChangeReason.TOO_MANY, {}
        change = Change(
            revision=self.number,
            object_number=number,
            kind=kind,
            reason=reason,
            introduced=self.introduced(number),
            **facts,
        )
        if change not in self.changes[-8:]:
            self.changes.append(change)

    def introduced(self, number: int) -> int:
        """The revision that first wrote an object."""
        return self.after.first_revision_of(number) or self.number

    def existed(self, value: Any) -> bool:
        """Whether a reference leads to something in the revision before."""
        return isinstance(value, Reference) and value_of(self.before, value.number) is not None

    def uses(self, number: int) -> list[Use]:
        """Where the revision before refers to an object, and this one still does."""
        return [
            use
            for use in self.uses_before(number)
            if use.holder not in self.rewritten or paths_to(self.rewritten[use.holder].new, number)
        ]

    def uses_before(self, number: int) -> list[Use]:
        """Where the revision before refers to an object."""
        found = []
        for holder in self.mentions.holders(number, self.number - 1):
            value = value_of(self.before, holder)
            if value is UNREADABLE:
                found.append(Use(holder, ("",)))
            found.extend(Use(holder, path) for path in paths_to(value, number))
        found.extend(Use(TRAILER, path) for path in paths_to(self.before.trailer, number))
        return found

    def page_of(self, number: int) -> int | None:
        """The first page that an annotation stands on."""
        return next(iter(self.pages_of(number)), None)

    def pages_of(self, number: int) -> list[int]:
        """The pages that list an annotation, or else the one that it names.

        A page may have listed it before it was there.
        """
        if self._listed is None:
            self._listed = {}
            for page, annotations in self._rewritten_lists():
                for item in annotations:
                    if isinstance(item, Reference):
                        self._listed.setdefault(item.number, []).append(page)
        pages = {*self._listed.get(number, ()), *self._pages_above(number)}
        if pages:
            return sorted(pages)
        value = self.new.value(number)
        target = value.get("P") if isinstance(value, Dictionary) else None
        named = self.new.page(target.number) if isinstance(target, Reference) else 0
        return [named] if named else []

    def _rewritten_lists(self) -> Iterator[tuple[int, list[Any]]]:
        """(page, its annotations) of every list of annotations that the revision writes."""
        for number in self.written:
            value = self.new.value(number)
            if isinstance(value, Dictionary) and "Annots" in value and self.new.page(number):
                annotations = self.new.resolve(value["Annots"])
                yield self.new.page(number), annotations if isinstance(annotations, list) else []
            elif isinstance(value, list):
                for page in self._pages_above(number):
                    yield page, value

    def _pages_above(self, number: int) -> set[int]:
        """Pages whose /Annots lead to an object in the revision before, however many arrays
        and references lie between."""
        pages: set[int] = set()
        stack, seen = [number], {number}
        while stack and len(seen) < _MAX_LISTS:
            current = stack.pop()
            for holder in self.mentions.holders(current, self.number - 1):
                value = self.old.value(holder)
                page = self.old.page(holder)
                if page and any(path[0] == "Annots" for path in paths_to(value, current)):
                    pages.add(page)
                raw = value_of(self.before, holder)
                if isinstance(raw, list | Reference) and holder not in seen:
                    seen.add(holder)
                    stack.append(holder)
        return pages

    def is_reachable(self, number: int) -> bool:
        return number == TRAILER or self.mentions.is_reachable(number, self.number - 1)

    def _rewrite(self, number: int) -> Rewrite | None:
        """None where nothing that could be referred to has changed."""
        old, new = value_of(self.before, number), value_of(self.after, number)
        if old is None and new is None:
            return None
        if old is None and not self.mentions.holders(number, self.number - 1):
            return None
        if same_value(old, new, self.before, self.after):
            return None
        return Rewrite(old, new)
