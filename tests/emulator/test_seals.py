"""The life of a seal: activation, prolonging, codes, sealing, revocation."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from esign_verify.result import DocumentConclusion
from tests.emulator.caller import UNFIT, Caller, encoded, refused

SEAL = "sandbox-instansi"
WRONG_ACTIVATION = (400, 4015, f"{UNFIT}TOTP aktivasi salah, kedaluwarsa atau sudah terpakai")
WRONG_CODE = (400, 4015, f"{UNFIT}TOTP salah, kedaluwarsa atau sudah terpakai")
UNKNOWN = (400, 2011, "Penandatangan tidak terdaftar")


def ask(caller: Caller, path: str, **body: Any) -> Any:
    return caller.post(f"/api/v2/seal/{path}", {"idSubscriber": SEAL, **body})


def activated(caller: Caller) -> str:
    answer = ask(caller, "get/activation")
    assert (answer.status_code, answer.json()) == (
        200,
        {"success": True, "message": "TOTP Aktivasi berhasil dikirim", "data": None},
    )
    mail = caller.mailed()
    assert (mail["to"], mail["subject"]) == ("segel@sandbox.invalid", "TOTP aktivasi segel")
    return mail["totp"]


def code_for(caller: Caller, activation: str, files: object) -> str:
    answer = ask(caller, "get/totp", data=files, totp=activation).json()
    code: str = answer.pop("totp")
    assert answer.pop("expires").endswith("+0000")
    assert answer == {"message": "TOTP berhasil dibuat", "result": True}
    assert len(code) == 6 and code.isdigit()
    return code


def sealed(caller: Caller, code: str, *pdfs: bytes) -> Any:
    entry = {"tampilan": "INVISIBLE", "location": "Jakarta", "reason": "Segel"}
    return ask(
        caller,
        "pdf",
        totp=code,
        signatureProperties=[entry],
        file=[encoded(pdf) for pdf in pdfs],
    )


def test_from_activation_to_sealed_files(caller: Caller, pdf: bytes) -> None:
    code = code_for(caller, activated(caller), "2")
    answer = sealed(caller, code, pdf, pdf)
    body = answer.json()
    assert list(body) == ["time", "file"]
    for one in body["file"]:
        result = caller.verify(base64.b64decode(one))
        assert result.conclusion is DocumentConclusion.VALID
        (signature,) = result.signatures
        field, cms = signature.evidence.field, signature.evidence.cms
        assert (field.reason, field.location) == ("Segel", "Jakarta")
        assert cms is not None and cms.signing_certificate is not None
        assert cms.signing_certificate.common_name == "INSTANSI SANDBOX (Sandbox)"
        assert cms.signing_certificate.qc_types == ("0.4.0.1862.1.6.2",)
        assert "2.16.360.1.1.1.8.2" in cms.signing_certificate.policies
    assert refused(sealed(caller, code, pdf)) == WRONG_CODE


def test_an_activation_is_prolonged(caller: Caller) -> None:
    code = activated(caller)
    caller.clock.advance(hours=23)
    answer = ask(caller, "get/activation", totp=code)
    assert answer.json() == {
        "success": True,
        "message": None,
        "data": {
            "message": "TOTP Aktivasi masih berlaku",
            "totp": code,
            "expires": "2026-11-25T11:00:00.000+0000",
            "result": True,
        },
    }
    caller.clock.advance(hours=23)
    assert code_for(caller, code, 1)
    caller.clock.advance(hours=1)
    assert refused(ask(caller, "get/activation", totp=code)) == WRONG_ACTIVATION
    assert refused(ask(caller, "get/totp", totp=code, data=1)) == WRONG_ACTIVATION


def test_a_revoked_activation_takes_its_codes_with_it(caller: Caller, pdf: bytes) -> None:
    activation = activated(caller)
    code = code_for(caller, activation, 1)
    assert refused(ask(caller, "revoke/activation", totp="x")) == WRONG_ACTIVATION
    answer = ask(caller, "revoke/activation", totp=activation)
    assert answer.json() == {
        "success": True,
        "message": "TOTP Aktivasi berhasil dicabut",
        "data": None,
    }
    assert refused(sealed(caller, code, pdf)) == WRONG_CODE
    assert refused(ask(caller, "get/totp", totp=activation, data=1)) == WRONG_ACTIVATION
    assert refused(ask(caller, "revoke/activation", totp=activation)) == WRONG_ACTIVATION


def test_the_activation_s_code_seals_nothing(caller: Caller, pdf: bytes) -> None:
    assert refused(sealed(caller, activated(caller), pdf)) == WRONG_CODE


@pytest.mark.parametrize("path", ["get/activation", "revoke/activation", "get/totp", "pdf"])
def test_a_seal_must_be_named_and_known(caller: Caller, pdf: bytes, path: str) -> None:
    body = {
        "totp": "123456",
        "data": 1,
        "signatureProperties": [{"tampilan": "INVISIBLE"}],
        "file": [encoded(pdf)],
    }
    assert refused(ask(caller, path, idSubscriber="lain", **body)) == UNKNOWN
    missing = ask(caller, path, **{**body, "idSubscriber": ""})
    assert refused(missing) == (400, 4014, "idSubscriber harus diisi")


@pytest.mark.parametrize("path", ["revoke/activation", "get/totp", "pdf"])
def test_a_code_must_be_given(caller: Caller, path: str) -> None:
    assert refused(ask(caller, path, data=1)) == (400, 4014, "totp harus diisi")


def test_the_number_of_files_must_be_given(caller: Caller) -> None:
    activation = activated(caller)
    answer = ask(caller, "get/totp", totp=activation)
    assert refused(answer) == (400, 4014, "data harus diisi")
    many = ask(caller, "get/totp", totp=activation, data="51")
    assert refused(many) == (400, 4015, f"{UNFIT}jumlah file harus 1 sampai 50")
