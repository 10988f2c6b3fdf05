"""`--seed-users`: what a file may say, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from esign_verify.cli import main
from esign_verify.errors import UsageError
from esign_verify.sandbox.client import (
    ClientError,
    Credential,
    Seeds,
    SignRequest,
    Status,
    User,
    load_seeds,
)
from tests.emulator.caller import Caller, refused

FILE = """
[admin]
username = "kepala"
password = "rahasia"

[[credential]]
username = "aplikasi"
password = "rahasia"
information = "surat"

[[user]]
nama = "Budi"
nik = "1234567890123456"
email = "budi@contoh.invalid"
passphrase = "rahasia"

[[user]]
nama = "Ani"
email = "ani@contoh.invalid"
status = "REVOKE"

[[seal]]
id_subscriber = "instansi"
nama = "INSTANSI CONTOH"
"""


def test_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "seeds.toml"
    path.write_text(FILE)
    seeds = load_seeds(path)
    assert seeds.admin == Credential("kepala", "rahasia")
    assert seeds.credentials == (Credential("aplikasi", "rahasia", information="surat"),)
    assert seeds.users == (
        User("Budi", "1234567890123456", "budi@contoh.invalid", "rahasia", Status.ISSUE),
        User("Ani", "", "ani@contoh.invalid", "", Status.REVOKE),
    )
    assert [(seal.id_subscriber, seal.nama) for seal in seeds.seals] == [
        ("instansi", "INSTANSI CONTOH")
    ]


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ('[[user]]\nnama = "C"\nnik = "1234567890123456"', "user"),
        ('[[user]]\nnama = "C"\nemail = "BUDI@contoh.invalid"', "user"),
        ('[[seal]]\nid_subscriber = "instansi"\nnama = "C"', "seal"),
        ('[[credential]]\nusername = "aplikasi"\npassword = "C"', "credential"),
        ('[[credential]]\nusername = "kepala"\npassword = "C"', "credential"),
    ],
)
def test_names_that_two_share_are_refused(tmp_path: Path, more: str, entry: str) -> None:
    path = tmp_path / "seeds.toml"
    path.write_text(f"{FILE}\n{more}\n")
    with pytest.raises(UsageError) as caught:
        load_seeds(path)
    assert (caught.value.code, caught.value.params["entry"]) == ("seeds_malformed", entry)


def test_the_sample_of_the_help_loads(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["sandbox", "serve", "--help"]).stdout
    sample = shown.split("replaces what it names:\n", 1)[1].split("\nOptions:", 1)[0]
    path = tmp_path / "seeds.toml"
    path.write_text(sample)
    seeds = load_seeds(path)
    assert seeds.admin == Credential("admin", "rahasia")
    assert seeds.credentials == (Credential("aplikasi", "rahasia"),)
    assert [user.nama for user in seeds.users] == ["Budi"]
    assert [seal.nama for seal in seeds.seals] == ["INSTANSI CONTOH"]


def test_what_is_not_named_stays(tmp_path: Path) -> None:
    path = tmp_path / "seeds.toml"
    path.write_text('[[user]]\nnama = "Budi"\nemail = "b@c.invalid"\n')
    seeds = load_seeds(path)
    assert (seeds.credentials, seeds.seals, seeds.admin) == (
        Seeds().credentials,
        Seeds().seals,
        Seeds().admin,
    )


@pytest.mark.parametrize(
    ("content", "entry"),
    [
        ('[[user]]\nnama = "A"\nnik = "12"\n', "user 1"),
        ('[[user]]\nnama = "A"\n', "user 1"),
        ('[[user]]\nnama = "A"\nemail = "a@b"\n[[user]]\nemail = "c@d"\n', "user 2"),
        ('[[user]]\nnama = "A"\nemail = "a@b"\nstatus = "LAIN"\n', "user 1"),
        ('[[user]]\nnama = "A"\nemail = "a@b"\numur = "3"\n', "user 1"),
        ('[[user]]\nnama = "A"\nnik = 1234567890123456\n', "user 1"),
        ('[[seal]]\nnama = "A"\n', "seal 1"),
        ('[[credential]]\nusername = "a:b"\npassword = "x"\n', "credential 1"),
        ('[[credential]]\nusername = "a"\npassword = ""\n', "credential 1"),
        ('[[credential]]\nusername = "a"\npassword = "x"\nenabled = "ya"\n', "credential 1"),
        ('[admin]\nusername = "a"\n', "admin"),
        ("admin = 1\n", "admin"),
        ("user = [1]\n", "user 1"),
        ("user = 1\n", "user"),
        ("lain = 1\n", "lain"),
    ],
)
def test_entries_that_are_wrong(tmp_path: Path, content: str, entry: str) -> None:
    path = tmp_path / "seeds.toml"
    path.write_text(content)
    with pytest.raises(UsageError) as caught:
        load_seeds(path)
    assert (caught.value.code, caught.value.params["entry"]) == ("seeds_malformed", entry)


@pytest.mark.parametrize("content", [b"[[user", b"\xff", b"#" * ((1 << 20) + 1), None])
def test_files_that_are_no_toml(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "seeds.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_seeds(path)
    assert caught.value.code == "seeds_unreadable"


def test_a_passphrase_that_nobody_set_is_none(caller: Caller, pdf: bytes) -> None:
    """Without a passphrase a user signs by code alone."""
    caller.client.people.add(User("Tanpa", nik="4" * 16, status=Status.ISSUE))
    answer = caller.sign_v2(pdf, nik="4" * 16, passphrase="x")
    assert refused(answer) == (400, 2031, "Passphrase anda salah")
    with pytest.raises(ClientError) as caught:
        caller.client.sign("4" * 16, [SignRequest(pdf=pdf)], passphrase="")
    assert caught.value.status_code == 2031
