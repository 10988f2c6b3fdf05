"""Values out of request bodies, as the API's clients send them: numbers as text too."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any, BinaryIO, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request

from esign_verify.sandbox.client import NIK, Placement, Specimen, required, unfit
from esign_verify.service.emulator.envelope import MAX_BODY
from esign_verify.service.multipart_body import MultipartBody

MAX_TEXT = 4000
"""characters of a field that is no file"""

MAX_VALUES = 100_000
"""of a JSON body, which is read whole; 50 files have some 500"""

_LONE = re.compile("[\ud800-\udfff]")
"""half a character, which JSON can say and nothing else can write"""

_PAGES = {"PERTAMA": 1, "TERAKHIR": 0}
"""`halaman`; the second is inferred"""


async def read_json(request: Request) -> dict[str, Any]:
    """The body, an object. HTTPException 415, 413 or 400."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415)
    content = await request.body()
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise HTTPException(413)
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(body, dict):
        raise HTTPException(400)
    return body


async def read_form(request: Request) -> dict[str, str | bytes]:
    """multipart/form-data; files as bytes, their names under `… filename`.

    HTTPException 415 or 400. Of parts with the same name the last one counts.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise HTTPException(415)
    with TemporaryDirectory(prefix="esign-sandbox-") as folder:
        body = MultipartBody(content_type, _new_file(Path(folder)), most=MAX_BODY)
        try:
            async for piece in request.stream():
                body.feed(piece)
            body.finish()
        finally:
            body.close()
        found: dict[str, str | bytes] = dict(body.fields)
        for name, parts in body.files.items():
            path, shown = parts[-1]
            found |= {name: path.read_bytes(), f"{name} filename": shown}
    return found


def _new_file(folder: Path) -> Callable[[], tuple[Path, BinaryIO]]:
    def new_file() -> tuple[Path, BinaryIO]:
        handle = NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - the body closes it
        return Path(handle.name), cast("BinaryIO", handle)

    return new_file


def text(fields: Mapping[str, Any], name: str) -> str:
    """A required text."""
    value = optional_text(fields, name)
    if not value:
        raise required(name)
    return value


def optional_text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > MAX_TEXT or _LONE.search(value):
        raise unfit(name)
    return value


def file(fields: Mapping[str, Any], name: str) -> bytes:
    """A required file part."""
    value = fields.get(name)
    if not value:
        raise required(name)
    if not isinstance(value, bytes):
        raise unfit(f"{name} harus berupa file")
    return value


def decoded(value: Any, name: str) -> bytes:
    """Base64 (RFC 4648 4); line ends are allowed."""
    if not value:
        raise required(name)
    if not isinstance(value, str):
        raise unfit(f"{name} harus berupa base64")
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise unfit(f"{name} harus berupa base64") from error


def number(fields: Mapping[str, Any], name: str) -> float:
    """A required number, or text that is one."""
    value = text(fields, name)
    try:
        found = float(value)
    except ValueError as error:
        raise unfit(name) from error
    if not math.isfinite(found):
        raise unfit(name)
    return found


def whole(fields: Mapping[str, Any], name: str) -> int:
    found = number(fields, name)
    if found != int(found):
        raise unfit(name)
    return int(found)


def nik(fields: Mapping[str, Any]) -> str:
    value = text(fields, "nik")
    if not NIK.fullmatch(value):
        raise unfit("nik harus 16 digit")
    return value


def person(fields: Mapping[str, Any]) -> str:
    """`nik` or `email`."""
    email = optional_text(fields, "email")
    if optional_text(fields, "nik"):
        return nik(fields)
    if not email:
        raise required("nik atau email")
    return email


def visible(fields: Mapping[str, Any]) -> bool:
    """`tampilan`, in any case: v1 writes small letters, v2 capitals."""
    value = text(fields, "tampilan").lower()
    if value not in ("visible", "invisible"):
        raise unfit("tampilan harus visible atau invisible")
    return value == "visible"


def placement(fields: Mapping[str, Any], x: str, y: str) -> Placement:
    """Where the specimen goes; `x`, `y`: what this version calls the position."""
    width, height = number(fields, "width"), number(fields, "height")
    tag = optional_text(fields, "tag_koordinat")
    if tag:
        if len(tag) != 1:
            raise unfit("tag_koordinat harus satu karakter")
        return Placement(width=width, height=height, tag=tag)
    page = _page(fields)
    return Placement(
        width=width, height=height, page=page, x=number(fields, x), y=number(fields, y)
    )


def _page(fields: Mapping[str, Any]) -> int:
    named = optional_text(fields, "halaman").upper()
    if named and not optional_text(fields, "page"):
        if named not in _PAGES:
            raise unfit("halaman")
        return _PAGES[named]
    page = whole(fields, "page")
    if page < 1:
        raise unfit("page")
    return page


def v1_specimen(fields: Mapping[str, Any]) -> Specimen | None:
    """A picture with `image=true`, a QR code with `image=false`."""
    if not visible(fields):
        return None
    image = text(fields, "image").lower()
    if image not in ("true", "false"):
        raise unfit("image harus true atau false")
    place = placement(fields, "xAxis", "yAxis")
    words = optional_text(fields, "text")
    if image == "true":
        return Specimen(placement=place, image=file(fields, "imageTTD"), text=words)
    link = text(fields, "linkQR")
    return Specimen(placement=place, link=link, text=words)


def v2_specimen(properties: Mapping[str, Any]) -> Specimen | None:
    if not visible(properties):
        return None
    image = decoded(properties.get("imageBase64"), "imageBase64")
    return Specimen(placement=placement(properties, "originX", "originY"), image=image)
