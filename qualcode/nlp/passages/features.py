"""The features of passages: meaning and words in context, less the speaker's own manner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.passages.graph_clusters import unit
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.stop_words import TOKEN, joined

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: How much a passage's words (TF-IDF, reduced) weigh against its meaning (embedding).
WORDS_WEIGHT = 1.0
#: The limit on words and pairs of words; rarer ones are dropped. Only huge studies reach it.
MOST_WORDS = 10_000
#: How much of the two passages before and after is read with a passage.
CONTEXT = (0.25, 0.1)
#: How much of what a person's passages have in common, their manner of speaking, is taken off.
OWN_VOICE = 0.3
#: With this many passages half of that is taken off a person's passages; with fewer, less.
_KNOWN_VOICE = 8


class WordsAndMeaning:
    """Combines meaning and words, as learnt from some passages, for these and others.

    ``fitted``, shape (passages, dimensions + up to 100), holds the passages learnt from.
    """

    def __init__(
        self, segments: Sequence[Segment], vectors: Array, stops: list[str], seed: int
    ) -> None:
        import numpy as np
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._counter = TfidfVectorizer(
            stop_words=stops, token_pattern=TOKEN, ngram_range=(1, 2), min_df=2, max_df=0.3,
            sublinear_tf=True, max_features=MOST_WORDS,
        )  # fmt: skip
        self._reduction: TruncatedSVD | None = None
        self.fitted = vectors
        try:
            weights = self._counter.fit_transform([joined(s.text) for s in segments])
        except ValueError:  # no word is in two passages
            return
        most = min(100, weights.shape[0] - 1, weights.shape[1] - 1)
        if most < 2:
            return
        # Exact, not randomised: otherwise the seed would decide half of the themes.
        self._reduction = TruncatedSVD(most, algorithm="arpack", random_state=seed)
        reduced = self._reduction.fit_transform(weights)
        self.fitted = np.hstack([vectors, WORDS_WEIGHT * unit(reduced)])

    def of(self, segments: Sequence[Segment], vectors: Array) -> Array:
        """Return the features of other passages, with the same number of columns."""
        import numpy as np

        if self._reduction is None:
            return vectors
        weights = self._counter.transform([joined(s.text) for s in segments])
        return np.hstack([vectors, WORDS_WEIGHT * unit(self._reduction.transform(weights))])


def in_words_and_meaning(
    segments: Sequence[Segment], vectors: Array, stops: list[str], seed: int
) -> Array:
    """Return meaning and words side by side: shape (segments, dimensions + up to 100)."""
    return WordsAndMeaning(segments, vectors, stops, seed).fitted


def less_own_voice(
    features: Array, segments: Sequence[Segment], overall: Array | None = None
) -> Array:
    """Subtract a part of the speaker's mean from each passage, so that themes span people.

    Otherwise a person who says little in short words would form a theme of their own. ``overall``
    is the mean of all passages, if these are only some.
    """

    if overall is None:
        overall = features.mean(axis=0)
    less = features.copy()
    people: dict[str, list[int]] = {}
    for at, segment in enumerate(segments):
        people.setdefault(segment.person, []).append(at)
    for own in people.values():
        sure = len(own) / (len(own) + _KNOWN_VOICE)
        less[own] -= OWN_VOICE * (overall + sure * (features[own].mean(axis=0) - overall))
    return unit(less)


def in_context(features: Array, segments: Sequence[Segment]) -> Array:
    """Add to each passage a part of its neighbours in the same document; return unit-length rows.

    What a person means by "it took nine days" stands in what was said just before.
    """
    import numpy as np

    return in_context_of(features, np.array([s.document for s in segments]))


def in_context_of(features: Array, documents: Array) -> Array:
    """As ``in_context``; ``documents``, shape (passages,), identify each passage's document."""
    mixed = features.copy()
    for step, weight in enumerate(CONTEXT, 1):
        same = (documents[step:] == documents[:-step])[:, None] * weight
        mixed[step:] += same * features[:-step]
        mixed[:-step] += same * features[step:]
    return unit(mixed)
