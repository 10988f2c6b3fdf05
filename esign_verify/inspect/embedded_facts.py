"""CRLs, OCSP responses and tokens as facts: what each says of itself."""

from __future__ import annotations

from dataclasses import replace

from esign_verify.cms.decode import der
from esign_verify.cms.x509_crl import decode_crl
from esign_verify.cms.x509_extensions import CRL_NUMBER
from esign_verify.cms.x509_ocsp import SingleResponse, decode_ocsp_response
from esign_verify.errors import DecodeError
from esign_verify.evidence.inspection_cms import (
    EmbeddedKind,
    OcspStatusFacts,
    Origin,
    Place,
    RevocationFacts,
    TokenFacts,
    TstInfoFacts,
)
from esign_verify.inspect.asn1_values import hex_text
from esign_verify.inspect.certificate_facts import read_problem
from esign_verify.inspect.cms_parts import as_ocsp_response
from esign_verify.inspect.cms_tree import read_cms_tree
from esign_verify.inspect.cms_values import (
    algorithm_name,
    children,
    general_name_text,
    name_text,
    serial_text,
)
from esign_verify.inspect.embedded import Collection, Embedded
from esign_verify.inspect.oids import named
from esign_verify.limits import MAX_INSPECTED_VALUES

_MAX_COUNTED = 2_000_000
"""Entries of one CRL; those of a CRL of 40 MB."""


def describe_revocation(item: Embedded) -> RevocationFacts:
    """A CRL or an OCSP response; where it does not decode, its digest and places alone."""
    reader = _crl if item.kind is EmbeddedKind.CRL else _ocsp
    part = "CertificateList" if item.kind is EmbeddedKind.CRL else "OCSPResponse"
    try:
        return reader(item)
    except (DecodeError, ValueError, OverflowError, IndexError) as error:
        return replace(_unread(item), problems=read_problem(error, part))


def _unread(item: Embedded) -> RevocationFacts:
    """What is known of bytes before anybody decodes them."""
    return RevocationFacts(
        number=item.number,
        kind=item.kind,
        sha256=item.sha256,
        size=len(item.data),
        places=tuple(item.places),
    )


def _crl(item: Embedded) -> RevocationFacts:
    crl = decode_crl(item.data)
    number = crl.extensions.get(CRL_NUMBER)
    return replace(
        _unread(item),
        issuer=name_text(crl.issuer),
        signature_algorithm=algorithm_name(der.read_element(crl.outer_algorithm)),
        this_update=crl.this_update,
        next_update=crl.next_update,
        crl_number=serial_text(der.integer(der.read_element(number.value))) if number else "",
        revoked=_count(crl.entries),
    )


def _count(entries: bytes) -> int | None:
    """RevokedCertificates one after the other; None where they are too many, or none at all."""
    position = count = 0
    while position < len(entries):
        if count >= _MAX_COUNTED:
            return None
        position = der.read_element(entries, position).stop
        count += 1
    return count


def _ocsp(item: Embedded) -> RevocationFacts:
    response = decode_ocsp_response(as_ocsp_response(item.data))
    responder = ""
    if response.responder_name:
        responder = name_text(response.responder_name)
    elif response.responder_key_hash:
        responder = f"byKey {response.responder_key_hash.hex().upper()}"
    algorithm = ""
    if response.algorithm:
        algorithm = algorithm_name(der.read_element(response.algorithm))
    return replace(
        _unread(item),
        issuer=responder,
        signature_algorithm=algorithm,
        produced_at=response.produced_at,
        response_status=response.response_status,
        responses=tuple(map(_status, response.responses[:MAX_INSPECTED_VALUES])),
    )


def _status(single: SingleResponse) -> OcspStatusFacts:
    return OcspStatusFacts(
        serial_number=serial_text(single.serial_number),
        status=single.status,
        revocation_time=single.revocation_time,
        revocation_reason=single.revocation_reason,
        this_update=single.this_update,
        next_update=single.next_update,
    )


def describe_token(item: Embedded, collection: Collection) -> TokenFacts:
    """A time-stamp token; what it carries is added to the collection."""
    holder = Place(origin=Origin.ATTRIBUTE, token=item.number)
    tree = read_cms_tree(item.data, collection, holder, item.depth + 1)
    info = None
    try:
        info = _tst_info(tree.econtent) if tree.econtent else None
    except (DecodeError, ValueError, OverflowError, IndexError):
        info = None
    return TokenFacts(
        number=item.number,
        sha256=item.sha256,
        size=len(item.data),
        places=tuple(item.places),
        tst_info=info,
        cms=tree.facts,
    )


def _tst_info(econtent: bytes) -> TstInfoFacts:
    """TSTInfo (RFC 3161, 2.4.2)."""
    version, policy, imprint, serial, gen_time, *optional = children(der.read_element(econtent))
    digest, hashed = children(imprint)
    by_tag = {field.tag: field for field in optional}
    ordering, nonce = by_tag.get(0x01), by_tag.get(der.INTEGER)
    tsa, extensions = by_tag.get(0xA0), by_tag.get(0xA1)
    return TstInfoFacts(
        version=der.integer(version),
        policy=named(der.oid(policy)),
        imprint_algorithm=algorithm_name(digest),
        imprint=hex_text(hashed.contents),
        serial_number=serial_text(der.integer(serial)),
        gen_time=der.time(gen_time),
        accuracy=_accuracy(by_tag[der.SEQUENCE]) if der.SEQUENCE in by_tag else "",
        ordering=ordering is not None and ordering.contents not in (b"", b"\0"),
        nonce=serial_text(der.integer(nonce)) if nonce else "",
        tsa=general_name_text(tsa.first_child()) if tsa else "",
        extensions=tuple(named(der.oid(entry.first_child())) for entry in extensions.children())
        if extensions
        else (),
    )


def _accuracy(element: der.Element) -> str:
    units = {der.INTEGER: "s", 0x80: "ms", 0x81: "µs"}
    return " ".join(
        f"{int.from_bytes(part.contents[:8], 'big')} {units.get(part.tag, '?')}"
        for part in element.children()
    )
