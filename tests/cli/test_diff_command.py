"""`esign-verify diff`: revisions in, differences out; never a verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.sandbox import Sandbox
from tests.render.samples import validator


@pytest.fixture
def letter(sandbox: Sandbox, tmp_path: Path) -> Path:
    document = next(d for d in sandbox.documents if d.name == "mixed-four.pdf")
    path = tmp_path / "surat.pdf"
    path.write_bytes(document.pdf)
    return path


def run(*arguments: object, data: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)], input=data)


def test_by_default_from_the_first_signed_revision_to_the_last(letter: Path) -> None:
    result = run(letter, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    validator("diff").validate(found)
    assert (found["older"]["revision"], found["newer"]["revision"]) == (2, 5)
    assert found["document"]["file_name"] == "surat.pdf"


def test_two_revisions_by_number(letter: Path) -> None:
    found = json.loads(run(letter, "--from", 3, "--to", 4, "--format", "json").stdout)
    assert (found["older"]["revision"], found["newer"]["revision"]) == (3, 4)
    assert {number for one in found["objects"] for number in one["written_in"]} == {4}


@pytest.mark.parametrize(("lang", "first"), [("id", "Objek yang berbeda"), ("en", "Objects that")])
def test_text_in_both_languages(letter: Path, lang: str, first: str) -> None:
    result = run(letter, "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout.startswith(first)


def test_standard_input_is_the_same_document(letter: Path) -> None:
    given = json.loads(run("-", "--format", "json", data=letter.read_bytes()).stdout)
    named = json.loads(run(letter, "--format", "json").stdout)
    assert given["document"].pop("file_name") == ""
    assert named["document"].pop("file_name") == "surat.pdf"
    assert given == named


def test_a_page_with_pictures_is_written_whole(letter: Path, tmp_path: Path) -> None:
    output = tmp_path / "beda.html"
    result = run(letter, "--format", "html", "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    page = output.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count('<image href="data:image/png;base64,') == 2
    assert run(letter, "--format", "html").stdout == page


def test_a_page_of_a_file_that_verification_cannot_read(
    letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs is shown all the same, without pictures."""
    from esign_verify.errors import LimitError

    def refuse(*_arguments: object, **_options: object) -> None:
        raise LimitError("too_many_signatures", limit=1)

    monkeypatch.setattr("esign_verify.document.open_document", refuse)
    page = run(letter, "--format", "html", "--from", 2)
    assert page.exit_code == 0
    assert "<image" not in page.stdout
    assert 'id="object-' in page.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "9"), "has no revision 9"),
        (("--from", "3", "--to", "2"), "Revision 3 is newer than revision 2"),
        (("--from", "last"), "not a number of a revision"),
        (("--output", "/no/such/folder/x.txt"), "Cannot write to"),
        (("--password", "a", "--password-file", "b"), "password"),
    ],
)
def test_what_has_no_meaning_is_wrong_usage(
    letter: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    result = run(letter, "--lang", "en", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in " ".join(result.stderr.split())


def test_the_document_is_never_written_over(letter: Path) -> None:
    before = letter.read_bytes()
    assert run(letter, "--output", letter).exit_code == 2
    assert letter.read_bytes() == before


def test_what_cannot_be_read_is_code_2(tmp_path: Path) -> None:
    nothing = tmp_path / "kosong.pdf"
    nothing.write_bytes(b"")
    for path in (nothing, tmp_path / "no-such.pdf"):
        result = run(path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert path.name in result.stderr


def test_a_bug_of_ours_is_code_5(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("esign_verify.inspect.diff.open_structure", broken)
    assert run(letter).exit_code == 5
