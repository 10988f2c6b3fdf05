"""`esign-verify report -o report.pdf`: the page on paper, whole, as PDF/A."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.errors import UsageError
from esign_verify.messages import text
from esign_verify.sandbox import Sandbox
from tests.browser.looks import off_paper, pdf_text, plain
from tests.render.pdf_a import deviations

try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as missing:
    pytest.skip(f"needs WeasyPrint and Pango: {missing}", allow_module_level=True)


@pytest.fixture
def folder(tmp_path: Path, sandbox: Sandbox) -> Path:
    """`altered.pdf`, `unsigned.pdf`, and `trust/` with the anchors."""
    documents = {document.name: document.pdf for document in sandbox.documents}
    (tmp_path / "altered.pdf").write_bytes(documents["shadow-replace.pdf"])
    (tmp_path / "unsigned.pdf").write_bytes(documents["unsigned.pdf"])
    (tmp_path / "trust").mkdir()
    for number, der in enumerate(sandbox.trust_certificates):
        (tmp_path / "trust" / f"{number}.crt").write_bytes(der)
    return tmp_path


def run(folder: Path, *options: str, files: tuple[str, ...] = ("altered.pdf",)) -> Result:
    given = [str(folder / file) for file in files]
    common = ["--trust", str(folder / "trust"), "--at", "2026-11-23T12:00:00Z"]
    return CliRunner().invoke(main, ["report", *given, *common, *options])


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_report_as_pdf_says_what_the_page_says(folder: Path, lang: str) -> None:
    target = folder / "report.PDF"
    done = run(folder, "-o", str(target), "--lang", lang)
    assert (done.exit_code, done.stdout) == (1, f"INVALID       {folder}/altered.pdf -> {target}\n")
    made = target.read_bytes()
    assert deviations(made) == []
    assert off_paper(made) == []
    read = pdf_text(made)
    codes = ("report.word_INVALID", "conclusion.INVALID", "report.checks", "report.pages")
    for code in (*codes, "change.value_appearance_mismatch", "report.disclaimer"):
        assert plain(text(code, lang)) in read, code
    assert "penandatangansatu(sandbox)" in read


def test_the_same_report_is_the_same_bytes(folder: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        run(folder, "-o", str(folder / name), files=("unsigned.pdf",))
    assert (folder / "one.pdf").read_bytes() == (folder / "two.pdf").read_bytes()


def test_a_file_that_cannot_be_examined_gets_a_pdf_too(folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"no PDF at all")
    done = run(folder, "-o", str(folder / "report.pdf"), files=("letter.pdf",))
    assert done.exit_code == 2
    made = (folder / "report.pdf").read_bytes()
    assert deviations(made) == []
    assert plain(text("error.not_a_pdf", "id")) in pdf_text(made)


def test_a_pdf_is_of_one_file(folder: Path) -> None:
    done = run(folder, "-o", str(folder / "all.pdf"), files=("altered.pdf", "altered.pdf"))
    assert done.exit_code == 2
    assert text("error.pdf_of_several", "id") in done.stderr
    assert not (folder / "all.pdf").exists()


@pytest.mark.parametrize("code", ["pdf_not_installed", "pdf_library_missing"])
def test_what_is_missing_is_said_before_any_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def missing() -> None:
        raise UsageError(code)

    monkeypatch.setattr("esign_verify.cli.report.require_weasyprint", missing)
    monkeypatch.setattr("esign_verify.cli.report.examine", None)
    done = run(folder, "-o", str(folder / "report.pdf"))
    assert done.exit_code == 2
    assert text(f"error.{code}", "id") in " ".join(done.stderr.split())
    assert not (folder / "report.pdf").exists()
