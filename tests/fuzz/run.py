"""Coverage-guided fuzzing with atheris: `make fuzz`, or `python tests/fuzz/run.py --help`.

Inputs are mutated as `mutations.py` does it, guided by the branches of our own code that
they reach. The first input that raises anything but our own errors, or takes longer than
`--seconds`, is written to the folder and ends the run: minimise it, keep it in `finds/`,
mend the cause. One process is one target; `--target all` runs them one after the other.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TARGETS = {"document": 0.6, "update": 0.2, "decoders": 0.2}
"""what is fuzzed → its share of the inputs"""

MAX_INPUT_BYTES = 200_000
MAX_GROWN_BYTES = 60_000
"""Documents with more revisions than this holds are left: a run must not slow down as it goes."""
MEMORY_MIB = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=100_000, help="inputs in all")
    parser.add_argument("--seconds", type=int, default=10, help="for one input")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices")
    parser.add_argument("--target", choices=[*TARGETS, "all"], default="all")
    parser.add_argument("--folder", type=Path, help="for finds; default: a new one")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="esign-verify-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    if options.target != "all":
        _fuzz(options.target, options.runs, options.seconds, options.seed, folder)
        return
    failed = []
    for target, share in TARGETS.items():
        command = [sys.executable, __file__, "--target", target, "--folder", str(folder)]
        command += ["--runs", str(round(options.runs * share)), "--seed", str(options.seed)]
        if subprocess.run([*command, "--seconds", str(options.seconds)], check=False).returncode:
            failed.append(target)
    print(f"{options.runs} inputs; finds in {folder}: {', '.join(failed) or 'none'}")
    sys.exit(1 if failed else 0)


def _fuzz(target: str, runs: int, seconds: int, seed: int, folder: Path) -> None:
    import atheris  # type: ignore[import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["esign_verify"]):
        from tests.fuzz import targets
    from esign_verify.sandbox import build_sandbox
    from tests.fuzz.der_mutations import mutate_der
    from tests.fuzz.mutations import append_revision, mutate
    from tests.fuzz.seeds import build_seeds

    seeds = build_seeds(build_sandbox(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)))
    changes = {"document": mutate, "update": append_revision, "decoders": mutate_der}
    inputs = seeds.der if target == "decoders" else seeds.documents

    def check(data: bytes) -> None:
        if target == "decoders":
            targets.check_decoders(data)
        else:
            targets.check_document(data, seeds.trust)

    def change(data: bytes, most: int, number: int) -> bytes:
        choose = Random(number).randrange
        if target == "update" and len(data) > MAX_GROWN_BYTES:
            data = inputs[choose(len(inputs))]
        return bytes(changes[target](data, choose)[:most])

    corpus = folder / f"{target}-corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(inputs):
        (corpus / f"seed-{number}").write_bytes(data)
    arguments = [
        sys.argv[0],
        f"-runs={runs}",
        f"-seed={seed}",
        f"-timeout={seconds}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-max_len={MAX_INPUT_BYTES}",
        "-len_control=0",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/{target}-",
        str(corpus),
    ]
    atheris.Setup(arguments, check, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
