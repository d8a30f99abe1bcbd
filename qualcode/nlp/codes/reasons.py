"""Explains why a code is suggested for a passage: words that point to it, similar passages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.comparison import Compared
from qualcode.nlp.codes.nearness import CodeText
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.stop_words import TOKEN, joined, stem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_WORDS = 4
_PASSAGES = 2


class Reasons:
    """Explains the suggestions of one run, from the features of passages and codes.

    A word counts by how much likelier it is in passages with the code than elsewhere, and twice as
    much if the code's own text has it; rare words come before common ones.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        codes: Sequence[CodeText],
        compared: Compared,
        coded: Array,
        labelled: Array,
        stops: Sequence[str],
    ) -> None:
        """Take the features of passages; reasons are found among the passages learnt from.

        ``coded`` has shape (passages, codes) and ``labelled`` (passages,).
        """
        self._unwanted = set(stops)
        self._segments, self._compared = segments, compared
        self._coded, self._labelled = coded, labelled
        self._said = [set(_stems(code.text, self._unwanted)) for code in codes]
        self._in_how_many: Counter[str] | None = None
        self._counts: dict[int, Counter[str]] = {}

    def words(self, passage: int, code: int) -> list[str]:
        """Return up to four words of a passage that point to a code, the strongest first."""
        import math

        own = _stems(self._segments[passage].text, self._unwanted)
        bearing = self._bearing(code)
        if code not in self._counts:
            self._counts[code] = self._passages_with(bearing)
        if self._in_how_many is None:
            self._in_how_many = self._passages_with(self._compared.rows)
        counts, total = self._counts[code], len(self._compared.rows)
        strength: dict[str, float] = {}
        for word in own:
            here = (counts[word] + 0.1) / (max(1, len(bearing)) + 1)
            overall = (self._in_how_many[word] + 0.5) / (total + 1)
            gain = math.log(here / overall) if counts[word] else 0.0
            if word in self._said[code]:
                gain = max(gain, 0.0) + math.log(1 / overall)
            if gain > 0:
                strength[word] = gain
        found = sorted(strength, key=lambda word: (-strength[word], word))[:_WORDS]
        return [own[word] for word in found]

    def nearest(self, passage: int, code: int, features: Array) -> list[int]:
        """Return the coded passages most similar to a passage, those of other transcripts first.

        ``features``, shape (features,), are those of the passage.
        """
        import numpy as np

        there = self._bearing(code)
        there = there[there != passage]
        if not len(there):
            return []
        similar = (self._compared.of(there) @ features).round(6)
        own = self._segments[passage].document
        elsewhere = np.array([self._segments[int(i)].document != own for i in there])
        order = np.lexsort((there, -similar, ~elsewhere))
        return [int(there[i]) for i in order[:_PASSAGES]]

    def _bearing(self, code: int) -> Array:
        """Return the passages learnt from that have a code, ascending."""
        rows = self._compared.rows
        found: Array = rows[self._coded[rows, code] & self._labelled[rows]]
        return found

    def _passages_with(self, which: Array) -> Counter[str]:
        """Return the number of these passages that contain each stem."""
        counts: Counter[str] = Counter()
        for at in which:
            counts.update(_stems(self._segments[int(at)].text, self._unwanted).keys())
        return counts


def _stems(text: str, unwanted: set[str]) -> dict[str, str]:
    """Return the words of a text by stem, each in the form in which it first occurs."""
    found: dict[str, str] = {}
    for word in re.findall(TOKEN, joined(text)):
        if word.lower() not in unwanted:
            found.setdefault(stem(word), word)
    return found
