"""What is seen of a signature, as a viewer draws it."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
import segno

from esign_verify.sandbox.client import Placement, SignRequest, Specimen
from tests.emulator.caller import NIK, Caller

LINK = "https://contoh.invalid/surat/1?tahun=2026"
SCALE = 8


def signed(caller: Caller, pdf: bytes, width: float, height: float) -> bytes:
    place = Placement(width=width, height=height, x=50, y=80)
    request = SignRequest(pdf=pdf, specimen=Specimen(placement=place, link=LINK))
    return caller.client.sign(NIK, [request], passphrase="sandbox")[0]


def page_of(pdf: bytes, *, flat: bool = False) -> Any:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    if flat:
        document[0].flatten()
    return document[0]


def test_the_modules_are_those_of_the_link(caller: Caller, pdf: bytes) -> None:
    """Each module of the symbol, at its middle, with four light ones around (ISO/IEC 18004)."""
    page = page_of(signed(caller, pdf, 100, 110))
    seen = page.render(scale=SCALE, may_draw_forms=True).to_pil().convert("L")
    expected = [list(row) for row in segno.make_qr(LINK, error="m", boost_error=False).matrix]
    count = len(expected) + 8
    strip = 10
    module = 100 / count

    def dark(row: int, column: int) -> int:
        x = 50 + (column + 0.5) * module
        y = 80 + strip + 100 - (row + 0.5) * module
        return int(seen.getpixel((int(x * SCALE), int(seen.height - y * SCALE))) < 128)

    shown = [[dark(row, column) for column in range(count)] for row in range(count)]
    assert [row[4:-4] for row in shown[4:-4]] == expected
    quiet = shown[:4] + shown[-4:]
    quiet += [row[:4] + row[-4:] for row in shown]
    assert not any(any(row) for row in quiet)


@pytest.mark.parametrize(
    ("width", "height", "mark"),
    [
        (15, 15, "SANDBOX"),
        (55, 55, "SANDBOX"),
        (80, 20, "SANDBOX - TIDAK SAH"),
        (160, 70, "SANDBOX - TIDAK SAH"),
        (500, 30, "SANDBOX - TIDAK SAH"),
    ],
)
def test_the_mark_is_within_every_specimen(
    caller: Caller, pdf: bytes, width: float, height: float, mark: str
) -> None:
    text = page_of(signed(caller, pdf, width, height), flat=True).get_textpage()
    shown = text.get_text_bounded(48, 78, 52 + width, 82 + height)
    assert mark in " ".join(shown.split())
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    inside = [box for box in boxes if box[0] >= 50 and box[1] < 80 + height and box[1] >= 75]
    drawn = [box for box in inside if box[0] <= 50 + width]
    assert max(box[2] for box in drawn) <= 50 + width
    assert min(box[1] for box in drawn) >= 80
