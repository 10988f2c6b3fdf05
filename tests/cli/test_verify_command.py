"""`esign-verify verify`: exit codes, output forms, bad input (click's runner, no process)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.cli.exit_codes import SEVERITY
from esign_verify.render import v2
from esign_verify.result import VerificationResult
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW

AT = NOW.isoformat()


@pytest.fixture(scope="session")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sandbox's documents and anchors as files."""
    folder = tmp_path_factory.mktemp("sandbox")
    anchors = folder / "anchors"
    anchors.mkdir()
    for number, certificate in enumerate(sandbox.trust_certificates):
        (anchors / f"{number}.der").write_bytes(certificate)
    for document in sandbox.documents:
        (folder / document.name).write_bytes(document.pdf)
    return folder


def run(folder: Path, *arguments: str, **options: object) -> Result:
    base = ["verify", "--trust", str(folder / "anchors"), "--at", AT]
    return CliRunner().invoke(main, [*base, *arguments], **options)  # type: ignore[arg-type]


def names(folder: Path, *stems: str) -> list[str]:
    return [str(folder / f"{stem}.pdf") for stem in stems]


@pytest.mark.parametrize(
    ("stems", "code"),
    [
        (["pades-t"], 0),
        (["altered-bytes"], 1),
        (["missing"], 2),
        (["look-alike-ca"], 3),
        (["unsigned"], 4),
        (["pades-t", "unsigned"], 4),
        (["pades-t", "unsigned", "look-alike-ca"], 3),
        (["pades-t", "look-alike-ca", "missing"], 2),
        (["missing", "altered-bytes", "pades-t"], 1),
    ],
)
def test_exit_codes_say_the_worst(folder: Path, stems: list[str], code: int) -> None:
    assert run(folder, *names(folder, *stems)).exit_code == code


def test_an_unforeseen_error_is_internal_and_no_verdict(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("esign_verify.engine.verify", broken)
    result = run(folder, "--format", "v2", *names(folder, "pades-t"))
    assert result.exit_code == SEVERITY[0] == 5
    row = json.loads(result.stdout)
    assert (row["verification"], row["error"]["code"]) == (None, "internal_error")
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize("stems", [["pades-t"], ["unsigned", "pades-t", "altered-bytes"]])
def test_a_result_that_cannot_be_shown_is_internal_and_no_verdict(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stems: list[str]
) -> None:
    """Python's own exit code after an exception is 1, which would say INVALID."""
    good = v2.render_v2

    def broken(result: VerificationResult, profile: str) -> str:
        if result.file_name == "pades-t.pdf":
            raise KeyError("reason.without_a_text")
        return good(result, profile=profile)

    monkeypatch.setattr(v2, "render_v2", broken)
    result = run(folder, "--format", "v2", *names(folder, *stems))
    assert result.exit_code == 5
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    codes = [row["error"]["code"] if row.get("error") else None for row in rows]
    assert codes == [None if stem != "pades-t" else "internal_error" for stem in stems]


@pytest.mark.parametrize("name", ["v1", "v2", "json"])
def test_one_file_gives_the_bare_object(folder: Path, name: str) -> None:
    result = run(folder, "--format", name, *names(folder, "pades-t"))
    answer = json.loads(result.stdout)
    key = {"v1": "jumlah_signature", "v2": "signatureCount", "json": "schema_version"}[name]
    assert key in answer
    if name == "v1":
        assert answer["nama_dokumen"] == "pades-t.pdf"


def test_a_name_that_steers_a_terminal_is_escaped_in_json_lines(folder: Path) -> None:
    steering = "a\u202efdp.\x9bm.pdf"
    (folder / steering).write_bytes((folder / "unsigned.pdf").read_bytes())
    result = run(folder, "--format", "json", str(folder / steering), *names(folder, "pades-t"))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(row["file"]).name for row in rows] == [steering, "pades-t.pdf"]
    assert not {"\u202e", "\x9b"} & set(result.stdout)


