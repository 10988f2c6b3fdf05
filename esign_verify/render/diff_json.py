"""What differs between two revisions, as JSON: codes and facts, no sentences.

A reader may rely on it as long as `schema_version` keeps its first number; the schema is
`schemas/diff.schema.json`.
"""

from __future__ import annotations

from typing import Any

from esign_verify.evidence.difference import (
    Difference,
    EntryDifference,
    LinesDifference,
    ObjectDifference,
    PageDifference,
    RevisionSpan,
    StreamFacts,
)
from esign_verify.render.json_text import dump

SCHEMA_VERSION = "1.0"


def render_diff_json(difference: Difference) -> str:
    """JSON, indented by two blanks."""
    return dump(
        {
            "schema_version": SCHEMA_VERSION,
            "tool_version": difference.tool_version,
            "document": {
                "file_name": difference.file_name,
                "size": difference.size,
                "sha256": difference.sha256,
                "revisions": difference.revisions,
                "cross_reference_rebuilt": difference.rebuilt,
            },
            "older": _span(difference.older),
            "newer": _span(difference.newer),
            "pages": [_page(page) for page in difference.pages],
            "objects": [_object(one) for one in difference.objects],
            "objects_differing": difference.objects_total,
            "objects_rewritten_alike": difference.rewritten_alike,
        },
        indent=2,
    )


def _span(span: RevisionSpan) -> dict[str, Any]:
    return {
        "revision": span.number,
        "end": span.end,
        "pages": span.pages,
        "signatures": list(span.signatures),
    }


def _page(page: PageDifference) -> dict[str, Any]:
    return {
        "action": page.action.value,
        "object": page.object_number,
        "old_page": page.old_page,
        "new_page": page.new_page,
        "objects": list(page.objects),
    }


def _object(one: ObjectDifference) -> dict[str, Any]:
    return {
        "object": one.number,
        "generation": one.generation,
        "action": one.action.value,
        "type": one.type,
        "parts": list(one.parts),
        "uses": list(one.uses),
        "pages": list(one.pages),
        "field": one.field or None,
        "written_in": list(one.written),
        "unreadable": one.unreadable,
        "entries": [_entry(entry) for entry in one.entries],
        "entries_left_out": one.entries_left_out,
        "old_stream": _stream(one.old_stream),
        "new_stream": _stream(one.new_stream),
        "lines": _lines(one.lines),
    }


def _entry(entry: EntryDifference) -> dict[str, Any]:
    return {
        "path": entry.path,
        "action": entry.action.value,
        "old": entry.old or None,
        "new": entry.new or None,
    }


def _lines(lines: LinesDifference | None) -> dict[str, Any] | None:
    if lines is None:
        return None
    return {
        "old": list(lines.old),
        "new": list(lines.new),
        "old_left_out": lines.old_left_out,
        "new_left_out": lines.new_left_out,
    }


def _stream(stream: StreamFacts | None) -> dict[str, Any] | None:
    if stream is None:
        return None
    return {
        "length": stream.length,
        "sha256": stream.sha256,
        "decoded_length": stream.decoded_length,
        "decoded_sha256": stream.decoded_sha256 or None,
    }
