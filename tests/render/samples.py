"""The published answers of real servers, and the schemas of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SCHEMAS = ROOT / "esign_verify" / "render" / "schemas"


def sample(name: str) -> Any:
    """One published answer, parsed; skips where the samples are absent."""
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("the published answers are not beside this checkout")
    return json.loads(path.read_text("utf-8"))


def validator(name: str) -> Draft202012Validator:
    """The validator of one of our schemas, itself checked."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def key_tree(value: Any) -> Any:
    """The keys of a JSON value in their order, lists by their first element."""
    if isinstance(value, dict):
        return [(key, key_tree(item)) for key, item in value.items()]
    if isinstance(value, list) and value:
        return key_tree(value[0])
    return None
