"""Name constraints (RFC 5280, 4.2.1.10) along a path.

The comparisons are pyhanko-certvalidator's, which is imported only for a path
that carries such constraints. Whatever it does not support (addresses, other
names, minimum and maximum) is refused where a name of that form stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esign_verify.cms.x509 import Certificate, parse_certificate
from esign_verify.cms.x509_extensions import NAME_CONSTRAINTS
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check


def has_name_constraints(certificates: Sequence[Certificate]) -> bool:
    """Whether an issuer of the path constrains names (those of a leaf bind nobody)."""
    return any(NAME_CONSTRAINTS in certificate.extensions for certificate in certificates[1:])


class NameConstraintState:
    """permitted_subtrees and excluded_subtrees of RFC 5280 6.1.2."""

    def __init__(self) -> None:
        from pyhanko_certvalidator import name_trees

        self._trees: Any = name_trees
        self._permitted = name_trees.PermittedSubtrees(name_trees.default_permitted_subtrees())
        self._excluded = name_trees.ExcludedSubtrees(name_trees.default_excluded_subtrees())
        self._unreadable = False

    def check(self, certificate: Certificate) -> Check:
        """6.1.3 (b) and (c): every name permitted, none excluded."""
        if self._unreadable:
            return Check.failed("name_constraint_unsupported")
        try:
            parsed = parse_certificate(certificate.der)
            if not self._permitted.accept_cert(parsed):
                return Check.failed("name_not_permitted")
            if not self._excluded.accept_cert(parsed):
                return Check.failed("name_excluded")
        except NotImplementedError:
            return Check.failed("name_constraint_unsupported")
        except MemoryError:
            raise
        except Exception:
            # Any other failure inside the library is a name it cannot compare.
            return Check.failed("name_malformed")
        return Check.passed()

    def add(self, certificate: Certificate, before: Check) -> Check:
        """6.1.4 (g): take in this issuer's constraints; failed where they do not decode."""
        if NAME_CONSTRAINTS not in certificate.extensions:
            return before
        try:
            value = parse_certificate(certificate.der).name_constraints_value
            for field, accept in (
                ("permitted_subtrees", self._permitted.intersect_with),
                ("excluded_subtrees", self._excluded.union_with),
            ):
                if value[field].native is not None:
                    accept(self._trees.process_general_subtrees(value[field]))
        except DecodeError:
            self._unreadable = True
            return Check.failed("name_constraint_unsupported")
        except MemoryError:
            raise
        except Exception:
            # A base that the library cannot interpret constrains we know not what.
            self._unreadable = True
            return Check.failed("name_constraint_unsupported")
        return before
