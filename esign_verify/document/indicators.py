"""What a signed document brings along that lets it show, or do, other things later.

Shadow attacks (NDSS 2021) are prepared before signing. None of this is wrong by itself:
a reader should know.
"""

from __future__ import annotations

from itertools import islice

# by the door: a thread that enters a room by a window while another one opens it is a deadlock
from esign_verify.document.changes import appearance, redrawing
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.errors import DecodeError
from esign_verify.evidence import RiskIndicator, RiskKind
from esign_verify.limits import MAX_INDICATOR_FIELDS

_MAX_KEPT = 20


def risk_indicators(objects: Objects) -> tuple[RiskIndicator, ...]:
    """Fields that show another text than their value, scripts, and actions on opening."""
    members = Membership(objects)
    try:
        found = [*_actions(objects, members), *_fields(objects, members)]
    except DecodeError:
        return ()
    return tuple(found[:_MAX_KEPT])


def _fields(objects: Objects, members: Membership) -> list[RiskIndicator]:
    widgets = islice(redrawing.widgets_of(members), MAX_INDICATOR_FIELDS)
    return [
        RiskIndicator(
            kind=RiskKind.VALUE_APPEARANCE_MISMATCH, object_number=number, field=place.name
        )
        for number in widgets
        if (place := members.field(number))
        and not appearance.shows_its_value(members, objects, number)
    ]


def _actions(objects: Objects, members: Membership) -> list[RiskIndicator]:
    """12.6: /OpenAction with a script, additional actions of the document, named scripts."""
    catalog = members.catalog
    root = objects.trailer.get("Root")
    number = root.number if isinstance(root, Reference) else 0
    found = []
    opening = members.resolve(catalog.get("OpenAction"))
    names = members.resolve(catalog.get("Names"))
    scripts = names.get("JavaScript") if isinstance(names, Dictionary) else None
    if _is_script(members, opening) or members.resolve(scripts) is not None:
        found.append(RiskIndicator(kind=RiskKind.SCRIPT, object_number=number))
    if members.resolve(catalog.get("AA")) is not None:
        found.append(RiskIndicator(kind=RiskKind.AUTOMATIC_ACTION, object_number=number))
    return found


def _is_script(members: Membership, action: object) -> bool:
    return isinstance(action, Dictionary) and members.resolve(action.get("S")) == "JavaScript"
