"""The section of the report that lays a server's answer beside it."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from esign_verify.evidence import Check
from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    Comparison,
    MatchedBy,
    Outcome,
)
from esign_verify.render.html import render_html
from esign_verify.render.html_limits import (
    MAX_REPORT_COMPARED,
    MAX_REPORT_NAME,
    MAX_REPORT_SAID,
    MAX_REPORT_SENTENCE,
    MAX_REPORT_VALUE,
)
from esign_verify.result import DocumentConclusion, Indication, SubIndication, VerificationResult
from tests import factories as make
from tests.remote.comparing import (
    ONE,
    against,
    both,
    document,
    first,
    flags,
    result_of,
)
from tests.render.hostile import BREAKOUTS
from tests.render.html_page import Element, parsed
from tests.render.test_hostile import HOSTILE

AGREED = against(ONE)
EXPLAINED = against(ONE, both(first(lastSignature=True), first(signatureFormat="PKCS7-LT")))
CONTRADICTED = against(
    ONE,
    both(
        first(lastSignature=True, integrityValid=False, signatureDate="kemarin"),
        document(conclusion="INVALID"),
    ),
)
UNSURE = result_of(
    make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        integrity=Check.not_checked("public_key_unsupported"),
        certificate_trusted=Check.not_checked("public_key_unsupported"),
    ),
    DocumentConclusion.WARNING,
)
UNDECIDED = against(UNSURE, both(flags(True, "VALID"), first(integrityValid=True)))
SILENT = against(ONE, document(conclusion=None))

SAID = {
    ("id", "agreed"): "Sependapat Kesimpulan server: “VALID”. "
    "Server dan laporan ini sependapat dalam semua nilai.",
    ("en", "agreed"): "Agree The server's conclusion is “VALID”. "
    "The server and this report agree in every value.",
    (
        "id",
        "explained",
    ): "Sependapat Kesimpulan server: “VALID”. Server dan laporan ini sependapat; "
    "setiap nilai yang berbeda atau tidak dibandingkan dijelaskan di bawah.",
    (
        "en",
        "explained",
    ): "Agree The server's conclusion is “VALID”. The server and this report agree; "
    "every value that differs or was not compared has its explanation below.",
    ("id", "contradicted"): "Bertentangan Kesimpulan server: “INVALID”. Server dan laporan ini "
    "BERTENTANGAN. Periksa pertentangan di bawah sebelum mengandalkan salah satunya.",
    (
        "en",
        "contradicted",
    ): "Contradiction The server's conclusion is “INVALID”. The server and this report "
    "CONTRADICT each other. Look at the contradictions below before relying on either.",
    ("id", "undecided"): "Belum pasti Kesimpulan server: “VALID”. Tidak ada yang bertentangan "
    "dengan laporan ini, tetapi sekurangnya satu putusan tidak dapat dibandingkan.",
    ("en", "undecided"): "Undecided The server's conclusion is “VALID”. Nothing contradicts this "
    "report, but at least one verdict could not be compared.",
    ("id", "silent"): "Belum pasti Server tidak menyatakan kesimpulan. Tidak ada yang bertentangan "
    "dengan laporan ini, tetapi sekurangnya satu putusan tidak dapat dibandingkan.",
    ("en", "silent"): "Undecided The server states no conclusion. Nothing contradicts this "
    "report, but at least one verdict could not be compared.",
}
CASES = {
    "agreed": (ONE, AGREED),
    "explained": (ONE, EXPLAINED),
    "contradicted": (ONE, CONTRADICTED),
    "undecided": (UNSURE, UNDECIDED),
    "silent": (ONE, SILENT),
}
NOTES = {
    "id": "Jawaban server tidak dipakai untuk putusan di atas: putusan itu dibuat sebelum server "
    "ditanya, dan tetap sama apa pun jawabannya.",
    "en": "The server's answer was not used for the verdict at the top: that was made before the "
    "server was asked, and stays the same whatever it says.",
}


TEXTS = [text for text in (*HOSTILE, *BREAKOUTS) if text]


def section(result: VerificationResult, comparison: Comparison, lang: str = "en") -> Element:
    return parsed(render_html(result, lang=lang, comparison=comparison)).section("comparison")


def rows(table: Element) -> list[list[str]]:
    """The cells of each row of the body."""
    (body,) = table.all("tbody")
    return [
        [cell.text() for cell in row.children if isinstance(cell, Element)]
        for row in body.all("tr")
    ]


@pytest.mark.parametrize(("lang", "case"), list(SAID))
def test_one_sentence_says_what_the_server_said_and_what_it_comes_to(lang: str, case: str) -> None:
    shown = section(*CASES[case], lang)
    said, _, note, *_ = [element.text() for element in shown.all("p")]
    assert said == SAID[lang, case]
    assert note == NOTES[lang]


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_rest_of_the_report_does_not_change(lang: str, case: str) -> None:
    result, comparison = CASES[case]
    without, page = (render_html(result, lang=lang, comparison=c) for c in (None, comparison))
    start = page.index('<section aria-labelledby="comparison">')
    end = page.index("</section>", start) + len("</section>")
    (link,) = [line for line in page.splitlines() if 'href="#comparison"' in line]
    assert page[:start].replace(f"{link}\n", "") + page[end:] == without


def test_contradictions_stand_first_each_value_with_its_reason() -> None:
    different, same = section(ONE, CONTRADICTED).all("table")
    assert rows(different) == [
        ["conclusion About the document", "VALID", "INVALID", "Contradiction The conclusions "
         "contradict each other, and no difference that is known explains it."],
        ["integrityValid Signature 1 (in the answer: 1), field sig_1", "true", "false",
         "Contradiction One says that the signed content is unchanged, the other that it is not."],
        ["signatureDate Signature 1 (in the answer: 1), field sig_1",
         "2024-03-23T06:56:15.000+00:00", "kemarin",
         "Not compared The server's time cannot be read as a time."],
        ["lastSignature Signature 1 (in the answer: 1), field sig_1", "false", "true",
         "Explained Known servers always write false here, so it says nothing."],
    ]  # fmt: skip
    assert {row[3] for row in rows(same)} == {"Same"}
    assert all(row[1] == row[2] for row in rows(same))


def test_where_all_is_the_same_nothing_is_listed_as_different() -> None:
    shown = section(ONE, AGREED)
    (same,) = shown.all("table")
    (folded,) = shown.all("details")
    assert folded.all("table") == [same]
    (summary,) = folded.all("summary")
    assert summary.text() == f"Values that are the same: {len(rows(same))}"


def test_a_signature_of_one_side_alone_is_named_as_such() -> None:
    def drop(answer: dict[str, Any]) -> None:
        answer["signatureInformations"].clear()

    (different, _) = section(ONE, against(ONE, drop)).all("table")
    (row,) = [row for row in rows(different) if row[0].startswith("signature ")]
    assert row[0] == "signature Signature 1, field sig_1: only this program lists it"
    assert row[2:] == ["-", "Contradiction The server does not list this signature."]


def hostile(text: str, count: int = 1) -> Comparison:
    """Every text of it from a stranger, `count` values of each kind."""
    values = tuple(
        ComparedField(
            name=text, agreement=agreement, ours=text, theirs=(text, text),
            code="" if agreement is Agreement.SAME else "anchor_not_in_use",
            params=(("anchor", text), ("store", text)),
        )
        for agreement in Agreement
        for _ in range(count)
    )  # fmt: skip
    signature = ComparedSignature(
        number=None, remote_number=1, field_name=text, matched_by=MatchedBy.NOTHING, fields=values
    )
    return replace(
        CONTRADICTED,
        file_name=text, sha256=text, server=text, profile=text, policy=text, conclusion=text,
        fields=values, signatures=(signature,) * count, unknown_keys=(text,) * count,
    )  # fmt: skip


def kept(value: object, text: str) -> bool:
    """No text of the value is another than the stranger's (or an enum's, or ours by code)."""
    if isinstance(value, tuple):
        return all(kept(item, text) for item in value)
    if is_dataclass(value):
        return all(kept(getattr(value, f.name), text) for f in fields(value) if f.name != "code")
    plain = isinstance(value, Enum) or not isinstance(value, str)
    return plain or value in (text, "anchor", "store")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_the_server_says_stays_a_text(text: str) -> None:
    assert kept(hostile(text), text)
    page = render_html(ONE, comparison=hostile(text))
    for character in set(page) - {"\n"}:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    plain, found = (render_html(ONE, comparison=hostile("A")), page)
    assert shape(parsed(found)) == shape(parsed(plain))


def shape(tree: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes, in order."""
    return [(element.tag, tuple(element.attributes)) for element in tree.all()]


