"""Finds a quotation in a text, however it is typed."""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

from qualcode.model.text.alike import ALIKE, IGNORED
from qualcode.model.text.graphemes import whole_graphemes
from qualcode.model.text.unseen import UNSPACED

#: Scripts without blanks between words, or with words that grow at their ends.
_NO_EDGES = regex.compile(rf"[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}ー{UNSPACED}]")
#: Scripts in which a blank between letters says nothing.
_NO_BLANKS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー\u3001-\u3003\u3008-\u3011]")
#: The first character of those.
_FIRST_NO_BLANKS = "\u2e80"


@cache
def _pieces(char: str) -> str:
    """Return a character as compared: nothing, itself, or what it is made of."""
    if char in IGNORED:
        return ""
    apart = unicodedata.normalize("NFKD", ALIKE.get(char, char).casefold())
    return "".join(one for one in apart if one not in IGNORED) if apart[:1] != " " else char


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold a text for comparison; also return each folded character's offset in it."""
    folded: list[str] = []
    origin: list[int] = []
    blank = -1
    for offset, char in enumerate(text):
        if char.isspace():
            blank = offset if blank < 0 else blank
            continue
        pieces = _pieces(char)
        if not pieces:
            continue
        if blank >= 0:
            if folded and not (_without_blanks(char) or _without_blanks(text[origin[-1]])):
                folded.append(" ")
                origin.append(blank)
            blank = -1
        folded += pieces
        origin += [offset] * len(pieces)
    return "".join(folded), origin


def _without_blanks(char: str) -> bool:
    return char >= _FIRST_NO_BLANKS and _NO_BLANKS.match(char) is not None


class QuotationFinder:
    """Finds a quotation in one text, ignoring case, blanks, and kinds of quotation mark and dash.

    What nobody sees, points of Hebrew and vowel signs of Arabic are ignored too. The text is folded
    once, so that many quotations can be looked for in it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded, self._origin = _folded(text)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Return every match as half-open offsets, in Unicode code points, into the text.

        A match never begins or ends inside a word, ``"art"`` is not found in ``"part"``, nor inside
        a grapheme. In scripts without blanks between words it may begin at any letter. An empty
        quotation matches nothing.
        """
        wanted, _ = _folded(unicodedata.normalize("NFC", quote))
        if not wanted:
            return []
        found = []
        at = self._folded.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if self._at_edges(at) and self._at_edges(end):
                span = self._whole(self._origin[at], self._origin[end - 1] + 1)
                found += [span] if span else []
            at = self._folded.find(wanted, at + 1)
        return found

    def _at_edges(self, at: int) -> bool:
        """Return whether no word, and no character of the text, goes on at a folded offset."""
        if not 0 < at < len(self._folded):
            return True
        before, after = self._folded[at - 1], self._folded[at]
        if self._origin[at - 1] == self._origin[at]:
            return False
        base = at - 1
        while base and unicodedata.category(self._folded[base])[0] == "M":
            base -= 1
        if not (self._folded[base].isalnum() and _of_word(after)):
            return True
        return bool(_NO_EDGES.match(before) or _NO_EDGES.match(after))

    def _whole(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a span with what is unseen at its ends; ``None`` if it would halve a grapheme."""
        a, b = whole_graphemes(self._text, start, end)
        more = self._text[a:start] + self._text[end:b]
        return None if any(map(_pieces, more)) else (a, b)


def _of_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"
