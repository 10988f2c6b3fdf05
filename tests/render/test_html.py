"""The report for a browser: what stands where, in whose words, and what it promises."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from datetime import UTC, datetime

import pytest

from esign_verify.errors import UsageError
from esign_verify.evidence import (
    Change,
    ChangeKind,
    ChangeReason,
    Check,
    ModificationLevel,
    Outcome,
    Overlay,
    Revision,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
)
from esign_verify.messages import text
from esign_verify.render import RENDERERS
from esign_verify.render.html import (
    Unexamined,
    index_row,
    render_html,
    render_html_index,
    render_html_unexamined,
    unexamined_index_row,
)
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    JudgedChange,
    Level,
    SignatureResult,
    SubIndication,
    TimeSource,
    VerificationResult,
)
from tests import factories as make
from tests.render.html_page import Element, parsed

SECTIONS = ("signers", "timeline", "changes", "paths", "checks", "facts", "certificates", "legal")


def page(result: VerificationResult, **options: str) -> Element:
    return parsed(render_html(result, **{"lang": "en", **options}))  # type: ignore[arg-type]


def filled() -> SignatureResult:
    """A certified document to which a later revision added what it must not."""
    field = make.signature_field(
        revision=1,
        doc_mdp=2,
        certification=True,
        modification_level=ModificationLevel.FORM_FILLING,
    )
    refused = Check.failed(
        "modification_forbidden", permission=2, change="signature_added", revision=2, object=13
    )
    return make.signature_result(
        evidence=make.signature_evidence(field=field),
        conclusion=make.conclusion(
            indication=Indication.TOTAL_FAILED,
            sub_indication=SubIndication.FORMAT_FAILURE,
            rule="modifications",
            integrity=refused,
            findings=(
                make.finding(rule="byte_range", clause="ISO 32000-2 12.8.1"),
                make.finding(
                    rule="modifications",
                    clause="ISO 32000-2 12.8.2",
                    outcome=Outcome.FAILED,
                    reason=refused.reason,
                    params=refused.params,
                    indication=Indication.TOTAL_FAILED,
                    sub_indication=SubIndication.FORMAT_FAILURE,
                ),
                make.finding(
                    rule="revocation_data",
                    clause="EN 319 102-1 5.2.5",
                    level=Level.WARN,
                    outcome=Outcome.NOT_CHECKED,
                    reason="revocation_data_missing",
                    params=(("certificate", "Nama Penanda Tangan"),),
                ),
            ),
            changes=(
                JudgedChange(index=0, allowed=refused, clause="ISO 32000-2 12.8.2.2"),
                JudgedChange(index=1, allowed=Check.passed(), clause="EN 319 142-1 5.4"),
            ),
        ),
    )


def filled_document() -> VerificationResult:
    signature = filled()
    changes = (
        Change(
            revision=2,
            object_number=13,
            kind=ChangeKind.SIGNATURE,
            reason=ChangeReason.SIGNATURE_ADDED,
            introduced=2,
            page=1,
            rectangle=(1.0, 2.0, 3.0, 4.0),
            field="Signature2",
            overlay=Overlay.HIDES,
        ),
        Change(
            revision=3,
            object_number=20,
            kind=ChangeKind.EXTENSION,
            reason=ChangeReason.SECURITY_STORE,
            introduced=3,
        ),
    )
    document = make.document(
        fields=(signature.evidence.field,),
        revisions=tuple(Revision(number=n, end=n * 1000, objects=n) for n in (1, 2, 3)),
        changes=changes,
    )
    return make.result(signature, document=document, conclusion=DocumentConclusion.INVALID)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("conclusion", list(DocumentConclusion))
def test_the_verdict_and_its_limits_come_first(conclusion: DocumentConclusion, lang: str) -> None:
    result = make.result(make.signature_result(), conclusion=conclusion)
    told = page(result, lang=lang)
    (header,) = told.all("header")
    (verdict,) = header.by_class("verdict")
    assert verdict.by_class("word")[0].text() == text(f"report.word_{conclusion.value}", lang)
    assert verdict.by_class("sentence")[0].text() == text(f"conclusion.{conclusion.value}", lang)
    assert header.by_class("limits")[0].text() == text("label.limits", lang)
    (html,) = told.all("html")
    assert html.attributes["lang"] == lang
    title = told.all("title")[0].text()
    assert title == f"{text(f'report.word_{conclusion.value}', lang)}: surat.pdf"


def test_the_sections_stand_in_the_order_of_what_a_reader_asks() -> None:
    told = page(filled_document())
    assert tuple(s.attributes["aria-labelledby"] for s in told.all("section")) == SECTIONS
    tags = [e.tag for e in told.all() if e.tag in ("header", "main", "nav", "footer")]
    assert tags == ["header", "main", "nav", "footer"]
    links = [a.attributes["href"] for a in told.all("nav")[0].all("a")]
    assert links == [f"#{name}" for name in SECTIONS]


@pytest.mark.parametrize("result", [filled_document(), make.result()], ids=["signed", "unsigned"])
def test_headings_go_down_one_level_at_a_time_and_ids_are_unique(
    result: VerificationResult,
) -> None:
    told = page(result)
    levels = [int(e.tag[1]) for e in told.all() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [e.attributes["id"] for e in told.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    named = [
        id_ for e in told.all() for id_ in e.attributes.get("aria-labelledby", "").split() if id_
    ]
    assert set(named) <= set(ids)
    targets = [a.attributes["href"][1:] for a in told.all("a")]
    assert set(targets) <= set(ids)


def test_every_table_has_a_caption_and_headers_with_a_scope() -> None:
    told = page(filled_document())
    assert len(told.all("table")) >= 5
    for table in told.all("table"):
        assert len(table.all("caption")) == 1
        assert all("scope" in cell.attributes for cell in table.all("th"))
        assert all(cell.attributes["scope"] == "col" for cell in table.all("thead")[0].all("th"))


def test_nothing_is_asked_of_anybody_and_no_script_runs() -> None:
    rendered = render_html(filled_document())
    told = parsed(rendered)
    (policy,) = [m for m in told.all("meta") if "http-equiv" in m.attributes]
    (style,) = told.all("style")
    digest = hashlib.sha256("".join(map(str, style.children)).encode()).digest()
    assert policy.attributes["content"] == (
        "default-src 'none'; "
        f"style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert told.all("script") == []
    for element in told.all():
        assert not any(name.startswith("on") for name in element.attributes)
        assert {"src", "srcset", "style", "action", "data"} & set(element.attributes) == set()
        assert element.attributes.get("href", "#").startswith("#")
    assert "url(" not in rendered and "@import" not in rendered


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


def test_the_path_leads_from_the_anchor_to_the_signer_with_revocation_and_provenance() -> None:
    signer = make.certificate()
    revocation = RevocationEvidence(
        certificate_sha256=signer.sha256,
        kind="crl",
        origin=RevocationOrigin.DSS,
        sha256="00",
        status=RevocationStatus.GOOD,
        usable=Check.passed(),
        this_update=datetime(2024, 3, 23, tzinfo=UTC),
        next_update=datetime(2024, 3, 30, tzinfo=UTC),
        produced_at=None,
        revocation_time=None,
        revocation_reason="",
        invalidity_date=None,
        issuer_common_name="",
    )
    path = make.path(certificates=(signer,), revocation=(revocation,))
    result = make.result(
        make.signature_result(evidence=make.signature_evidence(path=path, timestamps=()))
    )
    told = page(result).section("paths")
    first, second = told.all("li")
    assert first.text().startswith("Trust anchor · Store: national OSD LU Kelas 2")
    assert "Provenance: a test (Confidence: high)" in first.text()
    assert make.anchor().sha256 in first.text()
    assert second.text().startswith("Signer Nama Penanda Tangan , Kota Contoh")
    assert "CRL of 2024-03-23 to 2024-03-30, in the document (DSS): not revoked" in second.text()


def test_every_check_has_clause_answer_evidence_and_what_would_change_it() -> None:
    told = page(filled_document()).by_id("signature-1-checks")
    assert "open" in told.attributes
    rows = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert rows == [
        "Changes after signing ISO 32000-2 12.8.2 failed Decided the verdict A change made after "
        "signing exceeds what the signer allowed (level 2; revision 2, object 13): Another "
        "signature was added. 2 changes after the signed revision Form entries or further "
        "signatures were added later. Every change of later revisions is of a kind that is "
        "allowed. Do not use this document. Ask the signer for the original file.",
        "Availability of revocation information EN 319 102-1 5.2.5 not checked a warning The "
        "document holds no revocation information for the certificate Nama Penanda Tangan. "
        "The document holds a recent enough CRL or OCSP response for every certificate below "
        "the anchor. Ask the certificate's issuer for its revocation status, or use the "
        "official online verification service.",
        "Part of the document that is covered ISO 32000-2 12.8.1 passed "
        "/ByteRange [0 1000 17386 500] The file up to the end of revision 1 "
        "The signature covers every byte of its revision, except the place of its own value.",
    ]


def test_file_facts_and_the_days_on_which_proofs_end() -> None:
    told = page(make.result(make.signature_result())).section("facts").text()
    assert "Size 120,000 bytes" in told
    assert make.document().sha256 in told
    assert "Policy standard Trust stores national Software esign-verify 0.0.0" in told
    assert "2026-08-18 12:05:39 WIB (2026-08-18 05:05:39 UTC) OSD LU Kelas 2 Trust anchor" in told


def test_certificates_say_serial_in_decimal_and_hexadecimal_and_fingerprints() -> None:
    told = page(make.result(make.signature_result())).section("certificates").text()
    certificate = make.certificate()
    for value in (
        str(certificate.serial_number),
        f"{certificate.serial_number:X}",
        certificate.sha256,
        hashlib.sha1(certificate.der).hexdigest().upper(),
        "C=ID,O=Kota Contoh,CN=Nama Penanda Tangan",
    ):
        assert value in told


def test_a_document_time_stamp_is_shown_and_checked() -> None:
    result = make.result(
        make.signature_result(), document_timestamps=(make.document_timestamp_result(),)
    )
    told = page(result)
    assert "Timestamp Authority Badan Siber" in told.section("signers").all("table")[0].text()
    assert told.by_id("document-time-stamp-1").text().startswith("Document time-stamp 1")


def test_a_document_without_signatures_says_so() -> None:
    told = page(make.result())
    assert "There is no electronic signature in this file." in told.section("signers").text()
    assert "nothing to judge changes against" in told.section("changes").text()
    assert told.by_class("card") == []


def test_the_door_of_all_formats_gives_the_same_page() -> None:
    result = make.result(make.signature_result())
    assert RENDERERS["html"](result, lang="en") == render_html(result, lang="en")


@pytest.mark.parametrize(
    ("options", "code"),
    [({"lang": "de"}, "unknown_language"), ({"zone": "CET"}, "unknown_zone")],
)
def test_unknown_languages_and_zones(options: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as raised:
        render_html(make.result(), **options)  # type: ignore[arg-type]
    assert raised.value.code == code


UNEXAMINED = Unexamined(
    file_name="surat<b>.pdf",
    code="file_too_large",
    params={"limit": "4294967296"},
    size=5_000_000_000,
    sha256="ab" * 32,
    examined_at=make.NOW,
    tool_version="0.0.0",
)


def test_a_file_that_cannot_be_examined_has_a_report() -> None:
    told = parsed(render_html_unexamined(UNEXAMINED, lang="en"))
    assert told.all("h1")[0].text() == "surat<b>.pdf"
    assert told.by_class("word")[0].text() == "Could not be examined"
    assert "larger than the limit of 4294967296 bytes" in told.by_class("sentence")[0].text()
    facts = told.section("facts").text()
    assert "Size 5,000,000,000 bytes" in facts
    assert "ab" * 32 in facts


def test_the_index_lists_every_file_and_filters_with_one_known_script() -> None:
    rows = [
        index_row(filled_document(), link="0001-a.html", lang="en"),
        unexamined_index_row(UNEXAMINED, link="0002-b.html", lang="en"),
    ]
    told = parsed(render_html_index(rows, examined_at=make.NOW, lang="en"))
    texts = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert texts[0].startswith("surat.pdf Not valid Nama Penanda")
    assert "Nama Penanda Tangan (claimed only, not proven)" in texts[0]
    assert texts[1].startswith("surat<b>.pdf Could not be examined This file is larger")
    assert [a.attributes["href"] for a in told.all("a")[1:]] == ["0001-a.html", "0002-b.html"]
    (script,) = told.all("script")
    digest = hashlib.sha256("".join(map(str, script.children)).encode()).digest()
    (policy,) = [m for m in told.all("meta") if "http-equiv" in m.attributes]
    assert (
        f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy.attributes["content"]
    )
    # without the script the filters are not there, and every row is
    (form,) = told.all("form")
    assert "hidden" in form.attributes
    assert [row.attributes.get("hidden") for row in told.all("tr")] == [None] * 3
    boxes = [b.attributes["value"] for b in form.all("input") if b.attributes["type"] == "checkbox"]
    words = [row.attributes["data-word"] for row in told.all("tbody")[0].all("tr")]
    assert sorted(boxes) == sorted(words) == ["Could not be examined", "Not valid"]
