"""`esign-verify lint`: information, so it never says that something is bad by its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.inspect import profile
from esign_verify.render.columns import columns
from esign_verify.sandbox import Sandbox
from tests.inspect.maker import IDENTITY, SERIAL_NUMBER, SIGNER, changed, text
from tests.render.test_hostile import HOSTILE

NUMBER = "3171015708900042"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments])


@pytest.fixture
def document(sandbox: Sandbox, tmp_path: Path) -> str:
    path = tmp_path / "surat.pdf"
    path.write_bytes(next(d for d in sandbox.documents if d.name == "pades-lt.pdf").pdf)
    return str(path)


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    path = tmp_path / "exposed.cer"
    plan = changed(SIGNER, subject=(*IDENTITY, text(SERIAL_NUMBER, NUMBER, 0x13)))
    path.write_bytes(plan.der())
    return str(path)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_text_fits_and_masks(document: str, certificate: str, lang: str) -> None:
    result = run(document, certificate, "--lang", lang)
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if not line.startswith("===")]
    assert max(map(columns, lines)) <= 80
    assert NUMBER not in result.stdout
    assert "************0042" in result.stdout
    assert "[RFC 5280 8]" in " ".join(result.stdout.split())
    assert result.stdout.startswith(f"=== {document} ===\n")


def test_one_file_in_json_is_the_bare_object(certificate: str) -> None:
    result = run(certificate, "--format", "json", "--lang", "en")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    (found,) = answer["certificates"]
    assert (answer["file_name"], found["role"], found["places"]) == (
        "exposed.cer",
        "signer",
        ["file"],
    )
    (note,) = found["notes"]
    assert (note["code"], note["clause"], note["params"]) == (
        "national_id_exposed",
        "observed profile",
        {"number": "************0042"},
    )
    assert "************0042" in note["text"]


def test_several_files_in_json_are_json_lines(document: str, certificate: str) -> None:
    files = [certificate, "missing.pdf", document]
    result = run(*files, "--format", "json")
    assert result.exit_code == 2
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["file"] for row in rows] == files
    assert [row["notes"] and len(row["notes"]["certificates"]) for row in rows] == [1, None, 5]
    assert rows[1]["error"]["code"] == "file_not_found"
    assert len(result.stderr.splitlines()) == 1


def test_the_answer_is_valid_by_its_schema(document: str, certificate: str) -> None:
    schema = json.loads(CliRunner().invoke(main, ["schema", "lint"]).stdout)
    for path in (document, certificate):
        answer = json.loads(run(path, "--format", "json").stdout)
        jsonschema.Draft202012Validator(schema).validate(answer)


def test_what_can_be_looked_at_is_code_0_what_cannot_2(
    tmp_path: Path, sandbox: Sandbox, certificate: str
) -> None:
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(next(d for d in sandbox.documents if d.name == "altered-bytes.pdf").pdf)
    unsigned = tmp_path / "unsigned.pdf"
    unsigned.write_bytes(next(d for d in sandbox.documents if d.name == "unsigned.pdf").pdf)
    assert run(str(altered)).exit_code == 0
    assert run(str(unsigned)).exit_code == 0
    junk = tmp_path / "junk"
    junk.write_bytes(b"junk")
    for arguments in ([str(junk)], [certificate, str(junk)], [certificate, "--lang", "fr"]):
        assert run(*arguments).exit_code == 2


def test_passwords(tmp_path: Path, sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.password)
    path = tmp_path / "locked.pdf"
    path.write_bytes(document.pdf)
    secret = tmp_path / "secret"
    secret.write_text(f"{document.password}\n")
    assert run(str(path)).exit_code == 2
    assert run(str(path), "--password", str(document.password)).exit_code == 0
    assert run(str(path), "--password-file", str(secret)).exit_code == 0
    both = run(str(path), "--password", "x", "--password-file", str(secret))
    assert (both.exit_code, both.stdout) == (2, "")


def test_an_unforeseen_error_is_internal(certificate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(profile, "note_file", broken)
    result = run(certificate, "--format", "json")
    assert result.exit_code == 5
    assert json.loads(result.stdout)["error"]["code"] == "internal_error"


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_hostile_name_steers_nothing(tmp_path: Path, value: str, format_: str) -> None:
    name = value.encode("utf-8", "replace").decode()
    plan = changed(SIGNER, subject=tuple(text(oid, name) for oid in ("2.5.4.3", "2.5.4.6")))
    path = tmp_path / "hostile.cer"
    path.write_bytes(plan.der())
    result = run(str(path), "--format", format_)
    assert result.exit_code == 0
    assert not set(result.stdout) & set("\x1b\x9b\x7f\u202e\u2066\U000e0041\r")
    if format_ == "text":
        assert max(map(columns, result.stdout.splitlines())) <= 80


def test_help_loads_no_library() -> None:
    script = (
        "import sys; from esign_verify.cli import main\n"
        "try:\n    main(['lint', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert loaded & {"pyhanko", "asn1crypto", "cryptography", "jinja2"} == set()
