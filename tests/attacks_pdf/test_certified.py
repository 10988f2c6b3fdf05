"""EAA, the evil annotation attack on certified documents (S&P 2021, CVE-2021-28545/6).

ISO 32000-2, 12.8.2.2.2: P=1 and P=2 forbid annotations, P=3 permits them. Where they are
permitted, one that lies over what the signer saw is shown to the reader of the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, COVERED, FORBIDDEN, PASSED, Case, Verdict, cases, check
from tests.attacks_pdf.maker import (
    AWAY,
    MALLORY,
    OVER_TEXT,
    add_annotation,
    appearance,
    rectangle,
    sign,
    signed,
)

_S_AND_P = "Mainka et al., Breaking the Specification: PDF Certification, S&P 2021, EAA"

Entries = Callable[[PdfWriter], dict[str, Any]]


def _file(pdf: PdfWriter) -> dict[str, PdfObject]:
    embedded = pdf.add(Stream({"Type": Name("EmbeddedFile")}, b"attached"))
    return {"FS": {"Type": Name("Filespec"), "F": b"a.txt", "EF": {"F": embedded}}}


def _sound(pdf: PdfWriter) -> dict[str, PdfObject]:
    return {"Sound": pdf.add(Stream({"Type": Name("Sound"), "R": 8000}, b"\0" * 8))}


def _artwork(pdf: PdfWriter) -> dict[str, PdfObject]:
    return {"3DD": pdf.add(Stream({"Type": Name("3D"), "Subtype": Name("U3D")}, b"U3D\0"))}


def _popup(pdf: PdfWriter) -> dict[str, PdfObject]:
    return {
        "Parent": pdf.add({"Type": Name("Annot"), "Subtype": Name("Text"), "Rect": [0, 0, 9, 9]})
    }


_QUADS = [50, 800, 400, 800, 50, 700, 400, 700]
_LINK = {"A": {"S": Name("URI"), "URI": b"https://mallory.invalid/"}}
SUBTYPES: dict[str, Entries] = {
    "FreeText": lambda pdf: {"DA": b"/Helv 11 Tf", "Contents": MALLORY},
    "Stamp": lambda pdf: {"Name": Name("Approved")},
    "Redact": lambda pdf: {"QuadPoints": _QUADS, "OverlayText": MALLORY},
    "Ink": lambda pdf: {"InkList": [[50, 700, 400, 800]]},
    "Line": lambda pdf: {"L": [50, 750, 400, 750]},
    "Square": lambda pdf: {"IC": [1, 1, 1]},
    "Circle": lambda pdf: {"IC": [1, 1, 1]},
    "Polygon": lambda pdf: {"Vertices": [50, 700, 400, 700, 400, 800]},
    "Highlight": lambda pdf: {"QuadPoints": _QUADS},
    "Text": lambda pdf: {"Contents": MALLORY},
    "Popup": _popup,
    "FileAttachment": _file,
    "Sound": _sound,
    "Movie": lambda pdf: {"Movie": {"F": b"a.mov"}},
    "Screen": lambda pdf: {"MK": {}},
    "3D": _artwork,
    "Link": lambda pdf: dict(_LINK),
    "Widget": lambda pdf: {},
    "Mallory": lambda pdf: {},
    "freetext": lambda pdf: {"DA": b"/Helv 11 Tf", "Contents": MALLORY},
}
"""Every type of annotation, one that does not exist, and one that is misspelt."""


def _certified(pki: SandboxPki, level: int | None) -> PdfWriter:
    return signed(pki, doc_mdp=level)


def _annotate(
    level: int | None, subtype: str, place: Sequence[float] = OVER_TEXT
) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = _certified(pki, level)
        drawn = rectangle(pdf, place)
        entries = {"Subtype": Name(subtype), **drawn, **SUBTYPES[subtype](pdf)}
        add_annotation(pdf, entries)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


VERDICTS: dict[int | None, Verdict] = {1: FORBIDDEN, 2: FORBIDDEN, 3: COVERED, None: COVERED}
EVIL = [
    Case(
        id=f"eaa-{subtype}-{'approval' if level is None else f'p{level}'}",
        source=_S_AND_P,
        build=_annotate(level, subtype),
        # a widget is part of a form field, and no P permits to make one
        signatures={"Signature1": ALTERED if subtype == "Widget" else verdict},
    )
    for subtype in SUBTYPES
    for level, verdict in VERDICTS.items()
    # without DocMDP the types that the corpus names are enough
    if level is not None or subtype in ("FreeText", "Stamp", "Redact")
]


def _down_only(pdf: PdfWriter) -> dict[str, Any]:
    """An appearance for the pressed state alone (12.5.5)."""
    return {"Rect": list(OVER_TEXT), "AP": {"D": pdf.add(appearance())}}


def _on_layer(pdf: PdfWriter) -> dict[str, Any]:
    layer = pdf.add({"Type": Name("OCG"), "Name": b"Layer"})
    return {**rectangle(pdf, OVER_TEXT), "OC": layer}


def _larger_than_page(pdf: PdfWriter) -> dict[str, Any]:
    return rectangle(pdf, (-100, -100, 900, 1200))


def _larger_box(pdf: PdfWriter) -> dict[str, Any]:
    """A /BBox larger than /Rect is scaled into it (12.5.5, algorithm 8)."""
    return {"Rect": list(OVER_TEXT), "AP": {"N": pdf.add(appearance(MALLORY, (3500, 1000)))}}


def _reversed_rectangle(pdf: PdfWriter) -> dict[str, Any]:
    """Corners in the other order are the same rectangle (7.9.5)."""
    left, bottom, right, top = OVER_TEXT
    return {**rectangle(pdf, OVER_TEXT), "Rect": [right, top, left, bottom]}


def _states(pdf: PdfWriter) -> dict[str, Any]:
    """/N is a dictionary of states, /AS selects one."""
    drawn = pdf.add(appearance())
    return {"Rect": list(OVER_TEXT), "AP": {"N": {"On": drawn}}, "AS": Name("On")}


def _matrix(pdf: PdfWriter) -> dict[str, Any]:
    """/Rect beside the page; careless viewers let /Matrix shift the drawing into view."""
    shifted = pdf.add(appearance(MALLORY, (350, 100), Matrix=[1, 0, 0, 1, -950, 0]))
    return {"Rect": [1000, 700, 1350, 800], "AP": {"N": shifted}}


def _hidden_flag(pdf: PdfWriter) -> dict[str, Any]:
    """Hidden on the screen, printed on paper: /F NoView and Print (12.5.3)."""
    return {**rectangle(pdf, OVER_TEXT), "F": 36}


EVADING: dict[str, Entries] = {
    "appearance-of-pressed-state": _down_only,
    "optional-content": _on_layer,
    "larger-than-page": _larger_than_page,
    "larger-box": _larger_box,
    "reversed-rectangle": _reversed_rectangle,
    "appearance-states": _states,
    "printed-only": _hidden_flag,
}


def _evade(level: int, entries: Entries) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = _certified(pki, level)
        add_annotation(pdf, {"Subtype": Name("Stamp"), **entries(pdf)})
        pdf.write_revision()
        return bytes(pdf.data)

    return build


EVASIONS = [
    Case(
        id=f"eaa-evading-{name}-p{level}",
        source="attacks.md 3.1 EAA, evading variants",
        build=_evade(level, entries),
        signatures={"Signature1": FORBIDDEN if level == 2 else COVERED},
    )
    for name, entries in EVADING.items()
    for level in (2, 3)
] + [
    Case(
        id=f"eaa-evading-matrix-p{level}",
        source="12.5.5 algorithm 8 maps the drawing into /Rect, which is beside the page",
        build=_evade(level, _matrix),
        signatures={"Signature1": FORBIDDEN if level == 2 else PASSED},
    )
    for level in (2, 3)
]


def _moved(level: int) -> Callable[[SandboxPki], bytes]:
    """An annotation that was signed, moved over the text."""

    def build(pki: SandboxPki) -> bytes:
        pdf = _with_note(pki, level)
        note = pdf.dictionary(first_page(pdf))["Annots"]
        assert isinstance(note, list)
        assert isinstance(note[0], Ref)
        pdf.extend(note[0], Rect=list(OVER_TEXT))
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _deleted(level: int) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = _with_note(pki, level)
        annotations = pdf.dictionary(first_page(pdf))["Annots"]
        assert isinstance(annotations, list)
        pdf.extend(first_page(pdf), Annots=annotations[1:])
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _with_note(pki: SandboxPki, level: int) -> PdfWriter:
    pdf = new_document(["With a note"])
    add_annotation(pdf, {"Subtype": Name("Square"), **rectangle(pdf, AWAY)})
    return sign(pdf, pki, doc_mdp=level)


HONEST = [
    Case(
        id=f"certified-p{level}-alone",
        source="12.8.2.2: nothing followed",
        build=lambda pki, level=level: bytes(_certified(pki, level).data),  # type: ignore[misc]
        signatures={"Signature1": PASSED},
    )
    for level in (1, 2, 3)
] + [
    Case(
        id="annotation-away-p3",
        source="12.8.2.2 P=3 permits annotations; this one covers nothing",
        build=_annotate(3, "Square", AWAY),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="annotation-away-approval",
        source="without DocMDP an annotation that covers nothing is shown by nobody",
        build=_annotate(None, "Square", AWAY),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="annotation-away-p2",
        source="12.8.2.2 P=2 forbids annotations wherever they lie",
        build=_annotate(2, "Square", AWAY),
        signatures={"Signature1": FORBIDDEN},
    ),
    Case(
        id="annotation-moved-over-text-p3",
        source="12.8.2.2 P=3 permits changes of annotations; it covers content now",
        build=_moved(3),
        signatures={"Signature1": COVERED},
    ),
    Case(
        id="annotation-moved-over-text-p2",
        source="12.8.2.2 P=2",
        build=_moved(2),
        signatures={"Signature1": FORBIDDEN},
    ),
    Case(
        id="annotation-deleted-p3",
        source="12.8.2.2 P=3 permits deletion of annotations",
        build=_deleted(3),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="annotation-deleted-p2",
        source="12.8.2.2 P=2",
        build=_deleted(2),
        signatures={"Signature1": FORBIDDEN},
    ),
]

OPEN: dict[str, str] = {}


@cases([*HONEST, *EVIL, *EVASIONS])
def test_evil_annotations(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
