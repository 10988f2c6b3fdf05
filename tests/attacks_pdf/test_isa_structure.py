"""ISA by the structure of the file: tables, sizes and object streams that say more later."""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_encryption_legacy import legacy_encryption
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream, serialize
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, PASSED, Case, cases, check, judge, seen
from tests.attacks_pdf.maker import FORGED_PAGE, Update, name_what_is_not_there, sign, signed

OPEN: dict[str, str] = {}


def _prev_into_the_future(pki: SandboxPki) -> bytes:
    """The oldest table that was signed names an older one, where nothing stands yet."""
    place = 60_000
    pdf = new_document(["A table to come"])
    name_what_is_not_there(pdf)
    pdf.data = pdf.data.replace(b"trailer\n<<", b"trailer\n<</Prev %d\n" % place)
    sign(pdf, pki)
    update = Update(pdf)
    at = update.objects({500: FORGED_PAGE})[500]
    assert len(update.data) < place
    update.data = update.data.ljust(place, b" ")
    rows = b"xref\n500 1\n%010d 00000 n \n" % at
    update.data += rows + b"trailer\n<</Size 501 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % place
    return update.table([(0, 0, 65535, "f")]).bytes()


def _size_reveals(pki: SandboxPki) -> bytes:
    """An object whose number is not below /Size is null (7.5.5), until /Size grows."""
    pdf = new_document(["Beyond the size"])
    name_what_is_not_there(pdf)
    update = Update(pdf)
    page = first_page(pdf)
    update.write({500: FORGED_PAGE, page.number: pdf.dictionary(page)}, Size=7)
    pdf._changed = []
    pdf.data, pdf._previous = update.data, update.previous
    sign(pdf, pki)
    return Update(pdf).table([(0, 0, 65535, "f")], Size=600).bytes()


def _object_stream_replaced(pki: SandboxPki) -> bytes:
    """Only the stream that holds the page is written again: no entry of its own changes."""
    pdf = new_document(["In a stream"])
    page = first_page(pdf)
    update = Update(pdf)
    holder, at = update.object_stream({page.number: pdf.dictionary(page)})
    update.xref_stream([(holder, 1, at, 0), (page.number, 2, holder, 0)])
    pdf.add(None)
    pdf.add(None)
    pdf.data, pdf._previous, pdf._changed = update.data, update.previous, []
    # the signature is invisible and on no page: the page stays where it is
    _sign_beside_the_page(pdf, pki)
    forged = Update(pdf)
    turned: PdfObject = {**pdf.dictionary(page), "Rotate": 180}
    body = b"%d 0 " % page.number
    entries: dict[str, PdfObject] = {"Type": Name("ObjStm"), "N": 1, "First": len(body)}
    at = forged.objects({holder: Stream(entries, body + serialize(turned))})[holder]
    return forged.table([(holder, at, 0, "n")]).bytes()


def _sign_beside_the_page(pdf: PdfWriter, pki: SandboxPki) -> None:
    page = first_page(pdf)
    before = pdf.dictionary(page)
    sign_dictionary = pdf.update

    def keep(reference: Ref, value: PdfObject) -> None:
        if reference != page:
            sign_dictionary(reference, value)

    pdf.update = keep  # type: ignore[method-assign]
    sign(pdf, pki)
    pdf.update = sign_dictionary  # type: ignore[method-assign]
    assert pdf.dictionary(page) == before


def _encrypted_later(pki: SandboxPki) -> bytes:
    """From now on every string and stream is what RC4 makes of it."""
    update = Update(signed(pki))
    number = update.size
    cipher = legacy_encryption("V2")
    identifier = Raw(b"<" + cipher.document_id.hex().encode() + b">")
    entries: dict[str, PdfObject] = {"Encrypt": Ref(number), "ID": [identifier, identifier]}
    return update.write({number: cipher.dictionary}, **entries).bytes()


def _case(name: str, source: str, build: Callable[[SandboxPki], bytes]) -> Case:
    return Case(id=name, source=source, build=build, signatures={"Signature1": ALTERED})


ATTACKS = [
    _case("prev-into-the-future", "7.5.5: /Prev names what comes later", _prev_into_the_future),
    _case("size-reveals", "7.5.5: /Size hides, then shows", _size_reveals),
    _case("object-stream-replaced", "7.5.7: the members change with it", _object_stream_replaced),
]
CONTROL = Case(
    id="control",
    source="the document that is attacked",
    build=lambda pki: bytes(signed(pki).data),
    signatures={"Signature1": PASSED},
)


@cases([CONTROL, *ATTACKS])
def test_structure(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def test_a_document_encrypted_after_it_was_signed(sandbox: Sandbox) -> None:
    """7.6.2: the name of the field is no longer what it was, the verdict is."""
    case = _case("encrypted-later", "7.6.2", _encrypted_later)
    conclusion, signatures, timestamps = seen(judge(case, sandbox))
    assert conclusion is DocumentConclusion.INVALID
    assert [verdict for _, verdict in signatures] == [ALTERED]
    assert timestamps == []
