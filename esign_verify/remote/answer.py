"""The body of an answer as facts. Any order of keys, unknown keys, every known form.

In: bytes of a stranger's JSON. Out: `RemoteAnswer`. RemoteError where it is no such answer:
`remote_answer_not_json`, or `remote_answer_malformed` with the path of what does not fit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from esign_verify.errors import RemoteError
from esign_verify.evidence.remote import (
    RemoteAnswer,
    RemoteApi,
    RemoteSignature,
    RemoteValue,
    ServerForm,
)
from esign_verify.limits import MAX_CERTIFICATES, MAX_SIGNATURES, MAX_TEXT
from esign_verify.remote.wire_fields import ALIASES, CERTIFICATES, FILE_NAME, FORMS, Form, Kind
from esign_verify.result import DocumentConclusion

_SHOWN_KEYS = 20

_LARGE = 2**53
"""From here on other programs that read our JSON change an integer."""


def read_json(body: bytes) -> Any:
    """Strict JSON in UTF-8: no key twice, no NaN, no depth that exhausts the stack."""
    try:
        return json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_distinct, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        raise RemoteError("remote_answer_not_json") from None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(_name: str) -> NoReturn:
    raise ValueError("no JSON number")


def read_answer(body: bytes, api: RemoteApi) -> RemoteAnswer:
    """The answer of one of the two endpoints. Raises RemoteError."""
    form = FORMS[api]
    value = read_json(body)
    if not isinstance(value, dict):
        raise _malformed("$")
    answer = {ALIASES.get(str(key), str(key)): item for key, item in value.items()}
    if len(answer) != len(value):
        raise _malformed(form.conclusion)
    listed = answer.get(form.signatures)
    if not isinstance(listed, list) or len(listed) > MAX_SIGNATURES:
        raise _malformed(form.signatures)
    unknown = {key for key in answer if key not in form.document}
    in_order = _in_order(list(answer), form.document)
    signatures = []
    for index, item in enumerate(listed):
        reader = _SignatureReader(form, f"{form.signatures}[{index}]")
        signatures.append(reader.read(item))
        unknown |= reader.unknown
        in_order = in_order and reader.in_order
    conclusion = _text(answer.get(form.conclusion), form.conclusion)
    return RemoteAnswer(
        api=api,
        form=_server_form(api, conclusion, signatures),
        conclusion=conclusion,
        description=_text(answer.get(form.description), form.description),
        stated_count=_number(answer.get(form.count), form.count),
        signatures=tuple(signatures),
        manual_order=in_order,
        unknown_keys=tuple(sorted(_cut(key) for key in unknown)[:_SHOWN_KEYS]),
        file_name=_text(answer.get(FILE_NAME), FILE_NAME) if FILE_NAME in form.document else None,
    )


class _SignatureReader:
    """One signature's values, with what was unusual about its keys."""

    def __init__(self, form: Form, place: str) -> None:
        self._form = form
        self._place = place
        self.unknown: set[str] = set()
        self.in_order = True

    def read(self, item: Any) -> RemoteSignature:
        if not isinstance(item, dict):
            raise _malformed(self._place)
        values = dict(self._values(item))
        for name, kind in self._form.signature.items():
            if kind is Kind.VERDICT and name not in values:
                raise _malformed(f"{self._place}.{name}")
        names = (values.get("id"), values.get(self._form.field_name))
        identifier, field_name = (name if isinstance(name, str) else "" for name in names)
        return RemoteSignature(id=identifier, field_name=field_name, values=tuple(values.items()))

    def _values(self, item: dict[str, Any]) -> Iterator[tuple[str, RemoteValue]]:
        self._look_at(item, "")
        for name, kind in self._form.signature.items():
            outer, _, inner = name.partition(".")
            holder = item.get(outer) if inner else item
            if holder is None and outer in item:
                yield name, None
            elif holder is None:
                continue
            elif not isinstance(holder, dict):
                raise _malformed(f"{self._place}.{outer}")
            elif (key := inner or name) in holder:
                yield name, _read(kind, holder[key], f"{self._place}.{name}")
        yield from self._certificates(item.get(CERTIFICATES))

    def _certificates(self, listed: Any) -> Iterator[tuple[str, RemoteValue]]:
        if listed is None or not self._form.certificate:
            return
        place = f"{self._place}.{CERTIFICATES}"
        if not isinstance(listed, list) or len(listed) > MAX_CERTIFICATES:
            raise _malformed(place)
        for index, certificate in enumerate(listed):
            if not isinstance(certificate, dict) or self._form.certificate.keys().isdisjoint(
                certificate
            ):
                raise _malformed(f"{place}[{index}]")
            for name, kind in self._form.certificate.items():
                if name in certificate:
                    value = _read(kind, certificate[name], f"{place}[{index}].{name}")
                    yield f"{CERTIFICATES}[{index}].{name}", value

    def _look_at(self, item: Mapping[str, Any], outer: str) -> None:
        """Note keys that the manual does not know, and whether it has the others in this order."""
        prefix = f"{outer}." if outer else ""
        known = list(
            dict.fromkeys(
                name.removeprefix(prefix).partition(".")[0]
                for name in self._form.signature
                if name.startswith(prefix)
            )
        )
        if not outer and self._form.certificate:
            known.insert(known.index("integrityValid"), CERTIFICATES)
        where = self._form.signatures + f"[].{prefix}"
        self.unknown |= {where + key for key in item if key not in known}
        self.in_order = self.in_order and _in_order(list(item), known)
        if not outer:
            for key, value in item.items():
                if isinstance(value, dict) and key in known:
                    self._look_at(value, key)
            certificates = item.get(CERTIFICATES)
            for certificate in certificates if isinstance(certificates, list) else ():
                if isinstance(certificate, dict):
                    names = list(self._form.certificate)
                    self.unknown |= {
                        f"{where}{CERTIFICATES}[].{key}" for key in certificate if key not in names
                    }
                    self.in_order = self.in_order and _in_order(list(certificate), names)


