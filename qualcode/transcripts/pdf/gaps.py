"""Measures the gaps between a PDF's letters, where its spaces are only places left empty.

PDFium takes a gap for a space by the widths of the letters beside it, so it misses some that
kerning made narrow ("questions. This") and sees some inside words. In real files letters of a word
stand up to 0.05 of their height apart, and words 0.1 or more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import regex

#: A gap that divides words, in heights of the type, beyond what usually parts letters here.
_DIVIDES = 0.085
#: As much after a sentence's end and before a capital, where kerning takes most of a space.
_ENDS = 0.05
#: The same where one gap is all that is known of how letters are spaced, or beside an apostrophe.
_SURELY = 0.14
#: A gap that divides nothing, though PDFium takes it for a space; letters may overlap as much.
_NOTHING, _OVERLAP = 0.03, -0.1
#: How many spaces of a page are looked at, and what share of gaps makes all of it be measured.
_LOOKED_AT, _SHARE = 80, 0.1
_BEFORE = frozenset(".,;:?!…)]”\"’'–—")
_AFTER = frozenset('([“‘"¿¡–—')
#: What may be two words also on a page whose spaces are letters of their own.
_SUSPICIOUS = re.compile(r"[.,;:?!…)\]”][^\W\d_(\[“‘]|[^\W\d_][(\[“]")
#: Small letters, and those of scripts without capitals.
_INNER = regex.compile(r"[\p{Ll}\p{Lo}]")
_SPACE = 0x20


class Gaps:
    """The gaps between the letters of one page, which has ``count`` characters."""

    def __init__(self, text: Any, pdfium: Any, count: int) -> None:
        self._text = text
        self._pdfium = pdfium
        self._box = pdfium.FS_RECTF()
        self._measured = self._is_measured(count)

    def _is_measured(self, count: int) -> bool:
        """Return whether many of the page's spaces are gaps, not characters."""
        unicode = self._pdfium.FPDFText_GetUnicode
        looked_at = gaps = 0
        for at in range(count):
            if unicode(self._text, at) == _SPACE:
                looked_at += 1
                gaps += self._pdfium.FPDFText_IsGenerated(self._text, at) == 1
                if looked_at == _LOOKED_AT:
                    break
        return gaps > _SHARE * looked_at

    def _widths(self, numbers: Sequence[int]) -> list[float | None]:
        """Return the gaps between letters in heights of type; ``None`` where a line ends."""
        box = self._box
        found: list[float | None] = []
        left = right = foot = 0.0
        for order, number in enumerate(numbers):
            self._pdfium.FPDFText_GetLooseCharBox(self._text, number, box)
            size = abs(box.top - box.bottom)
            if order:
                level = size and abs(box.bottom - foot) <= 0.3 * size
                # One of the two is negative, whichever way the letters run.
                gap = max(box.left - right, left - box.right)
                found.append(gap / size if level else None)
            left, right, foot = box.left, box.right, box.bottom
        return found

    def cuts(self, first: int, letters: Sequence[str]) -> list[int]:
        """Return before which letters of a run, by number, words are divided by their gap."""
        if not self._measured and not _SUSPICIOUS.search("".join(letters)):
            return []
        gaps = self._widths(range(first, first + len(letters)))
        known = sorted(gap for gap in gaps if gap is not None)
        if not known or known[-1] <= _ENDS:
            return []
        usual = max(known[(len(known) - 1) // 2], 0.0) if len(known) > 1 else 0.0
        found = []
        for at, gap in enumerate(gaps, 1):
            before, after = letters[at - 1][-1:], letters[at][:1]
            doubtful = len(known) == 1 or before in "’'" or usual > _DIVIDES
            ends = before in ".?!" and after.isupper()
            least = usual + (_SURELY if doubtful else _ENDS if ends else _DIVIDES)
            if gap is not None and gap > least and _may_part(before, after):
                found.append(at)
        return found

    def is_none(self, at: int) -> bool:
        """Return whether the space ``at`` is PDFium's own, inside a word: "librar y"."""
        if self._pdfium.FPDFText_IsGenerated(self._text, at) != 1:
            return False
        unicode = self._pdfium.FPDFText_GetUnicode
        if not all(_INNER.match(chr(unicode(self._text, n))) for n in (at - 1, at + 1)):
            return False
        (gap,) = self._widths((at - 1, at + 1))
        return gap is not None and _OVERLAP < gap < _NOTHING


def _may_part(before: str, after: str) -> bool:
    return (before.isalnum() or before in _BEFORE) and (after.isalnum() or after in _AFTER)
