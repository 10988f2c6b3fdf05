"""Why a server may say otherwise without contradicting: what is known of real servers.

A function from one difference to a code, or None. An explanation rests on what the two answers
and our evidence show, never on the server's word alone where trust is concerned.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from esign_verify.evidence import Outcome
from esign_verify.evidence.remote import RemoteApi, RemoteValue
from esign_verify.limits import MAX_TEXT
from esign_verify.remote.difference import (
    SAME_MOMENT,
    TIME_DEPENDENT,
    Difference,
    Reason,
    expired_since,
)
from esign_verify.remote.match import identifier_digits
from esign_verify.remote.times import read_period, read_time
from esign_verify.remote.wire_fields import INTEGRITY, TRUST, Kind
from esign_verify.result import SubIndication

_ZONES = frozenset(timedelta(hours=hours) for hours in (1, 2, 7, 8, 9))
"""What WIB, WITA, WIT and UTC are apart."""

_SIGNED_IN = "signature_document.signed_in"
_VALIDITY = "info_signer.signer_cert_validity"
_LEVELS = re.compile(r"(PKCS7|PAdES-BASELINE)-(B|T|LT|LTA)")
_ATTRIBUTE = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
_NAME = re.compile(rf"{_ATTRIBUTE.pattern}(?:,{_ATTRIBUTE.pattern})*", re.DOTALL)
_IDENTIFIER = re.compile(r"([STC])-(?:[0-9A-F]{2}){1,32}")


def explain(difference: Difference) -> Reason | None:
    """The first explanation that holds; None is a contradiction."""
    for explanation in _EXPLANATIONS:
        code = explanation(difference)
        if code is not None:
            return code if isinstance(code, tuple) else (code, ())
    return None


def _now_defect(d: Difference) -> str | None:
    """Servers of mid-2024 wrote the present moment as the time of signing and as both ends of
    the certificate's validity. The present is when the server was asked, by its own clock."""
    if d.context.api is not RemoteApi.V1 or d.name not in (_SIGNED_IN, _VALIDITY):
        return None
    period = read_period(d.remote.get(_VALIDITY), RemoteApi.V1)
    signed_in = read_time(d.remote.get(_SIGNED_IN), RemoteApi.V1)
    if period is None or signed_in is None:
        return None
    present = abs(signed_in - d.context.asked_at) <= SAME_MOMENT
    return "now_defect" if present and period[0] == period[1] == signed_in else None


def _zone(d: Difference) -> Reason | None:
    """A local time written as if it were that of another zone."""
    if d.kind is not Kind.TIME:
        return None
    ours, theirs = read_time(d.ours, d.context.api), read_time(d.theirs, d.context.api)
    if ours is None or theirs is None or abs(theirs - ours) not in _ZONES:
        return None
    hours = (theirs - ours) // timedelta(hours=1)
    return "zone_shift", (("hours", f"{hours:+d}"),)


def _seconds(d: Difference) -> str | None:
    """One of the two leaves out the fraction of a second."""
    if d.kind is not Kind.TIME:
        return None
    ours, theirs = read_time(d.ours, d.context.api), read_time(d.theirs, d.context.api)
    if ours is None or theirs is None:
        return None
    same = ours.replace(microsecond=0) == theirs.replace(microsecond=0)
    return "fraction_of_second" if same and 0 in (ours.microsecond, theirs.microsecond) else None


def _time_of_stamp(d: Difference) -> str | None:
    """The time-stamp's time shown as that of signing."""
    api = d.context.api
    if d.name not in ("signatureDate", _SIGNED_IN):
        return None
    times = [stamp.gen_time for stamp in d.signature.evidence.timestamps]
    theirs = read_time(d.theirs, api)
    return "time_of_stamp" if theirs is not None and theirs in times else None


def _name(d: Difference) -> str | None:
    """The same attributes in another order, or the common name alone."""
    if d.kind is not Kind.NAME or not isinstance(d.ours, str) or not isinstance(d.theirs, str):
        return None
    ours, theirs = _attributes(d.ours), _attributes(d.theirs)
    if ours and ours == theirs:
        return "name_order"
    short = [f"CN={d.ours}"] == _common_names(theirs) or [f"CN={d.theirs}"] == _common_names(ours)
    return "name_shortened" if short else None


def _attributes(name: str) -> list[str]:
    """Sorted; empty where the text is no name at all."""
    if not _NAME.fullmatch(name):
        return []
    parts = [part.strip().partition("=") for part in _ATTRIBUTE.findall(name)]
    if not all(separator for _, separator, _ in parts):
        return []
    return sorted(f"{keyword.strip().upper()}={value.strip()}" for keyword, _, value in parts)


def _common_names(attributes: list[str]) -> list[str]:
    return [attribute for attribute in attributes if attribute.startswith("CN=")]


