"""Writes into a document that somebody brings an incremental update with a signature that lacks
its value (ISO 32000-2, 7.5.6 and 12.8). Runs in a child process: see `preparing`.

pyHanko writes it, whatever the document's form: cross-reference streams, encryption, a form
that is there already.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject

from esign_verify.sandbox.client.errors import unfit
from esign_verify.sandbox.client.preparing_wire import Order
from esign_verify.sandbox.client.requests import Placement, SignRequest
from esign_verify.sandbox.client.specimen import Drawing, draw
from esign_verify.sandbox.client.tags import find_tag

WIB = timezone(timedelta(hours=7))
RESERVED = 32768
"""bytes of /Contents, in hexadecimal digits twice as many"""

MAX_SIDE = 5000.0
"""points; a page is seldom larger"""


def prepare(order: Order) -> tuple[int, int]:
    """Append an update with a signature that lacks its value; where /Contents stands.

    ClientError where the document cannot be signed as asked; pyHanko raises whatever a
    stranger's structure leads to.
    """
    path = Path(os.fsdecode(order.path))
    with path.open("r+b") as file:
        if b"%PDF-" not in file.read(1024):
            raise unfit("file bukan PDF")
        return _prepared(file, path, order)


def _prepared(file: BinaryIO, path: Path, order: Order) -> tuple[int, int]:
    request, at = order.request, order.at
    writer = _opened(file, request.password)
    name = _free_name(writer, at)
    spec, drawing = SigFieldSpec(name), None
    if request.specimen is not None:
        placement = _resolved(path, request.specimen.placement, request.password)
        page, box = _place(writer, placement)
        spec = SigFieldSpec(name, on_page=page, box=box)
        specimen = replace(request.specimen, placement=placement)
        drawing = draw(specimen, _lines(order.signer, at))
    embedder = PdfCMSEmbedder(new_field_spec=spec).write_cms(name, writer)
    field = next(embedder).get_object()
    if drawing is not None:
        field["/AP"] = generic.DictionaryObject({pdf_name("/N"): _appearance(writer, drawing, box)})
    embedder.send(SigObjSetup(sig_placeholder=_dictionary(request, at)))
    digest, _ = embedder.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    return digest.reserved_region_start, digest.reserved_region_end


def _opened(file: BinaryIO, password: str) -> Any:
    # what a table and its /XRefStm say together is for the verifier to judge
    writer = IncrementalPdfFileWriter(file, strict=False)
    if writer.prev.encrypted:
        for one in dict.fromkeys((password, "")):
            if writer.prev.decrypt(one).status is not AuthStatus.FAILED:
                writer.encrypt(one)
                return writer
        raise unfit("pdfPassword salah")
    return writer


def _free_name(writer: Any, at: datetime) -> str:
    """`sig_` and the milliseconds, as BSrE names its fields; the next that is free."""
    taken = {name for name, _value, _reference in enumerate_sig_fields(writer)}
    number = int(at.timestamp() * 1000)
    while f"sig_{number}" in taken:
        number += 1
    return f"sig_{number}"


def _dictionary(request: SignRequest, at: datetime) -> Any:
    return SignatureObject(
        timestamp=at.astimezone(WIB).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        reason=request.reason or None,
        location=request.location or None,
        app_build_props=BuildProps("Esign Sandbox - not a signature"),
        bytes_reserved=2 * RESERVED,
    )


def _resolved(path: Path, placement: Placement, password: str) -> Placement:
    """A placement by tag as one by page: its lower left corner where the character's is."""
    if not placement.tag:
        return placement
    page, box = find_tag(path, placement.tag, password)
    return replace(placement, page=page, x=box[0], y=box[1], tag="")


def _place(writer: Any, placement: Placement) -> tuple[int, tuple[int, int, int, int]]:
    """The index of the page and the /Rect."""
    pages = int(writer.root["/Pages"]["/Count"])
    index = placement.page - 1 if placement.page else pages - 1
    if not 0 <= index < pages:
        raise unfit(f"page, dokumen memiliki {pages} halaman")
    sizes = (placement.width, placement.height)
    if not all(1 <= size <= MAX_SIDE for size in sizes):
        raise unfit("width atau height")
    if not all(abs(place) <= MAX_SIDE for place in (placement.x, placement.y)):
        raise unfit("xAxis atau yAxis")
    left, bottom = round(placement.x), round(placement.y)
    return index, (left, bottom, left + round(sizes[0]), bottom + round(sizes[1]))


def _lines(signer: str, at: datetime) -> tuple[str, ...]:
    moment = at.astimezone(WIB)
    return ("Ditandatangani secara elektronik", signer, f"{moment:%d-%m-%Y %H:%M:%S} WIB")


def _appearance(writer: Any, drawing: Drawing, box: tuple[int, int, int, int]) -> Any:
    """A form XObject (8.10) with Helvetica as /F1 and the picture as /Im1."""
    font = _dictionary_of(
        Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding="/WinAnsiEncoding"
    )
    resources = generic.DictionaryObject(
        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): font})}
    )
    if drawing.picture:
        picture = _dictionary_of(Type="/XObject", Subtype="/Image", ColorSpace="/DeviceRGB")
        sizes = {"/Width": drawing.pixels[0], "/Height": drawing.pixels[1], "/BitsPerComponent": 8}
        for key, number in sizes.items():
            picture[pdf_name(key)] = generic.NumberObject(number)
        reference = writer.add_object(_stream(picture, drawing.picture))
        resources[pdf_name("/XObject")] = generic.DictionaryObject({pdf_name("/Im1"): reference})
    form = _dictionary_of(Type="/XObject", Subtype="/Form")
    corners = (0, 0, box[2] - box[0], box[3] - box[1])
    form[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, corners))
    form[pdf_name("/Resources")] = resources
    return writer.add_object(_stream(form, drawing.content))


def _stream(entries: Any, data: bytes) -> Any:
    stream = generic.StreamObject(entries, stream_data=data)
    stream.compress()
    return stream


def _dictionary_of(**names: str) -> Any:
    return generic.DictionaryObject(
        {pdf_name(f"/{key}"): pdf_name(value) for key, value in names.items()}
    )
