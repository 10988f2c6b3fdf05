"""What pyHanko's users make must stay VALID: signers one after another, forms, archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.signers import pdf_signer

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_encryption import DocumentEncryption, standard_encryption
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf import growth
from tests.attacks_pdf.case import PASSED, Case, Verdict, cases, check
from tests.attacks_pdf.linearized import linearized
from tests.attacks_pdf.maker import text_field
from tests.conftest import NOW
from tests.honest.pyhanko_writer import (
    FRAME,
    QR,
    add_store,
    opened,
    sign,
    stamp_document,
    time_stamper,
    validation_context,
    with_empty_fields,
    written,
)

Build = Callable[[SandboxPki], bytes]
OPEN: dict[str, str] = {}
CADES = SigSeedSubFilter.PADES


class _Clock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """pyHanko asks the clock for the time of signing."""
    monkeypatch.setattr(pdf_signer, "datetime", _Clock)
    yield


def _boxes(count: int) -> list[tuple[int, int, int, int]]:
    return [(60 + 120 * n, 60, 170 + 120 * n, 130) for n in range(count)]


def _signers(pki: SandboxPki) -> list[Any]:
    return [pki.signer, pki.signer_ecdsa, pki.signer_ed25519, pki.eseal]


def _page(pdf: PdfWriter | None = None) -> bytes:
    return bytes(new_document(["As users make them"], pdf=pdf).data)


def _row(count: int, base: Callable[[SandboxPki], bytes], **options: Any) -> Build:
    """`count` visible signatures beside each other."""

    def build(pki: SandboxPki) -> bytes:
        data = base(pki)
        for n, (entity, box) in enumerate(zip(_signers(pki)[:count], _boxes(count), strict=True)):
            data = sign(data, entity, f"Signature{n + 1}", box=box, **options)
        return data

    return build


def _invisible(pki: SandboxPki) -> bytes:
    data = _page()
    for n, settings in enumerate(
        (
            InvisSigSettings(),
            InvisSigSettings(set_hidden_flag=True),
            InvisSigSettings(box_out_of_bounds=True),
        )
    ):
        entity = _signers(pki)[n]
        field = {"invis_sig_settings": settings}
        data = sign(data, entity, f"Signature{n + 1}", field=field, subfilter=CADES)
    return data


def _tagged(pki: SandboxPki) -> bytes:
    pdf = new_document(["Tagged"])
    growth.tagged(pdf, pki)
    pdf.write_revision()
    return bytes(pdf.data)


def _form(pki: SandboxPki) -> bytes:
    pdf = new_document(["A form"])
    text_field(pdf, b"name", b"", (60, 300, 260, 340))
    pdf.write_revision()
    return bytes(pdf.data)


def _prepared(pki: SandboxPki) -> bytes:
    """Three fields by `append_signature_field`, in one go, signed one by one."""
    specs = [
        SigFieldSpec("Signature1", box=(60, 60, 170, 110)),
        SigFieldSpec("Signature2", box=(200, 60, 310, 110), empty_field_appearance=True),
        SigFieldSpec("board.Signature3", box=(350, 60, 460, 110), combine_annotation=False),
    ]
    data = with_empty_fields(_page(), specs)
    for entity, spec in zip(_signers(pki), specs, strict=False):
        data = sign(data, entity, spec.sig_field_name, style=FRAME, field={})
    return data


def _prepared_between(pki: SandboxPki) -> bytes:
    """A field is made ready for the next signer after the first has signed."""
    data = sign(_page(), pki.signer, "Signature1", box=(60, 60, 170, 110))
    spec = SigFieldSpec("Signature2", box=(200, 60, 310, 110), empty_field_appearance=True)
    data = with_empty_fields(data, [spec])
    return sign(data, pki.signer_ecdsa, "Signature2", field={}, style=FRAME)


def _locked(pki: SandboxPki) -> bytes:
    """The first signer locks the form's field, and nobody fills it."""
    lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["name"])
    data = with_empty_fields(_form(pki), [SigFieldSpec("Signature1", field_mdp_spec=lock)])
    data = sign(data, pki.signer, "Signature1", field={})
    return sign(data, pki.signer_ecdsa, "Signature2", box=(200, 60, 310, 110))


def _certified(level: MDPPerm, base: Build = lambda pki: _page()) -> Build:
    return lambda pki: sign(
        base(pki), pki.signer, "Signature1", certify=True, docmdp_permissions=level
    )


def _approved(level: MDPPerm) -> Build:
    """A certified document that others sign: in a field made before, and in a new one."""

    def build(pki: SandboxPki) -> bytes:
        ready = with_empty_fields(_page(), [SigFieldSpec("Signature2", box=(60, 60, 170, 110))])
        data = _certified(level, lambda _: ready)(pki)
        data = sign(data, pki.signer_ecdsa, "Signature2", style=FRAME, field={})
        return sign(data, pki.eseal, "Signature3", box=(200, 60, 310, 110), style=QR)

    return build


def _archived(level: MDPPerm | None) -> Build:
    """B-LTA, its time-stamps renewed twice, the store growing each time (EN 319 142-1, 5.5)."""

    def build(pki: SandboxPki) -> bytes:
        at = pki.day(-10)
        more = {"certify": True, "docmdp_permissions": level} if level else {}
        data = sign(
            _page(),
            pki.signer,
            "Signature1",
            stamper=time_stamper(pki, at),
            subfilter=CADES,
            embed_validation_info=True,
            validation_context=validation_context(pki, at),
            use_pades_lta=True,
            timestamp_field_name="Timestamp1",
            **more,
        )
        for n in (2, 3):
            data = stamp_document(data, pki, f"Timestamp{n}", pki.day(n - 8))
        return data

    return build


