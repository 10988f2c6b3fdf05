"""Cross-reference and object streams that lie about themselves (attacks.md 3.1, DoS)."""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    Case,
    almost_passing,
    cases,
    check,
)
from tests.attacks_pdf.maker import Update, deflated, sign, signed

OPEN: dict[str, str] = {}
Build = Callable[[SandboxPki], bytes]


def _stream_document(pki: SandboxPki, index: list[PdfObject], widths: list[PdfObject]) -> bytes:
    """One more revision by a stream whose /Index and /W say more than its data hold."""
    pdf = new_document(["Costly"], xref_streams=True)
    update = Update(pdf)
    at = update.objects({update.size: Raw(b"null")})
    (number,) = at
    own = update.size
    start = len(update.data)
    rows = b"".join(b"\1" + offset.to_bytes(4, "big") + b"\0\0" for offset in (at[number], start))
    head: dict[str, PdfObject] = {
        "Type": Name("XRef"),
        "W": widths,
        "Index": [number, *index],
        **update.trailer(Size=own + 1),
    }
    update.objects({own: Stream(head, rows)})
    update.data += b"startxref\n%d\n%%%%EOF\n" % start
    pdf.add(None)
    pdf.add(None)
    pdf._changed = []
    pdf.data, pdf._previous = update.data, start
    return bytes(sign(pdf, pki).data)


def _object_stream(entries: dict[str, PdfObject], data: bytes = b"6 0 <</Title (x)>>") -> Build:
    """The document information lies in an object stream that lies about itself."""

    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Costly"])
        assert pdf.info is not None
        update = Update(pdf)
        number = update.size
        head: dict[str, PdfObject] = {"Type": Name("ObjStm"), "N": 1, "First": 4, **entries}
        at = update.objects({number: Stream(head, data)})[number]
        update.xref_stream([(number, 1, at, 0), (pdf.info.number, 2, number, 0)])
        pdf.add(None)
        pdf.add(None)
        pdf._changed = []
        pdf.data, pdf._previous = update.data, update.previous
        pdf.objects[pdf.info.number] = {"Title": b"x"}
        sign(pdf, pki)
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def object_stream_bomb(pki: SandboxPki) -> bytes:
    """The document information lies behind 200 MB of white space."""
    bomb = deflated(200 * 1024 * 1024)
    return _object_stream({"Filter": Name("FlateDecode")}, bomb)(pki)


def store_bomb(pki: SandboxPki) -> bytes:
    """Anyone can append to /DSS."""
    pdf = signed(pki)
    entries: dict[str, PdfObject] = {"Filter": Name("FlateDecode")}
    bomb = pdf.add(Stream(entries, deflated(200 * 1024 * 1024)))
    pdf.extend(pdf.catalog, DSS=pdf.add({"CRLs": [bomb], "Certs": [bomb]}))
    pdf.write_revision()
    return bytes(pdf.data)


def _extends(pki: SandboxPki) -> bytes:
    return _object_stream({"Extends": Ref(7)})(pki)


_BOTH = ("Signature1", "Signature2")
_UNREAD = "7.5.7: readers rebuild a file with such a stream, and find what they find"
STREAMS = [
    almost_passing(
        "index-huge",
        lambda pki: _stream_document(pki, [2_147_483_647], [1, 4, 2]),
        "attacks.md 3.1 DoS: what data there are are unambiguous",
    ),
    almost_passing(
        "object-stream-n-huge", _object_stream({"N": 1_000_000_000}), _UNREAD, *_BOTH, first=ALTERED
    ),
    almost_passing(
        "object-stream-first-huge",
        _object_stream({"First": 1_000_000_000}),
        _UNREAD,
        *_BOTH,
        first=ALTERED,
    ),
    almost_passing(
        "object-stream-first-negative",
        _object_stream({"First": -5}),
        _UNREAD,
        *_BOTH,
        first=ALTERED,
    ),
    almost_passing("object-stream-bomb", object_stream_bomb, _UNREAD, *_BOTH, first=ALTERED),
    almost_passing("store-bomb", store_bomb, "EN 319 142-1, 5.4.2: junk counts for nothing"),
    almost_passing("object-stream-extends-itself", _extends, "7.5.7: /Extends loop", *_BOTH),
    almost_passing(
        "widths-more-than-data",
        lambda pki: _stream_document(pki, [2], [8, 8, 8]),
        "attacks.md 3.1 DoS: /W [8 8 8] with a short stream names no readable entry",
    ),
]


@cases(STREAMS)
def test_costly_structures(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
