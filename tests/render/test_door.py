"""The door of the room: names, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from esign_verify.render import RENDERERS
from tests import factories as make


def test_formats() -> None:
    assert {"v1", "v2", "json", "text"} <= set(RENDERERS)


def test_importing_the_door_loads_no_format_and_no_foreign_library() -> None:
    code = (
        "import sys, esign_verify.render as r\n"
        "ours = [m for m in sys.modules if m.startswith('esign_verify.render.')]\n"
        "foreign = [m for m in ('jinja2', 'asn1crypto', 'pyhanko', 'json') if m in sys.modules]\n"
        "print(ours, foreign)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] []\n"


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_a_renderer_is_a_pure_function_of_the_result(name: str) -> None:
    result = make.result(make.signature_result())
    assert RENDERERS[name](result) == RENDERERS[name](result)
