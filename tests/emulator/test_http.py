"""Who may ask, the table of credentials, and bodies that are none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from esign_verify import TrustStore
from tests.emulator.caller import ADMIN, APPLICATION, NIK, Caller, encoded, refused, spring

ENDPOINTS = [
    ("POST", "/api/sign/pdf"),
    ("GET", "/api/sign/download/x"),
    ("POST", "/api/sign/verify"),
    ("GET", "/api/user/status/0000000000000001"),
    ("POST", "/api/v2/sign/pdf"),
    ("POST", "/api/v2/sign/get/totp"),
    ("POST", "/api/v2/seal/get/activation"),
    ("POST", "/api/v2/seal/revoke/activation"),
    ("POST", "/api/v2/seal/get/totp"),
    ("POST", "/api/v2/seal/pdf"),
    ("POST", "/api/v2/user/check/status"),
    ("POST", "/api/v2/user/registration"),
    ("POST", "/api/v2/verify/pdf"),
]
OF_THE_SANDBOX = [
    ("GET", "/sandbox/mail"),
    ("GET", "/sandbox/users"),
    ("POST", "/sandbox/users"),
    ("PUT", "/sandbox/users/x"),
    ("GET", "/sandbox/credentials"),
    ("PUT", "/sandbox/credentials/x"),
    ("DELETE", "/sandbox/credentials/x"),
]
OPEN = [("GET", "/"), ("GET", "/sandbox/trust.pem")]


def test_these_are_all_endpoints(shared: Caller) -> None:
    paths = shared.ask("GET", "/openapi.json", auth=None).json()["paths"]
    listed = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    shown = {
        (method, path.replace("/x", "/{}").replace(NIK, "{}"))
        for method, path in (*ENDPOINTS, *OF_THE_SANDBOX, *OPEN)
    }
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path in listed} == shown


@pytest.mark.parametrize(("method", "path"), [*ENDPOINTS, *OF_THE_SANDBOX])
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic ???",
        "Bearer c2FuZGJveDpzYW5kYm94",
        "Basic c2FuZGJveA==",
        "Basic c2FuZGJveDpzYWxhaA==",
        "Basic bGFpbjpzYW5kYm94",
    ],
)
def test_nobody_asks_without_a_credential(
    shared: Caller, method: str, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = shared.ask(method, path, auth=None, headers=headers)
    assert spring(answer) == (401, "Unauthorized", path)
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(("method", "path"), OF_THE_SANDBOX[1:])
def test_an_application_is_no_admin(shared: Caller, method: str, path: str) -> None:
    assert spring(shared.ask(method, path, auth=APPLICATION)) == (401, "Unauthorized", path)


def test_the_admin_is_no_application(shared: Caller) -> None:
    path = "/api/v2/user/check/status"
    assert shared.ask("POST", path, json={"nik": NIK}, auth=ADMIN).status_code == 401
    assert shared.ask("GET", "/sandbox/mail", auth=ADMIN).json() == []


def test_credentials_are_added_edited_disabled_and_deleted(caller: Caller) -> None:
    def manage(method: str, **body: Any) -> Any:
        options = {"json": body} if body else {}
        return caller.ask(method, "/sandbox/credentials/aplikasi", auth=ADMIN, **options)

    def asks(secret: str) -> int:
        answer = caller.ask(
            "POST", "/api/v2/user/check/status", json={"nik": NIK}, auth=("aplikasi", secret)
        )
        return answer.status_code

    assert asks("satu") == 401
    added = manage("PUT", password="satu", ip="10.0.0.5", information="surat")
    assert added.json() == {
        "username": "aplikasi",
        "password": "satu",
        "ip": "10.0.0.5",
        "information": "surat",
        "enabled": True,
    }
    assert asks("satu") == 200
    manage("PUT", password="dua")
    assert (asks("satu"), asks("dua")) == (401, 200)
    manage("PUT", password="dua", enabled=False)
    assert asks("dua") == 401
    listed = caller.ask("GET", "/sandbox/credentials", auth=ADMIN).json()
    assert [(one["username"], one["enabled"]) for one in listed] == [
        ("sandbox", True),
        ("aplikasi", False),
    ]
    assert manage("DELETE").status_code == 204
    assert spring(manage("DELETE"))[0] == 404
    assert refused(manage("PUT", ip="x")) == (400, 4014, "password harus diisi")
    wrong = (400, 4015, "Data tidak sesuai ketentuan : enabled")
    assert refused(manage("PUT", password="x", enabled="ya")) == wrong
    colon = caller.ask("PUT", "/sandbox/credentials/a:b", auth=ADMIN, json={"password": "x"})
    assert refused(colon) == (400, 4015, "Data tidak sesuai ketentuan : username")
    admins = caller.ask("PUT", "/sandbox/credentials/admin", auth=ADMIN, json={"password": "x"})
    assert refused(admins) == (400, 4024, "username telah terdaftar")


def test_users_are_added_and_changed(caller: Caller) -> None:
    def manage(method: str, path: str, body: dict[str, str]) -> Any:
        return caller.ask(method, path, auth=ADMIN, json=body)

    body = {"nama": "Ani", "nik": "3" * 16, "passphrase": "rahasia", "status": "NEW"}
    assert manage("POST", "/sandbox/users", body).json() == {**body, "email": ""}
    assert refused(manage("POST", "/sandbox/users", body)) == (400, 4024, "NIK telah terdaftar")
    manage("PUT", f"/sandbox/users/{'3' * 16}", {"status": "SUSPEND"})
    listed = caller.ask("GET", "/sandbox/users", auth=ADMIN).json()
    assert len(listed) == 10
    assert listed[-1] == {**body, "email": "", "status": "SUSPEND"}
    unfit = (400, 4015, "Data tidak sesuai ketentuan : status")
    path = f"/sandbox/users/{'3' * 16}"
    assert refused(manage("PUT", path, {"status": "LAIN"})) == unfit
    assert spring(manage("PUT", "/sandbox/users/siapa", {}))[0] == 404
    nobody = manage("POST", "/sandbox/users", {"nama": "Tanpa"})
    assert refused(nobody) == (400, 4014, "nik atau email harus diisi")


def test_the_sandbox_is_not_filled_without_end(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign_verify.sandbox.client.roster.MAX_PEOPLE", 9)
    full = (400, 4015, "Data tidak sesuai ketentuan : sandbox penuh")
    body = {"nama": "A", "email": "a@b.invalid"}
    assert refused(caller.post("/api/v2/user/registration", body)) == full
    monkeypatch.setattr("esign_verify.sandbox.client.roster.MAX_PEOPLE", 1)
    path = "/sandbox/credentials/lain"
    assert refused(caller.ask("PUT", path, auth=ADMIN, json={"password": "x"})) == full


def test_what_it_is_and_whom_to_trust(shared: Caller, tmp_path: Any) -> None:
    about = shared.ask("GET", "/", auth=None).json()
    assert about["sandbox"] is True
    assert about["message_en"] == "Sandbox Esign Client: signatures made here are worth nothing"
    pem = tmp_path / "trust.pem"
    pem.write_text(shared.ask("GET", "/sandbox/trust.pem", auth=None).text)
    anchors = TrustStore.load([str(pem)]).anchors
    assert [anchor.common_name for anchor in anchors] == [
        "Sandbox Root CA (throwaway)",
        "Sandbox OSD LU Kelas 2 (throwaway)",
    ]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff{}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"nik=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bodies_that_are_no_json(shared: Caller, content: bytes, kind: str, status: int) -> None:
    path = "/api/v2/user/check/status"
    answer = shared.ask("POST", path, content=content, headers={"Content-Type": kind})
    assert spring(answer)[::2] == (status, path)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"halo", "multipart/form-data; boundary=x", 400),
    ],
)
def test_bodies_that_are_no_form(shared: Caller, content: bytes, kind: str, status: int) -> None:
    path = "/api/sign/pdf"
    answer = shared.ask("POST", path, content=content, headers={"Content-Type": kind})
    assert spring(answer)[::2] == (status, path)


def test_a_body_over_the_limit(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared.app, "_max_body", 1000)
    path = "/api/v2/verify/pdf"
    announced = shared.post(path, {"file": encoded(b"x" * 1000)})
    assert spring(announced)[::2] == (413, path)

    async def pieces() -> Any:
        for _ in range(20):
            yield b" " * 100

    headers = {"Content-Type": "application/json"}
    streamed = shared.ask("POST", path, content=pieces(), headers=headers)
    assert spring(streamed)[::2] == (413, path)
    assert shared.app._held == 0


def test_paths_and_methods_that_there_are_not(shared: Caller) -> None:
    assert spring(shared.ask("GET", "/api/lain")) == (404, "Not Found", "/api/lain")
    path = "/api/sign/pdf"
    assert spring(shared.ask("GET", path)) == (405, "Method Not Allowed", path)
    allowed = {
        "/api/sign/pdf": "POST",
        "/sandbox/users": "GET, POST",
        "/sandbox/credentials": "GET",
        "/sandbox/credentials/x": "DELETE, PUT",
    }
    for path, methods in allowed.items():
        answer = shared.ask("PATCH", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_what_nobody_foresaw(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_name: str) -> None:
        raise RuntimeError("rahasia")

    monkeypatch.setattr(shared.client, "status_of", break_down)
    path = "/api/v2/user/check/status"
    answer = shared.post(path, {"nik": NIK}, documented=False)
    assert spring(answer) == (500, "Internal Server Error", path)
    assert "rahasia" not in answer.text
