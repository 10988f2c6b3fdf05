"""Notes on certificates in the report: information, beside the certificate that they concern."""

from __future__ import annotations

from esign_verify.evidence.profile import ProfileNote
from esign_verify.render.html import all_certificates, render_html
from tests import factories as make
from tests.render.html_page import parsed


def test_each_note_stands_at_its_certificate_with_its_clause() -> None:
    result = make.result(make.signature_result())
    first, second = all_certificates(result)
    notes = (
        ProfileNote(
            code="policies_missing", clause="RFC 5280 4.2.1.4", certificate_sha256=first.sha256
        ),
        ProfileNote(
            code="policy_repeated",
            clause="observed profile",
            certificate_sha256=first.sha256,
            params=(("policy", "<b>1.2.3</b>"),),
        ),
    )
    told = parsed(render_html(result, lang="en", notes=notes))
    listed = [item.text() for item in told.by_id("certificate-1").all("li")]
    assert listed == [
        "The certificate does not name the policy under which it was issued, so how its holder was "
        "identified is not known. [RFC 5280 4.2.1.4]",
        "The policy <b>1.2.3</b> is named more than once. [usual profile]",
    ]
    assert told.by_id("certificate-2").all("li") == []
    assert second.common_name in told.by_id("certificate-2").text()
