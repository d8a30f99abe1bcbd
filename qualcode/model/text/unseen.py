"""Letters that nobody sees, and ligatures: what stands between people and the words they look for.

Joiners shape letters in Persian, Indic and other scripts, and hold emoji together: there they stay.
"""

from __future__ import annotations

import unicodedata

import regex

SOFT_HYPHEN = "\u00ad"
#: Characters without a shape: zero-width and word-joining ones, a byte-order mark inside a text,
#: operators of mathematics that are only thought.
ZERO_WIDTH = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
JOINERS = "\u200c\u200d"
#: All that nobody sees, joiners and signs for the look of a letter too: no word differs by them.
UNSEEN = f"{SOFT_HYPHEN}{ZERO_WIDTH}{JOINERS}\u034f\u180e" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)

#: Scripts in which no joiner has a meaning. Everywhere else it stays.
_PLAIN = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Hebrew}\p{Han}\p{Hiragana}"
_PLAIN = rf"{_PLAIN}\p{{Katakana}}\p{{Hangul}}\p{{Common}}\p{{Inherited}}"
_SHAPED = rf"[\p{{L}}\p{{M}}--[{_PLAIN}]]"
_PICTURE = r"(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\U000e007f)"
_JOINER = regex.compile(
    rf"(?P<shaping>(?<={_SHAPED}\p{{M}}*)[{JOINERS}]+|[{JOINERS}]+(?={_SHAPED}))"
    rf"|(?P<picture>(?<={_PICTURE})\u200d(?=\p{{Extended_Pictographic}}|$)"
    rf"|(?<=^)\u200d(?=\p{{Extended_Pictographic}}))"
    rf"|[{JOINERS}]+",
    regex.V1,
)
#: Scripts without blanks between words, where a zero-width space parts them.
UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_ZERO_WIDTH = regex.compile(
    rf"(?P<parts>(?<=[{UNSPACED}])\u200b(?=[{UNSPACED}]))|[{ZERO_WIDTH}]", regex.V1
)
_BROKEN_WORD = regex.compile(rf"{SOFT_HYPHEN}[ \t]*\n[ \t]*(?=\p{{Ll}})")


def _spelt(first: int, last: int) -> dict[str, str]:
    plain = {chr(n): unicodedata.normalize("NFKC", chr(n)) for n in range(first, last + 1)}
    return {c: said for c, said in plain.items() if said != c and said.isalpha()}


#: Ligatures and other forms of letters that only fonts should know, and the letters they are.
LIGATURES = {
    **_spelt(0xFB00, 0xFB28),
    **_spelt(0xFB4F, 0xFDC7),
    **_spelt(0xFE70, 0xFEFC),
}
_LIGATURE = regex.compile(f"[{''.join(LIGATURES)}]")


def without_joiners(text: str) -> tuple[str, list[int]]:
    """Return a text without joiners that join nothing, and the offsets where they stood."""
    return _without(_JOINER, text, ("shaping", "picture"))


def without_zero_width(text: str) -> tuple[str, list[int]]:
    """Return a text without characters that have no shape, and the offsets where they stood.

    A zero-width space between letters of Thai, Khmer and the like stays: it parts words there.
    """
    return _without(_ZERO_WIDTH, text, ("parts",))


def without_soft_hyphens(text: str) -> tuple[str, list[int]]:
    """Return a text without soft hyphens, and the offsets where they stood.

    A word that one divides at a line's end is made whole.
    """
    at = [place for place, char in enumerate(text) if char == SOFT_HYPHEN]
    return _BROKEN_WORD.sub("", text).replace(SOFT_HYPHEN, ""), at


def spelt_out(text: str) -> tuple[str, list[int]]:
    """Return a text with ligatures as the letters they are, and the offsets where they stood."""
    at = [found.start() for found in _LIGATURE.finditer(text)]
    return (_LIGATURE.sub(lambda found: LIGATURES[found[0]], text) if at else text), at


def _without(
    pattern: regex.Pattern[str], text: str, kept: tuple[str, ...]
) -> tuple[str, list[int]]:
    at: list[int] = []

    def taken(found: regex.Match[str]) -> str:
        if found.lastgroup in kept:
            return str(found[0])
        at.extend(range(found.start(), found.end()))
        return ""

    made: str = pattern.sub(taken, text)
    return made, at
