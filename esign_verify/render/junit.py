"""JUnit XML: one test suite a file, one test case a signature and one for the document.

There is no third colour in JUnit, and a signature that cannot be confirmed must not look like
one that passed: INDETERMINATE is a `failure` whose `type` says so, never `skipped`. A file that
cannot be examined is an `error`. Everything is written by the standard library's serializer,
in ASCII, so that no text of a document and no encoding of a terminal can break the XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from esign_verify.evidence import Outcome
from esign_verify.messages import safe_text, text
from esign_verify.render import ExaminedFile
from esign_verify.render.dates import utc_clock, utc_z
from esign_verify.render.explain import explain_finding
from esign_verify.render.wire import require_language, signing_certificate
from esign_verify.result import (
    DocumentConclusion,
    Finding,
    Indication,
    Level,
    SignatureResult,
    VerificationResult,
)

_NONCHARACTERS = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
"""Not control characters, so `safe_text` keeps them; XML 1.0 (2.2) forbids them."""


def render_file(file: ExaminedFile, *, lang: str = "id") -> ET.Element:
    """The `testsuite` of one file."""
    require_language(lang)
    suite = ET.Element("testsuite", name=_xml(file.name))
    if file.result is None:
        case = _case(suite, file, text("label.junit_file", lang))
        message = text(f"error.{file.error_code}", lang, **file.error_params)
        ET.SubElement(case, "error", type=_xml(file.error_code), message=_xml(message))
    else:
        suite.set("timestamp", utc_clock(file.result.validation_time).replace(" ", "T"))
        _properties(suite, _facts(file.result))
        _document_case(suite, file, file.result, lang)
        for number, signature in enumerate(file.result.signatures, start=1):
            _signature_case(suite, file, signature, number, lang)
    _count(suite, suite)
    return suite


def render_run(parts: Sequence[ET.Element], *, lang: str = "id") -> str:
    """The document: every suite in the order of the files."""
    require_language(lang)
    root = ET.Element("testsuites", name="esign-verify")
    root.extend(parts)
    _count(root, root)
    ET.indent(root)
    octets: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return octets.decode("ascii") + "\n"


def _xml(value: str) -> str:
    """Text of a document on one line, and only of characters that XML 1.0 has."""
    return safe_text(value).translate(_NONCHARACTERS)


def _case(suite: ET.Element, file: ExaminedFile, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_xml(file.name), name=_xml(name))


def _properties(parent: ET.Element, facts: Iterable[tuple[str, str]]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in facts:
        ET.SubElement(properties, "property", name=name, value=_xml(value))


def _facts(result: VerificationResult) -> list[tuple[str, str]]:
    return [
        ("conclusion", result.conclusion.value),
        ("sha256", result.document.sha256),
        ("size", str(result.document.size)),
        ("validation_time", utc_z(result.validation_time)),
        ("policy", result.policy),
        ("trust_stores", ", ".join(result.trust_stores)),
        ("tool_version", result.tool_version),
    ]


def _document_case(
    suite: ET.Element, file: ExaminedFile, result: VerificationResult, lang: str
) -> None:
    case = _case(suite, file, text("label.junit_document", lang))
    word = result.conclusion
    if word is not DocumentConclusion.VALID:
        message = text(f"conclusion.{word.value}", lang)
        ET.SubElement(case, "failure", type=word.value, message=_xml(message))
    findings = [*result.document_findings]
    for stamp in result.document_timestamps:
        findings += stamp.conclusion.findings
    _remarks(case, findings, lang)


def _signature_case(
    suite: ET.Element, file: ExaminedFile, signature: SignatureResult, number: int, lang: str
) -> None:
    field = signature.evidence.field
    name = field.names[0] if field.names else ""
    case = _case(suite, file, text("label.junit_signature", lang, number=number, field=name))
    certificate = signing_certificate(signature.evidence)
    _properties(
        case,
        [
            ("signature_id", signature.id),
            ("signature_format", signature.signature_format),
            ("best_signature_time", utc_z(signature.conclusion.best_signature_time)),
            ("signer_certificate_sha256", certificate.sha256 if certificate else ""),
        ],
    )
    conclusion = signature.conclusion
    if conclusion.indication is not Indication.TOTAL_PASSED:
        words = [conclusion.indication.value]
        if conclusion.sub_indication is not None:
            words.append(conclusion.sub_indication.value)
        message = text(f"indication.{conclusion.indication.value}", lang)
        failure = ET.SubElement(case, "failure", type="/".join(words), message=_xml(message))
        decided = [f for f in conclusion.findings if f.level is Level.FAIL]
        failure.text = "\n".join(_lines(decided, lang))
    findings = [f for f in conclusion.findings if f.level is not Level.FAIL]
    for stamp in conclusion.timestamps:
        findings += stamp.findings
    _remarks(case, findings, lang)


def _remarks(case: ET.Element, findings: Iterable[Finding], lang: str) -> None:
    """Warnings and notes, which decide nothing."""
    lines = _lines(findings, lang)
    if lines:
        ET.SubElement(case, "system-out").text = "\n".join(lines)


def _lines(findings: Iterable[Finding], lang: str) -> list[str]:
    """What did not pass, each sentence once."""
    told = (
        f"{f.rule} [{f.clause}] {f.outcome.value}: {explain_finding(f, lang)}"
        for f in findings
        if f.outcome is not Outcome.PASSED and f.level is not Level.IGNORE
    )
    return list(dict.fromkeys(line.translate(_NONCHARACTERS) for line in told))


def _count(target: ET.Element, tree: ET.Element) -> None:
    """The numbers that readers of the format show first. `skipped` is always none."""
    target.set("tests", str(len(tree.findall(".//testcase"))))
    target.set("failures", str(len(tree.findall(".//failure"))))
    target.set("errors", str(len(tree.findall(".//error"))))
    target.set("skipped", "0")