def _long_term(pki: SandboxPki) -> bytes:
    """B-LT: the store comes in an update of its own, and grows for the second signer."""
    data = _page()
    for n, (entity, box) in enumerate(zip(_signers(pki)[:2], _boxes(2), strict=True)):
        stamper = time_stamper(pki, pki.day(n - 5))
        data = sign(data, entity, f"Signature{n + 1}", box=box, stamper=stamper, subfilter=CADES)
        data = add_store(data, pki, pki.day(n - 4))
    return data


def _filled(level: MDPPerm) -> Build:
    """A certified form, filled by an update of pyHanko's writer, then signed."""

    def build(pki: SandboxPki) -> bytes:
        data = _certified(level, _form)(pki)
        writer = opened(data)
        own = writer.root["/AcroForm"]["/Fields"][0]
        own["/V"] = generic.TextStringObject("Siti")
        own["/AP"] = generic.DictionaryObject({"/N": writer.add_object(_drawn())})
        writer.update_container(own)
        return sign(written(writer), pki.signer_ecdsa, "Signature2", box=(60, 60, 170, 110))

    return build


def _drawn() -> generic.StreamObject:
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    names = {pdf_name(key): pdf_name(value) for key, value in font.items()}
    fonts = generic.DictionaryObject({"/F1": generic.DictionaryObject(names)})
    entries = {
        "/Type": pdf_name("/XObject"),
        "/Subtype": pdf_name("/Form"),
        "/BBox": generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 40))),
        "/Resources": generic.DictionaryObject({pdf_name("/Font"): fonts}),
    }
    body = b"/Tx BMC q BT /F1 11 Tf 2 12 Td (Siti) Tj ET Q EMC"
    return generic.StreamObject({pdf_name(k): v for k, v in entries.items()}, stream_data=body)


def _encrypted(cipher: Callable[[], DocumentEncryption]) -> Build:
    def build(pki: SandboxPki) -> bytes:
        data = bytes(new_document(["Encrypted"], encryption=cipher()).data)
        for n, (entity, box) in enumerate(zip(_signers(pki)[:2], _boxes(2), strict=True)):
            data = sign(data, entity, f"Signature{n + 1}", box=box, style=FRAME, password="owner")
        return data

    return build


def _case(name: str, build: Build, *names: str, stamps: int = 0, verdict: Verdict = PASSED) -> Case:
    return Case(
        id=name,
        source="pyHanko 0.38",
        build=build,
        signatures=dict.fromkeys(names or ("Signature1",), verdict),
        timestamps={f"Timestamp{n}": PASSED for n in range(1, stamps + 1)},
    )


_FOUR = tuple(f"Signature{n}" for n in range(1, 5))
LAYOUTS: dict[str, Callable[[], PdfWriter]] = {
    "tables": PdfWriter,
    "xref-streams": lambda: PdfWriter(xref_streams=True),
    "object-streams": lambda: PdfWriter(xref_streams=True, compress_updates=True),
    "hybrid": lambda: PdfWriter(hybrid=True),
}
CASES = [
    *(
        _case(
            f"four-signers-{name}", _row(4, lambda _, make=make: _page(make()), style=FRAME), *_FOUR
        )
        for name, make in LAYOUTS.items()
    ),
    _case("four-signers-plain", _row(4, lambda _: _page()), *_FOUR),
    _case(
        "qr-stamps",
        _row(3, lambda _: _page(), style=QR, subfilter=CADES),
        *_FOUR[:3],
    ),
    _case("invisible", _invisible, *_FOUR[:3]),
    _case("tagged", _row(3, _tagged, style=FRAME), *_FOUR[:3]),
    _case("form", _row(2, _form, style=FRAME), *_FOUR[:2]),
    _case("prepared", _prepared, *_FOUR[:2], "board.Signature3"),
    _case("prepared-between", _prepared_between, *_FOUR[:2]),
    _case("locked", _locked, *_FOUR[:2]),
    *(_case(f"certified-p{p.value}", _certified(p)) for p in MDPPerm),
    _case("certified-then-signed-p2", _approved(MDPPerm.FILL_FORMS), *_FOUR[:3]),
    _case("certified-then-signed-p3", _approved(MDPPerm.ANNOTATE), *_FOUR[:3]),
    _case("archived", _archived(None), stamps=3),
    _case("archived-p1", _archived(MDPPerm.NO_CHANGES), stamps=3),
    _case("filled-p2", _filled(MDPPerm.FILL_FORMS), *_FOUR[:2]),
    _case("filled-p3", _filled(MDPPerm.ANNOTATE), *_FOUR[:2]),
    _case("linearized", _row(2, lambda _: bytes(linearized().data), style=FRAME), *_FOUR[:2]),
    _case(
        "encrypted",
        _encrypted(lambda: standard_encryption(user_password="", owner_password="owner")),
        *_FOUR[:2],
    ),
    _case("long-term", _long_term, *_FOUR[:2]),
]


@cases(CASES)
def test_what_pyhanko_writes_stays_valid(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
