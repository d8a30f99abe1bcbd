"""Decodes bytes to text; detects the encoding and never skips a byte."""

from __future__ import annotations

import re
from string import ascii_letters

from qualcode.errors import BadInputError
from qualcode.model.text.text import places

#: The most caption lines, segments or times in one file: fifty times those of a day's recording,
#: and readable within five seconds.
MOST = 500_000
#: The most lines of plain text, where each line is searched for a label in many ways.
MOST_LINES = 100_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WORD = "Save it as .docx in Word or LibreOffice"
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an Office file",
     "Give it its own ending: .docx, .odt, .xlsx or .ods"),
    (b"PK\x05\x06", "an empty zip archive", "Import the transcript itself"),
    (b"%PDF", "a PDF", "Name it .pdf"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc)", _WORD),
    (b"{\\rtf", "rich text (.rtf)", "Name it .rtf"),
    (b"\x89PNG", "a picture", "Import the transcript itself"),
    (b"\xff\xd8\xff", "a picture", "Import the transcript itself"),
    (b"ID3", "a sound file", "Import its transcript"),
    (b"OggS", "a sound file", "Import its transcript"),
    (b"RIFF", "a sound or video file", "Import its transcript"),
    (b"\x1f\x8b", "a compressed archive", "Unpack it and import the transcript"),
)  # fmt: skip
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)
#: How Office marks a file with a password: a stream of this name, in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Characters that Windows-1252 gives for Western text; others suggest another encoding.
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•€£§©®°·«»¡¿½¼¾´¨ªº²³µ±×÷†‡‰‹›ˆ˜™¢¥\xa0\xad]")
#: Signs of another encoding: capitals inside words, and capitals for quotes and dashes.
_ODD_CASE = re.compile(r"[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]|[.,?!]Ó|(?<=\s)[ÐÑÉ](?=\s)|(?<=\s)Ò[A-Z]")
#: Characters that Mac OS Roman gives for Western text.
_MAC = re.compile(r"[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûüÀÃÕŒœÿŸÂÊÁËÈÍÎÏÌÓÔÒÚÛÙßæøÆØªº]"
                  r"|[‘’‚“”„–—…•€£§©®™†°·«»¡¿\xa0´¨]")  # fmt: skip
