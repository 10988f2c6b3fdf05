"""The objects that differ between two revisions, and what each is used as."""

from __future__ import annotations

from itertools import islice
from typing import Any

from esign_verify.document.changes.usage import UNREADABLE, Usage, UsageReader, same_value, value_of
from esign_verify.document.raw import Dictionary, Objects, Stream, Structure
from esign_verify.errors import DecodeError
from esign_verify.evidence.difference import Action, ObjectDifference
from esign_verify.inspect.diff_entries import differing_entries
from esign_verify.inspect.diff_streams import differing_lines, stream_data
from esign_verify.inspect.structure_text import kind_text
from esign_verify.limits import MAX_DIFFERENCES, MAX_DIFFERENT_ENTRIES

_TRAILER = 0
_SHOWN_USES = 3
_TRANSPORT = ("ObjStm", "XRef")
"""/Type of streams that only carry other objects, which are compared themselves (7.5.7, 7.5.8)"""
_HOW_WRITTEN = frozenset(
    {"Prev", "Size", "XRefStm", "Type", "W", "Index", "Filter", "DecodeParms", "Length"}
)
"""Keys of a trailer that say how cross-reference data is written (7.5.5, 7.5.8.2)."""


class ObjectComparison:
    """`older` and `newer` revision of one structure; `total` and `alike` once it is done."""

    def __init__(self, structure: Structure, objects: Objects, older: int, newer: int) -> None:
        self._structure = structure
        self._older, self._newer = older, newer
        self._before, self._after = objects.as_of(older), objects.as_of(newer)
        self._usage = UsageReader(structure.source, structure.revisions, objects)
        self.total = 0
        self.alike = 0

    def differences(self) -> tuple[ObjectDifference, ...]:
        """By number, the trailer first; at most `MAX_DIFFERENCES`."""
        written: dict[int, list[int]] = {}
        for revision in range(self._older + 1, self._newer + 1):
            for number in self._structure.revisions[revision - 1].numbers():
                written.setdefault(number, []).append(revision)
        written.pop(_TRAILER, None)
        pairs = {number: self._pair(number) for number in sorted(written)}
        differing = [number for number, (old, new) in pairs.items() if self._differs(old, new)]
        self.total = len(differing)
        shown = differing[:MAX_DIFFERENCES]
        then, now = (
            self._usage.usages((n for n in shown if pairs[n][index] is not None), revision)
            for index, revision in enumerate((self._older, self._newer))
        )
        found = [
            self._difference(n, *pairs[n], tuple(written[n]), then.get(n), now.get(n))
            for n in shown
        ]
        trailer = self._trailer()
        if trailer is not None:
            self.total += 1
            found.insert(0, trailer)
        return tuple(found)

    def _pair(self, number: int) -> tuple[Any, Any]:
        return value_of(self._before, number), value_of(self._after, number)

    def _differs(self, old: Any, new: Any) -> bool:
        if (old is None and new is None) or all(map(_is_transport, (old, new))):
            return False
        if same_value(old, new, self._before, self._after):
            self.alike += 1
            return False
        return True

    def _difference(
        self,
        number: int,
        old: Any,
        new: Any,
        written: tuple[int, ...],
        then: Usage | None,
        now: Usage | None,
    ) -> ObjectDifference:
        removed = new is None
        usage = now or then
        assert usage is not None
        parts = (then.parts if then else frozenset()) | (now.parts if now else frozenset())
        then_data = stream_data(old, number, self._before)
        now_data = stream_data(new, number, self._after)
        unreadable = UNREADABLE in (old, new)
        entries = [] if unreadable else list(differing_entries(old, new))
        return ObjectDifference(
            number=number,
            generation=self._generation(number, removed=removed),
            action=Action.REMOVED if removed else Action.ADDED if old is None else Action.CHANGED,
            written=written,
            type="" if unreadable else kind_text(old if removed else new),
            parts=tuple(sorted(part.value for part in parts)),
            uses=tuple(_use(*use) for use in usage.uses[:_SHOWN_USES]),
            pages=usage.pages,
            field=usage.field,
            entries=tuple(islice(entries, MAX_DIFFERENT_ENTRIES)),
            entries_left_out=max(0, len(entries) - MAX_DIFFERENT_ENTRIES),
            old_stream=then_data.facts() if then_data else None,
            new_stream=now_data.facts() if now_data else None,
            lines=differing_lines(then_data, now_data),
            unreadable=unreadable,
        )

    def _generation(self, number: int, *, removed: bool) -> int:
        try:
            found = (self._before if removed else self._after).get(number)
        except DecodeError:
            return 0
        return found.reference.generation if found else 0

    def _trailer(self) -> ObjectDifference | None:
        old, new = (_meant(view.trailer) for view in (self._before, self._after))
        entries = tuple(differing_entries(old, new))
        if not entries:
            return None
        return ObjectDifference(
            number=_TRAILER,
            generation=0,
            action=Action.CHANGED,
            written=tuple(range(self._older + 1, self._newer + 1)),
            type="",
            parts=("trailer",),
            entries=entries[:MAX_DIFFERENT_ENTRIES],
            entries_left_out=max(0, len(entries) - MAX_DIFFERENT_ENTRIES),
        )


def _is_transport(value: Any) -> bool:
    return value is None or (
        isinstance(value, Stream) and value.dictionary.get("Type") in _TRANSPORT
    )


def _meant(trailer: Dictionary) -> Dictionary:
    return Dictionary({key: value for key, value in trailer.items() if key not in _HOW_WRITTEN})


def _use(holder: int, path: tuple[str | int, ...]) -> str:
    keys = " ".join(f"/{key}" if isinstance(key, str) else f"[{key}]" for key in path)
    return f"{holder} {keys}".strip()
