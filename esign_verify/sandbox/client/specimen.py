"""What is seen of a visible signature: content streams and their resources (ISO 32000-2, 8.10).

Every specimen says in words that it is a sandbox's, whatever picture it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from esign_verify._frozen import frozen
from esign_verify.sandbox.client.errors import unfit
from esign_verify.sandbox.client.requests import Specimen

MARK = "SANDBOX - TIDAK SAH"
SHORT_MARK = "SANDBOX"

MAX_PIXELS = 4_000_000
"""of a picture: a scanned signature at 600 dpi has fewer"""

MAX_LINK = 1000
"""octets of what a QR code says; it grows with them until no telephone reads it"""

_CHARACTER = 0.6
"""mean width of a character of Helvetica, in its size, rounded up"""

_CAPITAL = 0.72
"""the same of capitals"""

_QUIET = 4
"""modules around a QR code (ISO/IEC 18004, 5.3.8)"""


@frozen(kw_only=True)
class Drawing:
    """A form XObject to be: `content`, and the picture that it calls /Im1, if any."""

    content: bytes
    picture: bytes = b""
    """RGB, three octets a pixel, rows from the top"""
    pixels: tuple[int, int] = (0, 0)
    """width and height of the picture"""


def draw(specimen: Specimen, lines: Sequence[str]) -> Drawing:
    """`lines`: who signed, and when. ClientError for a picture that cannot be read."""
    width, height = specimen.placement.width, specimen.placement.height
    strip = min(10.0, max(4.0, height * 0.18))
    parts = [b"1 1 1 rg 0 0 %.2f %.2f re f" % (width, height)]
    room = height - strip
    picture, pixels = b"", (0, 0)
    if specimen.image:
        picture, pixels = read_picture(specimen.image)
        parts.append(_placed_picture(pixels, width, room, strip))
        side = width
    else:
        side = min(width, room)
        parts.append(_qr(specimen.link, side, strip))
    words = [line for line in (*lines, specimen.text) if line]
    if width - side > side * 0.6:
        parts.append(_words(words, side, strip, width - side, room))
    mark = MARK if width >= 80 else SHORT_MARK
    size = min(strip * 0.85, (width - 2) / (_CAPITAL * len(mark)))
    parts.append(b"0.8 0 0 rg BT /F1 %.2f Tf 1 %.2f Td %s Tj ET" % (size, strip * 0.25, _pdf(mark)))
    return Drawing(content=b"\n".join(parts), picture=picture, pixels=pixels)


def read_picture(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """JPEG or PNG → RGB on white, with its size."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
            if image.width * image.height > MAX_PIXELS:
                raise unfit("ukuran gambar")
            shown = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise unfit("gambar harus berformat JPG, JPEG atau PNG") from error
    white = Image.new("RGBA", shown.size, "white")
    white.alpha_composite(shown)
    return white.convert("RGB").tobytes(), shown.size


def _placed_picture(pixels: tuple[int, int], width: float, room: float, above: float) -> bytes:
    """As large as fits, in its own proportions, in the middle."""
    scale = min(width / pixels[0], room / pixels[1])
    wide, high = pixels[0] * scale, pixels[1] * scale
    place = ((width - wide) / 2, above + (room - high) / 2)
    return b"q %.3f 0 0 %.3f %.3f %.3f cm /Im1 Do Q" % (wide, high, *place)


def _qr(link: str, side: float, above: float) -> bytes:
    import segno

    if len(link.encode()) > MAX_LINK:
        raise unfit(f"linkQR paling panjang {MAX_LINK} karakter")
    try:
        code = segno.make_qr(link, error="m", boost_error=False)
    except (ValueError, UnicodeError) as error:
        raise unfit("linkQR") from error
    rows = list(code.matrix_iter(border=_QUIET))
    module = side / len(rows)
    parts = [b"0 0 0 rg"]
    for number, row in enumerate(rows):
        bottom = above + side - (number + 1) * module
        start = None
        for column, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                box = (start * module, bottom, (column - start) * module, module)
                parts.append(b"%.3f %.3f %.3f %.3f re" % box)
                start = None
    parts.append(b"f")
    return b"\n".join(parts)


def _words(lines: Sequence[str], left: float, above: float, width: float, room: float) -> bytes:
    longest = max((len(line) for line in lines), default=1)
    size = min(8.0, width / (_CHARACTER * longest), room / (1.3 * max(1, len(lines))))
    parts = [b"0 0 0 rg BT /F1 %.2f Tf %.2f TL" % (size, size * 1.25)]
    parts.append(b"%.2f %.2f Td" % (left, above + room - size))
    parts.extend(b"%s Tj T*" % _pdf(line) for line in lines)
    return b"\n".join((*parts, b"ET"))


def _pdf(words: str) -> bytes:
    """A literal string in WinAnsiEncoding; what it lacks becomes a question mark."""
    plain = words.encode("cp1252", "replace")
    for special in (b"\\", b"(", b")"):
        plain = plain.replace(special, b"\\" + special)
    return b"(" + plain.replace(b"\r", b" ").replace(b"\n", b" ") + b")"
