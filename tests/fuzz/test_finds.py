"""What fuzzing and hostile reading found: each input, and the answer it must have now.

The inputs are made by hand or minimised, and lie in `finds/`. `make fuzz` writes new ones
to a folder of its own; the smallest that still fails comes here, with the fix.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from esign_verify.chain import TrustStore
from tests.fuzz.targets import check_document

FOLDER = Path(__file__).with_name("finds")

FINDS = {
    # the reason had no text: showing the result raised KeyError, and the exit code said INVALID
    "signature-not-a-dictionary.pdf": "INVALID",
    # objects of an object stream that share one place were parsed uncounted: 11 s for 3 kB,
    # and as many more as there are fields
    "objects-at-one-place.pdf": "limit_exceeded",
}


def test_every_find_is_listed() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(FINDS)


@pytest.mark.parametrize("name", FINDS)
def test_finds(name: str) -> None:
    assert check_document((FOLDER / name).read_bytes(), TrustStore.default()) == FINDS[name]
