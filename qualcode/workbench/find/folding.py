"""Folds texts for search: case is ignored, accents count only where they are typed."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Return a search text in the form to look for: composed, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def searchable(text: str) -> str:
    """Return the text to search in: as it is, and again without accents."""
    plain = folded(text)
    if plain.isascii():
        return plain
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return f"{plain}\n{bare}"
