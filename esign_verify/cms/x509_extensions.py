"""Certificate and CRL extensions (RFC 5280, 4.2 and 5.2), one reader each.

Every reader takes the extnValue's contents and raises DecodeError on anything
it does not understand to the last byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.errors import DecodeError
from esign_verify.evidence import KEY_USAGES
from esign_verify.limits import MAX_EXTENSIONS

SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
KEY_USAGE = "2.5.29.15"
SUBJECT_ALT_NAME = "2.5.29.17"
BASIC_CONSTRAINTS = "2.5.29.19"
CRL_NUMBER = "2.5.29.20"
CRL_REASON = "2.5.29.21"
INVALIDITY_DATE = "2.5.29.24"
DELTA_CRL_INDICATOR = "2.5.29.27"
ISSUING_DISTRIBUTION_POINT = "2.5.29.28"
CERTIFICATE_ISSUER = "2.5.29.29"
NAME_CONSTRAINTS = "2.5.29.30"
CRL_DISTRIBUTION_POINTS = "2.5.29.31"
CERTIFICATE_POLICIES = "2.5.29.32"
POLICY_MAPPINGS = "2.5.29.33"
AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
POLICY_CONSTRAINTS = "2.5.29.36"
EXTENDED_KEY_USAGE = "2.5.29.37"
FRESHEST_CRL = "2.5.29.46"
INHIBIT_ANY_POLICY = "2.5.29.54"
AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
QC_TYPE = "0.4.0.1862.1.6"


@frozen
class Extension:
    critical: bool
    value: bytes
    """contents of the extnValue OCTET STRING"""


Extensions = Mapping[str, Extension]


def read_extensions(element: der.Element) -> tuple[Extensions, tuple[str, ...]]:
    """The first extension of each OID, and the OIDs that occur again (4.2: must not).

    DecodeError where one has not the shape of an Extension.
    """
    found: dict[str, Extension] = {}
    repeated: dict[str, None] = {}
    for entry in element.expect(der.SEQUENCE).children():
        if len(found) >= MAX_EXTENSIONS:
            raise DecodeError("too_many_extensions", limit=MAX_EXTENSIONS)
        parts = list(entry.expect(der.SEQUENCE).children())
        if len(parts) == 3 and parts[1].tag == 0x01:
            critical = parts[1].contents != b"\0"
        elif len(parts) == 2:
            critical = False
        else:
            raise DecodeError("extension_malformed")
        oid = der.oid(parts[0])
        if oid in found:
            repeated[oid] = None
        else:
            found[oid] = Extension(critical, parts[-1].expect(der.OCTET_STRING).contents)
    return MappingProxyType(found), tuple(repeated)


def whole(value: bytes, tag: int) -> der.Element:
    """The one element that `value` is; DecodeError where more follows."""
    element = der.read_element(value).expect(tag)
    if element.stop != len(value):
        raise DecodeError("extension_trailing_bytes")
    return element


def first_child(element: der.Element) -> der.Element:
    """The first element inside; DecodeError where there is none."""
    for child in element.children():
        return child
    raise DecodeError("asn1_truncated")


def read_basic_constraints(value: bytes) -> tuple[bool, int | None]:
    """cA and pathLenConstraint (RFC 5280 4.2.1.9)."""
    ca, path_length = False, None
    for field in whole(value, der.SEQUENCE).children():
        if field.tag == 0x01:
            ca = field.contents != b"\0"
        else:
            path_length = der.integer(field)
            if path_length < 0:
                raise DecodeError("extension_malformed")
    return ca, path_length


def named_bits(value: bytes, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the bits set in the contents of a BIT STRING."""
    if not value or value[0] > 7:
        raise DecodeError("asn1_bad_bit_string")
    return tuple(
        name
        for number, name in enumerate(names)
        if number // 8 + 1 < len(value) and value[number // 8 + 1] & 0x80 >> number % 8
    )


def read_key_usage(value: bytes) -> tuple[str, ...]:
    """RFC 5280 4.2.1.3 names in bit order."""
    return named_bits(whole(value, der.BIT_STRING).contents, KEY_USAGES)


def read_oid_sequence(value: bytes) -> tuple[str, ...]:
    """SEQUENCE OF OBJECT IDENTIFIER, as extended key usage is (4.2.1.12)."""
    return tuple(der.oid(child) for child in whole(value, der.SEQUENCE).children())


def read_policies(value: bytes) -> tuple[str, ...]:
    """Policy identifiers of certificatePolicies (4.2.1.4)."""
    return tuple(
        der.oid(first_child(information.expect(der.SEQUENCE)))
        for information in whole(value, der.SEQUENCE).children()
    )


def read_qc_types(value: bytes) -> tuple[str, ...]:
    """QcType OIDs of qcStatements (ETSI EN 319 412-5, 4.2.3)."""
    types: list[str] = []
    for statement in whole(value, der.SEQUENCE).children():
        parts = list(statement.expect(der.SEQUENCE).children())
        if len(parts) == 2 and der.oid(parts[0]) == QC_TYPE:
            types += [der.oid(kind) for kind in parts[1].expect(der.SEQUENCE).children()]
    return tuple(types)


def read_subject_key_identifier(value: bytes) -> str:
    """Lower-case hex (4.2.1.2)."""
    return whole(value, der.OCTET_STRING).contents.hex()


def read_authority_key_identifier(value: bytes) -> str:
    """keyIdentifier as lower-case hex, empty where the extension has none (4.2.1.1)."""
    for field in whole(value, der.SEQUENCE).children():
        if field.tag == 0x80:
            return field.contents.hex()
    return ""


def read_explicit_extensions(
    optional: list[der.Element], tag: int
) -> tuple[Extensions, tuple[str, ...]]:
    """The extensions within an explicit context tag, which may be absent."""
    if not optional:
        return {}, ()
    if len(optional) != 1 or optional[0].tag != tag:
        raise DecodeError("extension_malformed")
    return read_extensions(first_child(optional[0]))
