"""`esign-verify serve` before it listens: what it refuses, and what it needs."""

from __future__ import annotations

from importlib import util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner

from esign_verify.cli import main
from esign_verify.cli import serve as command_module


def serve(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["serve", "--lang", "en", *options])
    return done.exit_code, done.output


@pytest.mark.parametrize("missing", command_module.EXTRA)
def test_without_the_extra_it_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(name: str) -> ModuleSpec | None:
        return None if name == missing else util.find_spec(name)

    monkeypatch.setattr("esign_verify.cli.extras.find_spec", find)
    exit_code, output = serve()
    assert exit_code == 2
    assert "Error: This command needs the extra service, which is not installed" in output
    assert f"({missing}). In the folder of esign-verify: python3 -m pip install '.[service]'" in (
        " ".join(output.split())
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--trust", "no-such-store"], "The trust store"),
        (["--policy", "no-such-policy"], "The policy no-such-policy is unknown."),
        (["--credentials", "no-such-file"], "The file of users no-such-file cannot be read."),
        (["--at", "yesterday"], "not an ISO 8601 time"),
    ],
)
def test_what_cannot_be_used_is_said_before_it_listens(
    options: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exit_code, output = serve(*options)
    assert (exit_code, words in output) == (2, True), output
