"""Version 2: one-time codes to sign with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.caller import NIK, UNFIT, Caller, files, refused

WRONG_CODE = (400, 4015, f"{UNFIT}TOTP salah, kedaluwarsa atau sudah terpakai")


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
