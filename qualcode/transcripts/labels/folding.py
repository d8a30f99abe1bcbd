"""Folds labels, people's names and the keys of headers, for comparing them."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"(?<=[^\W\d_])\s*(?:\b(?:no|nr|number)\b\.?|#|\s)\s*(?=\d)", re.IGNORECASE)
_TITLES = re.compile(
    r"\b(?:dr|mr|mrs|ms|mx|prof|professor|sir|dame|rev|hon)\b\.?"
    r"|,?\s*\b(?:ph\.?d|psyd|msc|ba|ma|md|obe|mbe|jr|sr)\b\.?",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    """Return a text in lower case, with one space between words and straight apostrophes."""
    return " ".join(text.replace("’", "'").casefold().split())


def folded(label: str) -> str:
    """Return what is alike in labels that differ in case, spaces, dots and "no." only."""
    return _plain(_NUMBER.sub("", " ".join(label.split()))).rstrip(".:")


def folded_name(name: str) -> str:
    """Return a name without accents, titles and case, for comparing: "Šabanović" is "sabanovic"."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = _TITLES.sub(" ", bare.replace("’", "'"))
    return _plain(re.sub(r"[^\w\s'-]", " ", bare))


def folded_key(key: str) -> str:
    """Return a header's key without brackets, "'s" and "the": "Interviewer's name (full)"."""
    bare = _plain(re.sub(r"\([^()]*\)", " ", key)).strip(" .#")
    return _plain(bare.replace("'s", "").replace("of the ", "of "))
