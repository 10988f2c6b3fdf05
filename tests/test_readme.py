"""What the README shows is executed."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from esign_verify.cli import main
from esign_verify.cli.crosscheck_run import CROSSCHECK_EXIT_CODES, CROSSCHECK_SEVERITY
from esign_verify.cli.exit_codes import EXIT_CODES, SEVERITY
from esign_verify.cli.verify import command as verify_command
from esign_verify.messages import LANGUAGES
from esign_verify.policy import load_policy
from esign_verify.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every `esign-verify …` of the README: lines of console blocks, and inline code."""
    shown = [
        line[line.index("esign-verify") :]
        for block in blocks("console")
        for line in block.splitlines()
        if "esign-verify" in line
    ]
    return shown + re.findall(r"`(esign-verify [^`|]+)`", README)


@pytest.fixture
def document(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the samples, with `document.pdf` and `agency-root.pem`."""
    found = next(d for d in sandbox.documents if d.name == "pades-t.pdf")
    path = tmp_path / "document.pdf"
    path.write_bytes(found.pdf)
    (tmp_path / "agency-root.pem").write_bytes(sandbox.trust_certificates[0])
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.usefixtures("document")
def test_the_first_sample_runs(capsys: pytest.CaptureFixture[str]) -> None:
    sample = blocks("python")[0]
    assert len([line for line in sample.splitlines() if line]) == 5
    exec(compile(sample, "README.md", "exec"), {})
    # The sandbox's root is not one of the national anchors.
    assert capsys.readouterr().out == "WARNING\nPAdES-BASELINE-T INDETERMINATE\n"


@pytest.mark.usefixtures("document")
def test_the_library_sample_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(blocks("python")[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert '"schema_version"' in printed
    assert '"agency-root.pem"' in printed


def test_every_python_block_is_tested() -> None:
    assert len(blocks("python")) == 2


@pytest.mark.parametrize("line", commands())
def test_every_command_parses(line: str) -> None:
    name, *arguments = shlex.split(line)
    assert name == "esign-verify"
    group: click.Command = main
    while isinstance(group, click.Group) and arguments and not arguments[0].startswith("-"):
        context = group.make_context(name, list(arguments), resilient_parsing=True)
        name, subcommand, arguments = group.resolve_command(context, arguments)
        assert name is not None and subcommand is not None
        group = subcommand
    try:
        group.make_context(name, list(arguments))
    except click.exceptions.Exit as end:
        assert end.exit_code == 0


def test_the_commands_are_all_shown() -> None:
    shown = {line.split()[1] for line in commands()}
    assert {"verify", "lint", "crosscheck", "trust", "schema", "demo", "--version"} <= shown


def test_the_indonesian_part_says_what_leaves_the_machine_and_what_listens() -> None:
    section = README.split("## Bahasa Indonesia", 1)[1].split("\n## ", 1)[0]
    assert "tidak pernah dikirim" not in section
    assert "`crosscheck` yang mengirim dokumen" in section
    for command in ("verify", "crosscheck", "serve", "serve-user", "sandbox serve"):
        assert f"$ esign-verify {command} " in section


def test_extras_are_installed_from_this_folder() -> None:
    """A name on a package index is nobody's yet."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = re.findall(r"pip install '([^']*)\[(\w+)\]'", README)
    for lang in LANGUAGES:
        words = (ROOT / f"esign_verify/messages/{lang}.toml").read_text("utf-8")
        named += re.findall(r"pip install '([^']*)\[([\w{}]+)\]'", words)
    assert {source for source, _ in named} == {"."}
    assert {name for _, name in named} - {"{extra}"} <= set(extras["optional-dependencies"])


def test_every_option_of_verify_is_explained() -> None:
    options = {name for parameter in verify_command.params for name in parameter.opts}
    assert {name for name in options if name.startswith("--") and name not in README} == set()


def test_the_exit_codes_are_those_of_the_program() -> None:
    section = README.split("### Exit codes", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (\d) \| (.+?) \|$", section, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES
    order = ", ".join(str(code) for code in SEVERITY)
    assert f"the first of these that occurs wins: {order}." in section


def test_the_exit_codes_of_crosscheck_are_those_of_the_program() -> None:
    section = README.split("## Cross-check with an Esign Client", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (\d) \| (.+?) \|$", section, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == CROSSCHECK_EXIT_CODES
    order = ", ".join(str(code) for code in CROSSCHECK_SEVERITY)
    assert f"the first of {order} wins." in section


def test_the_policy_file_loads(tmp_path: Path) -> None:
    (sample,) = blocks("toml")
    path = tmp_path / "agency.toml"
    path.write_text(sample, encoding="utf-8")
    policy = load_policy(path)
    assert (policy.name, policy.level("revocation_data")) == ("agency", "FAIL")


def test_links_lead_somewhere() -> None:
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#]+)\)", prose)
    assert [target for target in targets if not (ROOT / target).exists()] == []
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    }
    anchors = re.findall(r"\]\(#([^)]+)\)", prose)
    assert [anchor for anchor in anchors if anchor not in headings] == []
