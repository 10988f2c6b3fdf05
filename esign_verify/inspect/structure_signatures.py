"""Signature fields and signature dictionaries (ISO 32000-2, 12.7.5.5, 12.8.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esign_verify.document.raw import (
    IN_FILE,
    Dictionary,
    FieldNode,
    Membership,
    Objects,
    Reference,
    ScanResult,
    Structure,
    rectangle,
    scan_byte_ranges,
    signature_fields,
)
from esign_verify.errors import DecodeError, LimitError
from esign_verify.evidence.inspection import EntryFacts, FieldFacts, Omission
from esign_verify.evidence.inspection_cms import Problem
from esign_verify.inspect.structure_text import value_text
from esign_verify.limits import (
    MAX_INSPECTED_FIELDS,
    MAX_INSPECTED_VALUES,
    MAX_SIGNATURES,
)

_MAX_FORMER_FORMS = 20
"""Earlier revisions whose form is read for the names of fields that are no more."""


@dataclass(slots=True, kw_only=True)
class Found:
    """One signature dictionary before it is described; offsets as `Source` counts them."""

    number: int
    dictionary: Dictionary
    objects: Objects | None
    """the revision in which its references mean something; None for one made of raw bytes"""
    object_number: int = 0
    nodes: list[FieldNode] = field(default_factory=list)
    found_in: str = "form"
    written_in: int = 0
    offset: int | None = None
    problem: Problem | None = None

    def get(self, key: str) -> Any:
        """A value with its reference followed; None where it cannot be read."""
        value = self.dictionary.get(key)
        if self.objects is None:
            return value
        try:
            return self.objects.resolve(value)
        except (DecodeError, LimitError):
            return None

    @property
    def byte_range(self) -> tuple[int, ...]:
        raw = self.get("ByteRange")
        if not isinstance(raw, list):
            return ()
        numbers = []
        for value in raw[:16]:
            try:
                number = self.objects.resolve(value) if self.objects else value
            except (DecodeError, LimitError):
                return ()
            if not isinstance(number, int) or isinstance(number, bool):
                return ()
            numbers.append(number)
        return tuple(numbers)

    def contents_span(self) -> tuple[int, int] | None:
        """Where the string of /Contents stands in the file; None where it does not."""
        raw = self.dictionary.get("Contents")
        if not isinstance(raw, Reference) or self.objects is None:
            return self.dictionary.spans.get("Contents")
        try:
            found = self.objects.get(raw.number)
        except (DecodeError, LimitError):
            return None
        return (found.start, found.end) if found is not None and found.start >= 0 else None


def unread(code: str, **params: str) -> Problem:
    """Why a signature dictionary, or a part of it, could not be read."""
    return Problem(code=code, params=tuple(params.items()), part="signature dictionary")


@dataclass(slots=True)
class SignatureSearch:
    """Every signature dictionary of a structure: of the form, then of the bytes."""

    structure: Structure
    found: list[Found] = field(default_factory=list)
    nodes: list[FieldNode] = field(default_factory=list)
    scan: ScanResult | None = None
    omissions: list[Omission] = field(default_factory=list)

    def search(self) -> None:
        objects = self.structure.objects
        if objects is None:
            return
        self.nodes = signature_fields(objects)
        groups: dict[Any, list[FieldNode]] = {}
        for index, node in enumerate(self.nodes):
            if node.value is not None:
                reference = isinstance(node.value, Reference)
                key = node.value.number if reference else -1 - index
                groups.setdefault(key, []).append(node)
        for nodes in groups.values():
            self._add(nodes[0].value, nodes, objects, "form")
        known = {
            n[0].value.number if isinstance(n[0].value, Reference) else n[0].owner
            for n in groups.values()
        }
        revisions = self.structure.revisions
        self.scan = scan = scan_byte_ranges(self.structure.source, objects, revisions, known)
        then: dict[int, list[FieldNode]] = {}
        for (_, offset), (value, revision) in sorted(scan.found.items()):
            view = objects.as_of(revision)
            if revision not in then and len(then) < _MAX_FORMER_FORMS:
                then[revision] = signature_fields(view)
            # named as it once was
            nodes = [node for node in then.get(revision, ()) if node.value == value]
            self._add(value, nodes, view, "bytes", offset, revision)
        self.found.sort(key=lambda f: (sum(f.byte_range[2:4]), f.object_number))
        if len(self.found) > MAX_SIGNATURES:
            total = len(self.found)
            self.omissions.append(Omission(what="signatures", shown=MAX_SIGNATURES, total=total))
            del self.found[MAX_SIGNATURES:]
        for number, found in enumerate(self.found, start=1):
            found.number = number

    def _add(
        self,
        value: Any,
        nodes: list[FieldNode],
        objects: Objects,
        found_in: str,
        offset: int | None = None,
        revision: int = 0,
    ) -> None:
        number = value.number if isinstance(value, Reference) else 0
        owner = number or (nodes[0].owner if nodes else 0)
        problem = None
        try:
            resolved = objects.resolve(value)
        except DecodeError as error:
            resolved, problem = None, unread(error.code, **error.params)
        if not isinstance(resolved, Dictionary):
            resolved, problem = Dictionary(), problem or unread("signature_not_a_dictionary")
        if offset is None:
            entry = objects.entry(owner) if owner else None
            offset = entry[1] if entry and entry[0] == IN_FILE else None
        self.found.append(
            Found(
                number=0,
                dictionary=resolved,
                objects=objects,
                object_number=number,
                nodes=nodes,
                found_in=found_in,
                written_in=revision or (objects.revision_of(owner) if owner else 0),
                offset=offset,
                problem=problem,
            )
        )

    def field_facts(self) -> tuple[FieldFacts, ...]:
        """Every signature field of the last revision, also an empty one."""
        objects = self.structure.objects
        if objects is None:
            return ()
        members = Membership(objects)
        by_node = {id(node): found.number for found in self.found for node in found.nodes}
        if len(self.nodes) > MAX_INSPECTED_FIELDS:
            self.omissions.append(
                Omission(what="fields", shown=MAX_INSPECTED_FIELDS, total=len(self.nodes))
            )
        base = self.structure.source.header_offset
        facts = []
        for node in self.nodes[:MAX_INSPECTED_FIELDS]:
            entry = objects.entry(node.owner) if node.owner else None
            facts.append(
                FieldFacts(
                    name=node.name,
                    object_number=node.owner,
                    offset=entry[1] + base if entry and entry[0] == IN_FILE else None,
                    page=_page(members, node.dictionary),
                    rectangle=_rectangle(objects, node.dictionary),
                    signature=by_node.get(id(node), 0),
                )
            )
        return tuple(facts)


def _page(members: Membership, dictionary: Dictionary) -> int | None:
    page = dictionary.get("P")
    try:
        return members.page(page.number) or None if isinstance(page, Reference) else None
    except (DecodeError, LimitError):
        return None


def _rectangle(
    objects: Objects, dictionary: Dictionary
) -> tuple[float, float, float, float] | None:
    try:
        return rectangle(objects, dictionary)
    except LimitError:
        return None


def entry_facts(found: Found, base: int) -> tuple[EntryFacts, ...]:
    """The entries of a signature dictionary but those with facts of their own."""
    facts = []
    for key, raw in list(found.dictionary.items())[:MAX_INSPECTED_VALUES]:
        if key == "Cert" or (key == "Contents" and isinstance(found.get(key), bytes)):
            continue
        span = found.dictionary.spans.get(key)
        text = value_text(raw)
        resolved = found.get(key) if isinstance(raw, Reference) else raw
        if resolved is not raw:
            text = f"{text} = {value_text(resolved)}"
        facts.append(
            EntryFacts(
                key=key,
                value=text,
                offset=span[0] + base if span else None,
                length=span[1] - span[0] if span else 0,
            )
        )
    return tuple(facts)
