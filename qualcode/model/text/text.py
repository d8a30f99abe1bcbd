"""Functions on text: digests, word counts, safe display, and finding a quotation."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from qualcode.model.plural import plural

#: So many places are named, of those that a note is about.
_SHOWN = 5
_WORD = re.compile(r"\w[\w'’\-]*", re.UNICODE)

#: Characters that typists and word processors use for one another; replaced only when looking for a
#: quotation, never in a stored text.
_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "­": "",
}


#: Invisible characters that change the direction of text; part of no word.
DIRECTION_MARKS = "\u061c\u200e\u200f" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070)))
)


def text_digest(text: str) -> str:
    """Return the SHA-256, in hexadecimal, of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def count_words(text: str) -> int:
    """Return the number of words as a reader counts them: letters, digits, inner ``'``, ``-``."""
    return len(_WORD.findall(text))


def places(numbers: Sequence[int], unit: str) -> str:
    """Return ``"lines 3, 8 …"``: the first few different numbers, with their unit."""
    different = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, different[:_SHOWN]))
    more = " …" if len(different) > _SHOWN else ""
    return f"{plural(len(different), unit)} {shown}{more}"


def safe_for_terminal(text: str) -> str:
    """Return ``text`` without control, escape and bidirectional-override characters.

    Newlines and tabs become spaces, so that the result is always one line.
    """
    shown = []
    for char in text:
        if char in "\n\t\r":
            shown.append(" ")
        elif unicodedata.category(char) == "Cc" or char in DIRECTION_MARKS:
            continue
        else:
            shown.append(char)
    return "".join(shown)


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold ``text`` for comparison; also return each folded character's offset in ``text``."""
    folded: list[str] = []
    origin: list[int] = []
    space = True
    for offset, char in enumerate(text):
        if char.isspace():
            if not space:
                folded.append(" ")
                origin.append(offset)
            space = True
            continue
        for piece in _ALIKE.get(char, char).casefold():
            folded.append(piece)
            origin.append(offset)
            space = False
    return "".join(folded), origin


class QuoteFinder:
    """Finds a quotation in one text, ignoring whitespace, kinds of quotes and dashes, and case.

    The text is folded once, so that many quotations can be looked for in it.
    """

    def __init__(self, text: str) -> None:
        self._folded, self._origin = _folded(text)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Return every match as half-open offsets, in Unicode code points, into the text.

        A match never begins or ends inside a word: ``"art"`` is not found in ``"part"``. An empty
        quotation matches nothing.
        """
        wanted, _ = _folded(unicodedata.normalize("NFC", quote))
        wanted = wanted.strip()
        if not wanted:
            return []
        found = []
        at = self._folded.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if self._whole_words(at, end, wanted):
                found.append((self._origin[at], self._origin[end - 1] + 1))
            at = self._folded.find(wanted, at + 1)
        return found

    def _whole_words(self, at: int, end: int, wanted: str) -> bool:
        text = self._folded
        before = at > 0 and text[at - 1].isalnum() and wanted[0].isalnum()
        after = end < len(text) and text[end].isalnum() and wanted[-1].isalnum()
        return not before and not after
