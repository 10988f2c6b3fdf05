"""`verify --isolate`: the same output, and rows for files that break their process."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from esign_verify.sandbox import Sandbox
from tests.cli.test_verify_command import folder, names, run

__all__ = ["folder"]


@pytest.mark.parametrize("format_", ["text", "v1", "v2", "json"])
def test_the_output_is_the_same_byte_for_byte(folder: Path, sandbox: Sandbox, format_: str) -> None:
    stems = ["pades-t", "altered-bytes", "unsigned", "encrypted-user-password", "missing"]
    files = [*names(folder, *stems), str(folder)]
    plain = run(folder, "--format", format_, *files)
    isolated = run(folder, "--format", format_, "--isolate", *files)
    assert isolated.stdout_bytes == plain.stdout_bytes
    assert isolated.stderr_bytes == plain.stderr_bytes
    assert isolated.exit_code == plain.exit_code == 1


def test_standard_input_and_passwords(folder: Path, sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.password)
    options = ["--isolate", "--password", str(document.password), "--format", "v1", "-"]
    result = run(folder, *options, input=document.pdf)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["nama_dokumen"] == "-"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_file_that_takes_too_long_is_a_row_and_the_others_go_on(
    folder: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    files = [*names(folder, "pades-t"), str(pipe), *names(folder, "unsigned")]
    options = ["--isolate", "--time-limit", "1", "--format", "v2", "--lang", "en"]
    result = run(folder, *options, *files)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    conclusions = [row["verification"] and row["verification"]["conclusion"] for row in rows]
    assert conclusions == ["VALID", None, "NO_SIGNATURE"]
    assert rows[1]["error"]["code"] == "isolated_timeout"
    assert result.stderr == f"{pipe}: {rows[1]['error']['message']}\n"
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--time-limit", "5"],
        ["--memory-limit", "512"],
        ["--isolate", "--time-limit", "0"],
        ["--isolate", "--memory-limit", "-1"],
        ["--isolate", "--time-limit", "1.5"],
    ],
)
def test_limits_without_isolation_or_below_one_are_wrong_usage(
    folder: Path, options: list[str]
) -> None:
    result = run(folder, *options, *names(folder, "pades-t"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_memory_that_is_not_enough_is_a_row(folder: Path, sandbox: Sandbox) -> None:
    """So little that the child cannot take a page more."""
    options = ["--isolate", "--memory-limit", "1", "--format", "json"]
    result = run(folder, *options, *names(folder, "legacy-large-crl"))
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "isolated_memory"


@pytest.fixture(autouse=True)
def _no_progress_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not put a line of progress into what is compared."""
    monkeypatch.setattr("esign_verify.cli.examine.PROGRESS_AFTER_SECONDS", time.monotonic() + 600)
