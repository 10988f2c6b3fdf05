"""Every file of the corpora can be drawn and compared, whatever its state, the same twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from esign_verify.document import open_document
from esign_verify.errors import DocumentError
from esign_verify.evidence.pictures import NotDrawnReason
from esign_verify.inspect import compare_revisions, draw_pictures
from esign_verify.limits import MAX_PICTURES_BYTES
from esign_verify.render import LOOKS
from esign_verify.render.columns import columns
from tests.corpus.corpus import CORPUS, needs_corpus
from tests.corpus.test_robustness import FILES
from tests.render.samples import validator

pytestmark = [needs_corpus, pytest.mark.corpus]

EVERY = 30
"""a picture costs a process"""
CASES = [
    pytest.param(path, marks=() if not number % EVERY else pytest.mark.slow)
    for number, path in enumerate(FILES)
]
UNDRAWN = {NotDrawnReason.PAGE_LIMIT, NotDrawnReason.SIZE_LIMIT, NotDrawnReason.UNREADABLE}
"""reasons that a file of the corpora may have; none of them breaks the renderer"""


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_drawn_and_compared(path: Path) -> None:
    try:
        with open_document(path) as document:
            evidence = document.evidence
    except DocumentError:
        with pytest.raises(DocumentError):
            compare_revisions(path)
        return
    pictures = draw_pictures(path, evidence)
    assert draw_pictures(path, evidence) == pictures
    assert {one.reason for one in pictures.not_drawn} <= UNDRAWN
    assert sum(len(one.data) for one in pictures.pictures) <= MAX_PICTURES_BYTES
    difference = compare_revisions(path)
    assert len(difference.objects) == difference.objects_total
    validator("diff").validate(json.loads(LOOKS["diff-json"](difference)))
    for lang in ("id", "en"):
        lines = LOOKS["diff"](difference, lang=lang).split("\n")
        assert max(map(columns, lines)) <= 80
