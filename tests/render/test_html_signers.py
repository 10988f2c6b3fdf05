"""The report: who signed, when, and what changed since."""

from __future__ import annotations

import pytest

from esign_verify.evidence import (
    Change,
    ChangeKind,
    ChangeReason,
    Check,
    Outcome,
)
from esign_verify.result import (
    JudgedChange,
    Level,
    TimeSource,
)
from tests import factories as make
from tests.render.filled import filled_document, page


def test_a_signer_is_shown_with_time_certificate_and_changes() -> None:
    result = make.result(make.signature_result())
    (card,) = page(result, zone="WITA").by_class("card")
    told = card.text()
    assert told.startswith("1. Nama Penanda Tangan Kota Contoh the signature is valid")
    assert (
        "Proven by the signature's time-stamp "
        "2024-03-23 14:56:19 WITA (2024-03-23 06:56:19 UTC)" in told
    )
    assert "Later changes Nothing was changed after signing." in told
    assert "Code of the verdict TOTAL-PASSED" in told
    times = [t.attributes["datetime"] for t in card.all("time")]
    assert times[0] == "2024-03-23T06:56:19Z"
    assert "Timestamp Authority Badan Siber dan Sandi Negara" in told


def test_several_signers_are_first_told_at_a_glance() -> None:
    told = page(make.result(*[make.signature_result()] * 3)).section("signers")
    table = told.all("table")[0]
    assert table.all("caption")[0].text() == "Signers at a glance"
    links = [a.attributes["href"] for a in table.all("a")]
    assert links == [f"#{card.attributes['id']}" for card in told.by_class("card")]
    assert len(links) == 3
    assert page(make.result(*[make.signature_result()] * 2)).section("signers").all("table") == []


def test_an_unproven_time_is_called_a_claim() -> None:
    signature = make.signature_result(
        conclusion=make.conclusion(
            time_source=TimeSource.VALIDATION_TIME, best_signature_time=make.NOW, timestamps=()
        )
    )
    (card,) = page(make.result(signature)).by_class("card")
    assert (
        "Claimed time, not proven 2024-03-23 13:56:15 WIB (2024-03-23 06:56:15 UTC)" in card.text()
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.PASSED, "Still valid (until 2025-03-06)"),
        (Outcome.FAILED, "Valid at the proven time, expired since (until 2025-03-06)"),
    ],
)
def test_whether_the_certificate_is_still_valid_is_the_policys_answer(
    outcome: Outcome, said: str
) -> None:
    finding = make.finding(
        rule="signing_certificate_current", level=Level.INFORM, outcome=outcome, clause="5.6.2"
    )
    signature = make.signature_result(conclusion=make.conclusion(findings=(finding,)))
    (card,) = page(make.result(signature)).by_class("card")
    assert f"Certificate {said}" in card.text()


def test_a_broken_signature_says_why_and_what_to_do_and_vouches_for_no_name() -> None:
    (card,) = page(filled_document()).by_class("card")
    (why,) = card.by_class("why")
    assert "bad" in card.attributes["class"].split()
    assert "1. Nama Penanda Tangan (claimed only, not proven)" in card.text()
    assert why.text() == (
        "The signature is not built as the standard demands, or does not protect the whole "
        "document. Cause: Changes after signing: A change made after signing exceeds what the "
        "signer allowed (level 2; revision 2, object 13): Another signature was added. What to "
        "do: Do not use this document. Ask the signer for the original file. Ask the "
        "certificate's issuer for its revocation status, or use the official online "
        "verification service."
    )
    assert "(warnings: 1, notes: 0) Warning: Availability of revocation information" in card.text()


def test_changes_are_told_with_place_cover_answer_and_clause() -> None:
    told = page(filled_document()).section("changes")
    rows = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert rows == [
        "2 Another signature was added. hides content of the page "
        "page 1, field Signature2, object 13 not allowed Signature 1: ISO 32000-2 12.8.2.2",
        "3 Revocation data and certificates for the archive (DSS) were added or replaced. "
        "object 20 allowed Signature 1: EN 319 142-1 5.4",
    ]


def test_alike_changes_share_a_row() -> None:
    changes = tuple(
        Change(
            revision=2,
            object_number=number,
            kind=ChangeKind.FORM_FILL,
            reason=ChangeReason.FIELD_FILLED,
            introduced=1,
            field=f"f{number}",
        )
        for number in range(1, 9)
    )
    judged = tuple(
        JudgedChange(index=index, allowed=Check.passed(), clause="ISO 32000-2 12.8.2.2")
        for index in range(8)
    )
    signature = make.signature_result(conclusion=make.conclusion(changes=judged))
    result = make.result(
        signature, document=make.document(changes=changes, fields=(signature.evidence.field,))
    )
    (row,) = page(result).section("changes").all("tbody")[0].all("tr")
    assert row.text() == (
        "2 A form field was filled in. (8 times) field f1, object 1 field f2, object 2 "
        "field f3, object 3 field f4, object 4 field f5, object 5 and 3 more allowed "
        "Signature 1: ISO 32000-2 12.8.2.2"
    )


def test_revisions_are_drawn_and_told() -> None:
    told = page(filled_document()).section("timeline")
    rows = [row.text() for row in told.all("tbody")[2].all("tr")]
    assert rows == [
        "1 1,000 1 Signature 1: Nama Penanda Tangan (claimed only, not proven)",
        "2 2,000 2 1 changes (1 not allowed)",
        "3 3,000 3 1 changes",
    ]
    drawing = told.all("svg")[-1]
    assert drawing.attributes["role"] == "img"
    labels = [label.text() for label in drawing.all("text")]
    assert labels == [
        "Revision 1", "sig 1", "Revision 2", "1 not allowed", "Revision 3", "1 changes",
    ]  # fmt: skip
    boxes = [box.attributes["class"] for box in drawing.all("rect")]
    assert boxes == ["revision signed", "revision bad", "revision"]


def test_the_timeline_has_events_lives_and_the_moment_of_the_verdict() -> None:
    told = page(make.result(make.signature_result())).section("timeline")
    events = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert events == [
        "2024-03-23 13:56:15 WIB (2024-03-23 06:56:15 UTC) "
        "Signature 1 (Nama Penanda Tangan): claimed time",
        "2024-03-23 13:56:19 WIB (2024-03-23 06:56:19 UTC) "
        "Signature 1 (Nama Penanda Tangan): proven to exist",
        "2026-10-01 10:00:00 WIB (2026-10-01 03:00:00 UTC) Moment of this verdict",
    ]
    lives = [row.all("th")[0].text() for row in told.all("tbody")[1].all("tr")]
    assert lives == [
        "Nama Penanda Tangan",
        "Timestamp Authority Badan Siber dan Sandi Negara",
        "OSD LU Kelas 2",
    ]
    drawing = told.all("svg")[0]
    assert drawing.all("title")[0].text() == "Drawing of the timeline"
    assert len(drawing.by_class("life")) == len(lives)
    assert len(drawing.by_class("claimed")) == len(drawing.by_class("proven")) == 1
    assert len(drawing.by_class("now")) == 1
