"""Folds texts for search: case is ignored, accents count only where they are typed."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Return what is typed as it is looked for: composed, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def searchable(text: str) -> str:
    """Return what a typed text is looked for in: as it is, and again without its accents."""
    plain = folded(text)
    if plain.isascii():
        return plain
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return f"{plain}\n{bare}"
