"""Reads a transcript file of any supported kind."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.transcripts.input.stand_ins import refuse_stand_ins
from qualcode.transcripts.labels.heads import heads_left
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.turns.times_left import times_left

#: In bytes: far above any transcript, and below what would fill the memory.
LARGEST = 50_000_000

#: The reader for each kind of file, ``module:function``, imported when such a file comes.
_READERS = {
    "docx": "word.reader:read_docx",
    "json": "recognised.reader:read_json",
    "odt": "odt.reader:read_odt",
    "otr": "recognised.otranscribe:read_otr",
    "pdf": "pdf.reader:read_pdf",
    "rtf": "rtf.reader:read_rtf",
    "srt": "captions.reader:read_srt",
    "table": "table.reader:read_table",
    "tsv": "recognised.reader:read_tsv",
    "txt": "typed.plain:read_text_transcript",
    "vtt": "captions.reader:read_vtt",
}
_BY_SUFFIX = {
    ".csv": "table",
    ".docx": "docx",
    ".json": "json",
    ".md": "txt",
    ".ods": "table",
    ".odt": "odt",
    ".otr": "otr",
    ".pdf": "pdf",
    ".rtf": "rtf",
    ".srt": "srt",
    ".tsv": "table",
    ".txt": "txt",
    ".vtt": "vtt",
    ".xls": "table",
    ".xlsx": "table",
}
SUPPORTED = tuple(_BY_SUFFIX)
_SAY_THEIR_ENCODING = (".docx", ".odt", ".ods", ".pdf", ".rtf", ".xls", ".xlsx")
#: Kinds of file that hold a table, which may be survey answers instead of a transcript.
TABLES = tuple(suffix for suffix, kind in _BY_SUFFIX.items() if kind == "table")

#: Formats whose readers report unused labels themselves: in captions a line is a head.
_HEADS_TOLD = ("srt", "txt", "vtt")
_WORD_ANEW = "Save as .docx in Word or LibreOffice"
_BROWSER = "Open in a browser or Word, and save as .docx"
_DOWNLOAD = "Download as Word (.docx): this is only a link to it"
#: Kinds of file that may hold a transcript and are not read, and what to do about them.
CONVERTED = {
    ".doc": _WORD_ANEW,
    ".dot": _WORD_ANEW,
    ".docm": _WORD_ANEW,
    ".wpd": _WORD_ANEW,
    ".wps": _WORD_ANEW,
    ".pages": "Export as Word (.docx) in Pages",
    ".numbers": "Export as Excel (.xlsx) in Numbers",
    ".htm": _BROWSER,
    ".html": _BROWSER,
    ".mht": _BROWSER,
    ".eaf": "Export from ELAN as tab-delimited text, and name it .txt",
    ".gdoc": _DOWNLOAD,
    ".gsheet": "Download as Excel (.xlsx): this is only a link to it",
    ".icloud": "Open in Finder: it is only in iCloud yet",
    ".crdownload": "Wait until it is downloaded",
}
_SUBRIP = re.compile(
    rb"\s{0,99}(?:\d{1,7}[ \t]{0,9}\r?\n)?\d{1,3}:\d\d:\d\d[,.]\d{1,3}\s{0,9}-{1,2}>"
)
#: WebVTT without its first line: its times need no hours.
_HEADLESS = re.compile(rb"\s{0,99}(?:[^\n]{1,99}\n)?\d{1,3}:\d\d[,.]\d{1,3}\s{0,9}-{1,2}>")
#: A line with two clocks or more between tabs, above which the media file may be named.
_ELAN = re.compile(
    rb'(?:"?#file:[^\n]{0,900}\n)?(?:[^\n]{0,900}\n)?(?:[^\t\n]{0,99}\t){0,3}\d\d:\d\d:\d\d\.\d{3}\t'
    rb"(?:[\d.]{1,12}\t){0,2}\d\d:\d\d:\d\d\.\d{3}\t"
)
_WHISPER_TSV = re.compile(rb"\s{0,9}start\tend\t(?:speaker\t)?text\s{0,9}\n", re.IGNORECASE)


def load(path: Path) -> bytes:
    """Return a transcript file's bytes.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: its kind is not supported, it is empty, too large or cannot be read.
    """
    kind = path.suffix.lower()
    if kind not in SUPPORTED:
        what = f"cannot import {kind} files" if kind else "has no ending that says what it is"
        mend = CONVERTED.get(kind, f"Supported are {', '.join(SUPPORTED)}")
        raise BadInputError(what, where=path.name, mend=mend)
    try:
        if path.exists() and not path.is_file():
            raise BadInputError("is not a file", where=path.name, mend="Name the files in it")
        with path.open("rb") as file:
            # Never read more than the limit from the open file: it may grow meanwhile.
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        if path.is_symlink():
            raise NotFoundError(
                "is a link to a file that is not here",
                where=path.name,
                mend="Fetch that file, as with: git annex get",
            ) from None
        raise NotFoundError(f"there is no file {path}") from None
    except OSError as error:
        raise BadInputError(
            f"cannot be read: {error.strerror}",
            where=path.name,
            mend="Close it in other programs and check that you may read it",
        ) from None
    if len(data) > LARGEST:
        raise BadInputError(
            f"is larger than {LARGEST // 1_000_000} MB, too large for a transcript",
            where=path.name,
            mend="Split it, or remove its pictures",
        )
    if not data.strip():
        raise BadInputError(
            "is empty",
            where=path.name,
            mend="Copy it again from its source; make it available offline if it is in a cloud",
        )
    refuse_stand_ins(data, path.name)
    return data


def parse_transcript(data: bytes, name: str) -> Parsed:
    """Read the transcript in a file's bytes; ``name`` gives its suffix and is used in messages.

    Raises:
        BadInputError: it is not what its name says, or has no words.
    """
    parsed = _reader(_kind(data, name))(data, name)
    if not any(turn.text.strip() for turn in parsed.turns):
        raise BadInputError("holds no words", where=name, mend="Check that it is the right file")
    heads: list[str] = []
    if parsed.format not in _HEADS_TOLD:
        heads = heads_left(parsed.turns, (), parsed.leads)
    return replace(parsed, notes=(*parsed.notes, *heads, *times_left(parsed.turns, parsed.notes)))


def is_typed(data: bytes, name: str) -> bool:
    """Return whether a file is text of an encoding that it does not say: a .docx says its own."""
    if data.startswith((b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        return False
    return Path(name).suffix.lower() not in _SAY_THEIR_ENCODING


def _kind(data: bytes, name: str) -> str:
    """Return the reader that a file needs: by its first bytes if they tell, else by its name."""
    start = data[:4000].removeprefix(b"\xef\xbb\xbf")
    named = _BY_SUFFIX[Path(name).suffix.lower()]
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        # The names of an archive's members are not compressed.
        if b"word/document" in data:
            return "docx"
        if named == "table" or b"xl/workbook" in data:
            return "table"
        if named == "odt" or b"content.xml" in data:
            return "odt"
    if named in ("txt", "vtt", "srt"):
        if start.startswith(b"WEBVTT"):
            return "vtt"
        if _SUBRIP.match(start) or (named == "vtt" and _HEADLESS.match(start)):
            return "srt"
    if named == "table" and _WHISPER_TSV.match(start):
        return "tsv"
    if named == "table" and _ELAN.match(start):
        return "txt"
    return named


def _reader(kind: str) -> Callable[[bytes, str], Parsed]:
    module, _, function = _READERS[kind].partition(":")
    reader: Callable[[bytes, str], Parsed] = getattr(
        importlib.import_module(f"qualcode.transcripts.{module}"), function
    )
    return reader
