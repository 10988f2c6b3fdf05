"""`verify --format sarif|junit`: one document for the whole run, valid for every sample."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.render import junit, sarif
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW
from tests.render.test_sarif import VALIDATOR

COUNTS = {"VALID": 0, "INVALID": 1, "WARNING": 1, "NO_SIGNATURE": 1}
"""failures of the document's own test case"""


@pytest.fixture(scope="module")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    (folder / "anchors").mkdir()
    for number, certificate in enumerate(sandbox.trust_certificates):
        (folder / "anchors" / f"{number}.der").write_bytes(certificate)
    for document in sandbox.documents:
        (folder / document.name).write_bytes(document.pdf)
    return folder


def run(folder: Path, *arguments: str) -> Result:
    base = ["verify", "--trust", str(folder / "anchors"), "--at", NOW.isoformat()]
    return CliRunner().invoke(main, [*base, *arguments])


def every_document(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        str(folder / document.name): document.expected.conclusion.value
        for document in sandbox.documents
        if not document.password
    }


def test_sarif_of_every_sample(sandbox: Sandbox, folder: Path) -> None:
    expected = every_document(sandbox, folder)
    result = run(folder, "--format", "sarif", *expected)
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    VALIDATOR.validate(log)
    (answer,) = log["runs"]
    words = [artifact["properties"]["conclusion"] for artifact in answer["artifacts"]]
    assert words == list(expected.values())
    for index, (path, word) in enumerate(expected.items()):
        levels = set()
        for found in answer["results"]:
            place = found["locations"][0]["physicalLocation"]
            if place["artifactLocation"]["index"] == index:
                levels.add(found["level"])
                region = place.get("region", {"byteOffset": 0, "byteLength": 0})
                start = region["byteOffset"]
                gap = Path(path).read_bytes()[start : start + region["byteLength"]]
                assert gap[:1] in (b"<", b"") and gap[-1:] in (b">", b"")
        assert ("error" in levels) == (word in ("INVALID", "WARNING")), path
        assert levels or word == "VALID"


def test_junit_of_every_sample(sandbox: Sandbox, folder: Path) -> None:
    expected = every_document(sandbox, folder)
    result = run(folder, "--format", "junit", *expected)
    assert result.exit_code == 1
    suites = ET.fromstring(result.stdout).findall("testsuite")
    assert [suite.get("name") for suite in suites] == list(expected)
    for suite, word in zip(suites, expected.values(), strict=True):
        first = suite.find("testcase")
        assert first is not None
        assert len(first.findall("failure")) == COUNTS[word]
        others = suite.findall("testcase")[1:]
        bad = [case for case in others if case.find("failure") is not None]
        assert (len(bad) > 0) == (word in ("INVALID", "WARNING"))


@pytest.mark.parametrize("format_", ["sarif", "junit"])
@pytest.mark.parametrize("stems", [["missing"], ["pades-t", "missing"]])
def test_a_file_that_cannot_be_examined(folder: Path, format_: str, stems: list[str]) -> None:
    result = run(folder, "--format", format_, *(str(folder / f"{s}.pdf") for s in stems))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    if format_ == "sarif":
        (answer,) = json.loads(result.stdout)["runs"]
        assert answer["invocations"][0]["executionSuccessful"] is False
        assert len(answer["artifacts"]) == len(stems)
    else:
        suites = ET.fromstring(result.stdout).findall("testsuite")
        assert [suite.get("errors") for suite in suites][-1] == "1"
        assert len(suites) == len(stems)


@pytest.mark.parametrize(("format_", "module"), [("sarif", sarif), ("junit", junit)])
def test_a_result_that_cannot_be_shown_is_internal_and_no_verdict(
    folder: Path, monkeypatch: pytest.MonkeyPatch, format_: str, module: object
) -> None:
    good = module.render_file  # type: ignore[attr-defined]

    def broken(file: object, **options: str) -> object:
        if getattr(file, "result", None) is not None and "pades-t" in file.name:  # type: ignore[attr-defined]
            raise KeyError("reason.without_a_text")
        return good(file, **options)

    monkeypatch.setattr(module, "render_file", broken)
    files = [str(folder / f"{stem}.pdf") for stem in ("unsigned", "pades-t", "pades-lt")]
    result = run(folder, "--format", format_, *files)
    assert result.exit_code == 5
    assert result.stdout.count("internal_error") == 1
    assert result.stdout.count("pades-lt.pdf") >= 1


@pytest.mark.parametrize("format_", ["sarif", "junit"])
def test_the_same_bytes_on_the_screen_in_a_file_and_isolated(
    folder: Path, tmp_path: Path, format_: str
) -> None:
    files = [str(folder / f"{stem}.pdf") for stem in ("altered-bytes", "mixed-four")]
    shown = run(folder, "--format", format_, *files).stdout
    target = tmp_path / "answer"
    assert run(folder, "--format", format_, "--output", str(target), *files).stdout == ""
    assert target.read_text("utf-8") == shown
    assert run(folder, "--format", format_, "--isolate", *files).stdout == shown
