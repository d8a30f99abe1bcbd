"""Reading a transcript file of any supported kind."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.transcripts.parsed import Parsed

SUPPORTED = (".docx", ".txt", ".vtt")
#: Far above any transcript; below what would fill the memory.
LARGEST = 50_000_000

_CONVERT = {
    ".doc": "Save it as .docx in Word or LibreOffice",
    ".rtf": "Save it as .docx in Word or LibreOffice",
    ".odt": "Save it as .docx in LibreOffice",
    ".pdf": "Export it as .docx or .txt",
    ".srt": "Export the captions as .vtt",
}


def read_transcript(path: Path) -> Parsed:
    """Read a transcript: ``.docx``, ``.txt`` or ``.vtt``, of at most 50 MB.

    The suffix says what a file should be, its first bytes what it is; captions named ``.txt``
    are read as the captions they are.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: its kind is not supported, it is not what its name says, it is too
            large, or it holds no words.
    """
    kind = path.suffix.lower()
    if kind not in SUPPORTED:
        what = f"cannot import {kind} files" if kind else "has no ending that says what it is"
        mend = _CONVERT.get(kind, f"Supported are {', '.join(SUPPORTED)}")
        raise BadInputError(what, where=path.name, mend=mend)
    try:
        if path.exists() and not path.is_file():
            raise BadInputError("is not a file", where=path.name, mend="Name the files in it")
        size = path.stat().st_size
        if size > LARGEST:
            raise BadInputError(
                f"is {size // 1_000_000} MB, too large for a transcript",
                where=path.name,
                mend="Split it, or remove its pictures",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}") from None
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}",
            where=path.name,
            mend="Close it in other programs and check that you may read it",
        ) from None
    if not data.strip():
        raise BadInputError("is empty", where=path.name, mend="Copy it again from its source")
    parsed = _parse(kind, data, path.name)
    if not any(turn.text.strip() for turn in parsed.turns):
        raise BadInputError(
            "holds no words", where=path.name, mend="Check that it is the right file"
        )
    return parsed


def _parse(kind: str, data: bytes, name: str) -> Parsed:
    if kind == ".docx":
        from qualcode.transcripts.word import read_docx

        return read_docx(data, name)
    if kind == ".vtt" or data.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        from qualcode.transcripts.captions import read_vtt

        return read_vtt(data, name)
    from qualcode.transcripts.text import read_text_transcript

    return read_text_transcript(data, name)
