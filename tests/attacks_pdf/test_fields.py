"""Form fields after signing: /V against /AP, attributes, locks (ISO 32000-2, 12.7, 12.8.2.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, LOCKED, PASSED, Case, Verdict, cases, check
from tests.attacks_pdf.maker import (
    MALLORY,
    add_annotation,
    add_field,
    appearance,
    fill,
    form,
    sign,
    signature_field,
    text_field,
)

LEFT, RIGHT, LOW, HIGH = (
    (50, 60, 250, 90),
    (300, 60, 500, 90),
    (50, 120, 250, 150),
    (300, 120, 500, 150),
)


@dataclass
class Form:
    """Two plain text fields, two named `x` under parents `a` and `b`, and a check box."""

    pdf: PdfWriter
    name: Ref
    note: Ref
    a: Ref
    a_x: Ref
    b_x: Ref
    agree: Ref


def _child(pdf: PdfWriter, parent: bytes, place: tuple[int, int, int, int]) -> tuple[Ref, Ref]:
    """`parent.x`, a text field two levels deep."""
    over = pdf.add({"T": parent, "FT": Name("Tx")})
    own = text_field(pdf, b"x", b"old", place, Parent=over)
    pdf.update(over, {"T": parent, "FT": Name("Tx"), "Kids": [own]})
    fields = pdf.dictionary(form(pdf))["Fields"]
    assert isinstance(fields, list)
    pdf.extend(form(pdf), Fields=[*fields[:-1], over])
    return over, own


def make_form() -> Form:
    pdf = new_document(["A form"])
    name, note = text_field(pdf, b"name", b"", LEFT), text_field(pdf, b"note", b"", RIGHT)
    a, a_x = _child(pdf, b"a", LOW)
    _, b_x = _child(pdf, b"b", HIGH)
    states: dict[str, PdfObject] = {
        "Yes": pdf.add(appearance(b"X", (20, 20))),
        "Off": pdf.add(appearance(b"", (20, 20))),
    }
    agree = add_field(
        pdf,
        {
            "FT": Name("Btn"),
            "T": b"agree",
            "V": Name("Off"),
            "AS": Name("Off"),
            "Rect": [520, 60, 540, 80],
            "AP": {"N": states},
        },
    )
    return Form(pdf, name, note, a, a_x, b_x, agree)


Change = Callable[[Form], None]


def _locking(action: str, *fields: bytes) -> list[PdfObject]:
    """/Reference with a FieldMDP transform (12.8.2.4)."""
    parameters: dict[str, PdfObject] = {
        "Type": Name("TransformParams"),
        "Action": Name(action),
        "V": Name("1.2"),
    }
    if fields:
        parameters["Fields"] = list(fields)
    reference: dict[str, PdfObject] = {
        "Type": Name("SigRef"),
        "TransformMethod": Name("FieldMDP"),
        "TransformParams": parameters,
    }
    return [reference]


def _case(
    name: str, change: Change, verdict: Verdict, source: str, **spec: dict[str, PdfObject]
) -> Case:
    def build(pki: SandboxPki) -> bytes:
        made = make_form()
        sign(made.pdf, pki, **spec)
        change(made)
        made.pdf.write_revision()
        return bytes(made.pdf.data)

    return Case(id=name, source=source, build=build, signatures={"Signature1": verdict})


def _extend(**entries: PdfObject) -> Change:
    return lambda made: made.pdf.extend(made.name, **entries)


def _box(**entries: PdfObject) -> Change:
    return lambda made: made.pdf.extend(made.agree, **entries)


def _fill(field: str, value: bytes = b"Siti", shown: bytes | None = None) -> Change:
    return lambda made: fill(made.pdf, getattr(made, field), value, shown)


def _rename_parent(made: Form) -> None:
    """The locked name `a.x` no longer exists, the field still shows its text."""
    made.pdf.extend(made.a, T=b"c")
    fill(made.pdf, made.a_x, MALLORY)


def _loop(made: Form) -> None:
    made.pdf.extend(made.a, Kids=[made.a_x, made.a])


def _lock_later(made: Form) -> None:
    made.pdf.extend(signature_field(made.pdf), Lock=_ALL)


def _unlock(made: Form) -> None:
    field = signature_field(made.pdf)
    entries = made.pdf.dictionary(field)
    made.pdf.update(field, {key: value for key, value in entries.items() if key != "Lock"})


_ALL: dict[str, PdfObject] = {"Type": Name("SigFieldLock"), "Action": Name("All")}
_SCRIPT: dict[str, PdfObject] = {"S": Name("JavaScript"), "JS": b"app.alert(1)"}
_VAP = "attacks.md 3.1: the text that is stored is not the text that is shown"
_KEYS = "attacks.md 3.1: filling in a field changes its value and appearance, nothing else"
_LOCK = "12.8.2.4: FieldMDP"
_FIELD_LOCK = "12.7.5.5: /Lock of the signature field"
CASES = [
    _case("filled", _fill("name"), PASSED, "12.8.2.2.2: without DocMDP forms may be filled in"),
    _case("ticked", _box(V=Name("Yes"), AS=Name("Yes")), PASSED, "12.7.5.2.3: /V and /AS agree"),
    _case("value-changed-appearance-old", _extend(V=MALLORY), ALTERED, _VAP),
    _case("value-and-appearance-differ", _fill("name", b"Siti", MALLORY), ALTERED, _VAP),
    _case("nested-value-changed", lambda m: m.pdf.extend(m.a_x, V=MALLORY), ALTERED, _VAP),
    _case("box-value-without-state", _box(V=Name("Yes")), ALTERED, _VAP),
    _case("box-state-without-value", _box(AS=Name("Yes")), ALTERED, _VAP),
    _case("max-length", _extend(MaxLen=3), ALTERED, _KEYS),
    _case("flags", _extend(Ff=8192), ALTERED, _KEYS),
    _case("quadding", _extend(Q=2), ALTERED, _KEYS),
    _case("font-size-zero", _extend(DA=b"/F1 0 Tf 0 g"), ALTERED, _KEYS),
    _case("rectangle", _extend(Rect=[50, 700, 400, 800]), ALTERED, _KEYS),
    _case("hidden", _extend(F=2), ALTERED, _KEYS),
    _case("action", _extend(A=_SCRIPT), ALTERED, _KEYS),
    _case("additional-actions", _extend(AA={"K": _SCRIPT}), ALTERED, _KEYS),
    _case("type", _extend(FT=Name("Ch")), ALTERED, _KEYS),
    _case("name", _extend(T=b"other"), ALTERED, _KEYS),
    _case("kids-loop-later", _loop, ALTERED, "attacks.md 3.1 [dos_fields_kids_loop]"),
    _case("lock-added-later", _lock_later, ALTERED, _FIELD_LOCK),
    _case("lock-removed-later", _unlock, ALTERED, _FIELD_LOCK, more_of_field={"Lock": _ALL}),
    _case("locked-by-field", _fill("name"), LOCKED, _FIELD_LOCK, more_of_field={"Lock": _ALL}),
    _case("field-mdp-all", _fill("note"), LOCKED, _LOCK, more={"Reference": _locking("All")}),
    _case(
        "field-mdp-include-named",
        _fill("name"),
        LOCKED,
        _LOCK,
        more={"Reference": _locking("Include", b"name")},
    ),
    _case(
        "field-mdp-include-another",
        _fill("note"),
        PASSED,
        _LOCK,
        more={"Reference": _locking("Include", b"name")},
    ),
    _case(
        "field-mdp-exclude-named",
        _fill("name"),
        PASSED,
        _LOCK,
        more={"Reference": _locking("Exclude", b"name")},
    ),
    _case(
        "field-mdp-exclude-another",
        _fill("note"),
        LOCKED,
        _LOCK,
        more={"Reference": _locking("Exclude", b"name")},
    ),
    _case(
        "same-name-under-another-parent",
        _fill("b_x"),
        PASSED,
        "12.7.4.2: a lock names fields by their fully qualified name",
        more={"Reference": _locking("Include", b"a.x")},
    ),
    _case(
        "same-name-under-the-locked-parent",
        _fill("a_x"),
        LOCKED,
        "12.7.4.2: a lock names fields by their fully qualified name",
        more={"Reference": _locking("Include", b"a.x")},
    ),
    _case(
        "whole-branch-locked",
        _fill("a_x"),
        LOCKED,
        "12.8.2.4: a name that is no terminal field's stands for all below it",
        more={"Reference": _locking("Include", b"a")},
    ),
    _case(
        "locked-parent-renamed",
        _rename_parent,
        ALTERED,
        "attacks.md 3.1: same /T under two parents",
        more={"Reference": _locking("Include", b"a.x")},
    ),
]


def _loop_signed(pki: SandboxPki) -> bytes:
    made = make_form()
    _loop(made)
    return bytes(sign(made.pdf, pki).data)


def _one_value_two_fields(pki: SandboxPki) -> bytes:
    """Two fields whose /V is one signature, both there when it was made."""
    pdf = new_document(["Twins"])
    twin = add_annotation(
        pdf, {"Subtype": Name("Widget"), "FT": Name("Sig"), "T": b"Twin", "Rect": [0, 0, 0, 0]}
    )
    pdf.extend(form(pdf), Fields=[twin])
    # the next object but one is the signature: `sign` adds it first
    pdf.extend(twin, V=Ref(len(pdf.objects) + 1))
    return bytes(sign(pdf, pki).data)


def _read_only_by_second(pki: SandboxPki) -> bytes:
    """A second signer locks the field, and marks it as read-only."""
    made = make_form()
    sign(made.pdf, pki)
    made.pdf.extend(made.name, Ff=1)
    lock = {"Reference": _locking("Include", b"name")}
    return bytes(sign(made.pdf, pki, "Signature2", signer=pki.signer_ecdsa, more=lock).data)


OTHERS = [
    Case(
        id="read-only-by-the-second-signer",
        source="12.7.5.5: common signers mark the fields that they lock as read-only",
        build=_read_only_by_second,
        signatures={"Signature1": PASSED, "Signature2": PASSED},
    ),
    Case(
        id="kids-loop-signed",
        source="attacks.md 3.1 [dos_fields_kids_loop]: odd, but what was signed",
        build=_loop_signed,
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="one-signature-two-fields",
        source="EU DSS PAdESSignatureReferencedFromMultipleFields: one signature, two names",
        build=_one_value_two_fields,
        signatures={"Twin+Signature1": PASSED},
    ),
]

_ALTERED_NOT_LOCKED = "the difference analysis in use says `document_altered`"
OPEN: dict[str, str] = {}


@cases([*CASES, *OTHERS])
def test_fields(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
