"""Folds texts for a filter: case is ignored, accents count only where they are typed."""

from __future__ import annotations

import unicodedata

from qualcode.model.text.alike import ALIKE, IGNORED, bare
from qualcode.model.text.unseen import spelt_out

_ALIKE = str.maketrans({**ALIKE, **dict.fromkeys(IGNORED, "")})


def folded(text: str) -> str:
    """Return a search text in the form to look for: composed, without case or what is unseen.

    Kinds of apostrophe, quotation mark and dash are one.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", spelt_out(text)[0].translate(_ALIKE))
    return text.casefold()


def searchable(text: str) -> str:
    """Return the text to search in: as it is, and again without accents."""
    plain = folded(text)
    return plain if plain.isascii() else f"{plain}\n{bare(plain)}"