def test_several_files_give_json_lines_also_for_those_that_fail(folder: Path) -> None:
    files = names(folder, "pades-t", "missing", "unsigned")
    result = run(folder, "--format", "v2", *files)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["file"] for row in rows] == files
    assert [row["verification"] and row["verification"]["conclusion"] for row in rows] == [
        "VALID",
        None,
        "NO_SIGNATURE",
    ]
    assert rows[1]["error"]["code"] == "file_not_found"
    assert len(rows[0]["sha256"]) == 64


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"hello", "not_a_pdf"),
        (b"%PDF-1.4\n1 0 obj\n<<", "structure_unreadable"),
    ],
)
@pytest.mark.parametrize("format_", ["text", "v1", "v2", "json"])
def test_bad_input_is_one_sentence_and_code_2(
    folder: Path, tmp_path: Path, content: bytes, code: str, format_: str
) -> None:
    file = tmp_path / "bad.pdf"
    file.write_bytes(content)
    result = run(folder, "--format", format_, str(file))
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    if format_ == "text":
        assert result.stdout == ""
    else:
        assert json.loads(result.stdout)["error"]["code"] == code


def test_a_folder_is_no_file(folder: Path) -> None:
    result = run(folder, str(folder))
    assert (result.exit_code, result.stdout) == (2, "")


def test_passwords(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    (name,) = names(folder, "encrypted-user-password")
    document = next(d for d in sandbox.documents if d.password)
    assert run(folder, name).exit_code == 2
    assert run(folder, "--password", "wrong", name).exit_code == 2
    assert run(folder, "--password", str(document.password), name).exit_code == 0
    secret = tmp_path / "secret"
    secret.write_text(f"{document.password}\n")
    assert run(folder, "--password-file", str(secret), name).exit_code == 0
    both = run(folder, "--password", "x", "--password-file", str(secret), name)
    assert both.exit_code == 2


@pytest.mark.parametrize("command", ["verify", "crosscheck"])
def test_a_document_is_never_its_own_output(tmp_path: Path, sandbox: Sandbox, command: str) -> None:
    document, link = tmp_path / "surat.pdf", tmp_path / "hasil.json"
    document.write_bytes(sandbox.documents[0].pdf)
    link.symlink_to(document)
    asked = ["--url", "http://127.0.0.1:9"] if command == "crosscheck" else []
    for output in (document, link):
        arguments = [command, str(document), *asked, "--format", "json", "--output", str(output)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2
        assert "tidak akan ditimpa" in " ".join(result.output.split())
    assert document.read_bytes() == sandbox.documents[0].pdf


def test_standard_input(folder: Path) -> None:
    pdf = (folder / "pades-t.pdf").read_bytes()
    result = run(folder, "--format", "v1", "-", input=pdf)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["nama_dokumen"] == "-"


def test_output_goes_to_a_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    result = run(folder, "--format", "v2", "--output", str(target), *names(folder, "pades-t"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text())["conclusion"] == "VALID"
    unwritable = run(
        folder, "--output", str(tmp_path / "no" / "such" / "x"), *names(folder, "pades-t")
    )
    assert unwritable.exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--at", "yesterday"],
        ["--policy", "lenient"],
        ["--trust", "nobody"],
        ["--format", "xml"],
        ["--lang", "fr"],
        ["--profile", "1999"],
    ],
)
def test_wrong_usage_is_code_2_without_a_traceback(folder: Path, arguments: list[str]) -> None:
    result = run(folder, *arguments, *names(folder, "pades-t"))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_text_leads_with_the_verdict_in_80_columns(folder: Path, sandbox: Sandbox) -> None:
    for document in sandbox.documents:
        if document.password:
            continue
        for lang in ("id", "en"):
            result = run(folder, "--lang", lang, str(folder / document.name))
            lines = result.stdout.splitlines()
            assert document.expected.conclusion.value in lines[0], document.name
            assert max(map(len, lines)) <= 80, document.name
            assert "\x1b" not in result.stdout


def test_several_files_in_text_end_with_a_summary(folder: Path) -> None:
    result = run(folder, "--lang", "en", *names(folder, "pades-t", "unsigned", "missing"))
    assert result.stdout.splitlines()[-1] == "3 files: 1 VALID, 1 NO_SIGNATURE, 1 not examined"


def test_the_default_trust_is_the_national_store(folder: Path) -> None:
    arguments = ["verify", "--format", "json", "--at", AT, *names(folder, "pades-t")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 3
    assert json.loads(result.stdout)["verification"]["trust_stores"] == ["national"]
