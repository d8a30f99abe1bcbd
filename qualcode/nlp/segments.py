"""Passages: participants' turns, long ones cut at sentence ends, with offsets that hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from qualcode.errors import MissingExtraError

#: A passage is closed at the first sentence end after this many words.
TARGET_WORDS = 60
#: A turn of fewer words ("Yeah.", "Thank you.") says too little to be placed in a theme.
LEAST_WORDS = 6


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
        """How many blank-separated words it has."""
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

    A turn of up to half as many words again stays whole; a last piece shorter than half the
    target joins the one before it. No character but blanks between sentences is lost.

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
    for sentence in _sentencizer()(text).sents:
        words += len(sentence.text.split())
        if words >= target:
            spans.append((start, sentence.end_char))
            start, words = sentence.end_char, 0
    if start < len(text):
        if spans and words < target / 2:
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    yield from spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
