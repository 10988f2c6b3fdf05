"""The revisions of the document, and what each changed after somebody had signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from esign_verify.evidence import Change, Outcome, Overlay
from esign_verify.messages import safe_text
from esign_verify.render import words
from esign_verify.render.html_limits import (
    MAX_REPORT_CHANGES,
    MAX_REPORT_NAME,
    MAX_REPORT_PLACES,
    MAX_REPORT_REVISIONS,
    MAX_REPORT_SIGNATURES,
)
from esign_verify.render.html_reader import Reader
from esign_verify.result import JudgedChange, VerificationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """One revision. `marks`: short names of what it brought (`1`, `2`: signatures; `T1`)."""

    number: int
    end: str
    objects: str
    holds: tuple[str, ...]
    marks: tuple[str, ...]
    changes: int
    forbidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """Changes that are alike: of one revision and kind, with the same answers."""

    revision: int
    kind: str
    text: str
    count: int
    tone: str
    answer: str
    why: tuple[str, ...]
    places: tuple[str, ...]
    more: int
    overlay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`left_out`: rows that are not shown, of `count` changes."""

    count: int
    rows: tuple[ChangeRow, ...]
    left_out: int


def revisions(
    result: VerificationResult, forbidden_changes: frozenset[int], reader: Reader
) -> tuple[tuple[RevisionView, ...], int]:
    """The last revisions of the document, and how many before them are not shown."""
    holds: dict[int, list[tuple[str, str]]] = {}
    for number, signature in enumerate(result.signatures, start=1):
        said = reader.text(
            "report.revision_signature", number=number, name=words.signer(signature, reader.lang)
        )
        holds.setdefault(signature.evidence.field.revision, []).append((str(number), said))
    for number, stamp in enumerate(result.document_timestamps, start=1):
        said = reader.text("report.revision_timestamp", number=number)
        holds.setdefault(stamp.evidence.field.revision, []).append((f"T{number}", said))
    made: dict[int, int] = {}
    for change in result.document.changes:
        made[change.revision] = made.get(change.revision, 0) + 1
    forbidden: dict[int, int] = {}
    for index in forbidden_changes:
        number = result.document.changes[index].revision
        forbidden[number] = forbidden.get(number, 0) + 1
    every = result.document.revisions
    shown = every[-MAX_REPORT_REVISIONS:]
    views = tuple(
        RevisionView(
            number=revision.number,
            end=reader.number(revision.end),
            objects=reader.number(revision.objects),
            holds=tuple(said for _, said in holds.get(revision.number, ())[:MAX_REPORT_PLACES]),
            marks=tuple(mark for mark, _ in holds.get(revision.number, ())[:MAX_REPORT_PLACES]),
            changes=made.get(revision.number, 0),
            forbidden=forbidden.get(revision.number, 0),
        )
        for revision in shown
    )
    return views, len(every) - len(shown)


def not_allowed(result: VerificationResult) -> frozenset[int]:
    """Indices of the changes that a signature does not allow."""
    count = len(result.document.changes)
    found = {
        judged.index
        for signature in result.signatures
        for judged in signature.conclusion.changes
        if judged.allowed.outcome is not Outcome.PASSED
    }
    return frozenset(index for index in found if index < count)


def changes(result: VerificationResult, forbidden: frozenset[int], reader: Reader) -> Changes:
    """What later revisions did, alike ones together, in the order of the document."""
    answers = _answers(result)
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, change in enumerate(result.document.changes):
        said = tuple((n, j.allowed.outcome, j.clause) for n, j in answers.get(index, ()))
        key = (
            change.revision,
            change.kind,
            change.reason,
            change.overlay,
            said,
            index in forbidden,
        )
        groups.setdefault(key, []).append(index)
    # what is not allowed comes first where not all can be shown
    every = sorted(groups.values(), key=lambda indices: indices[0] not in forbidden)
    shown = sorted(every[:MAX_REPORT_CHANGES])
    rows = [
        _row(indices, result.document.changes, answers.get(indices[0], []), forbidden, reader)
        for indices in shown
    ]
    return Changes(
        count=len(result.document.changes),
        rows=tuple(rows),
        left_out=len(every) - len(shown),
    )


def _answers(result: VerificationResult) -> dict[int, list[tuple[int, JudgedChange]]]:
    """For each change, what the first signatures say of it, by their numbers."""
    found: dict[int, list[tuple[int, JudgedChange]]] = {}
    for number, signature in enumerate(result.signatures[:MAX_REPORT_SIGNATURES], start=1):
        for judged in signature.conclusion.changes:
            found.setdefault(judged.index, []).append((number, judged))
    return found


def _row(
    indices: list[int],
    all_changes: tuple[Change, ...],
    answers: list[tuple[int, JudgedChange]],
    forbidden: frozenset[int],
    reader: Reader,
) -> ChangeRow:
    change = all_changes[indices[0]]
    bad = [(n, j) for n, j in answers if j.allowed.outcome is not Outcome.PASSED]
    good = [(n, j) for n, j in answers if j.allowed.outcome is Outcome.PASSED]
    tone = "bad" if indices[0] in forbidden else "good" if answers else "plain"
    where = dict.fromkeys(
        (all_changes[i].page, all_changes[i].field, all_changes[i].object_number) for i in indices
    )
    places = [_place(*place, reader) for place in list(where)[:MAX_REPORT_PLACES]]
    overlay = change.overlay is not Overlay.NONE
    return ChangeRow(
        revision=change.revision,
        kind=reader.text(f"change_kind.{change.kind.value}"),
        text=reader.text(f"change.{change.reason.value}"),
        count=len(indices),
        tone=tone,
        answer=reader.text(f"report.change_{tone}"),
        why=_why(bad or good, reader),
        places=tuple(places),
        more=len(where) - len(places),
        overlay=reader.text(f"overlay.{change.overlay.value}") if overlay else "",
    )


def _why(answers: Iterable[tuple[int, JudgedChange]], reader: Reader) -> tuple[str, ...]:
    """`Signatures 1, 2: ISO 32000-2 12.8.2.2`, each clause once."""
    clauses: dict[str, list[str]] = {}
    for number, judged in answers:
        clauses.setdefault(judged.clause, []).append(str(number))
    return tuple(
        reader.text("report.change_clause", numbers=reader.join(tuple(numbers)), clause=clause)
        for clause, numbers in clauses.items()
    )


def _place(page: int | None, field: str, number: int, reader: Reader) -> str:
    """Where a reader finds a change: page and field, and the object in the file."""
    parts = []
    if page is not None:
        parts.append(reader.text("report.on_page", page=page))
    if field:
        parts.append(reader.text("report.in_field", field=safe_text(field, MAX_REPORT_NAME)))
    if number:
        parts.append(reader.text("report.object", number=number))
    else:
        parts.append(reader.text("report.trailer"))
    return ", ".join(parts)
