"""Bytes to text: the encoding found out, not assumed."""

from __future__ import annotations

from qualcode.errors import BadInputError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an Office file", "give it its own ending, such as .docx"),
    (b"%PDF", "a PDF", "export it as text or Word"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc)", "save it as .docx in Word or LibreOffice"),
    (b"{\\rtf", "rich text (.rtf)", "save it as .docx in Word or LibreOffice"),
    (b"\x89PNG", "a picture", "import the transcript itself"),
    (b"\xff\xd8\xff", "a picture", "import the transcript itself"),
    (b"ID3", "a sound file", "import its transcript"),
    (b"RIFF", "a sound or video file", "import its transcript"),
)


def refuse_other_files(data: bytes, name: str) -> None:
    """Raise BadInputError if the bytes are plainly not text, saying what they are."""
    for magic, what, mend in _MAGIC:
        if data.startswith(magic):
            raise BadInputError(
                f"is not text but {what}", where=name, mend=f"{mend[0].upper()}{mend[1:]}"
            )


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a file and a note on its encoding if that was not UTF-8.

    A byte-order mark decides; else UTF-8 if it is valid; else charset-normalizer's best match.

    Raises:
        BadInputError: no encoding fits, or the text holds NUL characters.
    """
    refuse_other_files(data, name)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                text = data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise BadInputError(
                    f"says it is {encoding.upper()} and is not, at byte {error.start}",
                    where=name,
                    mend="Save it as UTF-8",
                ) from None
            notes = [] if encoding == "utf-8" else [f"encoding: {encoding.upper()}, by its mark"]
            return _without_nul(text, name), notes
    try:
        return _without_nul(data.decode("utf-8"), name), []
    except UnicodeDecodeError:
        return _guessed(data, name)


def _guessed(data: bytes, name: str) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    # cp1252 first: what Western word processors write when they do not write UTF-8.
    try:
        text = data.decode("cp1252")
        if not any("\x80" <= char <= "\x9f" for char in text):
            return _without_nul(text, name), ["encoding: not UTF-8; read as Windows-1252"]
    except UnicodeDecodeError:
        pass
    best = from_bytes(data).best()
    if best is None:
        raise BadInputError(
            "is not text in any encoding that could be found out",
            where=name,
            mend="Save it as UTF-8",
        )
    return _without_nul(str(best), name), [f"encoding: not UTF-8; read as {best.encoding}"]


def _without_nul(text: str, name: str) -> str:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise BadInputError(
            "holds NUL characters, so it is no text file",
            where=f"{name}:{line}",
            mend="Save it again as UTF-8 text",
        )
    return text
