"""Detects the language of a transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Words that every English text has; similar languages are not made of them.
_ENGLISH = frozenset(
    "the and to of that it was you is they for have with but what so we this are be".split()
)
_WORD = re.compile(r"[^\W\d_]+")
#: A text with this share of English's own words is English, without asking a model.
_PLAIN = 0.2
_SAMPLE = 2000
_ENOUGH = 20


def language_of(turns: Sequence[str]) -> str:
    """Return the language code of a transcript's turns, empty if there are too few words to tell.

    English is recognised by its commonest words; other languages by py3langid, whose model of 97
    languages, Welsh among them, takes half a second to load.
    """
    sample = _sample(turns)
    words = _WORD.findall(sample.lower())
    if len(words) < _ENOUGH:
        return ""
    if sum(word in _ENGLISH for word in words) >= _PLAIN * len(words):
        return "en"
    import py3langid

    return str(py3langid.classify(sample)[0])


def _sample(turns: Sequence[str]) -> str:
    """Return about 2,000 characters from the middle: the start is often a title and consent."""
    total = sum(map(len, turns))
    skip = max((total - _SAMPLE) // 2, 0)
    pieces: list[str] = []
    taken = 0
    for words in turns:
        if skip >= len(words):
            skip -= len(words)
            continue
        pieces.append(words[skip : skip + _SAMPLE - taken])
        taken += len(pieces[-1])
        skip = 0
        if taken >= _SAMPLE:
            break
    return " ".join(pieces)
