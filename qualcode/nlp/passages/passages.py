"""Cuts participants' turns into passages at sentence ends, with their offsets in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from qualcode.errors import MissingExtraError

#: A passage ends at the first sentence end after this many words.
TARGET_WORDS = 60
#: A turn with fewer words ("Yeah.", "Thank you.") says too little to be placed in a theme: in the
#: sample study the coder coded none of the 123 passages below it (docs/decisions/0007).
LEAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn to be cut up. ``start`` is the offset of ``text[0]`` in the transcript."""

    document: str
    start: int
    text: str
    person: str
    group: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage: ``text`` equals ``transcript[start:end]``, in Unicode code points, half-open."""

    document: str
    start: int
    end: int
    text: str
    person: str
    group: str

    @property
    def words(self) -> int:
        """The number of words, separated by blanks."""
        return len(self.text.split())


def missing(part: str) -> MissingExtraError:
    """Return the error for a library of the theme pipeline that is not installed."""
    return MissingExtraError(
        f"theme suggestion is not installed ({part} is missing)",
        mend="In the checkout: pip install --no-deps -r requirements.txt (see docs/install.md)",
    )


@cache
def _sentencizer() -> Any:
    try:
        import spacy
    except ImportError:
        raise missing("spacy") from None
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 50_000_000
    return nlp


def segment(
    turns: Iterable[SpokenTurn], *, target: int = TARGET_WORDS, least: int = LEAST_WORDS
) -> tuple[list[Segment], int]:
    """Cut turns into passages of about ``target`` words, at sentence ends.

    A turn up to half as long again stays whole; a last piece shorter than half the target joins the
    one before it. A sentence that is too long by itself, as in captions without full stops, is cut
    between words. No character but blanks between passages is lost, and no word is cut in two.

    Returns the passages in the order of the turns, and how many turns of fewer than ``least``
    words were left out.

    Raises:
        MissingExtraError: spaCy is not installed.
    """
    found: list[Segment] = []
    short = 0
    for turn in turns:
        words = len(turn.text.split())
        if words < least:
            short += 1
            continue
        spans = [(0, len(turn.text))] if words <= 1.5 * target else list(_cut(turn.text, target))
        for start, end in spans:
            start, end = _trimmed(turn.text, start, end)
            if start < end:
                at = turn.start
                found.append(
                    Segment(
                        turn.document, at + start, at + end, turn.text[start:end],
                        turn.person, turn.group,
                    )
                )  # fmt: skip
    return found, short


def _cut(text: str, target: int) -> Iterator[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start, words = 0, 0
    for end, more in _pieces(text, target):
        words += more
        if words >= target:
            spans.append((start, end))
            start, words = end, 0
    if start < len(text):
        if spans and words < target / 2:
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    yield from spans


def _pieces(text: str, target: int) -> Iterator[tuple[int, int]]:
    """Yield the ends of sentences, or of parts of very long ones, with their numbers of words."""
    start = 0
    for sentence in _sentencizer()(text).sents:
        end = sentence.end_char
        # spaCy ends "No. 'You can't.'" after the quotation mark that opens the second sentence.
        while start < end < len(text) and not (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        if end <= start:
            continue
        words = len(text[start:end].split())
        if words > 1.5 * target:
            ends = [start + word.end() for word in re.finditer(r"\S+", text[start:end])]
            while words > 1.5 * target:
                yield ends[target - 1], target
                ends, words = ends[target:], words - target
        yield end, words
        start = end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
