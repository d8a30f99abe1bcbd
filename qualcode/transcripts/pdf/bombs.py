"""Checks that a PDF does not unpack to an enormous size, before PDFium unpacks its streams."""

from __future__ import annotations

import base64
import re
import zlib

from qualcode.errors import BadInputError

#: A stream larger than this, in bytes, and packed more tightly than this is a bomb.
LARGEST_PLAIN_STREAM = 20_000_000
LARGEST_RATIO = 200
#: All streams unpacked, in bytes, including pictures.
LARGEST_INSIDE = 1_000_000_000
ANEW = "Open it in another program and print it to a new PDF, or save the text as .docx"
_LOOKED_AT = 2_000_000
_ASCII85 = re.compile(rb"ASCII85|A85|#")
_STREAM = re.compile(rb"stream\r?\n")


def refuse_bombs(data: bytes, name: str) -> None:
    """Refuse a file whose streams unpack to enormous sizes, before PDFium unpacks them."""
    total = 0
    for match in _STREAM.finditer(data):
        if data[match.start() - 3 : match.start()] == b"end":
            continue
        packed = memoryview(data)[match.end() :]
        if _ASCII85.search(data, max(match.start() - 400, 0), match.start()):
            packed = memoryview(_from_ascii85(packed))
        unpacked, used, start = _unpacked(packed)
        total += unpacked
        # For a stream packed twice, the growth is the product.
        within, inner, _ = _unpacked(memoryview(start))
        twice = within > 1_000_000 and within > LARGEST_RATIO * max(inner, 1)
        swollen = unpacked > LARGEST_PLAIN_STREAM and unpacked > LARGEST_RATIO * max(used, 1)
        if swollen or twice or total > LARGEST_INSIDE:
            raise BadInputError(
                "unpacks to far more than a transcript can be; it was not opened",
                where=name,
                mend=ANEW,
            )


def _from_ascii85(packed: memoryview) -> bytes:
    """Return the beginning of an ASCII-encoded stream, enough to tell how far it grows."""
    signs = bytes(packed[:_LOOKED_AT]).split(b"~>")[0]
    try:
        return base64.a85decode(signs[: len(signs) - len(signs) % 5 or None])
    except ValueError:
        return b""


def _unpacked(packed: memoryview) -> tuple[int, int, bytes]:
    """Return a deflated stream's unpacked size, up to the limit, its packed size and its start."""
    if len(packed) < 2 or packed[0] & 0x0F != 8 or (packed[0] * 256 + packed[1]) % 31:
        return 0, 0, b""
    unpacker = zlib.decompressobj()
    made = at = 0
    start = b""
    rest = b""
    while not unpacker.eof and made <= 2 * LARGEST_PLAIN_STREAM:
        piece = rest or bytes(packed[at : at + 65_536])
        if not piece:
            break
        try:
            out = unpacker.decompress(piece, 1_000_000)
        except zlib.error:
            break
        rest = unpacker.unconsumed_tail
        at += len(piece) - len(rest)
        made += len(out)
        start = start or out
    return made, at, start