_LETTERS = {"cp1252": _WESTERN, "mac_roman": _MAC}
#: How many bytes of a file charset-normalizer gets to see.
_SAMPLE = 100_000
#: ISO-8859-14 has Welsh ŵ and ŷ where Windows-1252 has Icelandic ð and þ.
_ICELANDIC = str.maketrans("ðþÐÞ", "ŵŷŴŶ")
_WELSH_PLACE = re.compile(r"(?<=[bcdfghjklmnprstwBCDFGHJKLMNPRSTW])[ðþÐÞ]|\b[ðÐ]|\b[þÞ](?=[dnr])")
_EVERY_PLACE = re.compile(r"[ðþÐÞ]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_C1 = re.compile(rb"[\x80-\x9f]")


def refuse_other_files(data: bytes, name: str) -> None:
    """Raise BadInputError if the bytes are clearly not text, saying what they are."""
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise BadInputError(
            "is protected with a password",
            where=name,
            mend="Open it in Word, take the password off (File, Info, Protect), and save it",
        )
    for magic, what, mend in _MAGIC:
        if data.startswith(magic):
            raise BadInputError(f"is not text but {what}", where=name, mend=mend)
    if data[:3] == b"\0\0\0" and data[4:8] == b"ftyp":
        raise BadInputError(
            "is not text but a sound or video file", where=name, mend="Import its transcript"
        )
    if _WEB_PAGE.match(data):
        raise BadInputError("is not text but a web page (HTML)", where=name, mend=_WORD)


def refuse_too_many(count: int, things: str, name: str, most: int = MOST) -> None:
    """Raise BadInputError if a file has more lines, captions or the like than any transcript."""
    if count > most:
        raise BadInputError(
            f"has more than {most:,} {things}, more than any transcript has",
            where=name,
            mend="Check that it is the right file, or split it",
        )


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a file, and a note on its encoding if that was not UTF-8.

    Tried in this order: a byte-order mark; NUL bytes in every second place (UTF-16) or in three of
    four (UTF-32); UTF-8 if valid, except for a few bytes; Windows-1252 if the text then looks
    Western, ISO-8859-14 if it has letters where Welsh has ŵ and ŷ, or Mac OS Roman;
    charset-normalizer's best match. The note says when the encoding is a guess.

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
    if told_by_nuls := unmarked(data):
        notes = [f"encoding: {told_by_nuls.upper()}, though nothing in the file says so"]
        return _without_nul(_strictly(data, told_by_nuls, name), name), notes
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


def unmarked(data: bytes) -> str | None:
    """Return which UTF-16 or UTF-32 the bytes are, from the places of NULs."""
    start = data[:4000]
    if len(start) < 4 or b"\0" not in start:
        return None
    if len(data) % 4 == 0:
        quarter = len(start) // 4
        nuls = [start[n::4].count(0) for n in range(4)]
        if nuls[2] == nuls[3] == quarter and nuls[0] == 0:
            return "utf-32-le"
        if nuls[0] == nuls[1] == quarter and nuls[3] == 0:
            return "utf-32-be"
    if len(data) % 2:
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
    if text and _looks_western(data, text, "cp1252"):
        if _looks_welsh(text, data):
            welsh = text.translate(_ICELANDIC)
            note = "encoding: not UTF-8; read as ISO-8859-14 for its ŵ and ŷ, a guess"
            return _without_nul(welsh, name), [note]
        return _without_nul(text, name), ["encoding: not UTF-8; read as Windows-1252"]
    mac = data.decode("mac_roman")
    if _looks_western(data, mac, "mac_roman"):
        note = "encoding: not UTF-8; read as Mac OS Roman, a guess: look at its accented letters"
        return _without_nul(mac, name), [note]
    from charset_normalizer import from_bytes

    # It tries every encoding on all it is given; this much is enough to tell.
    best = from_bytes(data[:_SAMPLE].rpartition(b"\n")[0] or data[:_SAMPLE]).best()
    try:
        text = data.decode(best.encoding) if best is not None else ""
    except (UnicodeDecodeError, LookupError):
        text = ""
    if best is None or not text:
        raise _undecodable(data, name)
    note = f"encoding: not UTF-8; read as {best.encoding}, a guess: look at its accented letters"
    return _without_nul(text, name), [note]


def _utf8_with_strays(data: bytes, name: str) -> tuple[str, list[str]] | None:
    """Read UTF-8 that has a few bytes of Windows-1252 in it; ``None`` for other texts."""
    halved = _utf8_with_surrogates(data, name)
    if halved is not None:
        return halved
    # Counted by lengths: lists of so many characters would fill the memory.
    text = data.decode("utf-8", "surrogateescape")
    valid = len(data.decode("utf-8", "ignore"))
    strays = len(text) - valid
    if valid - _how_many(data, bytes(range(128))) <= strays:
        return None
    refuse_too_many(strays, "bytes that are not UTF-8", name)
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


def _utf8_with_surrogates(data: bytes, name: str) -> tuple[str, list[str]] | None:
    """Read UTF-8 whose writer cut emoji and the like in two; ``None`` for other texts."""
    halves = len(_HALF.findall(data))
    if not halves:
        return None
    refuse_too_many(halves, "halves of characters", name)
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    whole, lone = re.subn(r"[\ud800-\udfff]", "\ufffd", whole)
    notes = ["encoding: UTF-8 with characters in two halves (CESU-8), put together"]
    if lone:
        notes.append(f"{lone} halves of a character were replaced by \ufffd")
    return whole, notes


def _looks_western(data: bytes, text: str, encoding: str) -> bool:
    """Return whether ``text``, the bytes read as ``encoding``, looks like a Western language."""
    high = {byte: bytes([byte]).decode(encoding) for byte in set(data) if byte >= 0x80}
    if not all(_LETTERS[encoding].match(char) for char in high.values()) or _ODD_CASE.search(text):
        return False
    letters = bytes(byte for byte, char in high.items() if char.isalpha())
    accented = _how_many(data, letters)
    return accented * 4 <= max(accented + _how_many(data, ascii_letters.encode()), 4)


def _how_many(data: bytes, wanted: bytes) -> int:
    return len(data.translate(None, delete=bytes(set(range(256)) - set(wanted))))


def _looks_welsh(text: str, data: bytes) -> bool:
    """Return whether Windows-1252's ð and þ stand where Welsh has ŵ and ŷ.

    Welsh has them mostly after a consonant (tŷ, dŵr), where Icelandic seldom has ð and þ.
    ISO-8859-14 has no characters for the bytes 80 to 9F, where Windows-1252 has its quotes.
    """
    every = len(_EVERY_PLACE.findall(text))
    if not every or _C1.search(data) or "æ" in text:
        return False
    return len(_WELSH_PLACE.findall(text)) * 3 >= every * 2


def _undecodable(data: bytes, name: str) -> BadInputError:
    at = 0
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    line = data.count(b"\n", 0, at) + 1
    return BadInputError(
        f"is not text in any encoding that qualcode knows (byte {at})",
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
