"""Makes words whole that a gap divides: "librar y", where the file elsewhere has "library"."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from qualcode.transcripts.pdf.extraction import Found, Page, Word

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FIRST = re.compile(r"([\"“‘(\[]?)([^\W\d_]+)")
_LAST = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*)([.,;:?!…\"”’)\]]*)")
#: A gap inside a word is narrower than this share of the page's usual ones, and than this in
#: heights of the type: wider ones are spaces, whatever the words.
_SHARE, _WIDEST = 0.6, 0.2
#: How far apart two words of one line may stand in height, in heights of the type.
_LEVEL = 0.3


def with_whole_words(found: Found) -> int:
    """Join words in the pages that a narrow gap divides, and return how many were joined.

    That is done only where the whole word stands elsewhere in the file, and one of its pieces
    nowhere else by itself.
    """
    seen = Counter(one.casefold() for page in found.pages for word in page.words
                   for one in _WORD.findall(word.text))  # fmt: skip
    narrow = {page.number: set(_narrow(page.words)) for page in found.pages}
    pieces: Counter[str] = Counter()
    for page in found.pages:
        for at in narrow[page.number]:
            pieces.update(map(str.casefold, _pieces(page.words[at - 1], page.words[at]) or ()))
    joined = 0
    for page in found.pages:
        joined += _join(page, narrow[page.number], seen, pieces)
    return joined


def _narrow(words: Sequence[Word]) -> Iterator[int]:
    """Yield the numbers of words that stand close to the one before, which may be one with it."""
    widths = {
        at: (b.x0 - a.x1) / a.size
        for at, (a, b) in enumerate(itertools.pairwise(words), 1)
        if b.gap and abs(a.y - b.y) < _LEVEL * a.size and b.x0 > a.x0
    }
    if not widths:
        return
    usual = median(widths.values())
    for at, width in widths.items():
        if width < min(_SHARE * usual, _WIDEST) and _pieces(words[at - 1], words[at]):
            yield at


def _pieces(one: Word, other: Word) -> tuple[str, str] | None:
    first, last = _FIRST.fullmatch(one.text), _LAST.fullmatch(other.text)
    return (first[2], last[1]) if first and last and last[1][0].islower() else None


def _join(page: Page, narrow: set[int], seen: Counter[str], pieces: Counter[str]) -> int:
    made: list[Word] = []
    joined = 0
    for at, word in enumerate(page.words):
        both = _pieces(made[-1], word) if at in narrow and made else None
        if both is not None:
            left, right = (one.casefold() for one in both)
            alone = min(seen[left] - pieces[left], seen[right] - pieces[right])
            if seen[left + right] and alone <= 0:
                before = made[-1]
                made[-1] = replace(before, x1=word.x1, text=before.text + word.text, soft=word.soft)
                joined += 1
                continue
        made.append(word)
    page.words = made
    return joined
