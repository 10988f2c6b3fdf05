"""What the benchmark measures is what its table says, and its gate closes when it should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import gate
from benchmarks.ber import as_ber
from benchmarks.floor import floor
from benchmarks.gate import Answer, Limit
from benchmarks.large import write_large
from benchmarks.many_objects import four_signatures, many_bookmarks, many_objects, regulation
from benchmarks.many_signatures import large_cms, many_signatures
from benchmarks.rows import ROWS
from benchmarks.sample import Sample, Series, series_of
from benchmarks.table import process_table
from esign_verify import TrustStore, verify
from esign_verify.result import DocumentConclusion, VerificationResult
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pki import SandboxPki
from tests.conftest import NOW


def answer(source: bytes | Path, sandbox: Sandbox) -> VerificationResult:
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    return verify(source, trust=trust, at=NOW)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("tagged", [False, True])
def test_many_objects(sandbox: Sandbox, streams: bool, tagged: bool) -> None:
    pdf = many_objects(sandbox.pki, 300, streams=streams, tagged=tagged)
    result = answer(pdf, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 3)
    assert 300 <= result.document.revisions[0].objects < 330
    assert (b"/ObjStm" in pdf, b"/Type /XRef" in pdf) == (streams, streams)


def test_many_bookmarks(sandbox: Sandbox) -> None:
    result = answer(many_bookmarks(sandbox.pki, 100), sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 2)
    assert len(result.document.revisions) == 3


@pytest.mark.parametrize("make", [four_signatures, regulation])
def test_four_signatures(sandbox: Sandbox, make: Callable[[SandboxPki], bytes]) -> None:
    pdf = make(sandbox.pki)
    result = answer(pdf, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 4)
    assert 670_000 < len(pdf) < 690_000


def test_twenty_signatures(sandbox: Sandbox) -> None:
    pdf = many_signatures(sandbox.pki, 20)
    result = answer(pdf, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 20)
    assert {len(one.evidence.timestamps) for one in result.signatures} == {1}
    assert 554_000 < len(pdf) < 556_000


@pytest.mark.parametrize("ber", [False, True])
def test_large_cms(sandbox: Sandbox, ber: bool) -> None:
    result = answer(large_cms(sandbox.pki, ber=ber), sandbox)
    (signature,) = result.signatures
    cms = signature.evidence.cms
    assert cms is not None
    assert (result.conclusion, cms.encoding) == (
        DocumentConclusion.VALID,
        "BER" if ber else "DER",
    )
    assert 14_500 < len(signature.evidence.field.contents.rstrip(b"\0")) < 15_500
    assert (len(cms.revocation), len(signature.evidence.timestamps)) == (1, 1)


def test_ber_has_indefinite_lengths_and_octet_strings_in_pieces(sandbox: Sandbox) -> None:
    cms = as_ber(build_cms(CmsSpec(signer=sandbox.pki.signer, encapsulate=True), b"x" * 250))
    assert cms.startswith(b"\x30\x80\x06\x09")
    pieces = b"\x24\x80\x04\x64" + b"x" * 100 + b"\x04\x64" + b"x" * 100 + b"\x04\x32"
    assert pieces + b"x" * 50 + b"\0" * 4 in cms
    assert cms.count(b"\x24\x80\x04\x64") == 2  # and the signature value
    assert cms.endswith(b"\0" * 12)


def test_large_file(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    write_large(path, 3_000_000, sandbox.pki, signatures=3)
    result = answer(path, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 3)
    assert len(result.document.revisions) == 3
    assert 3_000_000 < path.stat().st_size < 3_110_000
    assert floor(path) == 3


def test_the_floor_sees_a_changed_byte(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "changed.pdf"
    pdf = large_cms(sandbox.pki, ber=False)
    path.write_bytes(pdf)
    assert floor(path) == 1
    path.write_bytes(pdf.replace(b"A large CMS", b"A lurge CMS"))
    with pytest.raises(ValueError, match="the digest differs"):
        floor(path)


TIME = Limit("small", "cpu", "of a test", over="floor", limit=2.2)
COUNT = Limit("small", "instructions", "of a test", over="floor")
MEMORY = Limit("small", "peak", "of a test", limit=80)
BEYOND = Limit("small", "cpu", "of a test", minus="start", over="SHA-256", limit=1.2)
TOLERANCE = {"cpu": 0.2, "instructions": 0.03, "peak": 0.1}
RECORDED = {"small": {TIME.expression: 2.0, COUNT.expression: 2.1, MEMORY.expression: 36.0}}


def figures(*, slower: float = 1.0, larger: float = 1.0) -> Series:
    """Figures as a run gave them; the machine was busy in round 3."""
    ours, floor_, start = (0.179, 0.182, 0.391, 0.178), (0.088, 0.091, 0.196, 0.088), 0.150
    return {
        ("small", "cpu", "esign-verify"): {n: t * slower for n, t in enumerate(ours, 1)},
        ("small", "cpu", "floor"): dict(enumerate(floor_, 1)),
        ("small", "cpu", "start"): dict.fromkeys(range(1, 5), start),
        ("small", "cpu", "SHA-256"): dict.fromkeys(range(1, 5), 0.030),
        ("small", "instructions", "esign-verify"): {0: 943_969_740 * slower},
        ("small", "instructions", "floor"): {0: 449_500_000},
        ("small", "peak", "esign-verify"): dict.fromkeys(range(1, 5), 36.0 * larger),
    }


def problems(limit: Limit, series: Series) -> tuple[str, ...]:
    (found,) = gate.judge([limit], TOLERANCE, RECORDED, series)
    return found.problems


def test_the_gate_is_open_for_the_figures_that_were_recorded() -> None:
    answers = gate.judge([TIME, COUNT, MEMORY, BEYOND], TOLERANCE, RECORDED, figures())
    assert [answer.problems for answer in answers] == [()] * 4
    values = [answer.value for answer in answers]
    assert values == pytest.approx([2.0112, 2.1000, 36.0, 1.0167], rel=1e-3)


def test_a_quarter_more_work_closes_the_gate() -> None:
    slower = figures(slower=1.25)
    assert problems(TIME, slower) == ("misses its limit", "regressed by 26%")
    assert problems(COUNT, slower) == ("regressed by 25%",)
    assert problems(BEYOND, slower) == ("misses its limit",)


def test_noise_leaves_the_gate_open() -> None:
    assert problems(TIME, figures(slower=1.08)) == ()
    assert problems(COUNT, figures(slower=1.02)) == ()
    assert problems(COUNT, figures(slower=1.04)) == ("regressed by 4%",)


def test_memory_has_a_limit_and_a_record() -> None:
    assert problems(MEMORY, figures(larger=1.2)) == ("regressed by 20%",)
    assert problems(MEMORY, figures(larger=3)) == ("misses its limit", "regressed by 200%")


def test_a_slow_contestant_is_compared_by_medians() -> None:
    series = dict(figures())
    series["small", "cpu", "pyHanko"] = {0: 0.36}
    limit = Limit("small", "cpu", "of a test", over="pyHanko")
    assert gate.value_of(limit, series) == pytest.approx(0.1805 / 0.36)


def test_what_was_not_measured_is_no_problem_and_no_number() -> None:
    limit = Limit("small", "instructions", "of a test", over="pyHanko", limit=0.1)
    assert gate.judge([limit], TOLERANCE, RECORDED, figures()) == [Answer(limit, None, None, ())]


def test_recording_keeps_what_was_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "recorded.json"
    path.write_text('{"small": {"a": 1.0}, "four": {"b": 2.0}}', encoding="utf-8")
    gate.record([Answer(TIME, 2.01234, None, ()), Answer(COUNT, None, None, ())], path)
    assert gate.load_recorded(path) == {
        "small": {"a": 1.0, "cpu of esign-verify / floor": 2.012},
        "four": {"b": 2.0},
    }


def test_limits_are_of_rows_and_contestants_that_there_are() -> None:
    limits, tolerance = gate.load_limits()
    asked = {(row.name, name) for row in ROWS for name in row.contestants}
    used = {(limit.row, name) for limit in limits for name in (limit.of, limit.minus, limit.over)}
    assert {(row, name) for row, name in used if name} <= asked
    assert {limit.measure for limit in limits} <= set(tolerance)
    counted = {row.name for row in ROWS if row.instructions}
    assert {limit.row for limit in limits if limit.measure == "instructions"} == counted
    assert all(limit.why for limit in limits)


def test_records_are_of_limits_that_there_are() -> None:
    expressions = {(limit.row, limit.expression) for limit in gate.load_limits()[0]}
    recorded = gate.load_recorded()
    assert {(row, one) for row, own in recorded.items() for one in own} <= expressions


def test_seconds_are_no_limit(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    entry = '[[limit]]\nrow = "small"\nmeasure = "cpu"\nlimit = 1\nwhy = "no"\n'
    path.write_text(f"[tolerance]\ncpu = 0.1\n{entry}", encoding="utf-8")
    with pytest.raises(ValueError, match="small: cpu needs something to compare with"):
        gate.load_limits(path)


def test_samples_become_series_without_figures_that_are_not_known() -> None:
    runs = {"floor": {1: Sample(wall=0.2, cpu=0.1, peak=0, answer=0)}}
    assert series_of("small", runs) == {
        ("small", "wall", "floor"): {1: 0.2},
        ("small", "cpu", "floor"): {1: 0.1},
    }


def test_a_run_that_was_ended_is_shown_as_a_bound() -> None:
    (row,) = (row for row in ROWS if row.name == "small")
    runs = {
        "esign-verify": {1: Sample(wall=0.2, cpu=0.2, peak=36, answer=0)},
        "pyHanko": {0: Sample(wall=60, cpu=50, peak=2000, answer=None)},
    }
    cells = process_table([row], series_of("small", runs)).splitlines()[2].split(" | ")
    assert cells[1:6] == ["0.200", "0.200", ">50.000", "<0.004", "-"]
