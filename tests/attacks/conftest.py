"""One lab a session: its keys are shared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.attacks.builders", "tests.attacks.builders_revocation")

from tests.attacks.builders_pki import Lab  # noqa: E402 - after the line above has its effect


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()
