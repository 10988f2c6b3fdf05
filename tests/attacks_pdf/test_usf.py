"""USF, universal signature forgery (CCS 2019, CVE-2018-18688/9).

The signature dictionary is made unusable, so that a careless verifier finds nothing to
reject. Each file holds a second, good signature, made over the forged first one: it is
judged all the same, and the first one is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Raw
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import PASSED, Case, Verdict, cases, check, failed
from tests.attacks_pdf.maker import Update, sign, signed

OPEN: dict[str, str] = {}

_CCS = "Mladenov et al., 1 Trillion Dollar Refund, CCS 2019, section 4.1"
_CONTENTS = re.compile(rb"/Contents <[0-9a-f]+>")
_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+) *\]")


Forge = Callable[[re.Match[bytes]], bytes]


def _forged(pattern: re.Pattern[bytes], forge: Forge) -> Callable[[SandboxPki], bytes]:
    """Overwrite one entry, in its place and length, then let another person sign."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki)
        (match,) = pattern.finditer(bytes(pdf.data))
        text = forge(match)
        assert len(text) <= len(match[0])
        pdf.data[match.start() : match.end()] = text.ljust(len(match[0]))
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _case(name: str, pattern: re.Pattern[bytes], forge: Forge, first: Verdict) -> Case:
    return Case(
        id=name,
        source=_CCS,
        build=_forged(pattern, forge),
        signatures={"Signature1": first, "Signature2": PASSED},
    )


def _contents(name: str, text: bytes, rule: str, reason: str) -> Case:
    return _case(f"contents-{name}", _CONTENTS, lambda _: text, failed(rule, reason))


def _range(name: str, forge: Forge, reason: str, rule: str = "byte_range") -> Case:
    return _case(f"byte-range-{name}", _RANGE, forge, failed(rule, reason))


def _numbers(template: bytes) -> Forge:
    """`a`, `b`, `d` in the template stand for the numbers that were right."""

    def forge(match: re.Match[bytes]) -> bytes:
        names = dict(zip((b"a", b"b", b"d"), match.groups(), strict=True))
        found = re.sub(rb"\b[abd]\b", lambda name: names[name[0]], template)
        return b"/ByteRange [" + found + b"]"

    return forge


CONTENTS = [
    _contents("empty", b"/Contents <>", "byte_range", "byte_range_gap"),
    _contents("00", b"/Contents <00>", "byte_range", "byte_range_gap"),
    _contents("null", b"/Contents null", "signature_dictionary", "contents_missing"),
    _contents("empty-literal", b"/Contents ()", "byte_range", "byte_range_gap"),
    _contents("without-value", b"/Contents", "signature_dictionary", "pdf_dictionary_key"),
    _contents("removed", b"", "signature_dictionary", "contents_missing"),
    _contents("number", b"/Contents 0", "signature_dictionary", "contents_missing"),
]
_UNREADABLE = ("pdf_dictionary_key", "signature_dictionary")
BYTE_RANGE = [
    _range("null", lambda _: b"/ByteRange null", "byte_range_missing"),
    _range("removed", lambda _: b"", "byte_range_missing"),
    _range("without-value", lambda _: b"/ByteRange", *_UNREADABLE),
    _range("string", lambda _: b"/ByteRange (0 1 2 3)", "byte_range_missing"),
    _range("empty", _numbers(b""), "byte_range_count"),
    _range("three-numbers", _numbers(b"0 a b"), "byte_range_count"),
    _range("five-numbers", _numbers(b"0 a b d 0"), "byte_range_count"),
    _range("string-inside", _numbers(b"(0) a b d"), "byte_range_not_integers"),
    _range("reals", _numbers(b"0.0 a.0 b.0 d.0"), "byte_range_not_integers"),
    _range("minus-one", _numbers(b"0 -1 -1 d"), "byte_range_not_integers"),
    _range("negative-start", _numbers(b"-1 a b d"), "byte_range_not_integers"),
    _range("above-31-bits", _numbers(b"0 a 2147483648 d"), "byte_range_beyond_file"),
    _range("above-32-bits", _numbers(b"0 a 4294967296 d"), "byte_range_beyond_file"),
    _range("above-63-bits", _numbers(b"0 a 9223372036854775808 1"), "byte_range_beyond_file"),
    _range("overlapping", _numbers(b"0 b a d"), "byte_range_order"),
    _range("second-before-first", _numbers(b"0 a 1 d"), "byte_range_order"),
    _range("adjacent", _numbers(b"0 a a d"), "byte_range_order"),
    _range("beyond-end", _numbers(b"0 a b 99999999"), "byte_range_beyond_file"),
    _range("zeros", _numbers(b"0 0 0 0"), "byte_range_order"),
    _range("nothing-second", _numbers(b"0 a a 0"), "byte_range_order"),
    _range("nothing-first", _numbers(b"0 0 b d"), "byte_range_order"),
    _range("not-from-zero", _numbers(b"9 a b d"), "byte_range_start"),
]


def _twice(second: bool) -> Callable[[SandboxPki], bytes]:
    """A bad /ByteRange after, or before, the good one; the signer knew of neither."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki)
        data = bytes(pdf.data)
        bad = b"/ByteRange [0 1 2 3]"
        if second:
            # the claimed time makes room for it, behind the good one
            (match,) = re.finditer(rb"/M \(D:\d{14}\+07'00'\)", data)
        else:
            (match,) = re.finditer(rb"/Filter /Adobe.PPKLite", data)
        assert len(bad) <= len(match[0])
        pdf.data[match.start() : match.end()] = bad.ljust(len(match[0]))
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _indirect(pki: SandboxPki) -> bytes:
    """`[0 99 0 R b d]`, and a later revision says what 99 is."""
    pdf = signed(pki)
    (match,) = _RANGE.finditer(bytes(pdf.data))
    text = _numbers(b"0 99 0 R b d")(match)
    pdf.data[match.start() : match.end()] = text.ljust(len(match[0]))
    return Update(pdf).write({99: Raw(match[1])}).bytes()


CONTROL = Case(
    id="control",
    source="what the forgeries start from",
    build=_forged(_RANGE, lambda match: match[0]),
    signatures={"Signature1": PASSED, "Signature2": PASSED},
)
OTHERS = [
    Case(
        id=f"byte-range-twice-{'last' if second else 'first'}-bad",
        source="attacks.md 3.1 USF: two keys /ByteRange; readers disagree which one counts",
        build=_twice(second),
        signatures={
            "Signature1": failed("signature_dictionary", "signature_key_twice"),
            "Signature2": PASSED,
        },
    )
    for second in (True, False)
] + [
    Case(
        id="byte-range-number-of-a-later-revision",
        source="attacks.md 3.1 USF: what was signed cannot depend on what came later",
        build=_indirect,
        signatures={
            "Signature1": failed("dictionary_consistency", "signature_dictionary_replaced")
        },
    )
]


@cases([CONTROL, *CONTENTS, *BYTE_RANGE, *OTHERS])
def test_universal_signature_forgery(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
