"""SARIF: valid by the OASIS schema, complete, stable, and never cleaner than the verdict."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from esign_verify.errors import UsageError
from esign_verify.messages import LANGUAGES
from esign_verify.policy import rule_clauses
from esign_verify.render import RUN_RENDERERS
from esign_verify.render.sarif import artifact_uri
from esign_verify.result import DocumentConclusion, Level
from tests import factories as make
from tests.render import runs
from tests.render.runs import File, check_golden, found, sample_run, signature, verified
from tests.render.test_hostile import HOSTILE, hostile_result

SCHEMA = Path(__file__).with_name("sarif") / "sarif-schema-2.1.0.json"
VALIDATOR = jsonschema.Draft4Validator(
    json.loads(SCHEMA.read_text("utf-8")), format_checker=jsonschema.FormatChecker()
)


def log(*files: File, lang: str = "id") -> Any:
    renderer = RUN_RENDERERS["sarif"]
    parts = [renderer.render_file(file, lang=lang) for file in files]
    answer = json.loads(renderer.render_run(parts, lang=lang))
    VALIDATOR.validate(answer)
    return answer


def run_of(*files: File, lang: str = "id") -> Any:
    (run,) = log(*files, lang=lang)["runs"]
    return run


def one(
    *signatures: Any, word: DocumentConclusion = DocumentConclusion.VALID, **changes: Any
) -> Any:
    return run_of(File(name="a.pdf", result=verified(*signatures, word=word, **changes)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_golden(lang: str) -> None:
    """All but the rules, which every new rule changes: they have a test of their own."""
    answer = log(*sample_run(), lang=lang)
    driver = answer["runs"][0]["tool"]["driver"]
    assert driver.pop("rules")
    assert driver.pop("version")
    for result in answer["runs"][0]["results"]:
        assert result.pop("ruleIndex") >= 0
    check_golden(f"run.{lang}.sarif.json", json.dumps(answer, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_with_its_clause_and_help(lang: str) -> None:
    rules = run_of(lang=lang)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*rule_clauses(), "no_signature"]
    for rule in rules[:-1]:
        assert rule["properties"] == {"clause": rule_clauses()[rule["id"]]}
        assert rule["properties"]["clause"] in rule["help"]["text"]
        assert rule["shortDescription"]["text"] in rule["help"]["text"]


def test_the_index_of_a_result_s_rule_is_its_rule() -> None:
    run = run_of(*sample_run())
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (runs.ALTERED, "error"),
        (runs.UNCHECKED, "error"),
        (runs.NO_DATA, "warning"),
        (runs.NOTED, "note"),
    ],
)
def test_the_level_is_the_policy_s_whatever_the_answer(finding: Any, level: str) -> None:
    (result,) = one(signature(runs.passed("byte_range"), finding))["results"]
    assert (result["ruleId"], result["level"]) == (finding.rule, level)
    assert result["properties"]["outcome"] == finding.outcome.value
    assert result["properties"]["policyLevel"] == finding.level.value


def test_what_passed_or_is_ignored_is_no_result() -> None:
    ignored = found("scripts", "script_present", level=Level.IGNORE)
    assert one(signature(runs.passed("byte_range"), ignored))["results"] == []


def test_a_time_stamp_is_at_most_a_warning() -> None:
    noted = found("timestamp_path", "no_signing_certificate", level=Level.INFORM)
    results = one(signature(stamp=(runs.BAD_STAMP, noted)))["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("timestamp_imprint", "warning"),
        ("timestamp_path", "note"),
    ]
    assert [r["properties"]["about"] for r in results] == ["timestamp"] * 2


def test_a_document_time_stamp_is_there_too() -> None:
    stamp = make.document_timestamp_result(
        conclusion=make.timestamp_conclusion(findings=(runs.BAD_STAMP,))
    )
    (result,) = one(signature(), document_timestamps=(stamp,))["results"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "Timestamp1"
    assert (result["level"], result["properties"]["about"]) == ("warning", "timestamp")


def test_a_document_without_a_signature_is_not_clean() -> None:
    (result,) = one(word=DocumentConclusion.NO_SIGNATURE)["results"]
    assert (result["ruleId"], result["level"]) == ("no_signature", "warning")


def test_the_region_is_the_gap_of_the_byte_range_from_the_file_s_first_byte() -> None:
    located = one(signature(runs.ALTERED), document=make.document(header_offset=1))["results"][0]
    assert located["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.pdf", "index": 0},
        "region": {"byteOffset": 1001, "byteLength": 16386},
    }


@pytest.mark.parametrize(
    "byte_range",
    [(), (0, 1, 2), (0, 10, 10, 1), (0, 20, 10, 1), (-5, 2, 10, 1), (0, 1, 120_001, 1), (0,) * 5],
)
def test_a_byte_range_without_a_gap_has_no_region(byte_range: tuple[int, ...]) -> None:
    field = make.signature_field(byte_range=byte_range)
    entry = signature(runs.ALTERED, evidence=make.signature_evidence(field=field))
    assert "region" not in one(entry)["results"][0]["locations"][0]["physicalLocation"]


def test_artifacts_have_their_digest_and_answer() -> None:
    artifacts = run_of(*sample_run())["artifacts"]
    digest = make.document().sha256
    assert [a.get("hashes") for a in artifacts] == [{"sha-256": digest}] * 4 + [None]
    assert [a["properties"]["conclusion"] for a in artifacts[:4]] == [
        "VALID",
        "INVALID",
        "WARNING",
        "NO_SIGNATURE",
    ]


def test_a_file_that_cannot_be_examined_is_a_notification_and_no_success() -> None:
    run = run_of(*sample_run())
    (invocation,) = run["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is False
    assert (notification["descriptor"]["id"], notification["level"]) == ("file_not_found", "error")
    place = notification["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "hilang.pdf", "index": 4}
    assert run_of(sample_run()[0])["invocations"][0]["executionSuccessful"] is True


def fingerprints(*files: File, lang: str = "id") -> list[str]:
    return [r["partialFingerprints"]["finding/v1"] for r in run_of(*files, lang=lang)["results"]]


def test_fingerprints_are_stable_and_tell_findings_apart() -> None:
    two = signature(runs.NO_DATA, runs.NO_DATA, runs.ALTERED, stamp=(runs.BAD_STAMP,))
    other = signature(runs.ALTERED, id="S-" + "00" * 32)
    result = verified(two, other, word=DocumentConclusion.INVALID)
    first = fingerprints(File(name="a.pdf", result=result))
    assert len(set(first)) == len(first) == 5
    assert fingerprints(File(name="b.pdf", result=result), lang="en") == first
    renamed = found("message_digest", "digest_mismatch", algorithm="at another moment")
    again = verified(signature(renamed), word=DocumentConclusion.INVALID)
    assert fingerprints(File(name="a.pdf", result=again)) == [first[2]]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("surat.pdf", "surat.pdf"),
        ("a/b c.pdf", "a/b%20c.pdf"),
        ("/x/ü.pdf", "file:///x/%C3%BC.pdf"),
        ("http:x?y#z", "http%3Ax%3Fy%23z"),
        ("-", "-"),
        ("bad\udcff.pdf", "bad%FF.pdf"),
        ("lone\ud800.pdf", "lone%3F.pdf"),
        ("\x1b[31m", "%1B%5B31m"),
    ],
)
def test_names_are_uris(name: str, uri: str) -> None:
    assert artifact_uri(name) == uri


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text: str) -> None:
    finding = found("message_digest", "digest_mismatch", algorithm=text)
    result = hostile_result(text)
    entry = make.signature_result(
        evidence=result.signatures[0].evidence,
        conclusion=make.conclusion(findings=(finding,)),
    )
    file = File(name=text, result=make.result(entry, file_name=text))
    renderer = RUN_RENDERERS["sarif"]
    rendered = renderer.render_run([renderer.render_file(file)])
    for character in set(rendered) - {"\n"}:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    answer = json.loads(rendered)
    VALIDATOR.validate(answer)
    (found_again,) = answer["runs"][0]["results"]
    kept = text.replace("\ud800", "\N{REPLACEMENT CHARACTER}")
    assert found_again["properties"]["params"] == {"algorithm": kept}


def test_an_unknown_language_is_the_caller_s_mistake() -> None:
    renderer = RUN_RENDERERS["sarif"]
    with pytest.raises(UsageError):
        renderer.render_file(sample_run()[0], lang="fr")
    with pytest.raises(UsageError):
        renderer.render_run([], lang="fr")
