"""What an object is in one revision: a page of the page tree, a field of the form.

Shown by climbing from the object to the catalog, with every step checked downwards: a
/Type or a /Parent alone is what somebody wrote into it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.document.text import text_string
from esign_verify.errors import DecodeError

_MAX_CLIMB = 64
"""Levels of the page tree and of the field tree; real ones have fewer than 10."""

_NOT_A_PAGE = 0


@frozen
class FieldPlace:
    """A field, or a widget that is a kid of one (12.7.4.2)."""

    name: str
    """fully qualified"""
    type: str
    """/FT, inherited"""
    owner: int
    """object number of the terminal field: its own, or its parent's where it is a widget"""


class Membership:
    """Pages and fields as of one revision."""

    def __init__(self, view: Objects) -> None:
        self._view = view
        self._kids: dict[int, dict[int, int]] = {}
        self._sums: dict[int, dict[int, int]] = {}
        """node of the page tree → position of a kid → pages before it"""
        self.maps: dict[int, dict[int, str]] = {}
        """/ToUnicode maps of fonts that were read so far, by object"""
        self._roots: dict[int, int] | None = None
        self._pages: dict[int, int] = {}
        self._page_objects: dict[int, int] = {}
        self._fields: dict[int, FieldPlace | None] = {}

    def page(self, number: int) -> int:
        """The page (1 is the first) that an object is; 0 where it is none."""
        if number not in self._pages:
            page = self._climb_pages(number)
            self._pages[number] = page
            self._page_objects[page] = number
        return self._pages[number]

    def page_object(self, page: int) -> int:
        """The object of a page that `page` has told of; 0 for another."""
        return self._page_objects.get(page, 0)

    def field(self, number: int) -> FieldPlace | None:
        """The field that an object is, or is a widget of."""
        if number not in self._fields:
            pages = self.catalog.get("Pages")
            shown = self.page(number) or (isinstance(pages, Reference) and pages.number == number)
            self._fields[number] = None if shown else self._climb_fields(number)
        return self._fields[number]

    def value(self, number: int) -> Any:
        """An object's value; None also where it is unreadable."""
        return self.resolve(Reference(number, 0))

    def resolve(self, value: Any) -> Any:
        """A value behind references; None also where it is unreadable."""
        try:
            return self._view.resolve(value)
        except DecodeError:
            return None

    def inherited(self, number: int, key: str) -> Any:
        """A field's attribute, or the nearest ancestor's (12.7.4.1); None without one."""
        return self.resolve(self.written(number, key))

    def written(self, number: int, key: str) -> Any:
        """The same as it is written: behind a reference or not."""
        for _ in range(_MAX_CLIMB):
            value = self.value(number)
            if not isinstance(value, Dictionary):
                return None
            if key in value:
                return value[key]
            parent = value.get("Parent")
            if not isinstance(parent, Reference):
                return None
            number = parent.number
        return None

    def widgets(self, number: int) -> list[int]:
        """Objects that show a field: what ends the tree below it, or has a place of its own.

        Pages show a widget whether or not it has /Kids, and /Kids may be empty.
        """
        found: list[int] = []
        stack, seen = [number], set[int]()
        while stack:
            current = stack.pop()
            if current in seen:
                continue
            seen.add(current)
            value = self.value(current)
            kids = self.resolve(value.get("Kids")) if isinstance(value, Dictionary) else None
            below = (
                [k.number for k in kids if isinstance(k, Reference)]
                if isinstance(kids, list)
                else []
            )
            if not below or "Rect" in value:
                found.append(current)
            stack.extend(reversed(below))
        return found

    def has_field(self, name: str) -> bool:
        """Whether the form has a field of this fully qualified name."""
        form = self.resolve(self.catalog.get("AcroForm"))
        roots = self.resolve(form.get("Fields")) if isinstance(form, Dictionary) else None
        stack = [(raw, "", 0) for raw in roots] if isinstance(roots, list) else []
        self._view.spend(len(stack))
        while stack:
            raw, above, depth = stack.pop()
            field = self.resolve(raw)
            partial = text_string(self.resolve(field.get("T"))) if isinstance(field, dict) else None
            full = ".".join(part for part in (above, partial) if part)
            if partial and full == name:
                return True
            kids = self.resolve(field.get("Kids")) if isinstance(field, dict) else None
            if isinstance(kids, list) and depth < _MAX_CLIMB and f"{name}.".startswith(f"{full}."):
                self._view.spend(len(kids))
                stack.extend((kid, full, depth + 1) for kid in kids)
        return False

    def _positions(self, number: int) -> dict[int, int]:
        """Kid → position of the node `number`."""
        if number not in self._kids:
            value = self.value(number)
            kids = self.resolve(value.get("Kids")) if isinstance(value, Dictionary) else None
            self._kids[number] = _index(kids)
        return self._kids[number]

    def _form_roots(self) -> dict[int, int]:
        if self._roots is None:
            form = self.resolve(self.catalog.get("AcroForm"))
            fields = self.resolve(form.get("Fields")) if isinstance(form, Dictionary) else None
            self._roots = _index(fields)
        return self._roots

    @property
    def catalog(self) -> Dictionary:
        try:
            return self._view.catalog
        except DecodeError:
            return Dictionary()

    def _climb_pages(self, number: int) -> int:
        top = self.catalog.get("Pages")
        page = 1
        node = number
        leaf = self.value(number)
        if not isinstance(leaf, Dictionary) or "Kids" in leaf:
            return _NOT_A_PAGE
        for _ in range(_MAX_CLIMB):
            value = self.value(node)
            parent = value.get("Parent") if isinstance(value, Dictionary) else None
            if not isinstance(parent, Reference):
                return _NOT_A_PAGE
            position = self._positions(parent.number).get(node)
            if position is None:
                return _NOT_A_PAGE
            page += self._pages_before(parent.number, position)
            if parent == top:
                return page
            node = parent.number
        return _NOT_A_PAGE

    def _pages_before(self, parent: int, position: int) -> int:
        kids = self._positions(parent)
        value = self.value(parent)
        if isinstance(value, Dictionary) and self.resolve(value.get("Count")) == len(kids):
            return position
        if parent not in self._sums:
            sums = accumulate(map(self._count, kids), initial=0)
            self._sums[parent] = dict(zip(kids.values(), sums, strict=False))
        return self._sums[parent][position]

    def _count(self, number: int) -> int:
        value = self.value(number)
        count = self.resolve(value.get("Count", 1)) if isinstance(value, Dictionary) else 0
        return count if isinstance(count, int) and count >= 0 else 0

    def _climb_fields(self, number: int) -> FieldPlace | None:
        names: list[str] = []
        kind = ""
        owner = 0
        node = number
        for _ in range(_MAX_CLIMB):
            value = self.value(node)
            if not isinstance(value, Dictionary):
                return None
            partial = text_string(self.resolve(value.get("T")))
            if partial is not None:
                names.append(partial)
                owner = owner or node
            kind = kind or str(self.resolve(value.get("FT")) or "")
            if node in self._form_roots():
                return FieldPlace(".".join(reversed(names)), kind, owner or node)
            parent = value.get("Parent")
            if not isinstance(parent, Reference) or node not in self._positions(parent.number):
                return None
            node = parent.number
        return None


def _index(kids: Any) -> dict[int, int]:
    """Object → its first position in an array of references."""
    found: dict[int, int] = {}
    for position, kid in enumerate(kids if isinstance(kids, list) else ()):
        if isinstance(kid, Reference):
            found.setdefault(kid.number, position)
    return found
