"""Reads a conflict copy and its original as text, and says why one of them cannot be merged."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Callable, Mapping

from qualcode.errors import QualcodeError
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.folder_map import (
    CASES,
    CODEBOOK,
    DOCUMENTS,
    DRAFTS,
    MATRICES,
    STUDY,
    SUMMARIES,
    Kind,
)
from qualcode.store.io.encoding import decode
from qualcode.store.records.cases import parse_cases
from qualcode.store.records.documents import document_in
from qualcode.store.records.summaries import parse_summary

_MARKERS = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.M)


def text_of(data: bytes, name: str) -> str:
    """Return a file's text in whatever encoding it was saved, with plain ends of lines.

    Raises:
        BadInputError: it is no text.
    """
    return decode(data, name)[0].removeprefix("\ufeff").replace("\r\n", "\n")


def utf8_of(data: bytes, name: str) -> bytes:
    """Return a file of lines as UTF-8; as it is where it is no text in another encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        with contextlib.suppress(QualcodeError):
            return decode(data, name)[0].encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def damage(kind: Kind, name: str, text: str) -> str:
    """Return why a text is no file of its kind; "" if it is, or if the kind takes any text.

    ``name`` is the file's path in the study. A file that a program cut off, or that holds the lines
    of a merge, would take the other's place or its lines away if the two were merged by lines.
    """
    try:
        if (read := _READERS.get(kind)) is not None:
            read(text, name)
    except (QualcodeError, ValueError) as error:
        return str(error) or "it cannot be read"
    if (found := _MARKERS.search(text)) is not None:
        return f"line {text.count(chr(10), 0, found.start()) + 1} is left of a merge"
    return ""


def _document(text: str, name: str) -> None:
    document = document_in(text.encode())
    if not document.sha256 or f"documents/{document.id}.json" != name:
        raise ValueError(f"it says it is document {document.id!r}")


_READERS: Mapping[Kind, Callable[[str, str], object]] = {
    CODEBOOK: parse_codebook,
    CASES: parse_cases,
    DOCUMENTS: _document,
    SUMMARIES: parse_summary,
    DRAFTS: parse_summary,
    STUDY: lambda text, _name: tomllib.loads(text),
    MATRICES: lambda text, _name: tomllib.loads(text),
}
