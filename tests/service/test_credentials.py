"""Who may ask: the file of users, the header, and a service with users."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from esign_verify import UsageError
from esign_verify.cli import main
from esign_verify.service import (
    Credentials,
    RequestError,
    ServiceSettings,
    add_user,
    remove_user,
)
from esign_verify.service import credentials as room


def basic(pair: str) -> str:
    return "Basic " + base64.b64encode(pair.encode()).decode()


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.txt"
    add_user(path, "simpeg", "rahasia:dengan titik dua")
    add_user(path, "srikandi", "ß☃")
    return path


def test_the_file_holds_no_secret_and_is_for_its_owner(users: Path) -> None:
    content = users.read_text("utf-8")
    assert "rahasia" not in content
    assert [line.split(":")[:5] for line in content.splitlines()[1:]] == [
        ["simpeg", "scrypt", "32768", "8", "1"],
        ["srikandi", "scrypt", "32768", "8", "1"],
    ]
    assert users.stat().st_mode & 0o777 == 0o600
    assert Credentials.load(users).names == ("simpeg", "srikandi")


def test_a_secret_is_changed_and_a_user_removed(tmp_path: Path) -> None:
    path = tmp_path / "users"
    add_user(path, "a", "1")
    add_user(path, "b", "2")
    add_user(path, "a", "3")
    credentials = Credentials.load(path)
    assert [credentials.check("a", secret) for secret in ("1", "3")] == [False, True]
    remove_user(path, "a")
    assert Credentials.load(path).names == ("b",)
    with pytest.raises(UsageError, match="credentials_no_user"):
        remove_user(path, "a")
    assert [found.name for found in tmp_path.iterdir()] == ["users"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "authorization_missing"),
        ("", "authorization_malformed"),
        ("Basic", "authorization_malformed"),
        ("Basic !!!", "authorization_malformed"),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), "authorization_malformed"),
        ("Basic " + base64.b64encode(b"nocolon").decode(), "authorization_malformed"),
        ("Basic " + "QUFB" * 10_000, "authorization_malformed"),
        ("Bearer abc", "authorization_malformed"),
        (basic("simpeg:wrong"), "authorization_wrong"),
        (basic("simpeg:"), "authorization_wrong"),
        (basic("nobody:rahasia:dengan titik dua"), "authorization_wrong"),
        (basic(":"), "authorization_wrong"),
    ],
)
def test_a_header_that_proves_nothing(header: str | None, code: str, users: Path) -> None:
    with pytest.raises(RequestError) as caught:
        Credentials.load(users).user_of(header)
    assert caught.value.code == code


@pytest.mark.parametrize("pair", ["simpeg:rahasia:dengan titik dua", "srikandi:ß☃"])
def test_a_header_that_proves_a_user(pair: str, users: Path) -> None:
    credentials = Credentials.load(users)
    header = basic(pair)
    assert credentials.remembered(header) is None
    assert credentials.user_of(header) == pair.partition(":")[0]
    assert credentials.remembered(header) == pair.partition(":")[0]
    assert credentials.remembered(basic(pair + "x")) is None
    assert credentials.user_of(header.replace("Basic", "bAsIc ")) == pair.partition(":")[0]


def test_an_unknown_user_costs_as_much_as_a_wrong_secret(
    users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = Credentials.load(users)
    hashed: list[int] = []
    real = room.hashlib.scrypt

    def counted(*arguments: object, **options: object) -> bytes:
        hashed.append(int(str(options["n"])))
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(room.hashlib, "scrypt", counted)
    assert [credentials.check(name, "x") for name in ("simpeg", "nobody")] == [False, False]
    assert hashed == [32768, 32768]


GOOD = "a:scrypt:16384:8:1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAA=="


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "a:secret",
        GOOD.replace("scrypt", "plain"),
        GOOD.replace("16384", "16383"),
        GOOD.replace("16384", str(2**30)),
        GOOD.replace("16384", "x"),
        GOOD.replace(":8:", ":100:"),
        GOOD.replace(":1:", ":0:"),
        GOOD.replace("AAAAAAAAAAAAAAAAAAAAAA==:", ":"),
        GOOD[:-8],
        GOOD.replace("AA==", "A!=="),
        GOOD.replace("a:", ":", 1),
        f"{GOOD}\n{GOOD}",
    ],
)
def test_a_line_that_is_none_of_ours_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(f"# users\n\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Credentials.load(path)
    assert caught.value.code == "credentials_malformed"
    assert caught.value.params["line"] == ("4" if "\n" in line else "3")
    path.write_text(GOOD, encoding="utf-8")
    assert Credentials.load(path).names == ("a",)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_file_without_users_lets_nobody_in_and_is_refused(host: str, tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text("# none yet\n", encoding="utf-8")
    with pytest.raises(UsageError, match="credentials_empty"):
        Credentials.load(path)
    refused = CliRunner().invoke(main, ["serve", "--host", host, "--credentials", str(path)])
    assert refused.exit_code == 2
    assert "tidak memuat satu pengguna pun" in " ".join(refused.output.split())


@pytest.mark.parametrize("name", ["", "a:b", "a\n", "#a", "x" * 129])
def test_a_name_that_no_header_or_line_can_carry(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="credentials_name"):
        add_user(tmp_path / "users", name, "secret")


def test_the_command_makes_changes_and_removes_users(tmp_path: Path) -> None:
    path = tmp_path / "users"
    (tmp_path / "secret").write_text("abc\n", encoding="utf-8")
    (tmp_path / "secret").chmod(0o600)
    options = ["--credentials", str(path)]
    run = CliRunner().invoke
    made = run(main, ["serve-user", "a", *options, "--generate"])
    assert (made.exit_code, len(made.stdout.strip())) == (0, 32)
    assert Credentials.load(path).check("a", made.stdout.strip())
    assert run(main, ["serve-user", "b", *options], input="geheim\n").exit_code == 0
    assert Credentials.load(path).check("b", "geheim")
    changed = run(main, ["serve-user", "b", *options, "--secret-file", str(tmp_path / "secret")])
    assert (changed.exit_code, changed.output) == (0, "")
    assert Credentials.load(path).check("b", "abc")
    assert run(main, ["serve-user", "b", *options, "--remove"]).exit_code == 0
    assert Credentials.load(path).names == ("a",)
    assert run(main, ["serve-user", "b", *options, "--remove"]).exit_code == 2
    assert run(main, ["serve-user", "b", *options, "--remove", "--generate"]).exit_code == 2


def test_a_service_with_users(
    start_client: Callable[[ServiceSettings], TestClient],
    settings: ServiceSettings,
    pdfs: Mapping[str, bytes],
    users: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = start_client(replace(settings, credentials=users))
    files = {"signed_file": ("a.pdf", pdfs["unsigned"])}
    for path in ("/", "/page.js", "/metrics", "/openapi.json", "/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "authorization_missing")
        assert answer.headers["www-authenticate"] == 'Basic realm="esign-verify", charset="UTF-8"'
    assert client.get("/healthz").status_code == 200
    with caplog.at_level(logging.INFO, "esign_verify.service"):
        client.post("/api/sign/verify?x=secret", files=files)
        client.get("/api/verify")
        client.get("/api/secret")
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split()[1:4] for line in lines] == [
        ["POST", "/api/sign/verify", "401"],
        ["GET", "/api/verify", "401"],
        ["GET", "other", "401"],
    ]
    assert "ecret" not in "".join(lines)
    wrong = client.post("/api/sign/verify", files=files, auth=("simpeg", "no"))
    assert (wrong.status_code, wrong.json()["code"]) == (401, "authorization_wrong")
    malformed = client.post("/api/sign/verify", headers={"authorization": "Basic ="})
    assert (malformed.status_code, malformed.json()["code"]) == (401, "authorization_malformed")
    good, bad = basic("simpeg:rahasia:dengan titik dua"), basic("simpeg:no")
    for pair in ((good, bad), (bad, good), (good, good)):
        twice = client.get("/metrics", headers=[("authorization", value) for value in pair])
        assert (twice.status_code, twice.json()["code"]) == (401, "authorization_malformed")
    right = ("simpeg", "rahasia:dengan titik dua")
    for _ in range(2):
        answer = client.post("/api/sign/verify", files=files, auth=right)
        assert (answer.status_code, answer.json()["summary"]) == (200, "NO_SIGNATURE")
    compat = start_client(replace(settings, credentials=users, compat=True))
    answer = compat.post("/api/sign/verify", files=files)
    assert (answer.status_code, answer.json()["error"]) == (401, "Unauthorized")
    assert list(answer.json()) == ["timestamp", "status", "error", "path"]


@pytest.mark.parametrize(
    ("host", "safe"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_without_users_it_listens_to_this_machine_alone(host: str, safe: bool, users: Path) -> None:
    ServiceSettings(host=host, credentials=users).require_safe()
    if safe:
        ServiceSettings(host=host).require_safe()
        return
    with pytest.raises(UsageError, match="service_open"):
        ServiceSettings(host=host).require_safe()
    refused = CliRunner().invoke(main, ["serve", "--host", host, "--lang", "en"])
    assert refused.exit_code == 2
    assert "A service without users may be heard by this machine alone" in refused.output
