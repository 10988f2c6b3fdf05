"""Bytes that belong to nothing, and the keywords that stand in the bytes."""

from __future__ import annotations

from esign_verify.evidence.inspection import Inspection
from esign_verify.messages import safe_text
from esign_verify.render.inspection_words import Words, numbers, short_list
from esign_verify.render.tree import Node

_STRETCHES_SHOWN = 50
_MARKERS_SHOWN = 50
_OFFSETS_SHOWN = 200
_KEY_AND_SPACE = 32


def unaccounted_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    found = inspection.unaccounted
    node = root.add(f"{words('unaccounted')} ({len(found)})")
    if not inspection.unaccounted_known:
        node.add(words("unaccounted_unknown"))
    elif not found:
        node.add(words("unaccounted_none"))
    for item in short_list(node, found, _STRETCHES_SHOWN, words):
        where = words(f"where_{item.where}")
        shown = node.add(words("stretch", where=where, offset=item.offset, length=item.length))
        shown.add(f"{item.start.hex(' ').upper()}")
        shown.add(safe_text(item.start.decode("latin-1")) or "-")


def raw_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    raw = inspection.raw
    node = root.add(words("raw"))
    for label, offsets in (("%PDF-", raw.headers), ("%%EOF", raw.end_of_file)):
        _offsets(node, label, offsets, words)
    for item in short_list(node, raw.start_xrefs, _MARKERS_SHOWN, words):
        value = "?" if item.value is None else item.value
        node.add(f"startxref @{item.offset}: {value}")
    arrays = _arrays(inspection)
    for place in short_list(node, raw.byte_ranges, _MARKERS_SHOWN, words):
        values = " ".join(map(str, place.numbers))
        shown = node.add(f"/ByteRange @{place.offset}" + (f": [{values}]" if values else ""))
        if place.contents_offset is not None:
            shown.add(
                words("hex_string", offset=place.contents_offset, length=place.contents_length)
            )
        # the array stands right after its key
        after = range(place.offset, place.offset + _KEY_AND_SPACE)
        number = next((arrays[at] for at in after if at in arrays), 0)
        shown.add(words("signature", number=number) if number else words("no_signature"))


def _arrays(inspection: Inspection) -> dict[int, int]:
    """Offset of a /ByteRange array in the file → number of the signature."""
    if inspection.repair is not None:
        return {}
    return {
        entry.offset: signature.number
        for signature in inspection.signatures
        for entry in signature.entries
        if entry.key == "ByteRange" and entry.offset is not None
    }


def _offsets(node: Node, label: str, offsets: tuple[int, ...], words: Words) -> None:
    if not offsets:
        node.add(f"{label}: {words('absent')}")
        return
    shown = node.add(f"{label} @{numbers(offsets[:_OFFSETS_SHOWN])}")
    if len(offsets) > _OFFSETS_SHOWN:
        shown.add(words("more", count=len(offsets) - _OFFSETS_SHOWN))
