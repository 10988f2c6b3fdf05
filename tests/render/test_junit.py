"""JUnit: well-formed whatever a document says, and three answers that stay three."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from esign_verify.errors import UsageError
from esign_verify.messages import LANGUAGES
from esign_verify.render import RUN_RENDERERS
from esign_verify.result import DocumentConclusion, Indication, SubIndication
from tests import factories as make
from tests.render import runs
from tests.render.runs import File, check_golden, found, sample_run, signature, verified
from tests.render.test_hostile import HOSTILE, hostile_result

XML_HOSTILE = (
    *HOSTILE,
    "]]>",
    "<![CDATA[ x ]]>",
    "</testcase><testcase name='ok'/>",
    '" onload="x',
    "&amp;&lt;&#0;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "\ufffe\uffff\x00\x01\x08\x0b\x0c\x0e\x1f",
    "\udcff\ud800\udc00",
)


def document(*files: File, lang: str = "id") -> str:
    renderer = RUN_RENDERERS["junit"]
    return renderer.render_run([renderer.render_file(file, lang=lang) for file in files], lang=lang)


def tree(*files: File, lang: str = "id") -> ET.Element:
    return ET.fromstring(document(*files, lang=lang))


def cases(*files: File) -> list[tuple[str, str]]:
    """Each test case: what it ends in, and its type."""
    return [
        (child.tag, str(child.get("type"))) if child is not None else ("passed", "")
        for case in tree(*files).iter("testcase")
        for child in [next((c for c in case if c.tag in ("failure", "error", "skipped")), None)]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_golden(lang: str) -> None:
    check_golden(f"run.{lang}.junit.xml", document(*sample_run(), lang=lang))


def test_one_suite_a_file_one_case_a_signature_and_one_for_the_document() -> None:
    assert cases(*sample_run()) == [
        ("passed", ""),
        ("passed", ""),
        ("failure", "INVALID"),
        ("failure", "TOTAL-FAILED/HASH_FAILURE"),
        ("failure", "WARNING"),
        ("failure", "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND"),
        ("failure", "NO_SIGNATURE"),
        ("error", "file_not_found"),
    ]
    suites = tree(*sample_run()).findall("testsuite")
    assert [suite.get("name") for suite in suites] == [file.name for file in sample_run()]
    assert [len(suite.findall("testcase")) for suite in suites] == [2, 2, 2, 1, 1]


@pytest.mark.parametrize("indication", [i for i in Indication if i is not Indication.TOTAL_PASSED])
@pytest.mark.parametrize("sub_indication", [None, *SubIndication])
def test_what_did_not_pass_is_a_failure_never_skipped(
    indication: Indication, sub_indication: SubIndication | None
) -> None:
    entry = signature(indication=indication, sub_indication=sub_indication)
    file = File(name="a.pdf", result=verified(entry, word=DocumentConclusion.WARNING))
    words = indication.value + (f"/{sub_indication.value}" if sub_indication else "")
    assert cases(file)[1] == ("failure", words)
    assert "skipped" not in {element.tag for element in tree(file).iter()}


def test_the_numbers_agree_with_what_is_there() -> None:
    root = tree(*sample_run())
    for element in (root, *root.findall("testsuite")):
        counted = [len(element.findall(f".//{tag}")) for tag in ("testcase", "failure", "error")]
        stated = [int(str(element.get(name))) for name in ("tests", "failures", "errors")]
        assert (stated, element.get("skipped")) == (counted, "0")
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["8", "5", "1"]


def test_a_failure_says_what_decided_and_warnings_stand_apart() -> None:
    entry = signature(
        runs.passed("byte_range"),
        runs.ALTERED,
        runs.NO_DATA,
        runs.NO_DATA,
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
        stamp=(runs.BAD_STAMP,),
    )
    case = tree(File(name="a.pdf", result=verified(entry, word=DocumentConclusion.INVALID)))
    failure = str(case.findtext(".//testcase[2]/failure")).splitlines()
    output = str(case.findtext(".//testcase[2]/system-out")).splitlines()
    assert [line.split(" [")[0] for line in failure] == ["message_digest"]
    assert [line.split(" [")[0] for line in output] == ["revocation_data", "timestamp_imprint"]
    assert " NOT_CHECKED: " in output[0]


def test_identifiers_are_properties() -> None:
    suite = tree(sample_run()[0]).find("testsuite")
    assert suite is not None
    facts = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    assert facts["sha256"] == make.document().sha256
    assert (facts["conclusion"], facts["policy"]) == ("VALID", "standard")
    assert suite.get("timestamp") == "2026-10-01T03:00:00"
    own = {p.get("name"): p.get("value") for p in suite.findall("testcase/properties/property")}
    assert own == {
        "signature_id": make.signature_result().id,
        "signature_format": "PKCS7-T",
        "best_signature_time": "2024-03-23T06:56:19Z",
        "signer_certificate_sha256": make.certificate().sha256,
    }


@pytest.mark.parametrize("text", XML_HOSTILE, ids=range(len(XML_HOSTILE)))
def test_hostile_text_changes_nothing_but_text(text: str) -> None:
    """The tree is that of a harmless document, and holds no character that XML forbids."""

    def build(value: str) -> ET.Element:
        finding = found("message_digest", "digest_mismatch", algorithm=value)
        entry = make.signature_result(
            evidence=hostile_result(value).signatures[0].evidence,
            conclusion=make.conclusion(
                findings=(finding,), indication=Indication.TOTAL_FAILED, sub_indication=None
            ),
            id=value,
        )
        result = make.result(entry, policy=value, trust_stores=(value,), tool_version=value)
        error = File(name=value, error_code="output_unwritable", error_params={"path": value})
        rendered = document(File(name=value, result=result), error)
        assert rendered.isascii()
        assert re.search(r"&#(x0|0|1|8|11|12|14|31|55296|65534|65535);", rendered) is None
        return ET.fromstring(rendered)

    def shape(element: ET.Element) -> list[object]:
        return [element.tag, sorted(element.keys()), [shape(child) for child in element]]

    hostile = build(text)
    assert shape(hostile) == shape(build("harmless"))
    for element in hostile.iter():
        for value in (element.text or "", *element.attrib.values()):
            assert not set(value) & set("\x1b\x9b\u202e\ud800\ufffe\uffff\x00")


def test_the_same_bytes_twice() -> None:
    assert document(*sample_run()) == document(*sample_run())


def test_an_unknown_language_is_the_caller_s_mistake() -> None:
    renderer = RUN_RENDERERS["junit"]
    with pytest.raises(UsageError):
        renderer.render_file(sample_run()[0], lang="fr")
    with pytest.raises(UsageError):
        renderer.render_run([], lang="fr")
