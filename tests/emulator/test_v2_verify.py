"""Version 2: verification."""

from __future__ import annotations

from esign_verify import RENDERERS
from esign_verify.sandbox import Sandbox
from tests.emulator.caller import UNFIT, Caller, encoded, refused, spring

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
