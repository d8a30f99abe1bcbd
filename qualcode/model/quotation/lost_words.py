"""Finds words, such as negations, whose loss may reverse the meaning of a quotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from qualcode.model.quotation.trim import INNER, Cut


@dataclass(frozen=True)
class Dropped:
    """A word, in lower case, whose loss may reverse the meaning, and where it is lost.

    ``"cut"`` is out of the passage; ``"before"`` and ``"after"`` are in the same sentence but
    outside the coding.
    """

    word: str
    where: Literal["cut", "before", "after"]


_ENGLISH = (
    "not|never|no-one|no|nobody|nothing|nowhere|none|neither|nor|hardly|barely|scarcely|without|"
    r"unless|except|only|cannot|rarely|seldom|used\s+to|\w+n['’‘ʼ´`]t"
)
#: "Ni" is not in the list: it means "we" as well as "not".
_WELSH = "nid|nad|nac|naddo|nage|na|ddim|dim|byth|fyth|erioed|heb|neb|prin|ond|oni"
_TURNING = regex.compile(
    rf"(?<!\w)(?<!\w[{INNER}])(?:{_ENGLISH}|{_WELSH})(?![{INNER}]?\w)", regex.IGNORECASE
)
_SENTENCE_END = (
    r"(?:[!?]+|(?<!\.)(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof))\.(?!\.))[\"'”’)\]]*"  # not "…": a pause
)
#: No lower-case letter follows, as after "e.g."
_ENDING = regex.compile(rf"{_SENTENCE_END}(?=\s++(?!\p{{Ll}}))")
_ENDED = regex.compile(rf"{_SENTENCE_END}$")
_BLANK_LINE = regex.compile(r"\n[^\S\n]*\n")
#: How far the beginning or end of a sentence is looked for, in code points.
_SENTENCE = 2000


def dropped(text: str, start: int, end: int, cuts: Sequence[Cut]) -> tuple[Dropped, ...]:
    """Return negations and similar words, English and Welsh, that the quotation loses.

    These are words in cuts and, if the passage begins or ends inside a sentence, in the rest of
    that sentence up to a blank line; in order, each once per place. They are hints: other changes
    of meaning are not noticed.
    """
    low, high = _sentence_start(text, start), _sentence_end(text, start, end)
    # A letter changed to a capital is not lost.
    gone = [c for c in cuts if c.instead.casefold() != text[c.start : c.end].casefold()]
    found = []
    for match in _TURNING.finditer(text, low, high):
        a, b = match.span()
        where: Literal["cut", "before", "after"]
        if any(cut.start < b and cut.end > a for cut in gone):
            where = "cut"
        elif a < start:
            where = "before"
        elif b > end:
            where = "after"
        else:
            continue
        found.append(Dropped(" ".join(match.group().lower().split()), where))
    return tuple(dict.fromkeys(found))


def _sentence_start(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    low = max(0, start - _SENTENCE)
    for pattern in (_BLANK_LINE, _ENDING):
        for found in pattern.finditer(text, low, start + 1):
            low = min(found.end(), start)
    return low


def _sentence_end(text: str, start: int, end: int) -> int:
    said = text[start:end].rstrip()
    if _ENDED.search(said[-20:]):
        return end
    at = start + len(said)
    line = _BLANK_LINE.search(text, at, at + _SENTENCE)
    high = line.start() if line else min(len(text), at + _SENTENCE)
    ending = _ENDING.search(text, at, min(high + 1, len(text)))
    return max(end, ending.start() if ending else high)
