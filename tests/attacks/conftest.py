"""One lab a session: its keys are shared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.attacks.builders")

from tests.attacks.builders_pki import Lab  # noqa: E402 - after the line above has its effect


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()
