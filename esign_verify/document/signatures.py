"""One signature dictionary with its fields, as evidence (ISO 32000-2, 12.8.1, table 255)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.document import locks
from esign_verify.document.form import FieldNode, rectangle
from esign_verify.document.geometry import check_byte_range
from esign_verify.document.membership import Membership
from esign_verify.document.objects import Objects
from esign_verify.document.sections import RevisionSections
from esign_verify.document.source import Source
from esign_verify.document.syntax import Dictionary, Reference
from esign_verify.document.text import date, text_string
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check, SignatureField
from esign_verify.limits import MAX_CMS_BYTES


@frozen(kw_only=True)
class SignatureReader:
    """Reads signature dictionaries of one document."""

    source: Source
    objects: Objects
    revisions: list[RevisionSections]
    members: Membership
    """of the same revision as `objects`"""
    certified: Reference | None
    """what the catalog's /Perms /DocMDP names"""

    def read(
        self, value: Any, nodes: Sequence[FieldNode], *, reachable: bool = True
    ) -> SignatureField:
        """The signature that `value` (a reference or a dictionary) is; never raises."""
        number = value.number if isinstance(value, Reference) else 0
        try:
            final = self.objects.resolve(value)
        except DecodeError as error:
            return self._unreadable(number, nodes, reachable, error.code, error.params)
        if not isinstance(final, Dictionary):
            return self._unreadable(number, nodes, reachable, "signature_not_a_dictionary", {})
        return self._read(value, final, nodes, reachable)

    def _unreadable(
        self,
        number: int,
        nodes: Sequence[FieldNode],
        reachable: bool,
        reason: str,
        params: dict[str, str],
    ) -> SignatureField:
        return SignatureField(
            names=tuple(node.name for node in nodes),
            partial_names=tuple(node.partial_name for node in nodes),
            object_number=number,
            reachable=reachable,
            readable=Check.failed(reason, **params),
        )

    def _read(
        self, value: Any, final: Dictionary, nodes: Sequence[FieldNode], reachable: bool
    ) -> SignatureField:
        byte_range = self._byte_range(final)
        signed = self._as_signed(value, final, nodes, byte_range)
        span = self._contents_span(signed.dictionary, signed.objects)
        geometry, revision = check_byte_range(self.source, byte_range, span, self.revisions)
        contents = self._get(final, "Contents")
        field = nodes[0].dictionary if nodes else Dictionary()
        integers = byte_range if isinstance(byte_range, list) else []
        return SignatureField(
            names=tuple(node.name for node in nodes),
            partial_names=tuple(node.partial_name for node in nodes),
            object_number=value.number if isinstance(value, Reference) else 0,
            reachable=reachable,
            readable=self._readable(final, contents),
            type=self._name(final, "Type"),
            filter=self._name(final, "Filter"),
            sub_filter=self._name(final, "SubFilter"),
            signing_time=text_string(self._get(final, "M")) or "",
            claimed_signing_time=date(self._get(final, "M")),
            signer_name=text_string(self._get(final, "Name")),
            reason=text_string(self._get(final, "Reason")),
            location=text_string(self._get(final, "Location")),
            contact_info=text_string(self._get(final, "ContactInfo")),
            byte_range=tuple(n for n in integers[:8] if isinstance(n, int) and abs(n) < 2**63),
            contents=contents[:MAX_CMS_BYTES] if isinstance(contents, bytes) else b"",
            contents_length=len(contents) if isinstance(contents, bytes) else 0,
            page=self._page(field),
            rectangle=rectangle(self.objects, field),
            revision=revision,
            covers_whole_file=bool(revision) and sum(integers[2:4]) == self.source.size,
            byte_range_geometry=geometry,
            dictionary_consistency=signed.consistency,
            doc_mdp=locks.doc_mdp(signed.objects, signed.dictionary, signed.field),
            certification=self.certified is not None and value == self.certified,
            field_mdp=locks.field_mdp(signed.objects, signed.dictionary, signed.field),
        )

    def _page(self, field: Dictionary) -> int | None:
        """The page that the widget's /P names; None where that is none of the page tree."""
        page = field.get("P")
        return self.members.page(page.number) or None if isinstance(page, Reference) else None

    def _get(self, dictionary: Dictionary, key: str) -> Any:
        try:
            return self.objects.resolve(dictionary.get(key))
        except DecodeError:
            return None

    def _name(self, dictionary: Dictionary, key: str) -> str:
        value = self._get(dictionary, key)
        return value[:128] if isinstance(value, str) else ""

    @staticmethod
    def _readable(final: Dictionary, contents: Any) -> Check:
        doubled = {"Contents", "ByteRange", "SubFilter"} & set(final.duplicates)
        if doubled:
            return Check.failed("signature_key_twice", key=sorted(doubled)[0])
        if not isinstance(contents, bytes):
            return Check.failed("contents_missing")
        return Check.passed()

    def _byte_range(self, final: Dictionary) -> Any:
        raw = self._get(final, "ByteRange")
        if not isinstance(raw, list):
            return raw
        try:
            return [self.objects.resolve(value) for value in raw[:16]]
        except DecodeError:
            return None

    def _as_signed(
        self, value: Any, final: Dictionary, nodes: Sequence[FieldNode], byte_range: Any
    ) -> _Signed:
        """The dictionary and field as of the revision that the signature says it signs."""
        _, revision = check_byte_range(self.source, byte_range, None, self.revisions)
        objects = self.objects.as_of(revision) if revision else self.objects
        field = nodes[0].dictionary if nodes else Dictionary()
        try:
            if nodes and nodes[0].owner:
                then = objects.resolve(Reference(nodes[0].owner, 0))
                field = then if isinstance(then, Dictionary) else field
            direct = not isinstance(value, Reference)
            signed = objects.resolve(field.get("V", value) if direct else value)
        except DecodeError:
            signed = None
        if not isinstance(signed, Dictionary):
            failed = Check.failed("signature_not_in_signed_revision")
            return _Signed(Dictionary(), Dictionary(), objects, failed)
        if signed != final or not self._resolve_alike(signed, final, objects):
            return _Signed(signed, field, objects, Check.failed("signature_dictionary_replaced"))
        return _Signed(signed, field, objects, Check.passed())

    def _resolve_alike(self, signed: Dictionary, final: Dictionary, then: Objects) -> bool:
        """Whether /ByteRange and /Contents mean now what they meant in the signed revision:
        both may hold references, and a later revision may redefine what these name."""
        try:
            was = [then.resolve(signed.get(key)) for key in ("ByteRange", "Contents")]
            if isinstance(was[0], list):
                was[0] = [then.resolve(value) for value in was[0][:16]]
        except DecodeError:
            return False
        return was == [self._byte_range(final), self._get(final, "Contents")]

    @staticmethod
    def _contents_span(dictionary: Dictionary, objects: Objects) -> tuple[int, int] | None:
        raw = dictionary.get("Contents")
        if not isinstance(raw, Reference):
            return dictionary.spans.get("Contents")
        try:
            found = objects.get(raw.number)
        except DecodeError:
            return None
        if found is None or not isinstance(found.value, bytes) or found.start < 0:
            return None
        return found.start, found.end


@frozen
class _Signed:
    """A signature dictionary and its field as of the signed revision."""

    dictionary: Dictionary
    field: Dictionary
    objects: Objects
    consistency: Check
