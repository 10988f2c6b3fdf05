"""Signature dictionaries and the CMS of each, as a tree."""

from __future__ import annotations

from esign_verify.evidence.inspection import ContentsFacts, Inspection, SignatureFacts
from esign_verify.evidence.inspection_cms import (
    AttributeFacts,
    CmsFacts,
    EmbeddedReference,
    SignerInfoFacts,
)
from esign_verify.messages import safe_text
from esign_verify.render.inspection_words import (
    Words,
    algorithm_words,
    facts,
    problem_text,
    short_list,
)
from esign_verify.render.tree import Node

_SIGNATURES_SHOWN = 100
_PROBLEMS_SHOWN = 20
_EMBEDDED_SHOWN = 50


def signature_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    node = root.add(f"{words('signatures')} ({len(inspection.signatures)})")
    if not inspection.signatures:
        node.add(words("none_found"))
    for item in short_list(node, inspection.signatures, _SIGNATURES_SHOWN, words):
        _signature(node, item, inspection, words)


def _signature(parent: Node, item: SignatureFacts, inspection: Inspection, words: Words) -> None:
    names = ", ".join(safe_text(name) for name in item.fields)
    node = parent.add(f"{words('signature', number=item.number)}: {names or words('no_field')}")
    where = f"{item.object_number} 0 obj" if item.object_number else words("direct")
    if item.offset is not None:
        where += f" @{item.offset}"
    found = words(f"found_in_{item.found_in}")
    dictionary = node.add(f"{words('dictionary')}: {where}, {found}")
    if item.written_in:
        dictionary.add(words("written_in", revision=item.written_in))
    for entry in item.entries:
        place = f" @{entry.offset}" if entry.offset is not None else ""
        dictionary.add(f"/{safe_text(entry.key)}{place} {safe_text(entry.value, 500)}")
    for reference in item.certificates:
        dictionary.add(f"/Cert: {words('certificate', number=reference.number)}")
    for problem in item.problems:
        node.add(problem_text(problem, words))
    _coverage(node, item, inspection, words)
    if item.contents is not None:
        _contents(node, item.contents, words)
    if item.cms is not None:
        cms_node(node, item.cms, words)


def _coverage(node: Node, item: SignatureFacts, inspection: Inspection, words: Words) -> None:
    """The stretches that /ByteRange names, by file offsets, and which revision ends there."""
    base = inspection.header_offset or 0
    pairs = list(zip(item.byte_range[::2], item.byte_range[1::2], strict=False))
    if pairs:
        spans = ", ".join(f"{start + base}..{start + base + length}" for start, length in pairs)
        covered = node.add(words("named_bytes", spans=spans))
        if item.signed_revision:
            covered.add(words("ends_at_revision", revision=item.signed_revision))
        else:
            covered.add(words("ends_at_no_revision"))
        left = inspection.size - base - sum(pairs[-1])
        code = "bytes_after" if left >= 0 else "bytes_beyond"
        covered.add(words(code, count=abs(left)))


def _contents(node: Node, contents: ContentsFacts, words: Words) -> None:
    shown = node.add("/Contents")
    if contents.offset is None:
        shown.add(words("contents_nowhere"))
    else:
        code = "hex_string" if contents.pairs else "string_place"
        shown.add(words(code, offset=contents.offset, length=contents.length))
    shown.add(
        words(
            "octets",
            octets=contents.octets,
            element=contents.cms_length,
            other=contents.other,
            padding=contents.padding,
        )
    )
    if contents.pairs and contents.offset is not None:
        shown.add(words("octet_place", start=contents.offset + 1))


def cms_node(parent: Node, cms: CmsFacts, words: Words) -> None:
    """One ContentInfo, its parts under the names of RFC 5652."""
    kind = cms.content_type_name or cms.content_type or words("unreadable")
    node = parent.add(f"CMS ContentInfo: {kind}")
    facts(
        node,
        (
            (words("length"), words("octet_count", count=cms.length) if cms.length else ""),
            ("SHA-256", cms.sha256),
            (words("encoding"), cms.encoding),
            ("version", "" if cms.version is None else str(cms.version)),
            ("digestAlgorithms", "; ".join(map(algorithm_words, cms.digest_algorithms))),
            ("eContentType", _named(cms.encapsulated_type_name, cms.encapsulated_type)),
        ),
    )
    if cms.encapsulated_type:
        length = cms.encapsulated_length
        node.add(
            "eContent: "
            + (words("absent") if length is None else words("octet_count", count=length))
        )
    _embedded(node, "certificates", "certificate", cms.certificates, words)
    _embedded(node, "crls", "crl", cms.crls, words)
    _embedded(node, "crls", "ocsp", cms.ocsp_responses, words)
    for number, signer in enumerate(cms.signer_infos, start=1):
        _signer(node, number, signer, words)
    for problem in short_list(node, cms.problems, _PROBLEMS_SHOWN, words):
        node.add(problem_text(problem, words))


def _named(name: str, oid: str) -> str:
    return f"{name} ({oid})" if name else oid


def _embedded(
    node: Node,
    label: str,
    word: str,
    references: tuple[EmbeddedReference, ...],
    words: Words,
) -> None:
    if not references:
        return
    listed = node.add(f"{label} ({len(references)})")
    for reference in short_list(listed, references, _EMBEDDED_SHOWN, words):
        length = words("octet_count", count=reference.length)
        listed.add(f"{words(word, number=reference.number)}, +{reference.offset}, {length}")


def _signer(parent: Node, number: int, signer: SignerInfoFacts, words: Words) -> None:
    node = parent.add(f"SignerInfo {number} +{signer.offset}")
    identifier = ""
    if signer.serial_number:
        identifier = f"serialNumber {signer.serial_number}, issuer {signer.issuer}"
    elif signer.subject_key_identifier:
        identifier = f"subjectKeyIdentifier {signer.subject_key_identifier}"
    facts(
        node,
        (
            ("version", "" if signer.version is None else str(signer.version)),
            ("sid", identifier),
        ),
    )
    if signer.signing_certificate:
        node.children[-1].add(words("certificate", number=signer.signing_certificate))
    elif identifier:
        node.children[-1].add(words("sid_not_embedded"))
    facts(node, (("digestAlgorithm", algorithm_words(signer.digest_algorithm)),))
    _attributes(node, "signedAttrs", signer.signed_attributes, words)
    facts(node, (("signatureAlgorithm", algorithm_words(signer.signature_algorithm)),))
    if signer.signature_offset is not None:
        length = words("octet_count", count=signer.signature_length)
        node.add(f"signature: +{signer.signature_offset}, {length}")
    _attributes(node, "unsignedAttrs", signer.unsigned_attributes, words)


def _attributes(
    parent: Node, label: str, attributes: tuple[AttributeFacts, ...] | None, words: Words
) -> None:
    if attributes is None:
        parent.add(f"{label}: {words('absent')}")
        return
    node = parent.add(f"{label} ({len(attributes)})")
    for attribute in attributes:
        name = _named(attribute.name, attribute.oid)
        shown = node.add(f"{name} +{attribute.offset}")
        for value in attribute.values:
            shown.add(safe_text(value, 500) or '""')
        if attribute.value_count > len(attribute.values):
            missing = attribute.value_count - len(attribute.values)
            shown.add(words("more", count=missing))
