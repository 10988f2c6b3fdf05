"""Version 2: signing in bulk, by passphrase."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import Sandbox
from tests.emulator.caller import UNFIT, Caller, encoded, files, refused


def picture() -> str:
    output = BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 255, 255)).save(output, "PNG")
    return encoded(output.getvalue())


def visible(**more: Any) -> dict[str, Any]:
    return {
        "tampilan": "VISIBLE",
        "imageBase64": picture(),
        "page": 1,
        "originX": 50.0,
        "originY": "80",
        "width": 160,
        "height": 70,
        **more,
    }


def rectangles(pdf: bytes) -> list[str]:
    return re.findall(r"/Rect \[ ?([-\d ]+?) ?\]", pdf.decode("latin-1"))


def test_several_files_with_one_entry_and_with_one_each(caller: Caller, pdf: bytes) -> None:
    one = files(caller.sign_v2(pdf, pdf, signatureProperties=[{"tampilan": "INVISIBLE"}]))
    assert len(one) == 2
    each = [
        visible(reason="Satu", location="Jakarta"),
        {"tampilan": "INVISIBLE", "reason": "Dua"},
    ]
    two = files(caller.sign_v2(pdf, pdf, signatureProperties=each))
    for signed in (*one, *two):
        assert caller.verify(signed).conclusion is DocumentConclusion.VALID
    fields = [caller.verify(signed).signatures[0].evidence.field for signed in two]
    assert [(field.reason, field.location) for field in fields] == [
        ("Satu", "Jakarta"),
        ("Dua", None),
    ]
    assert rectangles(two[0]) == ["50 80 210 150"]


def test_signers_by_address_and_one_after_another(caller: Caller, pdf: bytes) -> None:
    (first,) = files(caller.sign_v2(pdf, nik=None, email="Issue@sandbox.invalid"))
    (second,) = files(caller.sign_v2(first, signatureProperties=[visible()]))
    result = caller.verify(second)
    assert result.conclusion is DocumentConclusion.VALID
    names = [signature.evidence.field.names[0] for signature in result.signatures]
    assert names == ["sig_1795435200000", "sig_1795435200001"]


def test_a_tag(caller: Caller, pdf: bytes) -> None:
    (signed,) = files(caller.sign_v2(pdf, signatureProperties=[visible(tag_koordinat="P")]))
    (rectangle,) = rectangles(signed)
    left, bottom, right, top = map(int, rectangle.split())
    assert (right - left, top - bottom) == (160, 70)
    assert (left, bottom) != (50, 80)


@pytest.mark.parametrize("name", ["encrypted-user-password.pdf", "encrypted-owner-password.pdf"])
def test_a_document_under_a_password(caller: Caller, sandbox: Sandbox, name: str) -> None:
    document = next(one for one in sandbox.documents if one.name == name)
    entry = {"tampilan": "INVISIBLE", "pdfPassword": document.password or ""}
    (signed,) = files(caller.sign_v2(document.pdf, signatureProperties=[entry]))
    result = caller.verify(signed, document.password)
    newest = result.signatures[-1]
    assert newest.evidence.field.names == ("sig_1795435200000",)
    assert newest.conclusion.indication.value == "TOTAL-PASSED"
    tagged = visible(tag_koordinat="a", pdfPassword=document.password or "")
    (seen,) = files(caller.sign_v2(document.pdf, signatureProperties=[tagged]))
    last = caller.verify(seen, document.password).signatures[-1]
    assert last.conclusion.indication.value == "TOTAL-PASSED"


def test_a_wrong_password_of_the_document(caller: Caller, sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "encrypted-user-password.pdf")
    entry = {"tampilan": "INVISIBLE", "pdfPassword": "salah"}
    answer = caller.sign_v2(document.pdf, signatureProperties=[entry])
    assert refused(answer) == (400, 4015, f"{UNFIT}pdfPassword salah")


@pytest.mark.parametrize(
    "name", ["pades-xref-streams.pdf", "eseal-certified.pdf", "empty-field.pdf", "pades-lta.pdf"]
)
def test_other_forms_of_documents(caller: Caller, sandbox: Sandbox, name: str) -> None:
    """Cross-reference streams, a certified one, one with a field to fill, one with a DSS."""
    document = next(one for one in sandbox.documents if one.name == name)
    (signed,) = files(caller.sign_v2(document.pdf, signatureProperties=[visible()]))
    assert signed.startswith(document.pdf)
    newest = caller.verify(signed).signatures[-1]
    assert newest.conclusion.indication.value == "TOTAL-PASSED"
    assert newest.evidence.field.names == ("sig_1795435200000",)


@pytest.mark.parametrize(
    ("changed", "number", "words"),
    [
        ({"nik": None}, 4014, "nik atau email harus diisi"),
        ({"passphrase": None}, 4014, "passphrase atau totp harus diisi"),
        ({"passphrase": "salah"}, 2031, "Passphrase anda salah"),
        (
            {"nik": "0000000000000006"},
            2021,
            "Pengguna terdaftar dan belum memiliki sertifikat aktif",
        ),
        ({"nik": "0000000000000007"}, 2011, "Penandatangan tidak terdaftar"),
        ({"nik": None, "email": "x@y.invalid"}, 2011, "Penandatangan tidak terdaftar"),
        ({"nik": True}, 4015, f"{UNFIT}nik"),
        ({"email": {}}, 4015, f"{UNFIT}email"),
        ({"file": None}, 4014, "file harus diisi"),
        ({"file": []}, 4014, "file harus diisi"),
        ({"file": "JVBERg=="}, 4015, f"{UNFIT}file harus berupa array"),
        ({"file": ["%%%"]}, 4015, f"{UNFIT}file harus berupa base64"),
        ({"file": [1]}, 4015, f"{UNFIT}file harus berupa base64"),
        ({"file": [""]}, 4014, "file harus diisi"),
        ({"file": ["aGFsbw=="]}, 4015, f"{UNFIT}file bukan PDF"),
        ({"file": ["aGFsbw=="] * 51}, 4015, f"{UNFIT}jumlah file harus 1 sampai 50"),
        ({"signatureProperties": None}, 4014, "signatureProperties harus diisi"),
        ({"signatureProperties": [1]}, 4015, f"{UNFIT}signatureProperties harus berupa array"),
        (
            {"signatureProperties": [{"tampilan": "INVISIBLE"}] * 2},
            4015,
            f"{UNFIT}jumlah signatureProperties harus satu atau sebanyak file",
        ),
        ({"signatureProperties": [{}]}, 4014, "tampilan harus diisi"),
        ({"signatureProperties": [{"reason": "x"}]}, 4014, "tampilan harus diisi"),
        ({"signatureProperties": [visible(imageBase64="")]}, 4014, "imageBase64 harus diisi"),
        ({"signatureProperties": [visible(width=None)]}, 4014, "width harus diisi"),
        ({"signatureProperties": [visible(originY=None)]}, 4014, "originY harus diisi"),
        ({"signatureProperties": [visible(originX="kiri")]}, 4015, f"{UNFIT}originX"),
    ],
)
def test_what_is_refused(
    caller: Caller, pdf: bytes, changed: dict[str, Any], number: int, words: str
) -> None:
    assert refused(caller.sign_v2(pdf, **changed)) == (400, number, words)
