"""Comparisons of revisions as text, JSON and a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from esign_verify.document import open_document
from esign_verify.errors import UsageError
from esign_verify.evidence.difference import (
    Action,
    Difference,
    EntryDifference,
    LinesDifference,
    ObjectDifference,
    PageDifference,
    RevisionSpan,
    StreamFacts,
)
from esign_verify.inspect import compare_revisions, draw_comparison
from esign_verify.render import LOOKS
from esign_verify.render.columns import columns
from esign_verify.render.html_limits import MAX_REPORT_OBJECTS
from tests.document.builder import CONTENT, FORGED, PAGE, SIGNED_PAGE, Pdf, signed
from tests.render.samples import validator

GOLDENS = Path(__file__).parent / "goldens"
HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e{{ 7*7 }}" + "A" * 500


def altered() -> Pdf:
    """The page was turned and its content replaced, and an object was added, after signing."""
    pdf = signed()
    turned = SIGNED_PAGE.replace(b"/Contents", b"/Rotate 90/Contents")
    return pdf.revision({PAGE: turned, CONTENT: FORGED, 8: b"[1 2 (three)]"})


def difference() -> Difference:
    return replace(
        compare_revisions(bytes(altered().data)), file_name="surat.pdf", tool_version="1.2.3"
    )


def hostile() -> Difference:
    """Every text that a document chooses is an attack."""
    stream = StreamFacts(length=1, sha256="0" * 64)
    one = ObjectDifference(
        number=7,
        generation=0,
        action=Action.CHANGED,
        written=(2,),
        type=HOSTILE,
        parts=("other",),
        uses=(HOSTILE,),
        pages=(1,),
        field=HOSTILE,
        entries=(EntryDifference(path=HOSTILE, action=Action.CHANGED, old=HOSTILE, new=HOSTILE),),
        entries_left_out=3,
        old_stream=stream,
        lines=LinesDifference(old=(HOSTILE,), new=(HOSTILE,), old_left_out=1, new_left_out=2),
    )
    page = PageDifference(action=Action.CHANGED, object_number=3, old_page=2, new_page=1)
    return Difference(
        file_name=HOSTILE,
        size=1,
        sha256="0" * 64,
        revisions=2,
        rebuilt=False,
        older=RevisionSpan(number=1, end=1, pages=1, signatures=(HOSTILE,)),
        newer=RevisionSpan(number=2, end=2, pages=1),
        pages=(page,),
        objects=(one,),
        objects_total=9,
        rewritten_alike=4,
        tool_version="1.2.3",
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_text_is_the_golden_one(lang: str) -> None:
    expected = (GOLDENS / f"diff.{lang}.txt").read_text("utf-8")
    assert LOOKS["diff"](difference(), lang=lang) + "\n" == expected


def test_the_json_is_the_golden_one() -> None:
    rendered = LOOKS["diff-json"](difference())
    assert rendered + "\n" == (GOLDENS / "diff.json").read_text("utf-8")
    validator("diff").validate(json.loads(rendered))


def test_hostile_json_keeps_its_schema() -> None:
    rendered = LOOKS["diff-json"](hostile())
    validator("diff").validate(json.loads(rendered))
    assert "\x1b" not in rendered
    assert json.loads(rendered)["objects"][0]["field"] == HOSTILE


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("made", [difference, hostile])
def test_the_text_fits_a_terminal_and_steers_it_nowhere(made: object, lang: str) -> None:
    lines = LOOKS["diff"](made(), lang=lang).split("\n")  # type: ignore[operator]
    assert max(map(columns, lines)) <= 80
    assert not any(re.search("[\x00-\x1f\x7f\u202e]", line) for line in lines)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_hostile_page_holds_no_markup_of_the_document(lang: str) -> None:
    page = LOOKS["diff-html"](hostile(), lang=lang)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{" in page  # text stays text: nothing was evaluated
    assert not re.search("[\x1b\u202e]", page)


def test_a_page_shows_the_pictures_side_by_side() -> None:
    data = bytes(altered().data)
    made = compare_revisions(data)
    with open_document(data) as document:
        evidence = document.evidence
    pictures = draw_comparison(data, evidence, made)
    page = LOOKS["diff-html"](made, lang="en", pictures=pictures, evidence=evidence)
    assert page.count('<image href="data:image/png;base64,') == 2
    captions = re.findall("<figcaption>(.*?)</figcaption>", page)
    assert captions == ["Revision 2, page 1", "Revision 3, page 1"]
    assert page.count('class="on-page-signature"') == 2
    assert page.count('class="on-page-changed"') == 2
    assert '<li class="any">1: Sig1</li>' in page
    assert re.findall('id="(object-\\d+)"', page) == [
        f"object-{number}" for number in (PAGE, CONTENT, 8)
    ]
    assert "http" not in re.sub("<meta[^>]*>", "", page)


def test_a_page_says_how_many_objects_it_leaves_out() -> None:
    one = difference().objects[0]
    many = tuple(replace(one, number=number) for number in range(1, MAX_REPORT_OBJECTS + 9))
    made = replace(difference(), objects=many, objects_total=MAX_REPORT_OBJECTS + 20)
    page = LOOKS["diff-html"](made, lang="en")
    assert page.count("<details") == MAX_REPORT_OBJECTS
    assert "And 20 more objects, which are not shown." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"objects": (), "objects_total": 0, "pages": ()}, "No object differs"),
        ({"rebuilt": True}, "Revisions cannot be compared"),
        ({"newer": RevisionSpan(number=2, end=1, pages=1)}, "Nothing to compare: revision 2"),
    ],
)
def test_headlines(changed: dict[str, object], sentence: str) -> None:
    made = replace(difference(), **changed)  # type: ignore[arg-type]
    assert LOOKS["diff"](made, lang="en").startswith(sentence)
    assert sentence in LOOKS["diff-html"](made, lang="en")


def test_an_unknown_language() -> None:
    for name in ("diff", "diff-html"):
        with pytest.raises(UsageError):
            LOOKS[name](difference(), lang="fr")
