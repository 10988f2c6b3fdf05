"""Signature fields, document time-stamps and the DSS (ISO 32000-2, 12.8; EN 319 142-1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta, timezone

from esign_verify._frozen import frozen
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream, literal
from esign_verify.sandbox.pdf_page import first_page, text_form
from esign_verify.sandbox.pdf_writer import PdfWriter

_WIB = timezone(timedelta(hours=7))
_BYTE_RANGE_WIDTH = 40
"""characters kept free for the array: four numbers of up to ten digits are fewer"""

MakeContents = Callable[[bytes], bytes]
"""the signed bytes → DER for /Contents"""


@frozen(kw_only=True)
class SignatureSpec:
    """The field and the dictionary of one signature; defaults as the new generation writes them."""

    field_name: str = "Signature1"
    type: str = "Sig"
    """empty: left out, as table 255 permits"""
    sub_filter: str = "ETSI.CAdES.detached"
    signing_time: datetime | None = None
    """/M"""
    utc: bool = False
    """/M ends in Z; otherwise in +07'00'"""
    name: str = ""
    reason: bytes | None = None
    location: bytes | None = None
    reserved: int = 32768
    """bytes of /Contents"""
    rectangle: tuple[int, int, int, int] = (0, 0, 0, 0)
    """on page 1; all zero: invisible"""
    prop_build: bool = False
    producer: bytes = b""
    """/Producer of the document information from now on"""
    doc_mdp: int | None = None
    """/P of a certification signature"""
    upper_case: bool = False
    """hexadecimal digits of /Contents"""
    contents_first: bool = False
    """/Contents stands before /ByteRange, as some signers write it"""
    more: dict[str, PdfObject] = field(default_factory=dict)
    """further entries of the signature dictionary"""
    more_of_field: dict[str, PdfObject] = field(default_factory=dict)
    """further entries of the field"""


def add_signature(pdf: PdfWriter, spec: SignatureSpec, make_contents: MakeContents) -> bytes:
    """Append a revision with one signature. Returns the whole value of /Contents, padded."""
    value = pdf.add(_signature_dictionary(spec))
    _add_field(pdf, spec, value)
    if spec.doc_mdp is not None:
        pdf.extend(pdf.catalog, Perms={"DocMDP": value})
    if spec.producer and pdf.info is not None:
        pdf.extend(pdf.info, Producer=spec.producer)
    offset = pdf.write_revision()[value.number]
    return _fill_in(pdf, offset, spec, make_contents)


def sign_field(
    pdf: PdfWriter, field: Ref, spec: SignatureSpec, make_contents: MakeContents
) -> bytes:
    """Append a revision that signs an empty field that is there already."""
    value = pdf.add(_signature_dictionary(spec))
    pdf.extend(field, V=value, **spec.more_of_field)
    offset = pdf.write_revision()[value.number]
    return _fill_in(pdf, offset, spec, make_contents)


def add_empty_field(pdf: PdfWriter, spec: SignatureSpec) -> Ref:
    """A signature field without a value, for the next revision."""
    return _add_field(pdf, spec, None)


def _signature_dictionary(spec: SignatureSpec) -> dict[str, PdfObject]:
    places: dict[str, PdfObject] = {
        "ByteRange": Raw(b"[".ljust(_BYTE_RANGE_WIDTH) + b"]"),
        "Contents": Raw(b"<" + b"00" * spec.reserved + b">"),
    }
    entries: dict[str, PdfObject] = {
        **({"Type": Name(spec.type)} if spec.type else {}),
        "Filter": Name("Adobe.PPKLite"),
        "SubFilter": Name(spec.sub_filter),
        **({key: places[key] for key in sorted(places, reverse=spec.contents_first)}),
    }
    optional: dict[str, PdfObject] = {
        "M": _pdf_date(spec.signing_time, spec.utc) if spec.signing_time else None,
        "Name": spec.name.encode("ascii") or None,
        "Reason": spec.reason,
        "Location": spec.location,
    }
    entries.update({key: value for key, value in optional.items() if value is not None})
    if spec.prop_build:
        entries["Prop_Build"] = {"App": {"Name": Name("Sandbox writer 1.0")}}
    if spec.doc_mdp is not None:
        parameters: dict[str, PdfObject] = {
            "Type": Name("TransformParams"),
            "P": spec.doc_mdp,
            "V": Name("1.2"),
        }
        reference: dict[str, PdfObject] = {
            "Type": Name("SigRef"),
            "TransformMethod": Name("DocMDP"),
            "TransformParams": parameters,
        }
        entries["Reference"] = [reference]
    return {**entries, **spec.more}


def _pdf_date(moment: datetime, utc: bool) -> bytes:
    if utc:
        return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode("ascii")
    return moment.astimezone(_WIB).strftime("D:%Y%m%d%H%M%S+07'00'").encode("ascii")


def _add_field(pdf: PdfWriter, spec: SignatureSpec, value: Ref | None) -> Ref:
    """A field that is its own widget on page 1, entered in /AcroForm and the page."""
    page = first_page(pdf)
    entries: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Widget"),
        "FT": Name("Sig"),
        "T": spec.field_name.encode("ascii"),
        "F": 132,
        "Rect": list(spec.rectangle),
        "P": page,
    }
    if value is not None:
        entries["V"] = value
    if any(spec.rectangle):
        entries["AP"] = {"N": pdf.add(_appearance(spec))}
    own = pdf.add({**entries, **spec.more_of_field})
    page_entries = pdf.dictionary(page)
    pdf.extend(page, Annots=[*_array(page_entries.get("Annots")), own])
    form = pdf.dictionary(pdf.catalog).get("AcroForm")
    if isinstance(form, Ref):
        fields = _array(pdf.dictionary(form)["Fields"])
        pdf.extend(form, Fields=[*fields, own])
    else:
        pdf.extend(pdf.catalog, AcroForm=pdf.add({"Fields": [own], "SigFlags": 3}))
    return own


def _appearance(spec: SignatureSpec) -> Stream:
    left, bottom, right, top = spec.rectangle
    text = literal(b"Ditandatangani secara elektronik (sandbox)")
    box = b"0.9 g 0 0 %d %d re f 0 g " % (right - left, top - bottom)
    drawing = box + b"BT /F1 6 Tf 4 8 Td " + text + b" Tj ET"
    return text_form((right - left, top - bottom), drawing)


def _array(value: PdfObject) -> list[PdfObject]:
    return list(value) if isinstance(value, list) else []


def _fill_in(
    pdf: PdfWriter, offset: int, spec: SignatureSpec, make_contents: MakeContents
) -> bytes:
    """Write /ByteRange, then /Contents, into the revision just written (12.8.1)."""
    data = pdf.data
    start = data.index(b"/Contents <", offset) + len(b"/Contents ")
    end = start + 2 * spec.reserved + 2
    numbers = b"[0 %d %d %d" % (start, end, len(data) - end)
    place = data.index(b"/ByteRange [", offset) + len(b"/ByteRange ")
    data[place : place + _BYTE_RANGE_WIDTH] = numbers.ljust(_BYTE_RANGE_WIDTH)
    contents = make_contents(bytes(data[:start] + data[end:]))
    if len(contents) > spec.reserved:
        raise ValueError(f"/Contents needs {len(contents)} bytes, {spec.reserved} are reserved")
    padded = contents.ljust(spec.reserved, b"\x00")
    digits = padded.hex().upper() if spec.upper_case else padded.hex()
    data[start + 1 : end - 1] = digits.encode("ascii")
    return padded


def add_document_timestamp(
    pdf: PdfWriter, field_name: str, make_token: MakeContents, *, reserved: int = 16384
) -> bytes:
    """Append a revision with a document time-stamp (EN 319 142-1, 5.4.3)."""
    spec = SignatureSpec(
        field_name=field_name,
        type="DocTimeStamp",
        sub_filter="ETSI.RFC3161",
        reserved=reserved,
    )
    return add_signature(pdf, spec, make_token)


def add_dss(
    pdf: PdfWriter,
    *,
    certificates: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    ocsps: Sequence[bytes] = (),
    vri_of: Sequence[bytes] = (),
) -> None:
    """Append a revision with a new /DSS, in place of an older one (EN 319 142-1, 5.4.2).

    `vri_of`: the padded /Contents of the signatures that get a /VRI entry.
    """
    parts = {"Cert": certificates, "CRL": crls, "OCSP": ocsps}
    references: dict[str, list[PdfObject]] = {
        kind: [pdf.add(Stream({}, value)) for value in values]
        for kind, values in parts.items()
        if values
    }
    dss: dict[str, PdfObject] = {f"{kind}s": list(values) for kind, values in references.items()}
    if vri_of:
        entry: dict[str, PdfObject] = {kind: list(values) for kind, values in references.items()}
        vri: dict[str, PdfObject] = {
            hashlib.sha1(contents).hexdigest().upper(): pdf.add(dict(entry)) for contents in vri_of
        }
        dss["VRI"] = vri
    pdf.extend(pdf.catalog, DSS=pdf.add(dss))
    pdf.write_revision()
