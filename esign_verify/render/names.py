"""Names as the wire writes them: distinguished names, algorithms, key usages, ids."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.evidence import (
    KEY_USAGES,
    CertificateEvidence,
    Name,
    NameAttribute,
    PathEvidence,
    TrustAnchor,
)

RFC2253_KEYWORDS = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}
"""RFC 2253, 2.3: the names `X500Principal` of Java prints; all others as `OID=#hex`."""

LEGACY_KEYWORDS = RFC2253_KEYWORDS | {
    "1.2.840.113549.1.9.1": "E",
    "2.5.4.4": "SURNAME",
    "2.5.4.5": "SERIALNUMBER",
    "2.5.4.12": "T",
    "2.5.4.42": "GIVENNAME",
}
"""The names of the 1.x servers' library; all others as `OID=value`."""

_STRING_TAGS = frozenset(b"\x0c\x13\x14\x16\x1b\x1c\x1e")
"""UTF8, Printable, T61, IA5, General, Universal, BMP: what Java calls a DER string."""

_SPECIAL = frozenset(',=+<>#;"\\')

MAX_DECIMAL_BITS = 1024
"""RFC 5280 4.1.2.2 allows serial numbers of 160 bits; decimals cost the square of the length."""


def rfc2253(name: Name) -> str:
    """The name as `X500Principal.getName()` prints it: last RDN first, no blanks."""
    return ",".join(
        "+".join(_attribute(item, RFC2253_KEYWORDS, hex_unknown=True) for item in rdn)
        for rdn in reversed(name)
    )


def legacy_dn(name: Name) -> str:
    """The name as the 1.x servers print it: in the order of the DER, no blanks."""
    return ",".join(
        "+".join(_attribute(item, LEGACY_KEYWORDS, hex_unknown=False) for item in rdn)
        for rdn in name
    )


def _attribute(item: NameAttribute, keywords: dict[str, str], *, hex_unknown: bool) -> str:
    keyword = keywords.get(item.oid, item.oid)
    is_string = item.der[:1] != b"" and item.der[0] in _STRING_TAGS
    if not is_string or (hex_unknown and item.oid not in keywords):
        return f"{keyword}=#{item.der.hex()}"
    return f"{keyword}={_escape(item.value)}"


def _escape(value: str) -> str:
    """RFC 2253, 2.4, in the way of Java: `=` and `#` are escaped anywhere."""
    escaped = "".join(
        "\\00" if character == "\0" else f"\\{character}" if character in _SPECIAL else character
        for character in value
    )
    body = escaped.strip(" \r")
    lead = len(escaped) - len(escaped.lstrip(" \r"))
    leading, trailing = escaped[:lead], escaped[lead + len(body) :]
    return "".join(
        (
            "".join(f"\\{character}" for character in leading),
            body,
            "".join(f"\\{character}" for character in trailing),
        )
    )


def dss_hex(digest: str) -> str:
    """Upper-case hex without leading zero bytes, as EU DSS prints a digest."""
    digits = digest.upper()
    while digits.startswith("00"):
        digits = digits[2:]
    return digits


def decimal(number: int) -> str:
    """The serial number in decimal; one of absurd length as `0x…`."""
    if number.bit_length() > MAX_DECIMAL_BITS:
        return hex(number)
    return str(number)


def dss_algorithm(name: str) -> str:
    """`rsa-sha256` → `RSA with SHA256`, the words of EU DSS; an OID stays."""
    if name in ("ed25519", "ed448"):
        return name.capitalize()
    family, _, digest = name.rpartition("-")
    digest = digest.upper().replace("_", "-")
    match family:
        case "rsa" | "ecdsa" | "dsa":
            return f"{family.upper()} with {digest}"
        case "rsa-pss":
            return f"RSA with {digest} and MGF1"
    return name


def dss_key_usages(usages: Iterable[str] | None) -> list[str]:
    """Key usages in bit order; `crlSign` is so spelled there."""
    present = frozenset(usages or ())
    return ["crlSign" if usage == "cRLSign" else usage for usage in KEY_USAGES if usage in present]


def certificate_id(sha256: str) -> str:
    """The EU DSS identifier of a certificate: `C-` and the digest's digits."""
    return f"C-{dss_hex(sha256)}"


def certification_path(
    certificates: Iterable[CertificateEvidence], anchor: TrustAnchor | None
) -> list[CertificateEvidence | TrustAnchor]:
    """Leaf first; the anchor's pinned facts last, where its certificate is not embedded."""
    path: list[CertificateEvidence | TrustAnchor] = list(certificates)
    if anchor is not None and all(item.sha256 != anchor.sha256 for item in path):
        path.append(anchor)
    return path


def role_of(
    item: CertificateEvidence | TrustAnchor, index: int, path: PathEvidence, leaf: str
) -> str:
    """What a certificate is in its path: `anchor`, `authority`, or `leaf` (`signer`, `tsa`)."""
    anchor = path.trust_anchor
    if anchor is not None and item.sha256 == anchor.sha256:
        return "anchor"
    return leaf if index == 0 else "authority"


def issuer(item: CertificateEvidence | TrustAnchor) -> Name:
    """The issuer's name. An anchor known as facts alone stands for itself."""
    return item.subject if isinstance(item, TrustAnchor) else item.issuer


def or_null(value: str) -> str | None:
    """`None` for an empty text: the wire says null where there is nothing."""
    return value or None
