"""SSA, the sneaky signature attack (S&P 2021, CVE-2021-28545/6), and honest counterparts.

A further signature may be added under P=2 (ISO 32000-2, 12.8.2.2.2), and its field may be
visible: the attacker's shows an opaque text over what was certified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.pdf_objects import PdfObject, Ref
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_empty_field
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import stamp_document
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
    failed,
)
from tests.attacks_pdf.maker import (
    AWAY,
    OVER_TEXT,
    fill,
    rectangle,
    sign,
    signed,
    text_field,
)

_S_AND_P = "Mainka et al., Breaking the Specification: PDF Certification, S&P 2021, SSA"
_HALF_RANGE = failed("byte_range", "byte_range_end_not_revision")

Signer = Callable[[SandboxPki], Entity]


def _mallory(pki: SandboxPki) -> Entity:
    """Names as the trusted PKI has them, other keys."""
    return pki.look_alike_signer


def _second(pki: SandboxPki) -> Entity:
    return pki.signer_ecdsa


def _cover(pdf: PdfWriter, place: Sequence[int]) -> dict[str, PdfObject]:
    return rectangle(pdf, place) if any(place) else {}


def _two(
    level: int | None, signer: Signer, place: tuple[int, int, int, int]
) -> Callable[[SandboxPki], bytes]:
    """A signature, then another whose field is opaque and lies at `place`."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        widget = _cover(pdf, place)
        sign(pdf, pki, "Signature2", signer=signer(pki), more_of_field=widget)
        return bytes(pdf.data)

    return build


def _empty_field(level: int | None) -> Callable[[SandboxPki], bytes]:
    """A signature field without /V, whose appearance is there all the same."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        widget = rectangle(pdf, OVER_TEXT)
        add_empty_field(pdf, SignatureSpec(field_name="Signature2", more_of_field=widget))
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _half_range(level: int | None) -> Callable[[SandboxPki], bytes]:
    """The new signature's range ends before the end of the file, with the attacker's own key."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        start = len(pdf.data)
        widget = rectangle(pdf, OVER_TEXT)
        sign(pdf, pki, "Signature2", signer=pki.look_alike_signer, more_of_field=widget)
        at = pdf.data.index(b"/ByteRange [", start) + len(b"/ByteRange [")
        numbers = bytes(pdf.data[at : pdf.data.index(b"]", at)]).split()
        shorter = b" ".join([*numbers[:3], b"%d" % (int(numbers[3]) - 20)])
        pdf.data[at : at + 39] = shorter.ljust(39)
        return bytes(pdf.data)

    return build


def _case(
    name: str,
    build: Callable[[SandboxPki], bytes],
    first: Verdict,
    second: Verdict | None,
    source: str = _S_AND_P,
) -> Case:
    signatures = {"Signature1": first}
    if second is not None:
        signatures["Signature2"] = second
    return Case(id=name, source=source, build=build, signatures=signatures)


_NOWHERE = (0, 0, 0, 0)
_NEW = "12.8.2.2.2, table 257: filling in and signing are permitted; making a field is, by no P"
SNEAKY = [
    _case("ssa-p1", _two(1, _mallory, OVER_TEXT), FORBIDDEN, UNTRUSTED),
    _case("ssa-p2", _two(2, _mallory, OVER_TEXT), FORBIDDEN, UNTRUSTED),
    _case("ssa-p3", _two(3, _mallory, OVER_TEXT), COVERED, UNTRUSTED),
    _case("ssa-approval", _two(None, _mallory, OVER_TEXT), COVERED, UNTRUSTED),
    _case("ssa-empty-field-p1", _empty_field(1), ALTERED, None, _NEW),
    _case("ssa-empty-field-p2", _empty_field(2), ALTERED, None, _NEW),
    _case("ssa-empty-field-p3", _empty_field(3), ALTERED, None, _NEW),
    _case("ssa-empty-field-approval", _empty_field(None), ALTERED, None, _NEW),
    _case("ssa-incomplete-range-p1", _half_range(1), FORBIDDEN, _HALF_RANGE),
    _case("ssa-incomplete-range-p2", _half_range(2), FORBIDDEN, _HALF_RANGE),
    _case("ssa-incomplete-range-approval", _half_range(None), COVERED, _HALF_RANGE),
]
"""Under P=3 an annotation may lie over content too, so a widget is no worse."""


def _form(pki: SandboxPki, level: int | None) -> tuple[PdfWriter, Ref]:
    pdf = new_document(["A form"])
    field = text_field(pdf, b"name", b"")
    return sign(pdf, pki, doc_mdp=level), field


def _filled(level: int | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf, field = _form(pki, level)
        fill(pdf, field, b"Siti")
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _filled_and_signed(level: int | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf, field = _form(pki, level)
        fill(pdf, field, b"Siti")
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _new_text_field(level: int | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        text_field(pdf, b"name", b"Mallory", OVER_TEXT)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _timestamped(level: int) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        stamp_document(pdf, "Timestamp1", pki.tsa_current, pki.day(-10))
        return bytes(pdf.data)

    return build


_P2 = "12.8.2.2.2: P=2 permits filling in forms and signing"
_P1 = "12.8.2.2.2: P=1 permits nothing of the kind"
HONEST = [
    _case("signature-invisible-p2", _two(2, _second, _NOWHERE), PASSED, PASSED, _P2),
    _case("signature-away-p2", _two(2, _second, AWAY), PASSED, PASSED, _P2),
    _case("signature-over-text-p2", _two(2, _second, OVER_TEXT), COVERED, PASSED, _P2),
    _case("signature-away-approval", _two(None, _second, AWAY), PASSED, PASSED, _P2),
    _case("signature-over-text-approval", _two(None, _second, OVER_TEXT), COVERED, PASSED, _P2),
    _case("signature-untrusted-away-p2", _two(2, _mallory, AWAY), PASSED, UNTRUSTED, _P2),
    _case("signature-invisible-p1", _two(1, _second, _NOWHERE), FORBIDDEN, PASSED, _P1),
    _case("form-filled-p2", _filled(2), PASSED, None, _P2),
    _case("form-filled-p3", _filled(3), PASSED, None, _P2),
    _case("form-filled-approval", _filled(None), PASSED, None, _P2),
    _case("form-filled-p1", _filled(1), FORBIDDEN, None, _P1),
    _case("form-filled-and-signed-p2", _filled_and_signed(2), PASSED, PASSED, _P2),
    _case("text-field-added-p2", _new_text_field(2), ALTERED, None, _NEW),
] + [
    Case(
        id=f"document-timestamp-p{level}",
        source="12.8.2.2.2: document time-stamps and /DSS are permitted under every P",
        build=_timestamped(level),
        signatures={"Signature1": PASSED},
        timestamps={"Timestamp1": PASSED},
    )
    for level in (1, 2, 3)
]

OPEN: dict[str, str] = {}


@cases([*HONEST, *SNEAKY])
def test_sneaky_signatures(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
