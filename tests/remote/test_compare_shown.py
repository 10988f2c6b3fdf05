"""A comparison as text and as JSON."""

from __future__ import annotations

import ast
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign_verify.evidence.remote import (
    Outcome,
)
from esign_verify.messages import text
from esign_verify.remote import compare
from esign_verify.render.crosscheck import (
    render_comparison_json,
    render_comparison_line,
    render_comparison_text,
)
from tests.remote.comparing import (
    ONE,
    against,
    both,
    document,
    first,
)
from tests.render.test_hostile import HOSTILE


def test_the_facts_of_a_comparison() -> None:
    asked = datetime(2026, 10, 1, 3, 5, tzinfo=UTC)
    comparison = against(ONE, document(extra=1), asked_at=asked)
    shown = json.loads(render_comparison_json(comparison, lang="en"))
    assert {key: shown[key] for key in list(shown)[:13]} == {
        "schema_version": "1.0",
        "language": "en",
        "file_name": "surat.pdf",
        "sha256": ONE.document.sha256,
        "server": "http://esign.local:80",
        "api": "v2",
        "form": "2.x",
        "profile": "2023",
        "policy": "standard",
        "validation_time": "2026-10-01T03:00:00Z",
        "asked_at": "2026-10-01T03:05:00Z",
        "outcome": "AGREE",
        "text": "The server and this program agree.",
    }
    assert shown["unknown_keys"] == ["extra"]


def test_text_shows_what_differs_and_counts_the_rest() -> None:
    shown = render_comparison_text(against(ONE, first(integrityValid=False)), lang="en")
    lines = shown.splitlines()
    assert lines[0].startswith("[ XX ] The server and this program CONTRADICT each other.")
    assert "  XX integrityValid: One says that the signed content is unchanged, the other" in shown
    assert "     here     true" in lines
    assert "     server   false" in lines
    assert "reason:" not in shown


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_steer_nothing(value: str) -> None:
    change = both(
        first(
            id=value, fieldName=value, reason=value, signerName=value, signatureDate=value,
            certificateDetails__0__issuerName=value, certificateDetails__0__keyUsages=[value],
        ),
        document(conclusion=value, description=value, **{value: value}),
    )  # fmt: skip
    comparison = against(ONE, change)
    assert comparison.outcome is Outcome.CONTRADICT
    for lang in ("id", "en"):
        shown = render_comparison_text(comparison, lang=lang)
        shown += render_comparison_json(comparison, lang=lang)
        line = render_comparison_line(comparison, value, lang=lang)
        assert line.isprintable()
        assert json.loads(line)["comparison"]["outcome"] == "CONTRADICT"
        shown += line
        assert not set(shown) & set("\x1b\x9b\x7f\u202e\u2066\U000e0041\r")


def test_every_code_has_a_text() -> None:
    """Codes are the words with an underscore that the room names, but for names of the wire."""
    room = Path(compare.__code__.co_filename).parent
    literals: set[str] = set()
    for source in ("comparison", "comparison_document", "comparison_signature", "explain"):
        tree = ast.parse((room / f"{source}.py").read_text("utf-8"))
        literals |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[a-z]+(_[a-z]+)+|differs|wording", node.value)
        }
    assert len(literals) > 25
    for code in literals:
        assert text(f"crosscheck.{code}", "id") != text(f"crosscheck.{code}", "en")
