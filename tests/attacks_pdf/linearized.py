"""A linearized file (ISO 32000-2, annex F): the first-page section stands at its start."""

from __future__ import annotations

from esign_verify.sandbox.pdf_objects import PdfObject, Raw, Ref, serialize
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter

_OFFSET = b"%010d"
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def linearized() -> PdfWriter:
    """One page, linearized; revisions may be appended."""
    pdf = new_document(["Linearized"])
    assert pdf.info is not None
    parameters = pdf.add(None)
    second_part = [pdf.info.number]
    first_part = [n for n in pdf.objects if n not in (*second_part, parameters.number)]
    sizes = dict.fromkeys(("length", "end", "main"), 0)
    data = bytearray()
    # offsets have ten digits, so that a second round knows them all
    for _ in range(2):
        entries: dict[str, PdfObject] = {
            "Linearized": 1,
            "L": _fixed(sizes["length"]),
            "H": [_fixed(0), _fixed(0)],
            "O": 5,
            "E": _fixed(sizes["end"]),
            "N": 1,
            "T": _fixed(sizes["main"]),
        }
        pdf.objects[parameters.number] = entries
        data = _write(pdf, parameters, first_part, second_part, sizes)
    pdf.data = data
    pdf._changed = []
    pdf._previous = data.index(b"xref\n")
    return pdf


def _fixed(number: int) -> Raw:
    return Raw(_OFFSET % number)


def _write(
    pdf: PdfWriter, parameters: Ref, first: list[int], second: list[int], sizes: dict[str, int]
) -> bytearray:
    data = bytearray(_HEADER)
    offsets = _objects(pdf, data, [parameters.number])
    first_table = len(data)
    rows = len(first) + 1
    trailer: dict[str, PdfObject] = {
        "Size": len(pdf.objects) + 1,
        "Root": pdf.catalog,
        "Info": pdf.info,
        "ID": [Raw(b"<" + b"1f" * 16 + b">")] * 2,
        "Prev": _fixed(sizes["main"]),
    }
    end = b"trailer\n" + serialize(trailer) + b"\nstartxref\n0\n%%EOF\n"
    # 25 bytes a row with its own subsection line of five
    body = len(data) + len(b"xref\n") + rows * 24 + len(end)
    for number in first:
        offsets[number] = body
        body += len(_object(pdf, number))
    listed = sorted([parameters.number, *first])
    data += b"xref\n" + b"".join(_row(number, offsets[number]) for number in listed) + end
    assert _objects(pdf, data, first).items() <= offsets.items()
    sizes["end"] = len(data)
    offsets.update(_objects(pdf, data, second))
    sizes["main"] = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    data += b"".join(_row(number, offsets[number]) for number in second)
    data += b"trailer\n<</Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(pdf.objects) + 1, first_table)
    sizes["length"] = len(data)
    return data


def _row(number: int, offset: int) -> bytes:
    return b"%d 1\n%010d 00000 n \n" % (number, offset)


def _object(pdf: PdfWriter, number: int) -> bytes:
    return b"%d 0 obj\n" % number + serialize(pdf.objects[number]) + b"\nendobj\n"


def _objects(pdf: PdfWriter, data: bytearray, numbers: list[int]) -> dict[int, int]:
    offsets = {}
    for number in numbers:
        offsets[number] = len(data)
        data += _object(pdf, number)
    return offsets