def _in_order(keys: list[str], known: Any) -> bool:
    return [key for key in keys if key in known] == [key for key in known if key in keys]


def _server_form(
    api: RemoteApi, conclusion: str | None, signatures: list[RemoteSignature]
) -> ServerForm:
    """The generation of servers that answers so."""
    found = [dict(signature.values) for signature in signatures]
    if api is RemoteApi.V2:
        with_ltv = any("ltv" in values for values in found)
        return ServerForm.WITH_LTV if with_ltv else ServerForm.CURRENT
    validity = any(values.get("info_tsa.tsa_cert_validity") for values in found)
    if conclusion is not None and conclusion.startswith("DOCUMENT "):
        return ServerForm.LEGACY
    stated = conclusion in set(DocumentConclusion)
    # a 1.x server states no conclusion about a document without signatures
    return ServerForm.LEGACY if not stated and (validity or not found) else ServerForm.CURRENT


def _read(kind: Kind, value: Any, place: str) -> RemoteValue:
    match kind:
        case Kind.VERDICT:
            if not isinstance(value, bool):
                raise _malformed(place)
            return value
        case Kind.FLAG:
            if not isinstance(value, bool) and value is not None:
                raise _malformed(place)
            return value
        case Kind.NUMBER:
            return _number(value, place)
        case Kind.TIME:
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGE:
                return value
            return _text(value, place)
        case Kind.WORDS:
            if value is None:
                return None
            if not isinstance(value, list) or len(value) > _SHOWN_KEYS:
                raise _malformed(place)
            return tuple(_text(item, place) or "" for item in value)
    return _text(value, place)


def _text(value: Any, place: str) -> str | None:
    """A text or null; a number, as some servers write serial numbers, becomes its digits."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return _cut(str(value))
    if not isinstance(value, str):
        raise _malformed(place)
    return _cut(value)


def _cut(value: str) -> str:
    """At most `MAX_TEXT` characters, lone surrogates replaced: they are no text."""
    return value[:MAX_TEXT].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(value: Any, place: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _LARGE:
        raise _malformed(place)
    return value


def _malformed(place: str) -> RemoteError:
    return RemoteError("remote_answer_malformed", field=place)
