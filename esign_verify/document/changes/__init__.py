"""What later revisions did to a signed one (ISO 32000-2, 7.5.6, 12.8.2).

`review_changes(…)` compares every revision from a given one on with the one before it
and gives a `Change` for each thing that became different: what it is, where it is, and
what it lies on. The cost follows what the revisions write.

Not decided here: whether a change is allowed. That depends on the locks in force and
on other signatures, and is `policy`'s.
"""

from __future__ import annotations

from esign_verify.document.changes import ambiguity
from esign_verify.document.changes.marks import Mark
from esign_verify.document.changes.mentions import Mentions
from esign_verify.document.changes.rebuilding import review_rebuilding
from esign_verify.document.changes.review import review_step
from esign_verify.document.changes.step import Step
from esign_verify.document.changes.tidiness import review_tidiness
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.evidence import Change, ChangeKind, ModificationLevel
from esign_verify.limits import MAX_CHANGES

__all__ = ["level_of", "review_changes"]


def review_changes(
    source: Source, revisions: list[RevisionSections], objects: Objects, first: int
) -> tuple[Change, ...]:
    """Every change that revisions after number `first` made, in their order.

    At most about `MAX_CHANGES`, then one that says so and is never allowed.
    """
    mentions = Mentions(source, revisions, objects)
    written = {
        number: revision.numbers()
        for number, revision in enumerate(revisions, start=1)
        if number > first
    }
    mentions.prepare(set().union(*written.values()) if written else ())
    reach = 0
    in_use: set[int] = set()
    drawn: dict[int, list[Mark]] = {}
    changes: list[Change] = []
    for number, revision in enumerate(revisions, start=1):
        if number > first and len(changes) <= MAX_CHANGES:
            step = Step(objects, mentions, number, written[number], drawn)
            review_step(step)
            ambiguity.review_revisions(step, revisions, reach)
            ambiguity.review_object_streams(step, in_use)
            review_rebuilding(step, source, revisions)
            review_tidiness(step, source, revisions)
            changes.extend(step.changes)
        if number < len(revisions):
            reach = max(reach, *(section.reach() for section in revision.sections))
            in_use |= revision.object_streams()
    return tuple(changes)


_LEVELS = {
    ChangeKind.EXTENSION: ModificationLevel.LTA_UPDATES,
    ChangeKind.STRUCTURE: ModificationLevel.LTA_UPDATES,
    ChangeKind.SIGNATURE: ModificationLevel.FORM_FILLING,
    ChangeKind.FORM_FILL: ModificationLevel.FORM_FILLING,
    ChangeKind.ANNOTATION: ModificationLevel.ANNOTATIONS,
    ChangeKind.CONTENT: ModificationLevel.OTHER,
    ChangeKind.UNEXPLAINED: ModificationLevel.OTHER,
}
_ORDER = list(ModificationLevel)


def level_of(changes: tuple[Change, ...], signed: int) -> ModificationLevel:
    """The highest level among the changes after revision `signed`."""
    levels = [_LEVELS[change.kind] for change in changes if change.revision > signed]
    return max(levels, key=_ORDER.index, default=ModificationLevel.LTA_UPDATES)
