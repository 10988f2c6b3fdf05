"""What an object is used as, followed from its uses up to the catalog.

A role is what the path from the trailer makes of an object. Only roles whose change a
rule can judge are known here; everything else has none, and may not change.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.document.changes.step import TRAILER, Step, Use
from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.limits import MAX_USES

_MAX_DEPTH = 12
"""Objects between one and the catalog; the known paths have fewer than 8."""


class Part(StrEnum):
    """Parts of a document whose change a rule judges."""

    TRAILER = "trailer"
    CATALOG = "catalog"
    INFO = "info"
    FORM = "form"
    RESOURCES = "resources"
    CATEGORY = "category"
    FIELDS = "fields"
    FIELD = "field"
    KIDS = "kids"
    VALUE = "value"
    APPEARANCES = "appearances"
    STATES = "states"
    PAGE = "page"
    ANNOTATIONS = "annotations"
    ANNOTATION = "annotation"
    SECURITY_STORE = "security_store"
    METADATA = "metadata"
    EXTENSIONS = "extensions"
    STRUCTURE_ROOT = "structure_root"
    PARENT_TREE = "parent_tree"
    STRUCTURE = "structure"
    BACK = "back"
    OTHER = "other"
    """none of these: what the signed revision shows, for all anybody knows"""


@frozen
class Role:
    """A part, and whose it is."""

    part: Part
    owner: int = 0
    """the widget, annotation or page that it belongs to"""
    page: int = 0


OTHER = Role(Part.OTHER)

_EDGES: dict[tuple[Part, str], Part] = {
    (Part.TRAILER, "Root"): Part.CATALOG,
    (Part.TRAILER, "Info"): Part.INFO,
    (Part.CATALOG, "AcroForm"): Part.FORM,
    (Part.CATALOG, "DSS"): Part.SECURITY_STORE,
    (Part.CATALOG, "Metadata"): Part.METADATA,
    (Part.CATALOG, "Extensions"): Part.EXTENSIONS,
    (Part.CATALOG, "StructTreeRoot"): Part.STRUCTURE_ROOT,
    (Part.FORM, "Fields"): Part.FIELDS,
    (Part.FORM, "DR"): Part.RESOURCES,
    (Part.FORM, "CO"): Part.BACK,
    (Part.FIELD, "Kids"): Part.KIDS,
    (Part.FIELD, "V"): Part.VALUE,
    (Part.FIELD, "AP"): Part.APPEARANCES,
    (Part.ANNOTATION, "AP"): Part.APPEARANCES,
    (Part.ANNOTATION, "Popup"): Part.ANNOTATION,
    (Part.APPEARANCES, "N"): Part.STATES,
    (Part.APPEARANCES, "R"): Part.STATES,
    (Part.APPEARANCES, "D"): Part.STATES,
    (Part.PAGE, "Annots"): Part.ANNOTATIONS,
    (Part.PAGE, "Metadata"): Part.METADATA,
    (Part.STRUCTURE_ROOT, "ParentTree"): Part.PARENT_TREE,
    (Part.STRUCTURE_ROOT, "K"): Part.STRUCTURE,
    (Part.STRUCTURE, "K"): Part.STRUCTURE,
    (Part.PARENT_TREE, "Kids"): Part.PARENT_TREE,
    (Part.PARENT_TREE, "Nums"): Part.PARENT_TREE,
    (Part.PARENT_TREE, "Limits"): Part.PARENT_TREE,
}
_KEYS = frozenset(key for _, key in _EDGES)
_ELEMENTS = {
    Part.FIELDS: Part.FIELD,
    Part.KIDS: Part.FIELD,
    Part.ANNOTATIONS: Part.ANNOTATION,
    Part.STRUCTURE: Part.STRUCTURE,
    Part.PARENT_TREE: Part.PARENT_TREE,
}
"""What the elements of an array are."""
_DEEP = (
    Part.SECURITY_STORE,
    Part.METADATA,
    Part.EXTENSIONS,
    Part.BACK,
    Part.OTHER,
)
"""Parts of which everything below is one too."""
_BACK_KEYS = frozenset({"Parent", "P", "Pg", "Obj", "IRT", "Popup", "Annot"})
"""Keys that lead back to a dictionary without showing it: an annotation's page, a kid's
parent, what a structure element describes, the annotation that an action hides."""


class Roles:
    """Roles of objects in the revision before a step."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._known: dict[int, frozenset[Role]] = {}
        self._budget = MAX_USES

    def of(self, number: int, depth: int = 0) -> frozenset[Role]:
        """Every role of an object; the empty set for one that nothing reaches.

        One use that no rule knows makes `Part.OTHER` a role of it.
        """
        if number not in self._known:
            self._known[number] = frozenset({OTHER})  # of a ring: it is not known yet
            self._known[number] = self._find(number, depth)
        return self._known[number]

    def _find(self, number: int, depth: int) -> frozenset[Role]:
        step = self._step
        if number == TRAILER:
            return frozenset({Role(Part.TRAILER)})
        root = step.before.trailer.get("Root")
        if isinstance(root, Reference) and root.number == number:
            return frozenset({Role(Part.CATALOG)})
        page = step.old.page(number)
        if page:
            return frozenset({Role(Part.PAGE, number, page)})
        if step.old.field(number) is not None:
            return frozenset({Role(Part.FIELD, number)})
        if depth >= _MAX_DEPTH:
            return frozenset({OTHER})
        return frozenset(
            replace(role, owner=number) if role.part is Part.ANNOTATION else role
            for role in self.of_uses(number, depth + 1)
        )

    def of_uses(self, number: int, depth: int = 0) -> frozenset[Role]:
        """The roles that all uses of an object give it together."""
        old = self._step.old
        plain = isinstance(old.value(number), Dictionary)
        found: set[Role] = set()
        for use in self._step.uses(number):
            self._budget -= 1
            if self._budget < 0:
                return frozenset({OTHER})
            leads_back = use.path and use.path[-1] in _BACK_KEYS
            if plain and leads_back and not isinstance(old.value(use.holder), Stream):
                found.add(Role(Part.BACK))
                continue
            found |= self._of_use(use, depth)
            if OTHER in found:
                return frozenset({OTHER})
        if found == {Role(Part.BACK)}:
            return frozenset({OTHER})
        return frozenset(role for role in found if role.part is not Part.BACK)

    def _of_use(self, use: Use, depth: int) -> frozenset[Role]:
        holder = self._step.old.value(use.holder)
        if use.path and not self._may_lead_on(use.path[-1], holder):
            return frozenset({OTHER} if self._step.is_reachable(use.holder) else ())
        roles = self.of(use.holder, depth)
        if isinstance(holder, Stream):
            # what an appearance stream draws with is no appearance
            roles = frozenset(OTHER if role.part is Part.STATES else role for role in roles)
        for component in use.path:
            roles = frozenset(_advance(role, component) for role in roles)
        if OTHER in roles and not self._step.is_reachable(use.holder):
            return frozenset()
        return roles

    @staticmethod
    def _may_lead_on(last: str | int, holder: object) -> bool:
        """Spares the climb from uses that no known path ends with."""
        if isinstance(last, int) or last in _KEYS:
            return True
        # maps with free names: appearance states, resources, the security store
        return isinstance(holder, Dictionary)


def _advance(role: Role, component: str | int) -> Role:
    """The role of what stands under a key, or at an index, of a part."""
    if role.part in _DEEP:
        return role
    if isinstance(component, int):
        part = _ELEMENTS.get(role.part)
    elif role.part is Part.STATES:
        return role
    elif role.part is Part.RESOURCES:
        # fonts, patterns, …: these may grow, and what is in them stays (7.8.3)
        part = Part.CATEGORY
    else:
        part = _EDGES.get((role.part, component))
    return OTHER if part is None else replace(role, part=part)