def _identifier(d: Difference) -> str | None:
    """Hex without leading zeros; `T-`, which EU DSS makes otherwise from 5.13 on."""
    if d.kind is not Kind.IDENTIFIER:
        return None
    found = [_IDENTIFIER.fullmatch(str(value)) for value in (d.ours, d.theirs)]
    if found[0] is None or found[1] is None or found[0][1] != found[1][1]:
        return None
    if identifier_digits(found[0][0]) == identifier_digits(found[1][0]):
        return "leading_zeros"
    if not d.name.startswith("timestampInfomation."):
        return None
    date = "timestampInfomation.timestampDate"
    moments = [read_time(values.get(date), d.context.api) for values in (d.own, d.remote)]
    return "timestamp_identifier" if moments[0] is not None and moments[0] == moments[1] else None


def _level(d: Difference) -> str | None:
    """-T, -LT, -LTA: builds count revocation data differently; the family must be the same.
    `ltv` says of such a format whether there is any, and goes with it."""
    if d.name not in ("ltv", "signatureFormat"):
        return None
    formats = [values.get("signatureFormat") for values in (d.own, d.remote)]
    found = [_LEVELS.fullmatch(str(value)) for value in formats]
    if found[0] is None or found[1] is None or found[0][1] != found[1][1]:
        return None
    if d.name == "ltv" and d.theirs is not found[1][2].startswith("LT"):
        return None
    # -B against more is no matter of counting: one of the two sees no time-stamp
    levels = {found[0][2], found[1][2]}
    return "level_of_data" if "B" not in levels else None


def _says_more(d: Difference) -> str | None:
    """Values that every real server known leaves null or fixed, and we with them."""
    if d.name in ("signatureAlgorithm", "digestAlgorithm") and d.ours is None:
        return "says_more"
    legacy = ("info_tsa.tsa_cert_validity", "signature_document.signature_value")
    if d.name in (*legacy, "signature_document.hash_value") and d.ours is None:
        return "says_more"
    if d.name == "lastSignature":
        return "last_signature"
    if d.name == "certLevelCode" and d.theirs == 0:
        return "certification_level"
    return None


def _unproven_stamp(d: Difference) -> str | None:
    """A token is there, but proves nothing; a server may count its presence."""
    if d.name != "signature_document.signed_using_tsa" or d.theirs is not True:
        return None
    return "stamp_unproven" if d.signature.evidence.timestamps else None


def _trust(d: Difference) -> str | Reason | None:
    if d.name not in TRUST:
        return None
    conclusion = d.signature.conclusion
    if d.ours is True:
        return "expired_since" if expired_since(d.signature) else None
    if d.context.other_moment and conclusion.sub_indication in TIME_DEPENDENT:
        return "other_moment"
    if conclusion.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND:
        return _other_anchor(d)
    return None


def _other_anchor(d: Difference) -> Reason | None:
    """The server's chain holds an anchor that comes with this program but was not in use, and a
    certificate in the document names it as its issuer."""
    cms = d.signature.evidence.cms
    if cms is None:
        return None
    issuers = {certificate.issuer for certificate in cms.certificates}
    if cms.signing_certificate is not None:
        issuers.add(cms.signing_certificate.issuer)
    stated = {
        identifier_digits(value)
        for name, value in d.remote.items()
        if name.startswith("certificateDetails[")
        and name.endswith(".id")
        and isinstance(value, str)
    }
    for anchor in d.context.other_anchors:
        if identifier_digits(f"C-{anchor.sha256}") in stated and anchor.subject in issuers:
            return "anchor_not_in_use", (("anchor", anchor.common_name), ("store", anchor.store))
    return None


_EXPLANATIONS: tuple[Callable[[Difference], str | Reason | None], ...] = (
    _now_defect,
    _zone,
    _seconds,
    _time_of_stamp,
    _name,
    _identifier,
    _level,
    _says_more,
    _unproven_stamp,
    _trust,
)


def not_comparable(difference: Difference) -> str | None:
    """Why a value that differs says nothing for or against; None where it can be compared."""
    d = difference
    if unchecked_here(d):
        return "not_checked_by_us"
    if isinstance(d.ours, str) and len(d.ours) >= MAX_TEXT and d.ours == d.theirs:
        return "text_cut"
    if d.kind is Kind.TIME and _unreadable(d.theirs, read_time(d.theirs, d.context.api)):
        return "time_unreadable"
    if d.kind is Kind.PERIOD and _unreadable(d.theirs, read_period(d.theirs, d.context.api)):
        return "time_unreadable"
    if (d.kind is Kind.IDENTIFIER and not d.theirs) or (d.name == "ltv" and d.theirs is None):
        return "not_stated"
    return None


def unchecked_here(d: Difference) -> bool:
    """A verdict that we could not reach: the wire has no third answer, and says false."""
    conclusion = d.signature.conclusion
    if d.name in INTEGRITY:
        return conclusion.integrity.outcome is Outcome.NOT_CHECKED
    return d.name in TRUST and conclusion.certificate_trusted.outcome is Outcome.NOT_CHECKED


def _unreadable(value: RemoteValue, read: object) -> bool:
    return value not in (None, "") and read is None
