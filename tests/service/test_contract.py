"""The service answers as its OpenAPI document says, whatever it is asked: `make contract`."""

from __future__ import annotations

from collections.abc import Callable

from tests.contract import MARKS, assert_keeps_its_contract
from tests.service.server import Server

pytestmark = MARKS


def test_schemathesis_finds_nothing(start_server: Callable[..., Server]) -> None:
    assert_keeps_its_contract(start_server().url, "6/6")
