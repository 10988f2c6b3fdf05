"""What lies over what the signer saw, by ways that a careless overlap test does not see.

An annotation or a widget is where its /Rect and the page's /Annots put it (ISO 32000-2,
12.5.2), in whatever number of steps it got there.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import (
    SignatureSpec,
    add_empty_field,
    add_signature,
    sign_field,
)
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import stamp
from tests.attacks_pdf.case import (
    ALTERED,
    COVERED,
    FORBIDDEN,
    PASSED,
    UNTRUSTED,
    Case,
    Verdict,
    cases,
    check,
)
from tests.attacks_pdf.maker import (
    AWAY,
    MALLORY,
    OVER_TEXT,
    add_annotation,
    appearance,
    contents,
    rectangle,
    sign,
    signed,
)

_FAR = "a /Rect with a corner beyond 10^9 counts as none: nothing is told"
OPEN: dict[str, str] = {}

Later = Callable[[PdfWriter], None]
_STAMP: dict[str, PdfObject] = {"Subtype": Name("Stamp")}


def _over(pdf: PdfWriter) -> dict[str, PdfObject]:
    return {**_STAMP, **rectangle(pdf, OVER_TEXT)}


def plain(pdf: PdfWriter) -> None:
    add_annotation(pdf, _over(pdf))


def astronomic(pdf: PdfWriter) -> None:
    """Corners as far away as no page is; viewers scale the drawing to them."""
    far = 10**10
    add_annotation(pdf, {**_over(pdf), "Rect": [-far, -far, far, far]})


def page_says_otherwise(pdf: PdfWriter) -> None:
    """/P names another page (12.5.2: optional, and not what places it)."""
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(pages, Ref)
    kids = pdf.dictionary(pages)["Kids"]
    assert isinstance(kids, list)
    add_annotation(pdf, {**_over(pdf), "P": kids[1]})


def page_not_said(pdf: PdfWriter) -> None:
    add_annotation(pdf, {**_over(pdf), "P": None})


def indirect_corners(pdf: PdfWriter) -> None:
    corners: list[PdfObject] = [pdf.add(number) for number in OVER_TEXT]
    add_annotation(pdf, {**_over(pdf), "Rect": pdf.add(corners)})


def moved_later(pdf: PdfWriter) -> None:
    """Beside the text in one revision, over it in the next."""
    own = add_annotation(pdf, {**_STAMP, **rectangle(pdf, AWAY)})
    pdf.write_revision()
    pdf.extend(own, Rect=list(OVER_TEXT))


def shown_later(pdf: PdfWriter) -> None:
    """Hidden in one revision (12.5.3), shown in the next."""
    own = add_annotation(pdf, {**_over(pdf), "F": 2})
    pdf.write_revision()
    pdf.extend(own, F=4)


def listed_later(pdf: PdfWriter) -> None:
    """An object of one revision, put on the page by the next."""
    page = first_page(pdf)
    own = pdf.add({"Type": Name("Annot"), "P": page, "F": 4, **_over(pdf)})
    pdf.write_revision()
    pdf.extend(page, Annots=[*_annotations(pdf), own])


def direct(pdf: PdfWriter) -> None:
    """No object of its own: a dictionary within /Annots."""
    entries: dict[str, PdfObject] = {"Type": Name("Annot"), "F": 4, **_over(pdf)}
    pdf.extend(first_page(pdf), Annots=[*_annotations(pdf), entries])


def _annotations(pdf: PdfWriter) -> list[PdfObject]:
    found = pdf.dictionary(first_page(pdf)).get("Annots")
    return list(found) if isinstance(found, list) else []


def without_appearance(pdf: PdfWriter) -> None:
    """The reader draws it (12.5.6.8): filled with white."""
    add_annotation(pdf, {"Subtype": Name("Square"), "Rect": list(OVER_TEXT), "IC": [1, 1, 1]})


def nothing_drawn(pdf: PdfWriter) -> None:
    """It lies over the text, and draws nothing: it still can be clicked on."""
    drawn: PdfObject = Stream({"Subtype": Name("Form"), "BBox": [0, 0, 350, 100]}, b"")
    add_annotation(pdf, {**_STAMP, "Rect": list(OVER_TEXT), "AP": {"N": pdf.add(drawn)}})


ANNOTATIONS: tuple[Later, ...] = (
    plain,
    astronomic,
    page_says_otherwise,
    page_not_said,
    indirect_corners,
    moved_later,
    shown_later,
    listed_later,
    direct,
    without_appearance,
    nothing_drawn,
)


def _annotated(later: Later, level: int | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Two pages"])
        first = first_page(pdf)
        pages = pdf.dictionary(first)["Parent"]
        assert isinstance(pages, Ref)
        empty = pdf.add({**pdf.dictionary(first), "Contents": pdf.add(Stream({}, b""))})
        pdf.extend(pages, Kids=[first, empty], Count=2)
        sign(pdf, pki, doc_mdp=level)
        later(pdf)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _widget_below(level: int | None) -> Callable[[SandboxPki], bytes]:
    """The new signature field has no /Rect: its kid, a widget, lies over the text."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        number = len(pdf.objects) + 1
        value, field = Ref(number + 2), Ref(number + 3)
        drawn = rectangle(pdf, OVER_TEXT)
        kid = add_annotation(pdf, {"Subtype": Name("Widget"), "Parent": field, **drawn})
        assert (kid.number, value.number) == (number + 1, number + 2)
        sign(pdf, pki, "Signature2", signer=pki.look_alike_signer, more_of_field={"Kids": [kid]})
        assert pdf.dictionary(field)["T"] == b"Signature2"
        return bytes(pdf.data)

    return build


