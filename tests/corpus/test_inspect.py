"""Every file of the corpora answers to `inspect` and `extract`, whatever its state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from esign_verify.document import open_document
from esign_verify.errors import DocumentError
from esign_verify.inspect import ExtractionRequest, extract, inspect_document, list_asn1
from esign_verify.render import LOOKS
from tests.corpus.corpus import CORPUS, needs_corpus
from tests.corpus.test_robustness import CASES
from tests.render.samples import validator

pytestmark = [needs_corpus, pytest.mark.corpus]

STATES = {"cross_reference", "rebuilt", "repaired", "unreadable"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_every_file_answers(path: Path, tmp_path: Path) -> None:
    facts = inspect_document(path)
    assert facts.structure in STATES
    assert facts.size == path.stat().st_size
    if not facts.decrypted:
        # what an encrypted stream holds is no certificate
        origins = {p.origin.value for c in facts.certificates for p in c.places}
        assert origins & {"dss", "vri"} == set()
    assert facts.omissions == () or max(o.shown for o in facts.omissions) > 100
    for lang in ("id", "en"):
        text = LOOKS["inspect"](facts, lang=lang)
        assert max(map(len, text.splitlines())) <= 80
    validator("inspect").validate(json.loads(LOOKS["inspect-json"](facts)))
    listings = list_asn1(path)
    assert LOOKS["asn1"](listings, lang="id")
    named = tuple(f"#{signature.number}" for signature in facts.signatures)
    revisions = len(facts.revisions) if facts.structure == "cross_reference" else 0
    request = ExtractionRequest(
        revisions=tuple(range(1, min(revisions, 20) + 1)),
        cms=named,
        signed_data=named,
        certificates=True,
        timestamps=True,
        revocation=True,
    )
    done = extract(path, tmp_path / "out", request)
    validator("extract").validate(json.loads(LOOKS["extract-json"](done)))
    written = list((tmp_path / "out").iterdir()) if done.files else []
    assert {file.name for file in done.files} == {item.name for item in written}


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_every_signature_of_the_verifier_is_shown(path: Path) -> None:
    """Two readers of the same bytes; the inspection may show more."""
    try:
        with open_document(path) as opened:
            fields = opened.evidence.fields
    except DocumentError:
        return
    facts = inspect_document(path)
    shown = {(s.fields, s.byte_range[:8], s.signed_revision) for s in facts.signatures}
    assert {(f.names, f.byte_range, f.revision) for f in fields} - shown == set()
