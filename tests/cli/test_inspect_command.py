"""`esign-verify inspect` and `extract`: exit codes, output forms, standard input, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.inspect import inspect_document
from esign_verify.render import LOOKS
from esign_verify.sandbox import Sandbox
from tests.inspect.samples import document, pdf_with_contents
from tests.render.samples import validator


def run(*arguments: str, **options: object) -> Result:
    return CliRunner().invoke(main, list(arguments), **options)  # type: ignore[arg-type]


@pytest.fixture
def signed(sandbox: Sandbox, tmp_path: Path) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(document(sandbox, "pades-t.pdf").pdf)
    return path


def test_the_tree_is_the_default_and_indonesian(signed: Path) -> None:
    result = run("inspect", str(signed))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == LOOKS["inspect"](inspect_document(signed), lang="id") + "\n"
    assert result.stdout.startswith("signed.pdf\n|- Berkas\n")
    assert run("inspect", str(signed), "--lang", "en").stdout.startswith("signed.pdf\n|- File\n")


@pytest.mark.parametrize(
    ("options", "schema"),
    [(["--json"], "inspect"), (["--asn1", "--json"], "asn1")],
)
def test_json_keeps_to_the_schema_that_the_program_prints(
    signed: Path, options: list[str], schema: str
) -> None:
    result = run("inspect", str(signed), *options)
    assert result.exit_code == 0
    validator(schema).validate(json.loads(result.stdout))
    printed = json.loads(run("schema", schema).stdout)
    assert printed == validator(schema).schema
    # the same for every language
    assert run("inspect", str(signed), *options, "--lang", "en").stdout == result.stdout


def test_asn1_lists_every_element(signed: Path) -> None:
    result = run("inspect", str(signed), "--asn1", "--lang", "en")
    assert result.exit_code == 0
    assert "  OBJECT IDENTIFIER: id-signedData (1.2.840.113549.1.7.2)" in result.stdout


def test_standard_input(signed: Path, tmp_path: Path) -> None:
    data = signed.read_bytes()
    result = run("inspect", "-", "--json", input=data)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["size"] == len(data)
    folder = tmp_path / "out"
    done = run("extract", "-", "--cms", "Signature1", "-o", str(folder), input=data)
    assert done.exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["signature-001.p7s"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("photo.pdf", b"\x89PNG\r\n", "not a PDF"),
        ("empty.pdf", b"", "empty"),
        ("absent.pdf", None, "not found"),
    ],
)
def test_nothing_to_look_at_is_2(tmp_path: Path, name: str, data: bytes | None, words: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    for arguments in (["inspect"], ["extract", "--certs", "-o", str(tmp_path / "out")]):
        result = run(arguments[0], str(path), *arguments[1:], "--lang", "en")
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_broken_file_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n/ByteRange [0 1 2 3] /Contents <3003020101")
    result = run("inspect", str(path), "--lang", "en")
    assert result.exit_code == 0
    assert "from a search of the bytes" in " ".join(result.stdout.split())


def test_passwords(sandbox: Sandbox, tmp_path: Path) -> None:
    item = document(sandbox, "encrypted-user-password.pdf")
    path, secret = tmp_path / "secret.pdf", tmp_path / "secret.txt"
    path.write_bytes(item.pdf)
    secret.write_text(f"{item.password}\n")
    shut = json.loads(run("inspect", str(path), "--json").stdout)
    assert (shut["decrypted"], shut["problem"]["code"]) == (False, "password_required")
    for option in (["--password", str(item.password)], ["--password-file", str(secret)]):
        opened = json.loads(run("inspect", str(path), "--json", *option).stdout)
        assert (opened["decrypted"], opened["problem"]) == (True, None)
    both = run("inspect", str(path), "--password", "a", "--password-file", str(secret))
    assert both.exit_code == 2


def test_a_repair_that_was_not_needed_is_said(signed: Path) -> None:
    result = run("inspect", str(signed), "--repair", "--lang", "en")
    assert result.exit_code == 0
    assert result.stderr.startswith("not repaired")


def test_extract_prints_a_manifest(signed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = ["extract", str(signed), "--certs", "--timestamps", "-o", str(folder)]
    result = run(*arguments, "--json")
    assert result.exit_code == 0
    manifest = json.loads(result.stdout)
    validator("extract").validate(manifest)
    assert {file["name"] for file in manifest["files"]} == {p.name for p in folder.iterdir()}
    again = run(*arguments, "--lang", "en")
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    forced = run(*arguments, "--force", "--lang", "en")
    assert forced.exit_code == 0
    assert forced.stdout.startswith("Taken from signed.pdf\n")


def test_extract_without_a_request_is_2(signed: Path, tmp_path: Path) -> None:
    result = run("extract", str(signed), "-o", str(tmp_path / "out"), "--lang", "en")
    assert result.exit_code == 2
    assert "Say what to take out" in result.stderr


def test_extract_finds_nothing_of_that_kind(signed: Path, tmp_path: Path) -> None:
    result = run("extract", str(signed), "--revocation", "-o", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "tidak ada yang seperti itu di dalam berkas" in result.stdout


def test_what_cannot_be_written_is_2_and_the_rest_is_written(tmp_path: Path) -> None:
    path, folder = tmp_path / "f.pdf", tmp_path / "out"
    path.write_bytes(pdf_with_contents(b"\x30\x00", byte_range=b"null"))
    result = run("extract", str(path), "--cms", "F", "--signed-data", "F", "-o", str(folder))
    assert result.exit_code == 2
    assert [item.name for item in folder.iterdir()] == ["signature-001.p7s"]


def test_a_bug_of_ours_is_5(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("esign_verify.inspect.look.examine", broken)
    result = run("inspect", str(signed), "--lang", "en")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "Something went wrong inside this program" in result.stderr