def test_what_goes_over_a_limit_is_cut_or_counted() -> None:
    count = MAX_REPORT_COMPARED
    shown = section(ONE, hostile("B" * 5_000, count))
    different, same = shown.all("table")
    assert [len(rows(table)) for table in (different, same)] == [count, count]
    # of the document and of each of `count` signatures: `count` of each kind
    each = count * (count + 1)
    notes = [p.text() for p in shown.all("p") if "further values" in p.text()]
    assert notes == [
        f"{number - count} further values are not shown here; crosscheck --format json has them."
        for number in (3 * each, each)
    ]
    name, ours, theirs, answer = rows(different)[0]
    assert name.split()[0] == "B" * (MAX_REPORT_NAME - 1) + "…"
    assert ours == theirs == "B" * (MAX_REPORT_VALUE - 1) + "…"
    assert len(answer) <= len("Contradiction ") + MAX_REPORT_SENTENCE
    said = shown.all("p")[0].text()
    assert f"“{'B' * (MAX_REPORT_SAID - 1)}…”" in said
    server, *_, unknown = [dd.text() for dd in shown.all("dd")]
    assert server == "B" * (MAX_REPORT_NAME - 1) + "…"
    assert unknown.endswith(f"and {count - 5} more")


def test_the_same_comparison_gives_the_same_page() -> None:
    pages = {render_html(ONE, comparison=against(ONE, first(reason="lain"))) for _ in range(2)}
    assert len(pages) == 1


def test_outcomes_of_the_cases() -> None:
    found = {name: comparison.outcome for name, (_, comparison) in CASES.items()}
    assert found == {
        "agreed": Outcome.AGREE,
        "explained": Outcome.AGREE,
        "contradicted": Outcome.CONTRADICT,
        "undecided": Outcome.UNDECIDED,
        "silent": Outcome.UNDECIDED,
    }
