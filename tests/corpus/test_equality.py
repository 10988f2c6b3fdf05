"""Our analysis of later revisions against pyHanko's plain walk, on every document at hand.

Compared is the word on what followed each signature: a level, or `other` where something
is not allowed. Every difference stands in `equality_differences.tsv` with the reason for
it; one that goes away must leave the table.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from esign_verify.document import open_document
from esign_verify.errors import EsignVerifyError
from esign_verify.evidence import DocumentEvidence, Outcome, SignatureField
from esign_verify.policy.changes import judge_changes
from esign_verify.sandbox import Sandbox
from tests.corpus.corpus import CORPUS, needs_corpus, table
from tests.corpus.pyhanko_walk import plain_levels

REASONS = {
    "time-stamp": "a document time-stamp is archival data whatever /Type its dictionary says "
    "(EN 319 142-1 5.4.3); pyHanko takes one without /DocTimeStamp for a person's signature",
    "form-settings": "/DA, /DR or /SigFlags came with the field of a document time-stamp and show "
    "nothing by themselves; pyHanko counts every change of the form dictionary as form filling",
    "security-store": "nothing in the security store is shown on a page (5.4.2): junk in it, or "
    "less of it, costs at most the proof; pyHanko takes it for an alteration",
    "xref-stream": "the number of an old cross-reference stream is used again; nothing refers to "
    "such a stream (ISO 32000-2 7.5.8)",
    "writers-mark": "iText wrote its version into the page tree, under a key that means nothing",
    "freed": "an object that nothing refers to is freed; pyHanko refuses every freed object",
    "annotation": "an annotation added where DocMDP allows them, or nothing forbids them "
    "(12.8.2.2); pyHanko has no rule for annotations",
    "structure": "the tag tree grew by the element of a new signature field (14.7); pyHanko has "
    "no rule for it",
    "appearance": "the appearance was rewritten and the value was not (shadow replace); pyHanko "
    "does not compare them",
    "appearance-settings": "/MK of a new field is an object of its own (12.5.6.19); pyHanko knows "
    "no such object",
    "untrusted-elsewhere": "a new visible signature after certification is judged with its own "
    "trust (policy), pyHanko refuses it in any case",
    "first-signature": "a new signature field with its first signature: pyHanko puts an invisible "
    "one among archival data",
    "byte-range": "the byte range is malformed: no revision to compare with",
    "no-answer": "pyHanko raises an exception",
}
DIFFERENCES = Path(__file__).with_name("equality_differences.tsv")


def known() -> dict[tuple[str, str], tuple[str, str, str]]:
    with DIFFERENCES.open(encoding="utf-8", newline="") as stream:
        return {
            (row["file"], row["field"]): (row["ours"], row["theirs"], row["reason"])
            for row in csv.DictReader(stream, delimiter="\t")
        }


KNOWN = known()
PASSWORDS = {row["pdf"]: row["password"] for row in table("pyhanko.tsv")}
FILES = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.pdf"))


def our_level(evidence: DocumentEvidence, field: SignatureField) -> str:
    judged = judge_changes(evidence.changes, field, frozenset())
    if any(answer.allowed.outcome is not Outcome.PASSED for answer in judged):
        return "other"
    return field.modification_level.value


def their_level(level: str, doc_mdp: int | None) -> str:
    """pyHanko leaves DocMDP to another part of it; here it counts."""
    needs = {"form_filling": 2, "annotations": 3}.get(level, 0)
    return "other" if doc_mdp is not None and needs > doc_mdp else level


def compared(path: Path, password: str | None) -> dict[str, tuple[str, str]]:
    """Field → our word and pyHanko's, for every signature that a revision follows."""
    with open_document(path, password=password) as document:
        evidence = document.evidence
    fields = [f for f in evidence.fields if 0 < f.revision < len(evidence.revisions)]
    theirs = plain_levels(path, fields, password) if fields else []
    return {
        field.names[0] if field.names else "": (
            our_level(evidence, field),
            their_level(level, field.doc_mdp),
        )
        for field, level in zip(fields, theirs, strict=True)
    }


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("file", FILES)
def test_our_word_is_pyhankos_but_for_the_listed_reasons(file: str) -> None:
    password = PASSWORDS.get(file.removeprefix("pyhanko/"))
    try:
        found = compared(CORPUS / file, password or None)
    except EsignVerifyError:
        return
    differing = {(file, name): words for name, words in found.items() if words[0] != words[1]}
    listed = {key: words[:2] for key, words in KNOWN.items() if key[0] == file}
    assert differing == listed


@needs_corpus
def test_every_listed_difference_has_a_reason_and_a_file() -> None:
    assert {reason for _, _, reason in KNOWN.values()} == set(REASONS)
    assert {file for file, _ in KNOWN} <= set(FILES)


def test_nothing_that_pyhanko_refuses_is_allowed_without_a_reason() -> None:
    lenient = {r for ours, theirs, r in KNOWN.values() if theirs == "other" and ours != "other"}
    assert lenient == {
        "security-store",
        "xref-stream",
        "freed",
        "annotation",
        "structure",
        "writers-mark",
        "appearance-settings",
        "untrusted-elsewhere",
    }


SANDBOX = {
    ("annotation-permitted.pdf", "Signature1"): ("annotations", "other", "annotation"),
    ("shadow-replace.pdf", "Signature1"): ("other", "form_filling", "appearance"),
    ("sneaky-signature.pdf", "Signature1"): ("form_filling", "other", "untrusted-elsewhere"),
}


def test_sandbox_documents(sandbox: Sandbox, tmp_path: Path) -> None:
    differing = {}
    for document in sandbox.documents:
        path = tmp_path / document.name
        path.write_bytes(document.pdf)
        for name, words in compared(path, document.password).items():
            if words[0] != words[1]:
                differing[document.name, name] = words
    assert differing == {key: words[:2] for key, words in SANDBOX.items()}
    assert {reason for _, _, reason in SANDBOX.values()} <= set(REASONS)
