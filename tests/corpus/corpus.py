"""The documents with known answers in `shared/` beside the repository, and its tables.

They are other people's: used from there, never committed. Tests that need them skip
with a reason where the folder is absent.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the documents with known answers (shared/corpus) are not here"
)


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table; none where the corpus is absent."""
    path = CORPUS / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def values(cell: str) -> list[str]:
    """The values of a cell: several signatures by `|`, several of one by a blank."""
    return cell.replace("|", " ").split()
