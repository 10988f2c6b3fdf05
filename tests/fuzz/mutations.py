"""Mutations of PDF bytes: what an attacker or a bad disk does, at places that mean something.

Every mutation takes `choose(n)`, which gives a number in [0, n): hypothesis draws it, or a
random generator. Padding of /Contents is passed over; a change there says nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.fuzz.der_mutations import mutate_der

Choose = Callable[[int], int]

_TOKEN = re.compile(
    rb"<<|>>|[\[\]()]|/[A-Za-z0-9.]+|\d{1,10}(?: \d{1,5} R)?|[a-zA-Z%]{2,}|<[0-9a-fA-F]{1,64}>"
)
_NUMBER = re.compile(rb"(?<![0-9a-fA-F])\d{1,10}(?![0-9a-fA-F])")
_OBJECT = re.compile(rb"\d{1,10} 0 obj.{0,65536}?endobj\s", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents ?<([0-9a-fA-F]{64,})>")
_STARTXREF = re.compile(rb"startxref\s+(\d{1,10})")
_ROOT = re.compile(rb"/Root (\d{1,10} \d{1,5} R)")

NUMBERS = (b"0", b"1", b"-1", b"2147483648", b"4294967295", b"9999999999", b"99999999999999999999")
TOKENS = (
    *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"null", b"true", b"obj", b"endobj"),
    *(
        b"stream\n",
        b"\nendstream",
        b"xref\n0 1\n",
        b"trailer",
        b"startxref\n0\n%%EOF\n",
        b"%PDF-1.7\n",
    ),
    *(b"1 0 R", b"2 0 R", b"6 0 R", b"/Kids [1 0 R]", b"/Parent 3 0 R", b"/V 1 0 R", b"/Prev 0"),
    *(b"/Length 1 0 R", b"/Type /ObjStm", b"/Type /XRef", b"/Type /Sig", b"/Type /DocTimeStamp"),
    *(b"/SubFilter /ETSI.RFC3161", b"/SubFilter /adbe.pkcs7.sha1", b"/Filter [/Fl /Fl /AHx /A85]"),
    *(b"/DecodeParms <</Predictor 15 /Columns 9>>", b"/W [1 8 8]", b"/Index [0 2147483647]"),
    *(b"/ByteRange [0 1 2 3]", b"/Contents <30>", b"/Encrypt <</Filter /Standard /V 5 /R 6>>"),
    *(
        b"/Perms <</DocMDP 9 0 R>>",
        b"/Names 1 0 R",
        b"/OpenAction 1 0 R",
        b"/XFA []",
        b"/DSS 1 0 R",
    ),
    *(b"/AP <</N 1 0 R>>", b"/Annots [1 0 R]", b"/Fields []", b"/Rect [0 0 9 9]", b"/AS /Off"),
    *(b"/FT /Tx", b"/FT /Sig", b"/P 1 0 R", b"/T (b)", b"/V (x)", b"/F 2", b"BT (x) Tj ET", b"Tr"),
    *(b"/Extends 1 0 R", b"/N 999999999", b"/First -1", b"\xff\xfe\x00", b"[" * 300, b"<</A" * 300),
)
"""What splices put in: delimiters, keys with absurd values, loops, nesting."""


def mutate(data: bytes, choose: Choose) -> bytes:
    """One to four mutations, one after the other."""
    for _ in range(1 + choose(4)):
        data = MUTATIONS[choose(len(MUTATIONS))](data, choose)
    return data


def flip_bit(data: bytes, choose: Choose) -> bytes:
    """One bit of a byte that is part of a token."""
    start, end = _place(_TOKEN, data, choose)
    at = start + choose(max(1, end - start))
    if at >= len(data):
        return data
    return data[:at] + bytes((data[at] ^ (1 << choose(8)),)) + data[at + 1 :]


def replace_number(data: bytes, choose: Choose) -> bytes:
    """An offset, a length, an object number by an extreme or a nearby one."""
    start, end = _place(_NUMBER, data, choose)
    kind = choose(len(NUMBERS) + 4)
    near = b"%d" % max(0, int(data[start:end] or b"0") + (-2, -1, 1, 2)[kind % 4])
    return data[:start] + (NUMBERS[kind] if kind < len(NUMBERS) else near) + data[end:]


def swap_numbers(data: bytes, choose: Choose) -> bytes:
    """Two numbers of the file change places."""
    one, other = sorted((_place(_NUMBER, data, choose), _place(_NUMBER, data, choose)))
    if one[1] > other[0]:
        return data
    first, second = data[slice(*one)], data[slice(*other)]
    return data[: one[0]] + second + data[one[1] : other[0]] + first + data[other[1] :]


def splice_token(data: bytes, choose: Choose) -> bytes:
    """A token of `TOKENS` before, or in place of, one of the file."""
    start, end = _place(_TOKEN, data, choose)
    token = TOKENS[choose(len(TOKENS))]
    return data[:start] + b" " + token + b" " + data[end if choose(2) else start :]


def remove_token(data: bytes, choose: Choose) -> bytes:
    start, end = _place(_TOKEN, data, choose)
    return data[:start] + data[end:]


def truncate(data: bytes, choose: Choose) -> bytes:
    start, _ = _place(_TOKEN, data, choose)
    return data[:start] if choose(2) else data[start:]


def duplicate_object(data: bytes, choose: Choose) -> bytes:
    """An object again, at the place of another or after the end of the file."""
    start, end = _place(_OBJECT, data, choose)
    _, target = _place(_OBJECT, data, choose)
    target = len(data) if choose(2) else target
    return data[:target] + data[start:end] + data[target:]


def append_revision(data: bytes, choose: Choose) -> bytes:
    """A later revision: objects of the file again, mutated, with a table that fits."""
    found, root = _STARTXREF.findall(data), _ROOT.findall(data)
    if not found or not root:
        return data
    rows, objects = b"", b""
    for _ in range(1 + choose(3)):
        body = data[slice(*_place(_OBJECT, data, choose))] or b"1 0 obj null endobj\n"
        if choose(4):
            inner = (splice_token, replace_number, remove_token, flip_bit)[choose(4)]
            body = inner(body, choose)
        number = int(re.match(rb"\d{0,6}", body)[0] or b"1")  # type: ignore[index]
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(data) + len(objects))
        objects += body + b"\n"
    table = b"xref\n%strailer <</Size 99 /Root %s /Prev %s>>\n" % (rows, root[-1], found[-1])
    start = len(data) + len(objects)
    return data + objects + table + b"startxref\n%d\n%%%%EOF\n" % start


def mutate_contents(data: bytes, choose: Choose) -> bytes:
    """The DER of one /Contents, mutated and padded back to its length."""
    start, end = _place(_CONTENTS, data, choose, group=1)
    digits = data[start:end]
    if not digits:
        return data
    der = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")).rstrip(b"\0")
    changed = mutate_der(der, choose).hex().encode("ascii")
    if choose(8):
        changed = changed[: end - start].ljust(end - start, b"0")
    return data[:start] + changed + data[end:]


MUTATIONS = (
    *(flip_bit, replace_number, swap_numbers, splice_token, remove_token, truncate),
    *(duplicate_object, append_revision, mutate_contents, mutate_contents, splice_token),
)


def _place(
    pattern: re.Pattern[bytes], data: bytes, choose: Choose, group: int = 0
) -> tuple[int, int]:
    """One of the places where `pattern` is found; the end of the file if there is none."""
    places = [match.span(group) for match in pattern.finditer(data)]
    return places[choose(len(places))] if places else (len(data), len(data))
