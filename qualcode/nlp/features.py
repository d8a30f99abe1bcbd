"""What passages are compared by: their meaning and words, in context, less the speaker's manner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.clustering import unit
from qualcode.nlp.segments import Segment
from qualcode.nlp.words import TOKEN, joined

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: How much a passage's words (TF-IDF, reduced) weigh beside its meaning (embedding).
WORDS_WEIGHT = 1.0
#: Rarer words and pairs of words are left aside; only very large studies have so many.
MOST_WORDS = 10_000
#: How much of the passages one and two before and after is read along with a passage.
CONTEXT = (0.25, 0.1)
#: How much of what a person's passages have in common is taken off them: their way of speaking.
OWN_VOICE = 0.3
#: A person of this many passages has half that taken off; of few passages, less.
_KNOWN_VOICE = 8


def in_words_and_meaning(
    segments: Sequence[Segment], vectors: Array, stops: list[str], seed: int
) -> Array:
    """Return meaning and words side by side: shape (segments, dimensions + up to 100)."""
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    counter = TfidfVectorizer(
        stop_words=stops, token_pattern=TOKEN, ngram_range=(1, 2), min_df=2, max_df=0.3,
        sublinear_tf=True, max_features=MOST_WORDS,
    )  # fmt: skip
    try:
        weights = counter.fit_transform([joined(s.text) for s in segments])
    except ValueError:  # no word is in two passages
        return vectors
    most = min(100, weights.shape[0] - 1, weights.shape[1] - 1)
    if most < 2:
        return vectors
    # Exact, not randomised: otherwise the seed would decide half of the themes.
    reduced = TruncatedSVD(most, algorithm="arpack", random_state=seed).fit_transform(weights)
    return np.hstack([vectors, WORDS_WEIGHT * unit(reduced)])


def less_own_voice(features: Array, segments: Sequence[Segment]) -> Array:
    """Take off each passage a part of its speaker's mean, so that themes go across people.

    Otherwise all that a person of few and short words says makes a theme of its own.
    """
    import numpy as np

    people = np.array([s.person for s in segments])
    overall = features.mean(axis=0)
    less = features.copy()
    for person in sorted(set(people)):
        own = people == person
        sure = own.sum() / (own.sum() + _KNOWN_VOICE)
        less[own] -= OWN_VOICE * (overall + sure * (features[own].mean(axis=0) - overall))
    return unit(less)


def in_context(features: Array, segments: Sequence[Segment]) -> Array:
    """Add to each passage a part of its neighbours in the same document; rows of unit length.

    What a person means by "it took nine days" stands in what was said just before.
    """
    import numpy as np

    documents = np.array([s.document for s in segments])
    mixed = features.copy()
    for step, weight in enumerate(CONTEXT, 1):
        same = (documents[step:] == documents[:-step])[:, None] * weight
        mixed[step:] += same * features[:-step]
        mixed[:-step] += same * features[step:]
    return unit(mixed)
