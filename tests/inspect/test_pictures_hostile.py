"""Files made to stop a renderer: they cost pictures, and nothing else."""

from __future__ import annotations

import random
import zlib

import pytest

from esign_verify.evidence.pictures import NotDrawn, NotDrawnReason
from esign_verify.inspect import DrawingLimits, draw_pictures
from esign_verify.inspect import pictures_wire as wire
from esign_verify.limits import (
    MAX_PICTURE_BYTES,
    MAX_PICTURE_HEIGHT,
    MAX_PICTURE_WIDTH,
    MAX_PICTURES_BYTES,
)
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content
from esign_verify.sandbox.pdf_writer import PdfWriter
from tests.attacks_pdf.maker import AWAY, sign, signed
from tests.inspect.paper import drawn, evidence_of, pages_of, with_pages

FORM: dict[str, PdfObject] = {
    "Type": Name("XObject"),
    "Subtype": Name("Form"),
    "BBox": [0, 0, 99, 99],
}


def one_page(**page: PdfObject) -> PdfWriter:
    pdf = new_document(["Hostile"])
    pdf.extend(first_page(pdf), **page)
    pdf.write_revision()
    return pdf


def with_picture(pdf: PdfWriter, width: int, height: int, bits: int, data: bytes) -> PdfWriter:
    """Page 1 shows one image, all over."""
    entries: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": width,
        "Height": height,
        "ColorSpace": Name("DeviceRGB" if bits == 8 else "DeviceGray"),
        "BitsPerComponent": bits,
        "Filter": Name("FlateDecode"),
    }
    shown = pdf.add(Stream(entries, data))
    pdf.extend(first_page(pdf), Resources={"XObject": {"I": shown}})
    pdf.update(page_content(pdf), Stream({}, b"q 595 0 0 842 0 0 cm /I Do Q"))
    pdf.write_revision()
    return pdf


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ([0, 0, 10**9, 10**9], (MAX_PICTURE_WIDTH, MAX_PICTURE_WIDTH)),
        ([0, 0, 1, 10**6], (1, MAX_PICTURE_HEIGHT)),
        ([0, 0, 10**6, 1], (MAX_PICTURE_WIDTH, 1)),
    ],
)
def test_a_page_of_absurd_size_is_drawn_small(box: list[PdfObject], size: tuple[int, int]) -> None:
    (picture,) = drawn(bytes(one_page(MediaBox=box).data)).pictures
    assert (picture.width, picture.height) == size


def test_two_thousand_pages_cost_one() -> None:
    pdf = with_pages(new_document(["Many"]), [{}] * 2_000)
    pdf.write_revision()
    pictures = drawn(bytes(pdf.data))
    assert (pictures.pages, len(pictures.pictures), pictures.not_drawn) == (2_001, 1, ())


def test_noise_stays_below_the_limit_of_one_picture() -> None:
    noise = random.Random(1).randbytes(900 * 1273 * 3)
    pdf = with_picture(new_document(["Noise"]), 900, 1273, 8, zlib.compress(noise))
    (picture,) = drawn(bytes(pdf.data)).pictures
    assert MAX_PICTURE_BYTES // 2 < len(picture.data) <= MAX_PICTURE_BYTES
    assert picture.media_type == "image/jpeg"


def test_all_pictures_stay_below_their_limit(sandbox: Sandbox) -> None:
    pdf = signed(sandbox.pki)
    noise = random.Random(2).randbytes(900 * 1273 * 3)
    image: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": 900,
        "Height": 1273,
        "ColorSpace": Name("DeviceRGB"),
        "BitsPerComponent": 8,
        "Filter": Name("FlateDecode"),
    }
    shown = pdf.add(Stream(image, zlib.compress(noise)))
    content = pdf.add(Stream({}, b"q 595 0 0 842 0 0 cm /I Do Q"))
    page: dict[str, PdfObject] = {"Resources": {"XObject": {"I": shown}}, "Contents": content}
    with_pages(pdf, [page] * 9)
    pdf.write_revision()
    kids = pages_of(pdf)
    for kid in kids[1:]:
        pdf.extend(kid, Rotate=0)
    pdf.write_revision()
    data = bytes(pdf.data)
    pictures = draw_pictures(data, evidence_of(data), limits=DrawingLimits(seconds=60))
    total = sum(len(picture.data) for picture in pictures.pictures)
    assert MAX_PICTURES_BYTES - MAX_PICTURE_BYTES < total <= MAX_PICTURES_BYTES
    assert {one.reason for one in pictures.not_drawn} == {NotDrawnReason.SIZE_LIMIT}


def test_a_form_that_draws_itself_twenty_times_in_ten_levels() -> None:
    pdf = new_document(["Billion"])
    form = pdf.add(Stream(FORM, b"0 0 10 10 re f " * 10))
    for _ in range(9):
        form = pdf.add(Stream({**FORM, "Resources": {"XObject": {"F": form}}}, b"/F Do " * 20))
    pdf.extend(first_page(pdf), Resources={"XObject": {"F": form}})
    pdf.update(page_content(pdf), Stream({}, b"/F Do"))
    pdf.write_revision()
    data = bytes(pdf.data)
    pictures = draw_pictures(data, evidence_of(data), limits=DrawingLimits(seconds=3))
    assert pictures.pictures == ()
    (missing,) = pictures.not_drawn
    assert missing.page == 1
    assert missing.reason in (NotDrawnReason.TIME_LIMIT, NotDrawnReason.CRASHED)


