"""Version 2: the states of users, and registration."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.caller import UNFIT, Caller, files, refused

REGISTERED = "User sudah terdaftar dan memiliki sertifikat dengan status {}"
STATES = [
    ("ISSUE", 1111, REGISTERED),
    ("EXPIRED", 1111, REGISTERED),
    ("RENEW", 1111, REGISTERED),
    ("WAITING_FOR_VERIFICATION", 1111, REGISTERED),
    ("NEW", 1111, REGISTERED),
    ("NO_CERTIFICATE", 2021, "Pengguna terdaftar dan belum memiliki sertifikat aktif"),
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


def test_who_is_known_as_not_registered_can_register(caller: Caller) -> None:
    who = {"email": "not_registered@sandbox.invalid"}
    before = caller.post("/api/v2/user/check/status", who).json()
    assert before["status"] == "NOT_REGISTERED"
    answer = caller.post("/api/v2/user/registration", {"nama": "Ani", **who})
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    after = caller.post("/api/v2/user/check/status", who).json()
    assert after["status"] == "WAITING_FOR_VERIFICATION"


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
