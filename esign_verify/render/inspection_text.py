"""An inspection as a tree for a terminal: what there is and where, no judgement.

At most 80 columns, ASCII lines. All that comes from the document goes through `safe_text`.
Offsets are decimal and count from the start of the file, as a hex editor does; those of a
CMS have a `+` and count from its first octet.
"""

from __future__ import annotations

from esign_verify.evidence.inspection import FieldFacts, Inspection, RevisionFacts, SectionFacts
from esign_verify.messages import safe_text, text
from esign_verify.render.inspection_text_embedded import (
    certificate_nodes,
    revocation_nodes,
    store_nodes,
    token_nodes,
)
from esign_verify.render.inspection_text_raw import raw_nodes, unaccounted_nodes
from esign_verify.render.inspection_text_signature import signature_nodes
from esign_verify.render.inspection_words import (
    Words,
    counted_list,
    numbers,
    problem_text,
    short_list,
)
from esign_verify.render.tree import Node, draw
from esign_verify.render.wire import require_language

_OBJECTS_SHOWN = 20
_REVISIONS_SHOWN = 100
_FIELDS_SHOWN = 50
_CHANGES_SHOWN = 20


def render_inspection_text(inspection: Inspection, *, lang: str = "id") -> str:
    """The whole tree, without a line end after the last line."""
    require_language(lang)
    words = Words(lang)
    name = safe_text(inspection.file_name) or words("unnamed")
    root = Node(words("repaired_copy", name=name) if inspection.repair else name)
    _file(root, inspection, words)
    _structure(root, inspection, words)
    _revisions(root, inspection, words)
    _fields(root, inspection, words)
    signature_nodes(root, inspection, words)
    store_nodes(root, inspection, words)
    token_nodes(root, inspection, words)
    certificate_nodes(root, inspection, words)
    revocation_nodes(root, inspection, words)
    unaccounted_nodes(root, inspection, words)
    raw_nodes(root, inspection, words)
    if inspection.omissions:
        node = root.add(words("omitted"))
        for omission in inspection.omissions:
            total = "?" if omission.total is None else omission.total
            what = text(f"inspect_omitted.{omission.what}", lang, shown=omission.shown, total=total)
            node.add(what)
    return "\n".join([*draw(root), "", *draw(Node(words("legend")))])


def _file(root: Node, inspection: Inspection, words: Words) -> None:
    node = root.add(words("file"))
    node.add(words("size", size=inspection.size))
    node.add(f"SHA-256: {inspection.sha256}")
    if inspection.header_offset is None:
        node.add(words("no_header"))
    else:
        node.add(words("header", version=inspection.pdf_version, offset=inspection.header_offset))
    if inspection.encryption:
        entries = node.add(words("encryption"))
        for key, value in inspection.encryption:
            entries.add(f"/{safe_text(key)} {safe_text(value)}")
        if not inspection.decrypted:
            entries.add(words("not_decrypted"))


def _structure(root: Node, inspection: Inspection, words: Words) -> None:
    node = root.add(f"{words('structure')}: {words(f'structure_{inspection.structure}')}")
    if inspection.problem is not None:
        node.add(problem_text(inspection.problem, words))
    repair = inspection.repair
    if repair is not None:
        node.add(words("repair_tool", tool=repair.tool))
        node.add(words("repair_copy", size=repair.size))
        node.add(f"SHA-256: {repair.sha256}")
        for report in repair.reports:
            node.add(words("repair_report", report=report))


def _revisions(root: Node, inspection: Inspection, words: Words) -> None:
    counted_list(root, "revisions", inspection.revisions, _REVISIONS_SHOWN, words, _revision)


def _revision(parent: Node, revision: RevisionFacts, words: Words) -> None:
    node = parent.add(
        words("revision", number=revision.number, start=revision.start, end=revision.end)
    )
    for section in revision.sections:
        _section(node, section, words)
    node.add(
        words(
            "objects",
            written=revision.written,
            compressed=revision.compressed,
            freed=revision.freed,
        )
    )
    if revision.signatures:
        node.add(words("signed_by", signatures=numbers(revision.signatures)))
    if revision.objects:
        listed = node.add(words("written_objects"))
        for item in short_list(listed, revision.objects, _OBJECTS_SHOWN, words):
            where = ""
            if item.offset is not None:
                where = f" @{item.offset}"
            elif item.object_stream:
                where = f" {words('in_object_stream', number=item.object_stream)}"
            action = words(f"action_{item.action}")
            kind = safe_text(item.kind) or words("unreadable")
            listed.add(f"{item.number} {item.generation} obj{where} {action}: {kind}")
    if revision.changes:
        listed = node.add(words("changes"))
        for change in short_list(listed, revision.changes, _CHANGES_SHOWN, words):
            parts = [f"{change.object_number} 0 obj" if change.object_number else "trailer"]
            if change.page is not None:
                parts.append(words("page", page=change.page))
            if change.field:
                parts.append(safe_text(change.field))
            if change.key:
                parts.append(f"/{safe_text(change.key)}")
            reason = text(f"change.{change.reason.value}", words.lang)
            listed.add(f"{', '.join(parts)}: {reason}")


def _section(parent: Node, section: SectionFacts, words: Words) -> None:
    node = parent.add(
        words(
            f"section_{section.kind}",
            offset=section.offset,
            end=section.end,
            entries=section.entries,
            hybrid=section.hybrid_offset,
        )
    )
    for key, value in section.trailer:
        node.add(f"/{safe_text(key)} {safe_text(value)}")


def _fields(root: Node, inspection: Inspection, words: Words) -> None:
    counted_list(root, "fields", inspection.fields, _FIELDS_SHOWN, words, _field)


def _field(parent: Node, item: FieldFacts, words: Words) -> None:
    name = safe_text(item.name) or words("unnamed")
    where = f"{item.object_number} 0 obj" if item.object_number else words("direct")
    if item.offset is not None:
        where += f" @{item.offset}"
    node = parent.add(f"{name}: {where}")
    if item.page is not None:
        node.add(words("page", page=item.page))
    if item.rectangle is not None:
        node.add("/Rect [" + " ".join(f"{number:g}" for number in item.rectangle) + "]")
    filled = words("signature", number=item.signature) if item.signature else words("empty_field")
    node.add(filled)
