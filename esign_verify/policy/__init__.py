"""Room: the judge (EN 319 102-1, clause 5).

`load_policy(name or path)` gives a `Policy`; `proven_times(evidence, policy)` the moment
each signature is judged at; `conclude(evidence, policy)` the verdicts. Pure functions of
their arguments: no PDF or crypto library, no clock, no files but the policy itself.

Every rule is a small named function (`rules_*.py`) with its clause; what a rule that did
not pass means is the policy's to say, as data (`standard.toml`, `strict.toml`).
"""

from pathlib import Path

from esign_verify.policy.conclude import (
    Conclusions,
    conclude,
    proven_times,
    rule_clauses,
    rule_ids,
)
from esign_verify.policy.policy import BUNDLED, Policy
from esign_verify.policy.policy import load_policy as _load

__all__ = [
    "BUNDLED",
    "Conclusions",
    "Policy",
    "conclude",
    "load_policy",
    "proven_times",
    "rule_clauses",
    "rule_ids",
]


def load_policy(source: str | Path = "standard") -> Policy:
    """A bundled policy by name, or a TOML file. PolicyError where it cannot be used."""
    return _load(source, rule_ids())
