"""What a request to sign says, whichever version of the API it came by."""

from __future__ import annotations

from esign_verify._frozen import frozen


@frozen(kw_only=True)
class Placement:
    """Where a visible specimen goes. Lengths are points (1/72 inch), one a pixel."""

    width: float
    height: float
    page: int = 1
    """from 1; 0: the last"""
    x: float = 0
    y: float = 0
    """of the lower left corner, from that of the page"""
    tag: str = ""
    """one character of the text; given: the specimen goes where it stands"""


@frozen(kw_only=True)
class Specimen:
    """What is seen: a picture, or a QR code that leads to `link`."""

    placement: Placement
    image: bytes = b""
    """JPEG or PNG"""
    link: str = ""
    text: str = ""


@frozen(kw_only=True)
class SignRequest:
    """One document to sign; without a specimen invisibly."""

    pdf: bytes
    specimen: Specimen | None = None
    reason: str = ""
    location: str = ""
    password: str = ""
    """of the document"""
