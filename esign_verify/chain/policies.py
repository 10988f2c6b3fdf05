"""Certificate policies along a path (RFC 5280, 6.1, with the policy graph of RFC 9618).

The graph is pyhanko-certvalidator's, which is imported only for a path that
requires, inhibits or maps policies: without that every set of policies is valid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.cms.x509 import Certificate, parse_certificate
from esign_verify.cms.x509_extensions import (
    INHIBIT_ANY_POLICY,
    POLICY_CONSTRAINTS,
    POLICY_MAPPINGS,
)
from esign_verify.evidence import Check
from esign_verify.limits import MAX_POLICY_NODES

ANY_POLICY = "2.5.29.32.0"

_ANY = "any_policy"
"""what asn1crypto calls anyPolicy"""


@frozen(kw_only=True)
class PathParameters:
    """The policy inputs of RFC 5280 6.1.1 (c), (e), (f), (g)."""

    initial_policy_set: frozenset[str] = frozenset({ANY_POLICY})
    initial_policy_mapping_inhibit: bool = False
    initial_explicit_policy: bool = False
    initial_any_policy_inhibit: bool = False


def needs_policy_processing(
    certificates: Sequence[Certificate], parameters: PathParameters
) -> bool:
    """Whether the answer can be anything but passed."""
    restricting = (POLICY_CONSTRAINTS, POLICY_MAPPINGS, INHIBIT_ANY_POLICY)
    return parameters != PathParameters() or any(
        oid in certificate.extensions for certificate in certificates for oid in restricting
    )


class PolicyState:
    """valid_policy_graph, explicit_policy, inhibit_anyPolicy, policy_mapping of 6.1.2."""

    def __init__(self, parameters: PathParameters, total: int) -> None:
        from pyhanko_certvalidator import policy_graph

        self._library: Any = policy_graph
        self._graph: Any = policy_graph.PolicyGraph(max_nodes=MAX_POLICY_NODES)
        self._acceptable = frozenset(
            _ANY if policy == ANY_POLICY else policy for policy in parameters.initial_policy_set
        )
        self._explicit = 0 if parameters.initial_explicit_policy else total + 1
        self._inhibit_any = 0 if parameters.initial_any_policy_inhibit else total + 1
        self._mapping = 0 if parameters.initial_policy_mapping_inhibit else total + 1
        self._broken = False

    def check(self, certificate: Certificate, index: int, self_issued: bool, final: bool) -> Check:
        """6.1.3 (d) to (f), then 6.1.4 (a), (b), (h) to (j) or 6.1.5 (a), (b), (g)."""
        if self._broken:
            return Check.failed("policy_processing_failed")
        try:
            parsed = parse_certificate(certificate.der)
            check = self._process(parsed, index, self_issued, final)
            if final:
                return self._wrap_up(parsed, index, check)
            return self._prepare(parsed, index, self_issued, check)
        except MemoryError:
            raise
        except Exception:
            # Undecodable policies, or more than MAX_POLICY_NODES of them.
            self._broken = True
            return Check.failed("policy_processing_failed")

    def _process(self, parsed: Any, index: int, self_issued: bool, final: bool) -> Check:
        policies = parsed.certificate_policies_value
        if policies is None:
            self._graph = None
        elif self._graph is not None:
            uninhibited = self._inhibit_any > 0 or (not final and self_issued)
            self._graph = self._library.update_policy_graph(
                policies, self._graph, index, any_policy_uninhibited=uninhibited
            )
        if self._graph is None and self._explicit <= 0:
            return Check.failed("policy_not_valid")
        return Check.passed()

    def _prepare(self, parsed: Any, index: int, self_issued: bool, check: Check) -> Check:
        if parsed.policy_mappings_value:
            mappings: dict[str, set[str]] = {}
            for mapping in parsed.policy_mappings_value:
                issuer = mapping["issuer_domain_policy"].native
                subject = mapping["subject_domain_policy"].native
                if _ANY in (issuer, subject):
                    check = Check.failed("policy_mapping_of_any")
                mappings.setdefault(issuer, set()).add(subject)
            if self._graph is not None:
                self._graph = self._library.apply_policy_mapping(
                    mappings, self._graph, index, policy_mapping_uninhibited=self._mapping > 0
                )
        if not self_issued:
            self._explicit = max(self._explicit - 1, 0)
            self._mapping = max(self._mapping - 1, 0)
            self._inhibit_any = max(self._inhibit_any - 1, 0)
        if constraints := parsed.policy_constraints_value:
            required = constraints["require_explicit_policy"].native
            inhibited = constraints["inhibit_policy_mapping"].native
            self._explicit = self._explicit if required is None else min(self._explicit, required)
            self._mapping = self._mapping if inhibited is None else min(self._mapping, inhibited)
        if parsed.inhibit_any_policy_value is not None:
            self._inhibit_any = min(self._inhibit_any, parsed.inhibit_any_policy_value.native)
        return check

    def _wrap_up(self, parsed: Any, index: int, check: Check) -> Check:
        self._explicit = max(self._explicit - 1, 0)
        constraints = parsed.policy_constraints_value
        if constraints and constraints["require_explicit_policy"].native == 0:
            self._explicit = 0
        valid = self._library.user_constrained_policies(self._graph, index, self._acceptable)
        if not valid and self._explicit == 0:
            return Check.failed("policy_not_valid")
        return check
