"""The laws of ARCHITECTURE.md that no other tool checks.

Directions of imports are import-linter's (`make lint`).
"""

from __future__ import annotations

import ast
import importlib
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import esign_verify

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "esign_verify"
SOURCES = sorted(PACKAGE.rglob("*.py"))

NETWORK = {
    *("socket", "ssl", "http", "urllib", "asyncio", "aiohttp", "requests", "httpx", "oscrypto"),
    *("fastapi", "starlette", "uvicorn"),
}
MAY_USE_NETWORK = frozenset({"remote", "service"})
"""rooms; the service listens, and asks nobody; a verification loads none of them"""

BUNDLED = ("trust_roots", "reports")
"""top-level folders that a wheel carries in `_bundled/`"""

JUDGING = frozenset({"document", "cms", "timestamp", "chain", "policy", "engine"})
"""rooms on the path of a verdict"""

HEAVY = {
    "pikepdf",
    "pyhanko",
    "pyhanko_certvalidator",
    "asn1crypto",
    "cryptography",
    "jinja2",
    "weasyprint",
    "pypdfium2",
    "PIL",
    *("fastapi", "starlette", "uvicorn", "pydantic"),
}

INNER_DOORS = {
    # decoding of DER, X.509 and single signature values, for the rooms above
    "esign_verify.cms.decode",
    # certificates in files, which only trust stores of the user's own and notes read
    "esign_verify.cms.pem",
    # what a certificate, a CRL and an OCSP response are made of: cms/ and chain/ share it
    "esign_verify.cms.signature_value",
    "esign_verify.cms.x509",
    "esign_verify.cms.x509_crl",
    "esign_verify.cms.x509_extensions",
    "esign_verify.cms.x509_keys",
    "esign_verify.cms.x509_names",
    "esign_verify.cms.x509_ocsp",
    # how a certificate is written: facts that only notes on it need, no verification loads them
    "esign_verify.cms.x509_profile",
    "esign_verify.evidence.profile",
    # what a server said, which no verification knows
    "esign_verify.evidence.remote",
    # types in signatures
    "esign_verify.document.changes.usage",
    "esign_verify.document.files",
    "esign_verify.document.pages",
    "esign_verify.document.source",
    "esign_verify.evidence.pictures",
    # the structure of a file for those who look without judging
    "esign_verify.document.raw",
    # facts that the path of a verification does not load
    "esign_verify.evidence.difference",
    "esign_verify.evidence.extraction",
    "esign_verify.evidence.inspection",
    "esign_verify.evidence.inspection_asn1",
    "esign_verify.evidence.inspection_cms",
    "esign_verify.sandbox.expected",
    # doors of their own: an Esign Client in memory, and its HTTP
    "esign_verify.sandbox.client",
    "esign_verify.service.emulator",
    # JSON that a terminal can show, for lines of several files
    "esign_verify.render.json_text",
    # what a file with a password loads, for a process whose forks may be given one
    "esign_verify.document.encryption",
    # the child, for a room that shows results where they are made
    "esign_verify.isolation.worker",
    # the one format that takes a zone and pictures, and shows files without a result
    "esign_verify.render.html",
    "esign_verify.render.html_pdf",
}
"""inner modules that other rooms may import"""


def imports(source: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(source: Path) -> str:
    return source.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_no_room_but_the_allowed_ones_knows_the_network() -> None:
    found = {
        (str(source.relative_to(ROOT)), name)
        for source in SOURCES
        if room(source) not in MAY_USE_NETWORK
        for name in imports(source)
        if name.split(".")[0] in NETWORK
    }
    assert found == set()


def test_a_test_cannot_reach_the_network() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match="network"):
        client.connect(("127.0.0.1", 9))


def test_inner_modules_are_imported_from_inside_the_room_only() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    found = {
        (str(source.relative_to(ROOT)), name)
        for source in SOURCES
        for name in imports(source)
        if len(parts := name.split(".")) > 2
        and parts[0] == "esign_verify"
        and parts[1] in rooms - {room(source)}
        and name not in INNER_DOORS
    }
    assert found == set()


