"""Nothing that the analysis allows changes what the signed page shows.

Random documents, in which one object may stand for many things (what an attacker prepares
before signing), and random updates. Whether the page stayed what it was is told from the
objects themselves, by another algorithm: both revisions walked side by side.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esign_verify.sandbox.pdf_objects import Name, Ref, Stream
from tests.document.changes.world import (
    APPEARANCES,
    CATALOG,
    CONTENT,
    DRAWN,
    EMPTY,
    FIELDS,
    FONT,
    FORM,
    FREE_FROM,
    LIST,
    METADATA,
    NOTE,
    OUTLINES,
    PAGE,
    PAGES,
    PICTURE,
    RESOURCES,
    STORE,
    TEXT,
    World,
    base,
)

EXAMPLES = int(os.environ.get("SOUNDNESS_EXAMPLES", "1500"))

NUMBERS = [
    CATALOG, PAGES, PAGE, FORM, TEXT, EMPTY, CONTENT, DRAWN, FONT, LIST, RESOURCES, FIELDS,
    NOTE, STORE, METADATA, PICTURE, OUTLINES, APPEARANCES, FREE_FROM, FREE_FROM + 1,
]  # fmt: skip
KEYS = [
    "Contents", "Resources", "Annots", "Kids", "K", "P", "Pg", "Parent", "Obj", "AP", "N", "D",
    "V", "Fields", "DR", "Font", "XObject", "Metadata", "DSS", "Certs", "VRI", "StructTreeRoot",
    "ParentTree", "Nums", "Extensions", "Outlines", "Names", "AcroForm", "F1", "Im", "Rect",
    "AS", "F", "Ff", "MK", "Lock", "Info", "Popup", "A", "AA", "Length", "BBox", "Group",
]  # fmt: skip

references = st.sampled_from(NUMBERS).map(Ref)
simple = st.one_of(
    references,
    st.lists(references, max_size=3),
    st.sampled_from([0, 1, 2, b"hundred", b"thousand", Name("Sig"), Name("Off"), None]),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("N", "Im", "F1", "P", "Obj"), references)),
)
streams = st.sampled_from([b"q Q", b"BT (Pay 900 to Mallory) Tj ET", b"0 0 900 900 re f"]).map(
    lambda data: Stream({"Type": Name("XObject"), "Subtype": Name("Form")}, data)
)
edits = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(KEYS), simple)


def edited(value: Any, key: str, new: Any) -> Any:
    """A value with one entry more, or another."""
    if isinstance(value, list):
        return [*value, new]
    if isinstance(value, Stream):
        return Stream({**value.dictionary, key: new}, value.data)
    return {**(value or {}), key: new} if isinstance(value, dict | None) else value


@st.composite
def worlds(draw: st.DrawFn) -> World:
    signed = base()
    for number, key, new in draw(st.lists(edits, max_size=3)):
        if number < FREE_FROM and number not in (PAGES,):
            signed[number] = edited(signed.get(number), key, new)
    if isinstance(signed[CATALOG], dict) and draw(st.booleans()):
        signed[CATALOG] = {**signed[CATALOG], "Metadata": Ref(METADATA), "DSS": Ref(STORE)}
    update: dict[int, Any] = {}
    for number, key, new in draw(st.lists(edits, min_size=1, max_size=3)):
        before = update.get(number, deepcopy(signed.get(number)))
        update[number] = draw(
            st.one_of(st.just(edited(before, key, new)), st.just(edited(before, key, new)), streams)
        )
    trailer = draw(st.sampled_from([{}, {"Info": Ref(STORE)}, {"Extra": Ref(DRAWN)}]))
    return World(signed, update, trailer)


class Sight:
    """Walks two revisions side by side and compares what the page is made of."""

    def __init__(self, world: World) -> None:
        self.old, self.new = world.signed, world.current
        self.seen: set[tuple[Any, Any]] = set()

    def unchanged(self) -> bool:
        old, new = self.resolve(self.old, Ref(CATALOG)), self.resolve(self.new, Ref(CATALOG))
        if not isinstance(old, dict) or not isinstance(new, dict):
            return old == new
        quiet = {"AcroForm", "DSS", "Metadata", "Extensions", "StructTreeRoot", "Pages", "Names"}
        rest = (old.keys() | new.keys()) - quiet
        return all(self.same(old.get(k), new.get(k)) for k in rest) and self.page_unchanged()

    def page_unchanged(self) -> bool:
        for number in (PAGES, PAGE):
            old, new = self.resolve(self.old, Ref(number)), self.resolve(self.new, Ref(number))
            if not isinstance(old, dict) or not isinstance(new, dict):
                if old != new:
                    return False
                continue
            keys = (old.keys() | new.keys()) - {"Annots", "Parent", "Metadata"}
            if not all(self.same(old.get(key), new.get(key)) for key in keys):
                return False
        return self.annotations_unchanged()

    def annotations_unchanged(self) -> bool:
        """Those of the signed revision, in their order; a form field may be filled."""
        pages = [self.resolve(world, Ref(PAGE)) for world in (self.old, self.new)]
        if not all(isinstance(page, dict) for page in pages):
            return True
        old, new = (
            self.resolve(world, page.get("Annots"))
            for world, page in zip((self.old, self.new), pages, strict=True)
        )
        if not isinstance(old, list):
            return True
        kept = [item for item in old if isinstance(item, Ref) and item.number in self.old]
        now = [item for item in new if item in kept] if isinstance(new, list) else []
        order = [item for index, item in enumerate(now) if item not in now[:index]]
        if [item for index, item in enumerate(kept) if item not in kept[:index]] != order:
            return False
        return all(self.annotation_unchanged(item) for item in kept)

    def annotation_unchanged(self, item: Ref) -> bool:
        old, new = self.resolve(self.old, item), self.resolve(self.new, item)
        if not isinstance(old, dict) or not isinstance(new, dict):
            return not isinstance(old, dict) or self.same(old, new)
        quiet = {"P", "Parent", "Pg", "Obj", "Popup", "Metadata", "K"}
        if item.number in (TEXT, EMPTY) and "FT" in old:
            quiet |= {"V", "AP", "AS", "F", "Ff", "MK", "Lock"}
        if item.number in (PAGE, CATALOG):
            return True  # looked at as what they are
        keys = (old.keys() | new.keys()) - quiet
        return all(self.same(old.get(key), new.get(key)) for key in keys)

    @staticmethod
    def resolve(world: dict[int, Any], value: Any) -> Any:
        for _ in range(20):
            if not isinstance(value, Ref):
                return value
            value = world.get(value.number)
        return None

    def same(self, old: Any, new: Any) -> bool:
        """Bisimilar; dictionaries that are parts of the form or the page are met elsewhere."""
        if isinstance(old, Ref) and isinstance(new, Ref):
            if (old, new) in self.seen:
                return True
            self.seen.add((old, new))
        plain = old.number if isinstance(old, Ref) and old == new else 0
        old, new = self.resolve(self.old, old), self.resolve(self.new, new)
        if isinstance(old, Stream) and isinstance(new, Stream):
            return old.data == new.data and self.same(old.dictionary, new.dictionary)
        if isinstance(old, list) and isinstance(new, list):
            return len(old) == len(new) and all(map(self.same, old, new))
        if isinstance(old, dict) and isinstance(new, dict):
            if plain in (CATALOG, PAGE, PAGES, FORM, TEXT, EMPTY, NOTE, STORE, METADATA):
                return True
            keys = (old.keys() | new.keys()) - {"Metadata", "Length"}
            return all(self.same(old.get(key), new.get(key)) for key in keys)
        return type(old) is type(new) and old == new


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(worlds())
def test_what_is_allowed_leaves_the_page_as_it_was(world: World) -> None:
    if not world.refused():
        assert Sight(world).unchanged()


def test_the_oracle_sees_a_changed_page() -> None:
    forged = World(base(), {CONTENT: Stream({}, b"BT (Pay 900) Tj ET")})
    assert not Sight(forged).unchanged()
    assert forged.refused()


def test_the_oracle_sees_nothing_in_an_honest_update() -> None:
    signed = base()
    filled = World(signed, {EMPTY: {**signed[EMPTY], "V": Ref(40)}, 40: {"Type": Name("Sig")}})
    assert Sight(filled).unchanged()
    assert filled.refused() == []
