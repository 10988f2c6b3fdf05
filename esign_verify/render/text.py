"""The verdict for a person at a terminal: plain words first, details after.

At most 80 columns. Symbols are letters and signs of ASCII, so that the verdict
depends neither on colour nor on a font. Everything from the document goes
through `safe_text`. Times in WIB with UTC beside them.
"""

from __future__ import annotations

from esign_verify.messages import safe_text, text
from esign_verify.render.columns import hanging
from esign_verify.render.explain import clock
from esign_verify.render.text_signature import (
    LABEL_COLUMNS,
    document_timestamp_lines,
    finding_lines,
    signature_lines,
)
from esign_verify.render.wire import require_language
from esign_verify.result import DocumentConclusion, VerificationResult

_SYMBOLS = {
    DocumentConclusion.VALID: "[ OK ]",
    DocumentConclusion.WARNING: "[ !! ]",
    DocumentConclusion.INVALID: "[ XX ]",
    DocumentConclusion.NO_SIGNATURE: "[ -- ]",
}

_COLORS = {
    DocumentConclusion.VALID: "\x1b[1;32m",
    DocumentConclusion.WARNING: "\x1b[1;33m",
    DocumentConclusion.INVALID: "\x1b[1;31m",
    DocumentConclusion.NO_SIGNATURE: "\x1b[1m",
}

_RESET = "\x1b[0m"


def render_text(result: VerificationResult, *, lang: str = "id", color: bool = False) -> str:
    """The report on one document, without a line end after the last line."""
    require_language(lang)
    lines = _headline(result, lang, color=color)
    count = len(result.signatures)
    for number, signature in enumerate(result.signatures, start=1):
        lines += ["", text("label.signature_of", lang, number=number, count=count)]
        lines += signature_lines(signature, result, lang)
    for stamp in result.document_timestamps:
        lines += ["", text("label.document_timestamp", lang)]
        lines += document_timestamp_lines(stamp, lang)
    noted = finding_lines(result.document_findings, lang)
    if noted:
        lines += ["", text("label.about_document", lang), *noted]
    lines += ["", *hanging("", text("label.limits", lang), indent=0), ""]
    return "\n".join(lines + _file_facts(result, lang))


def _headline(result: VerificationResult, lang: str, *, color: bool) -> list[str]:
    symbol = _SYMBOLS[result.conclusion]
    sentence = text(f"conclusion.{result.conclusion.value}", lang)
    lines = hanging(symbol, f"{result.conclusion.value}: {sentence}", indent=len(symbol) + 1)
    if not color:
        return lines
    return [f"{_COLORS[result.conclusion]}{line}{_RESET}" for line in lines]


def _file_facts(result: VerificationResult, lang: str) -> list[str]:
    document = result.document
    facts = (
        ("file", safe_text(result.file_name) or text("label.unnamed", lang)),
        ("size", text("label.bytes", lang, size=document.size)),
        ("sha256", document.sha256),
        ("pdf_version", safe_text(document.pdf_version)),
        ("revisions", str(len(document.revisions))),
        ("validation_time", clock(result.validation_time, lang)),
        ("policy", safe_text(result.policy)),
        ("trust_stores", safe_text(", ".join(result.trust_stores)) or text("label.none", lang)),
        ("tool", f"esign-verify {safe_text(result.tool_version)}"),
    )
    lines = [text("label.file_facts", lang)]
    for label, value in facts:
        # 64 digits and a label do not fit beside each other in the common layout.
        indent = 14 if label == "sha256" else LABEL_COLUMNS
        lines += hanging(f"  {text(f'label.{label}', lang)}", value, indent=indent)
    return lines
