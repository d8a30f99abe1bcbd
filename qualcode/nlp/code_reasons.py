"""Why a passage is suggested for a code: the words that carried it, the coded passages nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.coverage import CodeText
from qualcode.nlp.segments import Segment
from qualcode.nlp.words import TOKEN, joined, stem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_WORDS = 4
_PASSAGES = 2


class Reasons:
    """Explains suggestions of one run, from what the passages and codes are compared by.

    A word counts by how much likelier it is in passages that bear the code than elsewhere, and
    twice as much where the code itself says it; rare words before common ones.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        codes: Sequence[CodeText],
        features: Array,
        coded: Array,
        labelled: Array,
        stops: Sequence[str],
    ) -> None:
        unwanted = set(stops)
        self._segments = segments
        self._features, self._coded, self._labelled = features, coded, labelled
        self._words = [_stems(s.text, unwanted) for s in segments]
        self._said = [set(_stems(code.text, unwanted)) for code in codes]
        self._in_how_many: dict[str, int] = {}
        for words in self._words:
            for word in words:
                self._in_how_many[word] = self._in_how_many.get(word, 0) + 1
        self._bearing: dict[int, dict[str, int]] = {}

    def words(self, passage: int, code: int) -> list[str]:
        """Return up to four words of a passage that speak for a code, the strongest first."""
        import math

        bearing = self._counts(code)
        many = max(1, int((self._coded[:, code] & self._labelled).sum()))
        total = len(self._segments)
        strength: dict[str, float] = {}
        for word in self._words[passage]:
            here = (bearing.get(word, 0) + 0.1) / (many + 1)
            overall = (self._in_how_many[word] + 0.5) / (total + 1)
            gain = math.log(here / overall) if bearing.get(word) else 0.0
            if word in self._said[code]:
                gain = max(gain, 0.0) + math.log(1 / overall)
            if gain > 0:
                strength[word] = gain
        found = sorted(strength, key=lambda word: (-strength[word], word))[:_WORDS]
        return [self._words[passage][word] for word in found]

    def _counts(self, code: int) -> dict[str, int]:
        import numpy as np

        if code not in self._bearing:
            counts: dict[str, int] = {}
            for at in np.flatnonzero(self._coded[:, code] & self._labelled):
                for word in self._words[int(at)]:
                    counts[word] = counts.get(word, 0) + 1
            self._bearing[code] = counts
        return self._bearing[code]

    def nearest(self, passage: int, code: int) -> list[int]:
        """Return the coded passages most like a passage, of other transcripts first."""
        import numpy as np

        there = np.flatnonzero(self._coded[:, code] & self._labelled)
        there = there[there != passage]
        if not len(there):
            return []
        similar = (self._features[there] @ self._features[passage]).round(6)
        own = self._segments[passage].document
        elsewhere = np.array([self._segments[int(i)].document != own for i in there])
        order = np.lexsort((there, -similar, ~elsewhere))
        return [int(there[i]) for i in order[:_PASSAGES]]


def _stems(text: str, unwanted: set[str]) -> dict[str, str]:
    """Return the words of a text by their stems, as they stand there first."""
    found: dict[str, str] = {}
    for word in re.findall(TOKEN, joined(text)):
        if word.lower() not in unwanted:
            found.setdefault(stem(word), word)
    return found
