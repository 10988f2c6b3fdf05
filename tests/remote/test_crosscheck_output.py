"""What `crosscheck` writes about several files, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from esign_verify.cli.crosscheck_run import CROSSCHECK_EXIT_CODES, CROSSCHECK_SEVERITY, exit_code
from tests.remote.server import Reply, StubServer
from tests.remote.test_crosscheck_command import answers, run


def test_several_files_are_json_lines_or_end_with_a_summary(
    folder: Path, server: StubServer
) -> None:
    files = [str(folder / f"{name}.pdf") for name in ("pades-t", "missing", "unsigned")]
    server.replies = [
        answers(folder, "pades-t"), answers(folder, "unsigned"),
        answers(folder, "pades-t"), Reply(status=500),
    ]  # fmt: skip
    result = run(folder, server, "--format", "json", *files, stem="")
    assert result.exit_code == 2
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["file"] for row in rows] == files
    assert [row["comparison"] and row["comparison"]["outcome"] for row in rows] == [
        "AGREE", None, "AGREE",
    ]  # fmt: skip
    result = run(folder, server, "--lang", "en", *files, stem="")
    assert result.stdout.splitlines()[-1] == "3 files: 1 AGREE, 2 not examined"
    assert (result.exit_code, len(server.received)) == (2, 4)


def test_json_lines_hold_nothing_that_steers_a_display(folder: Path, server: StubServer) -> None:
    def hostile(answer: Any) -> None:
        answer["signatureInformations"][0]["reason"] = "\x9b2J\u202e\u2066\U000e0041\x7f"

    server.replies = [answers(folder, "pades-t", change=hostile)]
    result = run(folder, server, "--format", "json", str(folder / "pades-t.pdf"))
    assert result.exit_code == 6
    for line in result.stdout.splitlines():
        assert line.isprintable()
        assert json.loads(line)["comparison"]["outcome"] == "CONTRADICT"


def test_exit_codes_have_an_order() -> None:
    assert set(CROSSCHECK_SEVERITY) == set(CROSSCHECK_EXIT_CODES)
    assert exit_code([0, 3, 7, 2, 6, 5]) == 5
    assert [exit_code([code, 0]) for code in CROSSCHECK_SEVERITY] == list(CROSSCHECK_SEVERITY)
    assert [exit_code(CROSSCHECK_SEVERITY[n:]) for n in range(6)] == list(CROSSCHECK_SEVERITY)


def test_output_goes_to_a_file(folder: Path, server: StubServer, tmp_path: Path) -> None:
    server.replies = [answers(folder, "pades-t")]
    target = tmp_path / "hasil.json"
    result = run(folder, server, "--format", "json", "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text())["outcome"] == "AGREE"
