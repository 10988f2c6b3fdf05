"""One browser for each process of the test run, and one page for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.page import Browser, Page
from tests.browser.pipe import find_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    browser = Browser(executable)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.page()
    yield page
    page.close()
