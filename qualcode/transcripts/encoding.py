"""Bytes to text: the encoding found out, not assumed, and never a byte passed over."""

from __future__ import annotations

import re

from qualcode.errors import BadInputError
from qualcode.transcripts.cleaning import places

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WORD = "Save it as .docx in Word or LibreOffice"
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an Office file", "Give it its own ending, such as .docx"),
    (b"PK\x05\x06", "an empty zip archive", "Import the transcript itself"),
    (b"%PDF", "a PDF", "Export it as text or Word"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc)", _WORD),
    (b"{\\rtf", "rich text (.rtf)", _WORD),
    (b"\x89PNG", "a picture", "Import the transcript itself"),
    (b"\xff\xd8\xff", "a picture", "Import the transcript itself"),
    (b"ID3", "a sound file", "Import its transcript"),
    (b"OggS", "a sound file", "Import its transcript"),
    (b"RIFF", "a sound or video file", "Import its transcript"),
    (b"\x1f\x8b", "a compressed archive", "Unpack it and import the transcript"),
)
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)
#: How Office marks a file with a password: a stream of this name, in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HIGH = re.compile(r"[^\x00-\x7f]")
#: What Windows-1252 gives for text in it; anything else is more likely another encoding.
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•€£§©®°·«»¡¿½¼¾´¨ªº²³µ±×÷†‡‰‹›ˆ˜™¢¥\xa0\xad]")
_ODD_CASE = re.compile(r"[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]")


def refuse_other_files(data: bytes, name: str) -> None:
    """Raise BadInputError if the bytes are plainly not text, saying what they are."""
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise BadInputError(
            "is protected with a password",
            where=name,
            mend="Open it in Word, take the password off (File, Info, Protect), and save it",
        )
    for magic, what, mend in _MAGIC:
        if data.startswith(magic):
            raise BadInputError(f"is not text but {what}", where=name, mend=mend)
    if data[4:8] == b"ftyp":
        raise BadInputError(
            "is not text but a sound or video file", where=name, mend="Import its transcript"
        )
    if _WEB_PAGE.match(data):
        raise BadInputError("is not text but a web page (HTML)", where=name, mend=_WORD)


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a file and a note on its encoding if that was not UTF-8.

    A byte-order mark decides; else UTF-8 if it is valid, or is but for a few bytes; else
    Windows-1252 if the text then looks Western; else charset-normalizer's best match.

    Raises:
        BadInputError: no encoding fits, or the text holds NUL characters.
    """
    refuse_other_files(data, name)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            if encoding == "utf-8":
                data = data[len(bom) :]
                break
            notes = [f"encoding: {encoding.upper()}, by its mark"]
            return _without_nul(_strictly(data[len(bom) :], encoding, name), name), notes
    unmarked = _utf16_unmarked(data)
    if unmarked:
        notes = [f"encoding: {unmarked.upper()}, though nothing in the file says so"]
        return _without_nul(_strictly(data, unmarked, name), name), notes
    try:
        return _without_nul(data.decode("utf-8"), name), []
    except UnicodeDecodeError:
        return _guessed(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise BadInputError(
            f"says it is {encoding.upper()} and is not, at byte {error.start}",
            where=f"{name}:{line}",
            mend="Save it as UTF-8",
        ) from None


def _utf16_unmarked(data: bytes) -> str | None:
    """Return which UTF-16 the bytes are if every other one is almost always NUL."""
    start = data[:4000]
    if len(start) < 4 or len(data) % 2:
        return None
    low, high = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if high * 10 >= half * 7 and low * 10 < half:
        return "utf-16-le"
    return "utf-16-be" if low * 10 >= half * 7 and high * 10 < half else None


def _guessed(data: bytes, name: str) -> tuple[str, list[str]]:
    mended = _utf8_with_strays(data, name)
    if mended is not None:
        return mended
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if text and _looks_western(text):
        return _without_nul(text, name), ["encoding: not UTF-8; read as Windows-1252"]
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise _undecodable(data, name)
    note = f"encoding: not UTF-8; read as {best.encoding}, a guess: look at its accented letters"
    return _without_nul(str(best), name), [note]


def _utf8_with_strays(data: bytes, name: str) -> tuple[str, list[str]] | None:
    """Read UTF-8 into which a few bytes of Windows-1252 were pasted; ``None`` for other texts."""
    text = data.decode("utf-8", "surrogateescape")
    strays = re.findall(r"[\udc80-\udcff]", text)
    good = len(_HIGH.findall(text)) - len(strays)
    if good <= len(strays):
        return None
    lines: list[int] = []
    counted = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal counted
        line = (lines[-1] if lines else 1) + text.count("\n", counted, match.start())
        lines.append(line)
        counted = match.start()
        try:
            return bytes([ord(match.group()) - 0xDC00]).decode("cp1252")
        except UnicodeDecodeError:
            raise _undecodable(data, name) from None

    read = re.sub(r"[\udc80-\udcff]", mend, text)
    note = f"{len(lines)} bytes that are not UTF-8 were read as Windows-1252"
    return _without_nul(read, name), [f"{note} ({places(lines, 'line')})"]


def _looks_western(text: str) -> bool:
    high = _HIGH.findall(text)
    if not all(_WESTERN.match(char) for char in high) or _ODD_CASE.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isalpha, high)) * 4 <= max(letters, 4)


def _undecodable(data: bytes, name: str) -> BadInputError:
    at = 0
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    line = data.count(b"\n", 0, at) + 1
    return BadInputError(
        f"is not text in any encoding that could be found out (byte {at})",
        where=f"{name}:{line}",
        mend="Save it as UTF-8",
    )


def _without_nul(text: str, name: str) -> str:
    at = text.find("\0")
    if at >= 0:
        line = len(re.findall(r"\r\n|[\r\n]", text[:at])) + 1
        raise BadInputError(
            "holds NUL characters, so it is no text file",
            where=f"{name}:{line}",
            mend="Save it again as UTF-8 text",
        )
    return text
