"""The sandbox answers as its OpenAPI document says, whatever it is asked: `make contract`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract import MARKS, assert_keeps_its_contract
from tests.running import running

pytestmark = MARKS

CONFIG = """
[auth.openapi.application]
username = "sandbox"
password = "sandbox"

[auth.openapi.admin]
username = "admin"
password = "admin"

# real servers say 500 of what is no PDF, and so does this one; what nobody foresaw is in the log
[[operations]]
include-path-regex = "verify"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "500"]
"""


ADMINS = "^/sandbox/(users|credentials)"


@pytest.mark.parametrize(
    ("selected", "option"),
    [("16/22", "--exclude-path-regex"), ("6/22", "--include-path-regex")],
    ids=["applications", "admin"],
)
def test_schemathesis_finds_nothing(tmp_path: Path, selected: str, option: str) -> None:
    """Two servers: what the admin is asked to change would lock the applications out."""
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    log = tmp_path / "log"
    with running(log, "sandbox", "serve", "--lang", "en") as url:
        assert_keeps_its_contract(url, selected, option, ADMINS, config=config)
    words = log.read_text("utf-8", "replace")
    assert "Traceback" not in words
    assert "internal error" not in words