def test_a_file_that_the_renderer_cannot_open(sandbox: Sandbox) -> None:
    """Its pages lie in objects that only our search of the bytes finds."""
    document = next(d for d in sandbox.documents if d.name == "pades-t.pdf")
    evidence = evidence_of(document.pdf)
    broken = b"%PDF-1.7\n" + bytes(len(document.pdf))
    pictures = draw_pictures(broken, evidence)
    assert (pictures.pages, pictures.pictures) == (0, ())
    assert pictures.not_drawn == (NotDrawn(reason=NotDrawnReason.UNREADABLE, page=1),)


def test_a_page_that_is_not_there(sandbox: Sandbox) -> None:
    data = bytes(signed(sandbox.pki, rectangle=AWAY).data)
    pdf = one_page()
    pictures = draw_pictures(bytes(pdf.data).replace(b"/Kids [", b"/Kidz ["), evidence_of(data))
    assert [(one.page, one.reason) for one in pictures.not_drawn] == [
        (1, NotDrawnReason.UNREADABLE)
    ]


def test_names_of_fields_come_as_they_are(sandbox: Sandbox) -> None:
    name = "<script>alert(1)</script>\x07"
    pdf = sign(new_document(["Names"]), sandbox.pki, name, rectangle=AWAY)
    (mark,) = drawn(bytes(pdf.data)).pictures[0].marks
    assert mark.label == name


def test_the_renderer_has_no_script_engine() -> None:
    """What our ADR says of the wheel: PDFium without V8 and without XFA."""
    import pypdfium2

    assert not {"V8", "XFA"} & set(pypdfium2.PDFIUM_INFO.flags)


def child_where(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """From now on drawing page 1 in a new child is `body`, a statement."""
    code = (
        "import json, os, signal, sys, time; sys.path[:] = json.loads(sys.argv[1])\n"
        "from esign_verify.inspect import pictures_worker as worker\n"
        "draw = worker.Renderer.draw\n"
        "def broken(self, version):\n"
        f"    if version.page == 1:\n        {body}\n"
        "    return draw(self, version)\n"
        "worker.Renderer.draw = broken\n"
        "worker.main()"
    )
    monkeypatch.setattr("esign_verify.processes._BOOTSTRAP", code)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", NotDrawnReason.CRASHED),
        ("os.kill(os.getpid(), signal.SIGKILL)", NotDrawnReason.CRASHED),
        ("os.kill(os.getpid(), signal.SIGXCPU)", NotDrawnReason.TIME_LIMIT),
        ("os._exit(0)", NotDrawnReason.CRASHED),
        ("raise RuntimeError('a bug')", NotDrawnReason.CRASHED),
        ("bytearray(1 << 40)", NotDrawnReason.MEMORY_LIMIT),
        ("os.write(1, b'nonsense')", None),
        ("time.sleep(600)", NotDrawnReason.TIME_LIMIT),
    ],
)
def test_what_breaks_costs_its_page(
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    reason: NotDrawnReason | None,
) -> None:
    """Page 2, with a signature too, is drawn by the next process, unless time is over."""
    pdf = with_pages(new_document(["One"]), [{}])
    pdf.write_revision()
    kids = pages_of(pdf)
    sign(pdf, sandbox.pki)
    pdf.extend(kids[1], Rotate=0)
    pdf.write_revision()
    data = bytes(pdf.data)
    child_where(monkeypatch, body)
    over = reason is NotDrawnReason.TIME_LIMIT and "sleep" in body
    pictures = draw_pictures(
        data, evidence_of(data), limits=DrawingLimits(seconds=1 + 3 * (not over))
    )
    shown = {picture.page for picture in pictures.pictures}
    assert shown == (set() if over else {2} if reason else {1, 2})
    lost = {(one.page, one.revision, one.reason) for one in pictures.not_drawn}
    pages = [] if reason is None else [1, 2] if over else [1]
    assert lost == {(page, revision, reason) for page in pages for revision in (None, 3)}


def test_processes_that_die_one_after_the_other_are_not_started_for_ever(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = signed(sandbox.pki)
    with_pages(pdf, [{}] * 5)
    pdf.write_revision()
    kids = pages_of(pdf)
    for kid in kids:
        pdf.extend(kid, Rotate=0)
    pdf.write_revision()
    child_where(monkeypatch, "pass\n    os._exit(1)")
    pictures = drawn(bytes(pdf.data))
    assert pictures.pictures == ()
    assert [one.reason for one in pictures.not_drawn if one.revision is None] == [
        *[NotDrawnReason.CRASHED] * 3,
        *[NotDrawnReason.UNAVAILABLE] * 3,
    ]


def test_a_child_that_cannot_start(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(signed(sandbox.pki).data)
    monkeypatch.setattr("sys.executable", "no-such-interpreter")
    missing = NotDrawn(reason=NotDrawnReason.UNAVAILABLE, page=1)
    assert drawn(data).not_drawn == (missing,)


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"[]\n", b"{}\n", b"[" * 100_000 + b"\n", b'{"pages": "1"}\n', b"\xff\n"]
)
def test_a_line_that_is_no_answer(line: bytes) -> None:
    assert wire.answer_from(line) is None
