"""The reports as they were looked at, to the byte (see `golden.py` for writing them again)."""

from __future__ import annotations

import pytest

from tests.render.golden import DOCUMENTS, golden, report


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_report_is_the_one_that_was_looked_at(name: str, lang: str) -> None:
    assert report(name, lang) == golden(name, lang).read_bytes().decode()