def _signed_in_place(level: int | None) -> Callable[[SandboxPki], bytes]:
    """An empty field without appearance first; signed by Mallory, with one, after it."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        spec = SignatureSpec(field_name="Signature2", more_of_field={"Rect": list(OVER_TEXT)})
        own = add_empty_field(pdf, spec)
        pdf.write_revision()
        drawn = {"AP": rectangle(pdf, OVER_TEXT)["AP"]}
        spec = SignatureSpec(reserved=8192, signing_time=pki.day(-20), more_of_field=drawn)
        sign_field(pdf, own, spec, contents(pki.look_alike_signer))
        return bytes(pdf.data)

    return build


def _far_corners(level: int | None) -> Callable[[SandboxPki], bytes]:
    """A widget with corners as far away as no page is, its text over the page's."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        far = 10**10
        box: list[PdfObject] = [-far, -far, far, far]
        drawing = appearance(MALLORY, BBox=box, Matrix=[1, 0, 0, 1, 0, 0])
        drawn = Stream(drawing.dictionary, b"1 0 0 1 50 700 cm " + drawing.data)
        widget: dict[str, PdfObject] = {"Rect": box, "AP": {"N": pdf.add(drawn)}}
        sign(pdf, pki, "Signature2", signer=pki.look_alike_signer, more_of_field=widget)
        return bytes(pdf.data)

    return build


def _far_timestamp(pki: SandboxPki) -> bytes:
    """A document time-stamp may come under P=1; one that is seen may not."""
    pdf = signed(pki, doc_mdp=1)
    far = 10**10
    box: list[PdfObject] = [-far, -far, far, far]
    drawn = Stream({**appearance().dictionary, "BBox": box}, appearance().data)
    spec = SignatureSpec(
        field_name="Timestamp1",
        type="DocTimeStamp",
        sub_filter="ETSI.RFC3161",
        reserved=8192,
        more_of_field={"Rect": box, "AP": {"N": pdf.add(drawn)}},
    )
    add_signature(pdf, spec, stamp(pki.tsa_current, pki.day(-10)))
    return bytes(pdf.data)


def _name(later: Later) -> str:
    return later.__name__.replace("_", "-")


def _signature(name: str, build: Callable[[SandboxPki], bytes], first: Verdict) -> Case:
    return Case(
        id=name,
        source="SSA, S&P 2021, by way of the field's widget",
        build=build,
        signatures={"Signature1": first, "Signature2": UNTRUSTED},
    )


def _expected(later: Later, level: int | None) -> Verdict:
    if later is direct:
        # table 31: /Annots shall contain indirect references
        return ALTERED
    if level == 2:
        return FORBIDDEN
    # two changes, each of which lies over the text
    return COVERED._replace(remarks=COVERED.remarks * 2) if later is shown_later else COVERED


CASES = [
    Case(
        id=f"{_name(later)}-{'approval' if level is None else f'p{level}'}",
        source="EAA, S&P 2021; 12.5.2",
        build=_annotated(later, level),
        signatures={"Signature1": _expected(later, level)},
    )
    for later in ANNOTATIONS
    for level in (None, 2, 3)
] + [
    _signature("widget-below-p2", _widget_below(2), FORBIDDEN),
    _signature("widget-below-approval", _widget_below(None), COVERED),
    _signature("signed-in-place-p2", _signed_in_place(2), FORBIDDEN),
    _signature("signed-in-place-approval", _signed_in_place(None), COVERED),
    _signature("far-corners-p2", _far_corners(2), FORBIDDEN),
    _signature("far-corners-approval", _far_corners(None), COVERED),
    Case(
        id="far-timestamp-p1",
        source="12.8.2.2.2: P=1 permits time-stamps, not what they would draw on the page",
        build=_far_timestamp,
        signatures={"Signature1": FORBIDDEN},
        timestamps={"Timestamp1": PASSED},
    ),
    Case(
        id="control",
        source="the document that is attacked",
        build=_annotated(lambda pdf: None, 3),
        signatures={"Signature1": PASSED},
    ),
]


@cases(CASES)
def test_overlay(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
