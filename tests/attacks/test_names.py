"""Every advisory of attacks.md 3.3 that concerns CMS, certificates or time-stamps has its case."""

from __future__ import annotations

import pytest

from tests.attacks import (
    test_cms,
    test_cms_content,
    test_cms_identification,
    test_injected,
    test_pki,
    test_pki_constraints,
    test_revocation,
    test_revocation_crls,
    test_revocation_ocsp,
    test_signature_values,
    test_timestamps,
    test_timestamps_tsa,
)
from tests.attacks.builders import Case

GROUPS = (
    test_cms,
    test_cms_content,
    test_cms_identification,
    test_injected,
    test_pki,
    test_pki_constraints,
    test_revocation,
    test_revocation_crls,
    test_revocation_ocsp,
    test_signature_values,
    test_timestamps,
    test_timestamps_tsa,
)
CASES: list[Case] = [case for group in GROUPS for case in group.CASES]

ADVISORIES = (
    "CVE-2021-30246",
    "CVE-2022-21449",
    "CVE-2022-24771",
    "CVE-2022-24772",
    "CVE-2022-24773",
    "CVE-2025-2866",
    "CVE-2025-43903",
    "CVE-2026-103602",
    "CVE-2026-22796",
    "CVE-2026-5588",
    "CVE-2026-58062",
    "CVE-2026-59639",
    "CVE-2026-59641",
    "CVE-2026-59642",
    "CVE-2026-63577",
    "CVE-2026-71888",
    "CVE-2026-71889",
    "CVE-2026-8763",
    "rfc3161-client-1.0.1",
    "rfc3161-client-1.0.3",
    "rfc3161-client-1.0.6",
    "sigstore-1416",
)
"""Without: CVE-2026-121482 (a test of its own, in `test_pki_floods`), CVE-2026-103902 (details
not public), CVE-2026-34182 (decryption of AuthEnvelopedData; nothing here decrypts a CMS),
sigstore timestamp-authority #1384 and #1389 (not at hand)."""


@pytest.mark.parametrize("advisory", ADVISORIES)
def test_advisories(advisory: str) -> None:
    assert [case.id for case in CASES if advisory in case.id]


def test_every_case_has_a_name_of_its_own_and_says_where_it_comes_from() -> None:
    for group in GROUPS:
        names = [case.id for case in group.CASES]
        assert len(names) == len(set(names)), group.__name__
    assert [case.id for case in CASES if len(case.provenance) < 8] == []


def test_every_group_has_a_control_that_passes() -> None:
    for group in GROUPS:
        good = [c for c in group.CASES if c.expected.indication == "TOTAL-PASSED"]
        assert [c.id for c in good if not c.expected.warnings], group.__name__
