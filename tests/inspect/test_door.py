"""The door of the room, the schemas beside the facts, and what a verification does not load."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

import pytest

import esign_verify.inspect
from esign_verify.evidence import extraction, inspection, inspection_asn1, inspection_cms
from esign_verify.sandbox import Sandbox
from tests.inspect.samples import document
from tests.messages.codes import PACKAGE
from tests.messages.test_messages import catalogue
from tests.render.samples import validator

TOP = {"Inspection": "inspect", "Extraction": "extract"}
CLASSES = [
    cls
    for module in (extraction, inspection, inspection_asn1, inspection_cms)
    for _, cls in inspect.getmembers(module, is_dataclass)
    if cls.__module__ == module.__name__
]


def test_every_name_of_the_door_can_be_loaded() -> None:
    found = {name: getattr(esign_verify.inspect, name) for name in esign_verify.inspect.__all__}
    modules = {name for name, value in found.items() if isinstance(value, ModuleType)}
    assert modules == {"profile"}
    assert all(callable(found[name]) for name in found.keys() - modules)
    assert set(esign_verify.inspect._HOMES) | modules == set(found)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = esign_verify.inspect.no_such_name


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_schemas_name_every_field(cls: type) -> None:
    names = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    found = 0
    for schema_name in ("inspect", "extract", "asn1"):
        schema = validator(schema_name).schema
        described = schema["$defs"].get(cls.__name__)
        if TOP.get(cls.__name__) == schema_name:
            described = schema
            names |= {"schema_version"}
        if described is not None:
            found += 1
            assert set(described["properties"]) == names
            assert set(described["required"]) == names
            assert described["additionalProperties"] is False
    assert found


def test_every_word_of_an_inspection_has_a_text() -> None:
    """Codes that stand in the renderers, and those that are put together from facts."""
    known = set(catalogue("id"))
    used = set()
    for path in (PACKAGE / "render").glob("*.py"):
        for part in path.read_text("utf-8").split('words("')[1:]:
            used.add("inspect." + part.split('"')[0])
    assert len(used) > 50
    assert used - known == set()
    for family, values in (
        ("inspect_origin", [value.value for value in inspection_cms.Origin]),
        (
            "inspect",
            [
                f"structure_{state}"
                for state in validator("inspect").schema["properties"]["structure"]["enum"]
            ],
        ),
    ):
        assert {f"{family}.{value}" for value in values} - known == set()
    definitions = validator("inspect").schema["$defs"]
    for family, name, key, prefix in (
        ("inspect", "SectionFacts", "kind", "section_"),
        ("inspect", "ObjectFacts", "action", "action_"),
        ("inspect", "SignatureFacts", "found_in", "found_in_"),
        ("inspect", "UnaccountedBytes", "where", "where_"),
    ):
        values = definitions[name]["properties"][key]["enum"]
        assert {f"{family}.{prefix}{value}" for value in values} - known == set()
    notes = validator("asn1").schema["$defs"]["Asn1Element"]["properties"]["note"]["enum"]
    assert {f"inspect_asn1.{note}" for note in notes if note} - known == set()
    kinds = validator("extract").schema["$defs"]["ExtractedFile"]["properties"]["kind"]["enum"]
    assert {f"inspect.extracted_{kind}" for kind in kinds} - known == set()


def test_every_omission_has_a_text() -> None:
    known = set(catalogue("id"))
    named = set()
    for path in (PACKAGE / "inspect").glob("*.py"):
        for part in path.read_text("utf-8").split('what="')[1:]:
            named.add(part.split('"')[0])
    assert {f"inspect_omitted.{what}" for what in named} - known == set()
    assert named >= {"signatures", "fields", "objects", "embedded"}


def test_a_verification_loads_nothing_of_it(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(document(sandbox, "pades-t.pdf").pdf)
    code = (
        "import sys; from esign_verify import RENDERERS, verify\n"
        f"RENDERERS['text'](verify({str(path)!r}))\n"
        "print(*(name for name in sys.modules if name.startswith('esign_verify')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "esign_verify.document.read" in loaded
    for name in ("inspect", "document.raw", "evidence.inspection", "render.inspection_text"):
        assert f"esign_verify.{name}" not in loaded
        assert importlib.import_module(f"esign_verify.{name}")
