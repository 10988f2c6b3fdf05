"""The raw scan finds every reference that parsing finds, also where somebody hides one."""

from __future__ import annotations

import pytest

from esign_verify.document.changes.mentions import Mentions, references_in
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import open_source
from esign_verify.document.table import FREE
from esign_verify.document.xref import read_revisions
from esign_verify.errors import DecodeError, DocumentError
from esign_verify.sandbox import Sandbox
from tests.corpus.corpus import CORPUS, needs_corpus
from tests.document.builder import BASE, CATALOG, Pdf

FILES = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.pdf"))
TARGET, HOLDER, NESTED = 7, 9, 10


def opened(source: bytes) -> tuple[list[RevisionSections], Objects, Mentions]:
    file = open_source(source)
    revisions = read_revisions(file, ObjectReader(file))
    objects = Objects(file, revisions)
    return revisions, objects, Mentions(file, revisions, objects)


def missed(source: bytes) -> list[tuple[int, int]]:
    """(object, what it refers to) that the scan does not know, of all but the last revision."""
    revisions, objects, mentions = opened(source)
    found = []
    for number, revision in enumerate(revisions[:-1], start=1):
        view = objects.as_of(number)
        for holder in revision.numbers():
            entry = revision.lookup(holder)
            if entry is None or entry[0] == FREE:
                continue
            try:
                value = view.get(holder)
            except DecodeError:
                continue
            targets = references_in(value.value) if value else []
            found += [(holder, t) for t in targets if holder not in mentions.holders(t, number)]
    return found


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("file", FILES[::6])
def test_corpus(file: str) -> None:
    try:
        assert missed((CORPUS / file).read_bytes()) == []
    except DocumentError:
        pytest.skip("cannot be examined at all")


def test_sandbox_documents(sandbox: Sandbox) -> None:
    plain = [document for document in sandbox.documents if document.password is None]
    assert {document.name: missed(document.pdf) for document in plain} == {
        document.name: [] for document in plain
    }


HIDDEN = {
    "comment between the numbers": b"<</X 7%\n0%\nR>>",
    "comment with a bracket": b"<</A 1%>>\n/X 7 0 R>>",
    "string that ends the object": b"<</A(endobj)/X 7 0 R>>",
    "string with nested parentheses": b"<</A(1(2(3(4)endobj)))/X 7 0 R>>",
    "string with an escaped parenthesis": b"<</A(\\(endobj)/X 7 0 R>>",
    "string that opens a stream": b"<</A(>>stream)/X 7 0 R>>",
    "name that says endobj": b"<</endobj 7 0 R>>",
    "name that says stream": b"<</Downstream/X/Y 7 0 R>>",
    "hexadecimal string": b"<</A<28>/X 7 0 R>>",
    "array in an array": b"[[[[7 0 R]]]]",
    "numbers before it": b"[1 2 3 7 0 R]",
    "a reference alone": b"7 0 R",
    "many white spaces": b"<</X 7 \r\n\t\f\0 0 \r\n R>>",
    "long text before it": b"<</A(" + b"x" * 70000 + b")/X 7 0 R>>",
    "what looks like a long hexadecimal string ends a comment": (
        b"[<</A 1 %<" + b"0" * 1100 + b"\n>> 7 0 R <<\n/B 2>>]"
    ),
}


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_reference_is_found(body: bytes) -> None:
    pdf = Pdf().revision({**BASE, HOLDER: body}).revision({CATALOG: BASE[CATALOG]})
    _, objects, mentions = opened(bytes(pdf.data))
    found = objects.as_of(1).get(HOLDER)
    assert found is not None
    assert references_in(found.value) == [TARGET]
    assert HOLDER in mentions.holders(TARGET, 1)


def test_an_object_whose_offset_lies_in_another_hides_nothing() -> None:
    """The entry of NESTED points into HOLDER, before the reference in it."""
    pdf = Pdf()
    offsets = pdf.objects({**BASE, HOLDER: b"<</A 10 0 obj<<>>endobj/X 7 0 R>>"})
    inside = bytes(pdf.data).index(b"10 0 obj")
    rows = [(number, at, 0, "n") for number, at in offsets.items()]
    pdf.table([*rows, (NESTED, inside, 0, "n")])
    pdf.revision({CATALOG: BASE[CATALOG]})
    _, _, mentions = opened(bytes(pdf.data))
    assert HOLDER in mentions.holders(TARGET, 1)


def test_of_an_unreadable_object_every_number_counts() -> None:
    pdf = Pdf().revision({**BASE, HOLDER: b"<</X 7 nonsense"}).revision({CATALOG: BASE[CATALOG]})
    _, _, mentions = opened(bytes(pdf.data))
    assert HOLDER in mentions.holders(TARGET, 1)


def test_only_live_objects_refer() -> None:
    pdf = Pdf().revision({**BASE, HOLDER: b"[7 0 R]"}).revision({HOLDER: b"[]"})
    pdf.revision({CATALOG: BASE[CATALOG]})
    _, _, mentions = opened(bytes(pdf.data))
    assert HOLDER in mentions.holders(TARGET, 1)
    assert HOLDER not in mentions.holders(TARGET, 2)


def test_reachability_starts_at_the_trailer() -> None:
    ring = {HOLDER: b"[10 0 R]", NESTED: b"[9 0 R]"}
    pdf = Pdf().revision({**BASE, **ring}).revision({CATALOG: BASE[CATALOG]})
    _, _, mentions = opened(bytes(pdf.data))
    assert mentions.is_reachable(TARGET, 1)
    assert not mentions.is_reachable(HOLDER, 1)
