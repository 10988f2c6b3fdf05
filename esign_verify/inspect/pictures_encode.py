"""A drawing as PNG or JPEG, whichever is smaller."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from esign_verify.limits import MAX_PICTURE_BYTES

_COLORS = 256
"""of a PNG with a palette"""
_QUALITIES = (80, 60, 40)
"""of JPEG; text stays legible at the lowest"""


def encode(image: Image.Image) -> tuple[str, bytes]:
    """(media type, bytes), at most `MAX_PICTURE_BYTES`; the size in pixels may be halved
    for that, which changes no place in `PARTS`."""
    while True:
        png = _bytes(_with_few_colors(image), format="PNG", optimize=True)
        for quality in _QUALITIES:
            jpeg = _bytes(image, format="JPEG", quality=quality, optimize=True)
            if min(len(png), len(jpeg)) <= MAX_PICTURE_BYTES:
                return ("image/jpeg", jpeg) if len(jpeg) < len(png) else ("image/png", png)
        image = image.reduce(2)


def _with_few_colors(image: Image.Image) -> Image.Image:
    """In shades of grey, or with a palette, where that is all it has."""
    red, green, blue = image.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        return red
    if image.getcolors(_COLORS) is not None:
        return image.quantize(_COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return image


def _bytes(image: Image.Image, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, **options)
    return stream.getvalue()
