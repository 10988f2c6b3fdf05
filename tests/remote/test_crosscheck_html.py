"""`crosscheck --format html`: the report, with the server's answer beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from esign_verify.cli import main
from tests.remote.server import Reply, StubServer
from tests.remote.test_crosscheck_command import AT, answers, broken, run
from tests.render.html_page import parsed
from tests.render.test_html_comparison import SAID


@pytest.mark.parametrize(
    ("case", "change", "code"), [("agreed", None, 0), ("contradicted", broken, 6)]
)
def test_html_is_the_report_with_the_comparison(
    folder: Path, server: StubServer, tmp_path: Path, case: str, change: Any, code: int
) -> None:
    target = tmp_path / "laporan.html"
    target.write_text("an older page")
    server.replies = [answers(folder, "pades-t", change=change)] * 2
    result = run(folder, server, "--format", "html", "--lang", "en", "-o", str(target))
    assert (result.exit_code, result.stdout) == (code, "")
    written = target.read_text("utf-8")
    page = parsed(written)
    assert page.by_class("word")[0].text() == "Valid"
    sentence = page.section("comparison").all("p")[0].text()
    assert sentence == SAID["en", case]
    assert [path.name for path in tmp_path.iterdir()] == ["laporan.html"]
    printed = run(folder, server, "--format", "html", "--lang", "en")
    assert (printed.exit_code, parsed(printed.stdout).all("h2")[-1].text()) == (
        code,
        page.all("h2")[-1].text(),
    )


def test_html_is_the_page_that_report_writes(
    folder: Path, server: StubServer, tmp_path: Path
) -> None:
    """Pictures and notes included; only the section and the link to it are more."""
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    server.replies = [answers(folder, "pades-t")]
    assert run(folder, server, "--format", "html", "-o", str(theirs)).exit_code == 0
    arguments = ["report", "--trust", str(folder / "anchors"), "--at", AT, "-o", str(ours)]
    done = CliRunner().invoke(main, [*arguments, str(folder / "pades-t.pdf")])
    assert done.exit_code == 0
    page = theirs.read_text("utf-8")
    start = page.index('<section aria-labelledby="comparison">')
    end = page.index("</section>", start) + len("</section>")
    (link,) = [line for line in page.splitlines() if 'href="#comparison"' in line]
    rest = page[:start].replace(f"{link}\n", "") + page[end:]
    assert rest == ours.read_text("utf-8")
    assert "data:image/png" in rest


@pytest.mark.parametrize(("stem", "code"), [("pades-t", 7), ("missing", 2)])
def test_without_a_comparison_there_is_no_page(
    folder: Path, server: StubServer, tmp_path: Path, stem: str, code: int
) -> None:
    target = tmp_path / "laporan.html"
    server.replies = [Reply(status=401, body=b"{}")]
    result = run(folder, server, "--format", "html", "-o", str(target), stem=stem)
    assert (result.exit_code, result.stdout, list(tmp_path.iterdir())) == (code, "", [])


def test_a_page_never_replaces_the_document(folder: Path, server: StubServer) -> None:
    document = folder / "pades-t.pdf"
    before = document.read_bytes()
    result = run(folder, server, "--format", "html", "-o", str(document))
    assert (result.exit_code, result.stdout, server.received) == (2, "", [])
    assert document.read_bytes() == before
