"""What people type for one another: kinds of quotation mark and dash, letters without accents."""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

from qualcode.model.text.text import DIRECTION_MARKS
from qualcode.model.text.unseen import UNSEEN

APOSTROPHES = "'‘’‚‛′`´ʼʹ＇׳"
QUOTATION_MARKS = '"“”„‟″«»״＂〝〞「」『』'
DASHES = "-‐‑‒–—―−־－"
#: Characters that typists and word processors use for one another; replaced only for a comparison,
#: never in a stored text.
ALIKE = {
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(QUOTATION_MARKS, '"'),
    **dict.fromkeys(DASHES, "-"),
    "…": "...",
}
#: Points of Hebrew and vowel signs of Arabic, which a reader may leave out, and what lengthens a
#: line of Arabic: no word differs by them.
POINTS = "".join(
    map(chr, (*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x640,
              *range(0x64B, 0x653), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5)))
)  # fmt: skip
IGNORED = frozenset(UNSEEN + DIRECTION_MARKS + POINTS)
#: Accents: marks on letters of Latin, Greek and Cyrillic, and a hamza on Arabic's. Marks of other
#: scripts are letters of their own.
ACCENTS = "\u0300-\u034e\u0350-\u036f\u0653-\u0655"
_ACCENT = regex.compile(f"[{ACCENTS}]")
_ACCENTED = regex.compile(rf"[\p{{Latin}}\p{{Greek}}\p{{Cyrillic}}\p{{Arabic}}][{ACCENTS}]")
#: Cyrillic's short i is another letter than its i, not an accented one.
_OWN = "йЙ"
_LETTERS = (range(0xC0, 0x250), range(0x370, 0x530), range(0x622, 0x6D4), range(0x1E00, 0x2000))


def has_accents(text: str) -> bool:
    """Return whether a letter of a text has an accent that a hurried typist would leave out."""
    for own in _OWN:
        text = text.replace(own, "")
    return bool(_ACCENTED.search(unicodedata.normalize("NFD", text)))


def bare(text: str) -> str:
    """Return a text without accents, composed."""
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


@cache
def _bare(char: str) -> str:
    if char.isascii() or char in _OWN:
        return char
    if _ACCENT.fullmatch(char):
        return ""
    apart = unicodedata.normalize("NFD", char)
    return unicodedata.normalize("NFC", _ACCENTED.sub(lambda found: found[0][0], _first(apart)))


def _first(apart: str) -> str:
    """Return a decomposed letter with one accent at most, if all its marks are accents."""
    return apart[:2] if len(apart) > 2 and _ACCENT.fullmatch(apart[-1]) else apart


@cache
def accented() -> dict[str, str]:
    """Return for each letter those that are it with accents: ``"y"`` has ``"ýÿŷẏỳỵỷỹ"``."""
    found: dict[str, str] = {}
    for code in (one for some in _LETTERS for one in some):
        char = chr(code)
        plain = _bare(char)
        composed = unicodedata.normalize("NFC", char) == char
        if composed and plain != char and len(plain) == 1:
            found[plain] = found.get(plain, "") + char
    return found
