"""`trust`, `schema`, `demo`, `--version`, `--help`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from esign_verify import TrustStore, __version__
from esign_verify.cli import COMMANDS, main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_version() -> None:
    assert run("--version").stdout.strip() == f"esign-verify, version {__version__}"


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_help_is_complete(arguments: list[str]) -> None:
    result = run(*arguments, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    if not arguments:
        for name, words in COMMANDS.items():
            assert f"{name}" in result.stdout
            assert words.split(",", maxsplit=1)[0] in result.stdout


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_listed_help_is_the_command_s_own(name: str) -> None:
    first = run(name, "--help").stdout.split("\n\n")[1].replace("\n", " ").split()
    assert COMMANDS[name].split()[:4] == first[:4]


def test_trust_list_names_every_anchor() -> None:
    result = run("trust", "list")
    assert result.exit_code == 0
    for store in TrustStore.available():
        assert store in result.stdout
        for anchor in TrustStore.load([store]).anchors:
            assert anchor.common_name in result.stdout


@pytest.mark.parametrize("lang", ["id", "en"])
def test_trust_show_gives_the_whole_fingerprint(lang: str) -> None:
    result = run("trust", "show", "national", "--lang", lang)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    for anchor in TrustStore.default().anchors:
        assert anchor.sha256 in result.stdout


def test_trust_show_of_an_unknown_store_is_code_2() -> None:
    assert run("trust", "show", "nobody").exit_code == 2


@pytest.mark.parametrize("name", ["v1", "v2", "json", "lint"])
def test_schema_is_a_schema(name: str) -> None:
    result = run("schema", name)
    jsonschema.Draft202012Validator.check_schema(json.loads(result.stdout))


def test_demo_shows_every_verdict_right(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    result = run("demo", str(folder), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines()[:-1])) <= 80
    documents = sorted(file.name for file in folder.glob("*.pdf"))
    assert len(documents) >= 30
    for name in documents:
        assert name in result.stdout
    trusted = TrustStore.load([folder / "sandbox-trust.pem"])
    assert len(trusted.anchors) == 2
    for word in ("VALID", "INVALID", "WARNING", "NO_SIGNATURE"):
        assert word in result.stdout
