"""The manifest of an extraction for a terminal."""

from __future__ import annotations

from esign_verify.evidence.extraction import ExtractedFile, Extraction
from esign_verify.messages import safe_text
from esign_verify.render.inspection_words import Words, place_nodes, problem_text
from esign_verify.render.tree import Node, draw
from esign_verify.render.wire import require_language


def render_extraction(extraction: Extraction, *, lang: str = "id") -> str:
    """One node a file, then what could not be written; no line end after the last line."""
    require_language(lang)
    words = Words(lang)
    root = Node(words("extracted_from", file=extraction.file_name or words("unnamed")))
    root.add(f"SHA-256: {extraction.sha256}")
    if extraction.structure != "cross_reference":
        root.add(f"{words('structure')}: {words(f'structure_{extraction.structure}')}")
    for file in extraction.files:
        _file(root, file, words)
    if not extraction.files:
        root.add(words("nothing_extracted"))
    for problem in extraction.missing:
        root.add(problem_text(problem, words))
    return "\n".join(draw(root))


def _file(root: Node, file: ExtractedFile, words: Words) -> None:
    node = root.add(f"{file.name}: {words('size', size=file.size)}")
    node.add(f"SHA-256: {file.sha256}")
    what = words(f"extracted_{file.kind}", number=file.number)
    node.add(f"{what} @{file.offset}" if file.offset is not None else what)
    if file.fields:
        node.children[-1].add(", ".join(safe_text(name) for name in file.fields))
    if file.spans:
        spans = ", ".join(f"{start}..{end}" for start, end in file.spans)
        node.add(words("named_bytes", spans=spans))
    if file.padding or file.other:
        node.add(words("not_written", padding=file.padding, other=file.other))
    if file.places:
        place_nodes(node, file.places, words)
