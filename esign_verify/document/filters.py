"""Stream filters (ISO 32000-2, 7.4) that verification itself needs, with bounded output."""

from __future__ import annotations

import base64
import binascii
import zlib
from itertools import accumulate
from typing import Any

from esign_verify.document.syntax import Dictionary
from esign_verify.errors import DecodeError
from esign_verify.limits import (
    MAX_FILTERS,
    MAX_PREDICTED_BYTES,
    MAX_SMALL_STREAM_BYTES,
    MAX_STREAM_BYTES,
    MAX_STREAM_RATIO,
)


def decode_stream(data: bytes, filters: list[Any], parameters: list[Any]) -> bytes:
    """Apply the filters of a stream in order; DecodeError on an unknown or failing one."""
    if len(filters) > MAX_FILTERS:
        raise DecodeError("pdf_too_many_filters", limit=MAX_FILTERS)
    for index, name in enumerate(filters):
        options = parameters[index] if index < len(parameters) else None
        data = _apply(name, data, options if isinstance(options, dict) else Dictionary())
        if len(data) > MAX_STREAM_BYTES:
            raise DecodeError("pdf_stream_too_large", limit=MAX_STREAM_BYTES)
    return data


def _apply(name: Any, data: bytes, options: dict[str, Any]) -> bytes:
    try:
        if name in ("FlateDecode", "Fl"):
            return _unpredict(_inflate(data), options)
        if name in ("ASCIIHexDecode", "AHx"):
            digits = data.partition(b">")[0].translate(None, b"\0\t\n\f\r ")
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        if name in ("ASCII85Decode", "A85"):
            return base64.a85decode(data.strip().partition(b"~>")[0].removeprefix(b"<~"))
        if name == "Crypt" and options.get("Name", "Identity") == "Identity":
            return data
    except (ValueError, zlib.error) as error:
        raise DecodeError("pdf_filter_failed", filter=name) from error
    raise DecodeError("pdf_filter_unsupported", filter=name)


def _inflate(data: bytes) -> bytes:
    most = min(MAX_STREAM_BYTES, max(MAX_SMALL_STREAM_BYTES, MAX_STREAM_RATIO * len(data)))
    output = zlib.decompressobj().decompress(data, most + 1)
    if len(output) > MAX_STREAM_BYTES:
        raise DecodeError("pdf_stream_too_large", limit=MAX_STREAM_BYTES)
    if len(output) > most:
        raise DecodeError("pdf_stream_ratio", limit=MAX_STREAM_RATIO)
    return output


def _unpredict(data: bytes, options: dict[str, Any]) -> bytes:
    """Undo the predictor (7.4.4.4)."""
    predictor = _small(options.get("Predictor", 1))
    if predictor == 1:
        return data
    colors = _small(options.get("Colors", 1))
    bits = _small(options.get("BitsPerComponent", 8))
    columns = _small(options.get("Columns", 1))
    pixel = max(1, colors * bits // 8)
    row = (colors * bits * columns + 7) // 8
    if predictor < 10 or row <= 0:
        raise DecodeError("pdf_filter_unsupported", filter=f"Predictor {predictor}")
    if max(row, len(data)) > MAX_PREDICTED_BYTES:
        raise DecodeError("pdf_stream_too_large", limit=MAX_PREDICTED_BYTES)
    return _unpredict_png(data, row, pixel)


def _small(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise DecodeError("pdf_filter_failed", filter="DecodeParms")
    return value


def _unpredict_png(data: bytes, row: int, pixel: int) -> bytes:
    """PNG filters 0-4, one per row."""
    if len(data) % (row + 1) == 0 and set(data[:: row + 1]) == {2}:
        return _add_up_columns(data, row)
    output = bytearray()
    previous = bytearray(row)
    for start in range(0, len(data), row + 1):
        kind = data[start]
        current = bytearray(data[start + 1 : start + 1 + row])
        if len(current) < row:
            current.extend(bytes(row - len(current)))
        if kind == 2:
            current = bytearray((a + b) & 0xFF for a, b in zip(current, previous, strict=True))
        elif kind in (1, 3, 4):
            _unfilter(kind, current, previous, pixel)
        elif kind != 0:
            raise DecodeError("pdf_filter_failed", filter="Predictor")
        output += current
        previous = current
    return bytes(output)


def _add_up_columns(data: bytes, row: int) -> bytes:
    """Filter 2 in every row, the common case: each byte is added to the one above."""
    output = bytearray(len(data) // (row + 1) * row)
    for column in range(row):
        sums = accumulate(data[column + 1 :: row + 1])
        output[column::row] = bytes(map((0xFF).__and__, sums))
    return bytes(output)


def _unfilter(kind: int, current: bytearray, previous: bytearray, pixel: int) -> None:
    for i in range(len(current)):
        left = current[i - pixel] if i >= pixel else 0
        up = previous[i]
        if kind == 1:
            prediction = left
        elif kind == 3:
            prediction = (left + up) // 2
        else:
            corner = previous[i - pixel] if i >= pixel else 0
            prediction = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        current[i] = (current[i] + prediction) & 0xFF
