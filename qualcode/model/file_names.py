"""Which ids and names are safe as names of files on Linux, macOS and Windows alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def unsafe(name: str) -> str:
    """Return why a name cannot be a file's on every system; empty if it can."""
    if RESERVED.fullmatch(name):
        return "is a name that Windows keeps for itself"
    return "ends with a dot, which Windows drops" if name.endswith(".") else ""


def file_key(name: str) -> str:
    """Return what names have in common that are one file's on macOS or Windows."""
    return unicodedata.normalize("NFC", name).casefold().rstrip(". ")


def alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name with an earlier one that would be the same file's on macOS or Windows."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(file_key(name), name)
        if first != name:
            yield name, first
