"""What a note's rule is: a small named function from a certificate's facts to parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from esign_verify._frozen import frozen
from esign_verify.evidence import CertificateEvidence
from esign_verify.evidence.profile import CertificateProfile, CertificateRole, ProfileNote

OBSERVED = "observed profile"
"""In the place of a clause: known from published certificates of the country's PKI, from no
text of a standard."""

Params = dict[str, object]

COUNTRY = "2.5.4.6"
EMAIL = "1.2.840.113549.1.9.1"

_IDENTITY_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){15}(?![0-9])")
"""16 digits, as an identity number (NIK) has, with or without separators"""


@frozen(kw_only=True)
class ProfileFacts:
    """All that a rule may look at."""

    profile: CertificateProfile
    role: CertificateRole

    @property
    def certificate(self) -> CertificateEvidence:
        return self.profile.certificate

    @property
    def end_entity(self) -> bool:
        return self.role is not CertificateRole.CA

    def critical(self, oid: str) -> bool | None:
        """Of the first extension of this OID; None without it."""
        return next((e.critical for e in self.profile.extensions if e.oid == oid), None)


@frozen
class ProfileRule:
    """`code` is a message code (`profile.<code>`); each answer of `find` is one note."""

    code: str
    clause: str
    find: Callable[[ProfileFacts], Iterable[Params]]


def apply_rules(rules: Iterable[ProfileRule], facts: ProfileFacts) -> Iterator[ProfileNote]:
    """The notes of every rule, in order; the same note only once."""
    seen: set[tuple[str, str, tuple[tuple[str, str], ...]]] = set()
    for rule in rules:
        for params in rule.find(facts):
            shown = tuple((name, masked(str(value))) for name, value in params.items())
            key = (rule.code, rule.clause, shown)
            if key not in seen:
                seen.add(key)
                yield ProfileNote(
                    code=rule.code,
                    clause=rule.clause,
                    certificate_sha256=facts.certificate.sha256,
                    params=shown,
                )


def identity_numbers(text: str) -> list[str]:
    """The digits of each number in `text` that is built as an identity number is.

    16 digits: province (11 to 99), regency, district; birth date as DDMMYY, the day of women
    plus 40; a serial number. Other numbers of 16 digits are no finding, but are masked too.
    """
    found = (re.sub(r"[^0-9]", "", match) for match in _IDENTITY_NUMBER.findall(text))
    return [
        digits
        for digits in found
        if int(digits[:2]) >= 11
        and 1 <= int(digits[6:8]) % 40 <= 31
        and int(digits[6:8]) <= 71
        and 1 <= int(digits[8:10]) <= 12
    ]


def masked(text: str) -> str:
    """`text` with every number of 16 digits hidden but for its last four."""
    return _IDENTITY_NUMBER.sub(
        lambda match: "*" * 12 + re.sub(r"[^0-9]", "", match[0])[-4:],
        text,
    )
