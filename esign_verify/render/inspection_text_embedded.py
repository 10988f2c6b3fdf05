"""The security store, tokens, certificates and revocation data, as a tree."""

from __future__ import annotations

from esign_verify.evidence.inspection import DssFacts, Inspection, StoredFacts, VriFacts
from esign_verify.evidence.inspection_cms import (
    CertificateFacts,
    EmbeddedKind,
    Origin,
    RevocationFacts,
    TokenFacts,
)
from esign_verify.messages import safe_text
from esign_verify.render.inspection_text_signature import cms_node
from esign_verify.render.inspection_words import (
    Words,
    counted_list,
    facts,
    moment,
    numbers,
    place_nodes,
    problem_text,
    short_list,
)
from esign_verify.render.tree import Node

_SHOWN = 100
_STORED_SHOWN = 50
_RESPONSES_SHOWN = 20


def store_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    for store in inspection.stores:
        _store(root, store, words)


def _store(root: Node, store: DssFacts, words: Words) -> None:
    where = f"{store.object_number} 0 obj" if store.object_number else words("direct")
    node = root.add(f"{words('store', revision=store.revision)}: {where}")
    _arrays(node, store, ("/Certs", "/CRLs", "/OCSPs"), words)
    for entry in short_list(node, store.vri, _SHOWN, words):
        shown = node.add(f"/VRI /{safe_text(entry.key)}")
        if entry.signature:
            shown.add(words("vri_of", number=entry.signature))
        else:
            shown.add(words("vri_of_none"))
        _arrays(shown, entry, ("/Cert", "/CRL", "/OCSP"), words)
        if entry.time:
            shown.add(f"/TU {safe_text(entry.time)}")
        if entry.token:
            shown.add(f"/TS: {words('token', number=entry.token)}")


def _arrays(
    node: Node, store: DssFacts | VriFacts, labels: tuple[str, str, str], words: Words
) -> None:
    arrays = (
        (labels[0], "certificate", store.certificates),
        (labels[1], "crl", store.crls),
        (labels[2], "ocsp", store.ocsp_responses),
    )
    for label, word, array in arrays:
        if array:
            listed = node.add(f"{label} ({len(array)})")
            for item in short_list(listed, array, _STORED_SHOWN, words):
                listed.add(_stored(item, word, words))


def _stored(item: StoredFacts, word: str, words: Words) -> str:
    where = f"{item.object_number} 0 obj" if item.object_number else words("direct")
    what = words(word, number=item.embedded) if item.embedded else words("unreadable")
    written = f", {words('written_in', revision=item.revision)}" if item.revision else ""
    return f"{where}: {what}{written}"


def token_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    counted_list(root, "tokens", inspection.tokens, _SHOWN, words, _token)


def _token(parent: Node, token: TokenFacts, words: Words) -> None:
    node = parent.add(words("token", number=token.number))
    place_nodes(node, token.places, words)
    info = token.tst_info
    shown = node.add("TSTInfo" if info else f"TSTInfo: {words('unreadable')}")
    if info is not None:
        facts(
            shown,
            (
                ("version", str(info.version)),
                ("policy", info.policy),
                ("messageImprint", f"{info.imprint_algorithm} {info.imprint}"),
                ("serialNumber", info.serial_number),
                ("genTime", moment(info.gen_time)),
                ("accuracy", info.accuracy),
                ("ordering", "TRUE" if info.ordering else ""),
                ("nonce", info.nonce),
                ("tsa", info.tsa),
                ("extensions", "; ".join(info.extensions)),
            ),
        )
    whole = [place.signature for place in token.places if place.origin is Origin.CONTENTS]
    if whole:
        node.add(f"CMS ContentInfo: {words('same_as', number=whole[0])}")
    else:
        cms_node(node, token.cms, words)


def certificate_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    counted_list(root, "certificates", inspection.certificates, _SHOWN, words, _certificate)


def _certificate(parent: Node, certificate: CertificateFacts, words: Words) -> None:
    node = parent.add(words("certificate", number=certificate.number))
    validity = ""
    if certificate.not_before is not None:
        validity = f"{moment(certificate.not_before)} .. {moment(certificate.not_after)}"
    facts(
        node,
        (
            ("subject", certificate.subject),
            ("issuer", certificate.issuer),
            ("serialNumber", certificate.serial_number),
            ("validity", validity),
            ("subjectPublicKey", certificate.public_key),
            ("signatureAlgorithm", certificate.signature_algorithm),
            ("basicConstraints", "cA TRUE" if certificate.ca else ""),
            ("keyUsage", ", ".join(certificate.key_usage)),
            ("extKeyUsage", ", ".join(certificate.extended_key_usage)),
            ("certificatePolicies", ", ".join(certificate.policies)),
            ("QcType", ", ".join(certificate.qc_types)),
            ("subjectKeyIdentifier", certificate.subject_key_identifier),
            ("authorityKeyIdentifier", certificate.authority_key_identifier),
            (words("issuer_embedded"), numbers(certificate.issuer_certificates)),
            ("SHA-256", certificate.sha256),
        ),
    )
    for problem in certificate.problems:
        node.add(problem_text(problem, words))
    place_nodes(node, certificate.places, words)


def revocation_nodes(root: Node, inspection: Inspection, words: Words) -> None:
    counted_list(root, "revocation", inspection.revocation, _SHOWN, words, _revocation)


def _revocation(parent: Node, item: RevocationFacts, words: Words) -> None:
    crl = item.kind is EmbeddedKind.CRL
    node = parent.add(words("crl" if crl else "ocsp", number=item.number))
    status = "" if item.response_status is None else str(item.response_status)
    facts(
        node,
        (
            ("issuer" if crl else "responderID", item.issuer),
            ("signatureAlgorithm", item.signature_algorithm),
            ("thisUpdate", moment(item.this_update) if item.this_update else ""),
            ("nextUpdate", moment(item.next_update) if item.next_update else ""),
            ("cRLNumber", item.crl_number),
            ("revokedCertificates", "" if item.revoked is None else str(item.revoked)),
            ("responseStatus", status),
            ("producedAt", moment(item.produced_at) if item.produced_at else ""),
        ),
    )
    for response in short_list(node, item.responses, _RESPONSES_SHOWN, words):
        shown = node.add(f"SingleResponse: serialNumber {response.serial_number}")
        revoked = moment(response.revocation_time) if response.revocation_time else ""
        facts(
            shown,
            (
                ("certStatus", response.status),
                ("revocationTime", revoked),
                ("revocationReason", response.revocation_reason),
                ("thisUpdate", moment(response.this_update)),
                ("nextUpdate", moment(response.next_update) if response.next_update else ""),
            ),
        )
    length = words("octet_count", count=item.size)
    facts(node, ((words("length"), length), ("SHA-256", item.sha256)))
    for problem in item.problems:
        node.add(problem_text(problem, words))
    place_nodes(node, item.places, words)
