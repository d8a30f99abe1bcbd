"""Takes out of a picture's bytes what nobody sees in it: who made it, when, where, with what."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

#: Chunks of a PNG that say how it looks.
_PNG = b"\x89PNG\r\n\x1a\n"
_SEEN = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs",
         b"sBIT", b"bKGD")  # fmt: skip
_SVG = "{http://www.w3.org/2000/svg}"
#: What a drawing's style would fetch, and notes in it.
_FETCHED = re.compile(r"@import[^;]*;|url\(\s*['\"]?(?!#)[^)]*\)|/\*.*?\*/", re.DOTALL)
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/jpg": "jpeg", "image/gif": "gif",
            "image/svg+xml": "svg", "image/x-emf": "emf", "image/x-wmf": "wmf", "image/bmp": "bmp",
            "image/tiff": "tiff", "image/emf": "emf", "image/wmf": "wmf"}  # fmt: skip


def bare_picture(data: bytes, kind: str) -> tuple[bytes, str]:
    """Return a picture's bytes without hidden data, and the ending for its file.

    ``kind`` is its media type. A picture that is damaged, or of a kind that is not known here, is
    replaced by an empty one.
    """
    ending = _ENDINGS.get(kind.lower(), "")
    try:
        if data.startswith(_PNG):
            return _PNG + b"".join(_chunks(data)), ending or "png"
        if data.startswith(b"\xff\xd8"):
            return b"\xff\xd8" + b"".join(_segments(data)), ending or "jpeg"
        if data.startswith((b"GIF87a", b"GIF89a")):
            return b"".join(_blocks(data)), ending or "gif"
        if ending == "svg":
            return _drawing(data), ending
        if data[40:44] == b" EMF":
            return _metafile(data), ending or "emf"
        if ending in ("wmf", "bmp"):
            return data, ending
    except (struct.error, IndexError, ValueError, etree.XMLSyntaxError):
        pass
    return _nothing(), "png"


def _nothing() -> bytes:
    """Return a PNG of one point that shows nothing."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(5))), (b"IEND", b""))
    return _PNG + b"".join(
        struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
        for kind, held in parts
    )


def _chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + size
        if end > len(data):
            raise ValueError
        if kind in _SEEN:
            yield data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError


def _segments(data: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG, without Exif, XMP, Photoshop's data and comments."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + size
        # JFIF, a colour profile and Adobe's kind of colours are needed to show it.
        profile = mark == 0xE2 and data[at + 4 : at + 16] == b"ICC_PROFILE\x00"
        jfif = mark == 0xE0 and data[at + 4 : at + 9] == b"JFIF\x00"
        if jfif:
            # With the small picture of itself that it may have left out.
            yield b"\xff\xe0\x00\x10" + data[at + 4 : at + 16] + b"\x00\x00"
        elif profile or mark == 0xEE or not (0xE0 <= mark <= 0xEF or mark == 0xFE):
            yield data[at:end]
        at = end
        if mark == 0xDA:
            last = data.rfind(b"\xff\xd9")
            if last < at:
                raise ValueError
            yield data[at : last + 2]
            return


def _blocks(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a GIF, without comments and programs' data."""
    flags = data[10]
    at = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    yield data[:at]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x21:
            kind = data[at + 1]
            at = _after_blocks(data, at + 2)
            if kind == 0xF9:
                yield data[start:at]
        elif data[at] == 0x2C:
            flags = data[at + 9]
            at += 10 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
            at = _after_blocks(data, at + 1)
            yield data[start:at]
        else:
            raise ValueError
    yield b"\x3b"


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _drawing(data: bytes) -> bytes:
    """Return an SVG without notes, other programs' data, scripts, and what is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(data, parser)
    for one in list(root.iter()):
        named = etree.QName(one)
        foreign = named.namespace != _SVG[1:-1]
        if foreign or named.localname in ("metadata", "title", "desc", "script", "foreignObject"):
            if one is root:
                raise ValueError
            if one.getparent() is not None:
                one.getparent().remove(one)
            continue
        for name, value in list(one.attrib.items()):
            _settle_attribute(one, name, value)
    for style in root.iter(f"{_SVG}style"):
        style.text = _FETCHED.sub("", style.text or "")
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _settle_attribute(one: Any, name: str, value: str) -> None:
    named = etree.QName(name)
    if named.localname == "href":
        held = re.fullmatch(r"data:(image/[\w.+-]+);base64,(.*)", value.strip(), re.DOTALL)
        if held:
            bare, _ = bare_picture(base64.b64decode(held[2]), held[1])
            one.set(name, f"data:{held[1]};base64,{base64.b64encode(bare).decode()}")
        elif not value.strip().startswith("#"):
            del one.attrib[name]
    elif named.namespace is not None or named.localname.startswith(("on", "data-")):
        del one.attrib[name]
    elif _FETCHED.search(value):
        one.set(name, _FETCHED.sub("", value))


def _metafile(data: bytes) -> bytes:
    """Return an EMF without the line on which program made it from which file."""
    length, offset = struct.unpack("<II", data[60:68])
    made = bytearray(data)
    if length and offset and offset + 2 * length <= len(data):
        made[offset : offset + 2 * length] = bytes(2 * length)
    return bytes(made)
