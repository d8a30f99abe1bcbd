"""Measures how near codes are to a theme, and whether one of them covers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.nlp.embed.base import Embedder
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.stop_words import TOKEN, joined, stem
from qualcode.nlp.passages.z_scores import Standard

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A theme's best code must be this much nearer than chance to count as covering it. Set on the
#: sample study (benchmarks/nlp/themes.py): at 0.5, 76 % of the themes whose passages the coder
#: mostly coded are covered, and 100 % of those mostly uncoded are not. It is one invented study, so
#: only a first guess for others: docs/decisions/0009.
COVERED = 0.5
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CodeText:
    """A code as text: ``text`` is its name, definition, rules and examples, one after another."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class NearCode:
    """A code near a theme, with how near: 0 is no nearer than chance, 1 and more is near."""

    code: str
    name: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest codes, best first, and whether the best one covers the theme."""

    codes: tuple[NearCode, ...]
    covered: bool
    line: str


class Coverage:
    """Measures how near themes are to codes.

    Raw cosines cannot be compared between codes: a code with general words is near everything. So
    the similarity of each passage to a code is measured in standard deviations above that code's
    mean over all passages of the study, both by meaning (embedding) and by words (TF-IDF); a
    theme's nearness to a code is the mean over its passages. ``vectors`` are the passages'
    embeddings, read in their context.
    """

    def __init__(
        self,
        codes: Sequence[CodeText],
        segments: Sequence[Segment],
        vectors: Array,
        embedder: Embedder,
        stops: list[str],
    ) -> None:
        self._codes = list(codes)
        if codes:
            self._nearness = nearness(codes, segments, vectors, embedder, stops)

    def near(self, members: Array) -> Near:
        """Return the codes nearest to the passages of these indices."""
        import numpy as np

        if not self._codes:
            return Near((), False, "the codebook has no codes yet")
        # Rounded as shown, so that the result agrees with the figures that readers see.
        means = self._nearness[members].mean(axis=0).round(2)
        best = np.argsort(-means, kind="stable")[:_SHOWN]
        codes = tuple(
            NearCode(self._codes[i].id, self._codes[i].name, float(means[i])) for i in best
        )
        covered = codes[0].similarity >= COVERED
        line = codes[0].code if covered else "nothing near: not in your codebook"
        return Near(codes, covered, line)

    def codes_without(self, members: Sequence[Array]) -> list[tuple[NearCode, int]]:
        """Return the codes that no theme is near, farthest first, each with its nearest theme.

        ``members`` holds the indices of each theme's passages; themes are named by their places in
        it.
        """
        import numpy as np

        if not self._codes or not members:
            return []
        means = np.stack([self._nearness[one].mean(axis=0) for one in members]).round(2)
        best = means.argmax(axis=0)
        found = [
            (NearCode(code.id, code.name, float(means[best[n], n])), int(best[n]))
            for n, code in enumerate(self._codes)
            if means[best[n], n] < COVERED
        ]
        return sorted(found, key=lambda one: (one[0].similarity, one[0].code))

    def farness(self) -> list[float]:
        """Return for each passage the share of all passages that are nearer to some code."""
        import numpy as np

        if not self._codes:
            return []
        nearest = self._nearness.max(axis=1).round(6)
        found: list[float] = (
            1 - np.searchsorted(np.sort(nearest), nearest, side="right") / len(nearest)
        ).tolist()
        return found


class Nearness:
    """How near passages are to codes, learnt from some passages, for these and others.

    In standard deviations above the code's mean over the passages learnt from, by meaning and words
    alike. ``meaning``, shape (segments, codes), holds their cosines with the texts of codes;
    ``fitted``, of the same shape, how near they are.
    """

    def __init__(
        self,
        codes: Sequence[CodeText],
        segments: Sequence[Segment],
        meaning: Array,
        stops: list[str],
    ) -> None:
        self._words = _WordSimilarity([s.text for s in segments], [c.text for c in codes], stops)
        self._by_meaning = Standard(meaning)
        self._by_words = Standard(self._words.fitted)
        self.fitted = self._both(meaning, self._words.fitted)

    def of(self, segments: Sequence[Segment], meaning: Array) -> Array:
        """Return how near other passages are, shape (segments, codes)."""
        return self._both(meaning, self._words.of([s.text for s in segments]))

    def _both(self, meaning: Array, words: Array) -> Array:
        found: Array = (self._by_meaning.of(meaning) + self._by_words.of(words)) / 2
        return found


def nearness(
    codes: Sequence[CodeText],
    segments: Sequence[Segment],
    vectors: Array,
    embedder: Embedder,
    stops: list[str],
) -> Array:
    """Return how near each passage is to each code, shape (segments, codes).

    ``vectors``, shape (segments, dimensions), are the passages' in their context.
    """
    meaning = vectors @ embedder.embed([c.text for c in codes]).T
    return Nearness(codes, segments, meaning, stops).fitted


class _WordSimilarity:
    """Cosines of passages and codes by the stems of their words (TF-IDF)."""

    def __init__(self, passages: list[str], codes: list[str], stops: list[str]) -> None:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer

        unwanted = set(stops)

        def stems(text: str) -> list[str]:
            words = re.findall(TOKEN, joined(text).lower())
            return [stem(word) for word in words if word not in unwanted]

        self._counter = TfidfVectorizer(tokenizer=stems, token_pattern=None, sublinear_tf=True)
        self._codes: Any = None
        self.fitted = np.zeros((len(passages), len(codes)))
        try:
            weights = self._counter.fit_transform([*passages, *codes])
        except ValueError:  # nothing but stop words
            return
        self._codes = weights[len(passages) :].T
        self.fitted = (weights[: len(passages)] @ self._codes).toarray()

    def of(self, passages: list[str]) -> Array:
        import numpy as np

        if self._codes is None:
            return np.zeros((len(passages), self.fitted.shape[1]))
        similarity: Array = (self._counter.transform(passages) @ self._codes).toarray()
        return similarity