def modules_after(code: str) -> set[str]:
    """Top-level modules that are loaded once `code` has run in a fresh interpreter."""
    shown = "import sys; print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    script = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{shown}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_no_pdf_or_crypto_library(option: str) -> None:
    loaded = modules_after(f"from esign_verify.cli import main; main(['{option}'])")
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_the_front_door_loads_nothing() -> None:
    assert modules_after("import esign_verify") & (HEAVY | {"click"}) == set()


@pytest.mark.parametrize("module", ["policy", "render", "messages", "evidence_json", "result"])
def test_the_judge_and_the_renderers_load_no_pdf_or_crypto_library(module: str) -> None:
    assert modules_after(f"import esign_verify.{module}") & HEAVY == set()


def test_all_is_what_can_be_imported() -> None:
    for name in esign_verify.__all__:
        assert getattr(esign_verify, name) is not None
    assert dir(esign_verify) == sorted(esign_verify.__all__)
    homes = set(esign_verify._HOMES) | {"__version__"}
    assert homes == set(esign_verify.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = esign_verify.no_such_name


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_size_and_shape(source: Path) -> None:
    """Files under 300 lines, functions under 50."""
    text = source.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, node.name


def test_no_guard_of_the_engine_takes_want_of_memory_for_a_fact_about_the_document() -> None:
    """`except Exception` in what judges comes after a handler that lets MemoryError through."""
    seen = 0
    for source in SOURCES:
        if room(source) not in JUDGING:
            continue
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Try):
                continue
            kinds = [ast.unparse(handler.type) for handler in node.handlers if handler.type]
            if "Exception" in kinds:
                before = " ".join(kinds[: kinds.index("Exception")])
                assert "MemoryError" in before, f"{source.name}:{node.lineno}"
                seen += 1
    assert seen


def test_every_room_has_a_door_with_a_docstring() -> None:
    for path in PACKAGE.iterdir():
        if path.is_dir() and any(path.glob("*.py")):
            door = importlib.import_module(f"esign_verify.{path.name}")
            assert door.__doc__, path.name
            assert door.__all__, path.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built from a copy of the checkout without any network, and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    for name in ("esign_verify", *BUNDLED):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=checkout, check=True, capture_output=True)
    unpacked = folder / "site-packages"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_holds_what_is_needed_and_nothing_else(wheel: Path) -> None:
    names = {str(path.relative_to(wheel)) for path in wheel.rglob("*") if path.is_file()}
    package = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    code = {str(source.relative_to(ROOT)) for source in SOURCES}
    beside = {
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*")
        if path.suffix in (".toml", ".json", ".typed", ".html", ".css", ".js", ".pdf", ".der")
    }
    bundled = {
        f"esign_verify/_bundled/{folder}/{path.name}"
        for folder in BUNDLED
        for path in (ROOT / folder).iterdir()
    }
    assert package == code | beside | bundled


def _run_in(folder: Path, code: str) -> str:
    """What code prints that finds the package in a folder."""
    found = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    done = subprocess.run(
        [sys.executable, "-c", found + code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return done.stdout


def test_the_wheel_finds_its_own_anchors(wheel: Path) -> None:
    code = "from esign_verify import TrustStore; print(TrustStore.default().anchors[0].store)"
    assert _run_in(wheel, code) == "national\n"


def test_the_wheel_finds_its_own_templates(wheel: Path) -> None:
    code = (
        "from datetime import UTC, datetime\n"
        "from esign_verify.render.html import render_html_index\n"
        "print(render_html_index((), examined_at=datetime(2026, 1, 1, tzinfo=UTC))[:15])"
    )
    assert _run_in(wheel, code) == "<!DOCTYPE html>\n"


def test_a_broken_installation_takes_nobody_elses_folder(wheel: Path, tmp_path: Path) -> None:
    """Without `_bundled/`, a `trust_roots` beside the package in site-packages is not ours."""
    broken = tmp_path / "site-packages"
    shutil.copytree(wheel, broken, ignore=shutil.ignore_patterns("_bundled"))
    shutil.copytree(ROOT / "trust_roots", broken / "trust_roots")
    code = "from esign_verify import TrustStore; TrustStore.default()"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(broken)!r}); {code}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "TrustError: trust_unreadable (file=trust_roots)" in done.stderr


def test_nothing_is_bundled_in_the_checkout() -> None:
    assert not (PACKAGE / "_bundled").exists()
