"""Version 2: signing in bulk by passphrase and by TOTP, user states, registration, verify."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from esign_verify import RENDERERS
from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import Sandbox
from tests.emulator.caller import NIK, Caller, encoded, refused, spring

UNFIT = "Data tidak sesuai ketentuan : "
WRONG_CODE = (400, 4015, f"{UNFIT}TOTP salah, kedaluwarsa atau sudah terpakai")
NO_CERTIFICATE = "Pengguna terdaftar dan belum memiliki sertifikat aktif"


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


def files(answer: Any) -> list[bytes]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["time", "file"]
    assert isinstance(body["time"], int)
    return [base64.b64decode(one, validate=True) for one in body["file"]]


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


def asked_for_code(caller: Caller, files_to_sign: object) -> str:
    answer = caller.post("/api/v2/sign/get/totp", {"nik": NIK, "data": files_to_sign})
    assert answer.json() == {
        "success": True,
        "message": "TOTP berhasil dikirim",
        "data": None,
    }
    mail = caller.mailed()
    assert (mail["to"], mail["subject"]) == ("issue@sandbox.invalid", "TOTP tanda tangan")
    return mail["totp"]


def test_a_code_is_good_for_as_many_files(caller: Caller, pdf: bytes) -> None:
    code = asked_for_code(caller, "3")
    assert len(files(caller.sign_v2(pdf, pdf, passphrase=None, totp=code))) == 2
    assert refused(caller.sign_v2(pdf, pdf, passphrase=None, totp=code)) == WRONG_CODE
    assert len(files(caller.sign_v2(pdf, passphrase=None, totp=code))) == 1
    assert refused(caller.sign_v2(pdf, passphrase=None, totp=code)) == WRONG_CODE


def test_a_code_is_kept_when_nothing_was_signed(caller: Caller, pdf: bytes) -> None:
    code = asked_for_code(caller, 2)
    answer = caller.sign_v2(pdf, b"halo", passphrase=None, totp=code)
    assert refused(answer) == (400, 4015, f"{UNFIT}file bukan PDF")
    assert len(files(caller.sign_v2(pdf, pdf, passphrase=None, totp=code))) == 2


def test_a_code_ends_and_gives_way_to_the_next(caller: Caller, pdf: bytes) -> None:
    first = asked_for_code(caller, 1)
    caller.clock.advance(seconds=30)
    second = asked_for_code(caller, 1)
    assert refused(caller.sign_v2(pdf, passphrase=None, totp=first)) == WRONG_CODE
    caller.clock.advance(minutes=5)
    assert refused(caller.sign_v2(pdf, passphrase=None, totp=second)) == WRONG_CODE


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": 1}, (400, 4014, "nik atau email harus diisi")),
        ({"nik": NIK}, (400, 4014, "data harus diisi")),
        ({"nik": NIK, "data": 0}, (400, 4015, f"{UNFIT}jumlah file harus 1 sampai 50")),
        ({"nik": NIK, "data": "dua"}, (400, 4015, f"{UNFIT}data")),
        ({"nik": "9" * 16, "data": 1}, (400, 2011, "Penandatangan tidak terdaftar")),
    ],
)
def test_codes_that_are_refused(
    caller: Caller, body: dict[str, Any], expected: tuple[int, int, str]
) -> None:
    assert refused(caller.post("/api/v2/sign/get/totp", body)) == expected


REGISTERED = "User sudah terdaftar dan memiliki sertifikat dengan status {}"
STATES = [
    ("ISSUE", 1111, REGISTERED),
    ("EXPIRED", 1111, REGISTERED),
    ("RENEW", 1111, REGISTERED),
    ("WAITING_FOR_VERIFICATION", 1111, REGISTERED),
    ("NEW", 1111, REGISTERED),
    ("NO_CERTIFICATE", 2021, NO_CERTIFICATE),
    ("NOT_REGISTERED", 2011, "Penandatangan tidak terdaftar"),
    ("SUSPEND", 1111, REGISTERED),
    ("REVOKE", 1111, REGISTERED),
]


@pytest.mark.parametrize(("index", "state"), list(enumerate(STATES, start=1)))
def test_the_nine_states(caller: Caller, index: int, state: tuple[str, int, str]) -> None:
    status, number, words = state
    expected = {"status_code": number, "status": status, "message": words.format(status)}
    for who in ({"nik": f"{index:016d}"}, {"email": f"{status.lower()}@sandbox.invalid"}):
        answer = caller.post("/api/v2/user/check/status", who)
        assert (answer.status_code, answer.json()) == (200, expected)


def test_somebody_unknown_has_a_state_too(caller: Caller) -> None:
    answer = caller.post("/api/v2/user/check/status", {"email": "siapa@y.invalid"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "NOT_REGISTERED"
    missing = caller.post("/api/v2/user/check/status", {})
    assert refused(missing) == (400, 4014, "nik atau email harus diisi")


def test_registration_and_what_follows(caller: Caller, pdf: bytes) -> None:
    """From a new user to one who signs, as the admin lets them."""
    body = {"nama": "Budi", "email": "budi@contoh.invalid"}
    answer = caller.post("/api/v2/user/registration", body)
    assert answer.json() == {
        "success": True,
        "message": "Registrasi berhasil, menunggu verifikasi",
        "data": None,
    }
    who = {"email": "budi@contoh.invalid"}
    waiting = caller.post("/api/v2/user/check/status", who).json()
    assert waiting["status"] == "WAITING_FOR_VERIFICATION"
    again = caller.post("/api/v2/user/registration", body)
    assert refused(again) == (400, 4024, "Email telah terdaftar")
    changed = caller.ask(
        "PUT",
        "/sandbox/users/budi@contoh.invalid",
        json={"status": "ISSUE", "passphrase": "rahasia"},
        auth=("admin", "admin"),
    )
    assert changed.json()["status"] == "ISSUE"
    (signed,) = files(
        caller.sign_v2(pdf, nik=None, email="budi@contoh.invalid", passphrase="rahasia")
    )
    cms = caller.verify(signed).signatures[0].evidence.cms
    assert cms is not None and cms.signing_certificate is not None
    assert cms.signing_certificate.common_name == "Budi (Sandbox)"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"email": "a@b.invalid"}, (400, 4014, "nama harus diisi")),
        ({"nama": "A"}, (400, 4014, "email harus diisi")),
        ({"nama": "A", "email": "b"}, (400, 4015, f"{UNFIT}email")),
    ],
)
def test_registrations_that_are_refused(
    caller: Caller, body: dict[str, Any], expected: tuple[int, int, str]
) -> None:
    assert refused(caller.post("/api/v2/user/registration", body)) == expected


VERIFY = "/api/v2/verify/pdf"


def test_verify_answers_as_the_renderer(caller: Caller, pdf: bytes) -> None:
    signed = caller.sign_v1(pdf).content
    answer = caller.post(VERIFY, {"file": encoded(signed)})
    assert answer.text == RENDERERS["v2"](caller.verify(signed))
    assert answer.json()["conclusion"] == "VALID"
    assert answer.headers["content-type"] == "application/json"
    unsigned = caller.post(VERIFY, {"file": encoded(pdf)}).json()
    assert (unsigned["conclusion"], unsigned["signatureCount"]) == ("NO_SIGNATURE", 0)


def test_verify_of_an_altered_document(caller: Caller, pdf: bytes) -> None:
    altered = caller.sign_v1(pdf).content.replace(b"Alice", b"Alic3")
    answer = caller.post(VERIFY, {"file": encoded(altered)}).json()
    assert answer["conclusion"] == "INVALID"
    assert answer["signatureInformations"][0]["integrityValid"] is False


def test_verify_with_a_password(caller: Caller, sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.name == "encrypted-user-password.pdf")
    body = {"file": encoded(document.pdf), "password": document.password}
    assert caller.post(VERIFY, body).json()["signatureCount"] == 1
    wrong = caller.post(VERIFY, {**body, "password": "salah"})
    assert refused(wrong) == (400, 4015, f"{UNFIT}password")


def test_verify_of_what_is_no_pdf(caller: Caller) -> None:
    error = (500, "Internal Server Error", VERIFY)
    assert spring(caller.post(VERIFY, {"file": encoded(b"halo")})) == error
    assert refused(caller.post(VERIFY, {})) == (400, 4014, "file harus diisi")
    not_base64 = caller.post(VERIFY, {"file": "%%%"})
    assert refused(not_base64) == (400, 4015, f"{UNFIT}file harus berupa base64")
    array = caller.post(VERIFY, {"file": [encoded(b"%PDF-")]})
    assert refused(array) == (400, 4015, f"{UNFIT}file harus berupa base64")
