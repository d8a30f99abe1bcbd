"""Estimates the width of text in print without a font, to wrap labels so that none overlap."""

from __future__ import annotations

import functools
import unicodedata

#: Advance widths of the characters from " " to "~", in thousandths of the size: the wider one of
#: Arial and Open Sans (semi-bold included), so that text fits in either.
_WIDTHS = (
    278, 278, 436, 646, 572, 889, 739, 243, 333, 333, 551, 584, 278, 333, 278, 390,
    572, 572, 572, 572, 572, 572, 572, 572, 572, 572, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 733, 667, 611, 778, 751, 305, 500, 667, 556, 921, 783, 787,
    667, 787, 722, 667, 611, 743, 667, 945, 667, 667, 611, 329, 390, 329, 572, 556,
    333, 580, 623, 500, 623, 576, 362, 556, 635, 279, 279, 573, 279, 954, 635, 610,
    623, 623, 432, 500, 396, 635, 534, 815, 551, 535, 500, 385, 550, 385, 584,
)  # fmt: skip
#: Any other letter; East Asian letters and emoji are as wide as the size or wider.
_OTHER, _WIDE = 800, 1400
_SPECIAL = {"’": 243, "‘": 243, "“": 436, "”": 436, "–": 556, "—": 1000, "…": 1000, "·": 333}
#: A longer label is cut with "…": no picture has room for more.
_LONGEST = 160


@functools.lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    if " " <= char <= "~":
        return _WIDTHS[ord(char) - 32]
    if char in _SPECIAL:
        return _SPECIAL[char]
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", char)[0]
    if " " <= base <= "~":
        return _WIDTHS[ord(base) - 32]
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER


def text_width(text: str, size: float) -> float:
    """Return the greatest possible width of a line, in the unit of ``size``."""
    return sum(map(_advance, text)) * size / 1000


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return a label of at most so many characters, the last one "…" if it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text in lines of at most ``width``; a word that is wider is broken.

    Words break at blanks, else after - _ / and ., else anywhere.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, size, width)
        lines += full
    return [*lines, line] if line or not lines else lines


def longest_word(text: str, size: float) -> float:
    """Return the width of the widest word of a text."""
    return max((text_width(word, size) for word in text.split()), default=0.0)


def _pieces(word: str, size: float, width: float) -> list[str]:
    pieces = []
    while text_width(word, size) > width and len(word) > 1:
        fits = 1
        while fits < len(word) and text_width(word[: fits + 1], size) <= width:
            fits += 1
        # Marks that belong to a letter stay with it.
        while fits < len(word) - 1 and unicodedata.combining(word[fits]):
            fits += 1
        at = max(word.rfind(sign, 0, fits) for sign in "-_/.") + 1
        cut = at if at > fits // 2 else fits
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]
