"""Samples studies too large to learn from whole: learns from a part, then places the rest.

The memory needed does not grow with the square of the passages, nor with their vectors: those
are read a part at a time from where they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from qualcode.nlp.passages.features import WordsAndMeaning, in_context, less_own_voice
from qualcode.nlp.passages.graph_clusters import unit
from qualcode.nlp.passages.passages import Segment

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Up to as many passages are learnt from whole; of more, as many in stretches.
MOST_AT_ONCE = 25_000
#: So many on end are drawn together, since passages are read with those around them.
_STRETCH = 20
_CHUNK = 10_000
#: Of passages that coders went through, codes are learnt from as many: enough to learn any code.
MOST_LABELLED = 50_000


class Rows(Protocol):
    """Vectors that may be read a part at a time."""

    def rows(self, which: Array | slice = ...) -> Array:
        """Return these rows."""


class _InMemory:
    def __init__(self, vectors: Array) -> None:
        self._vectors = vectors

    def rows(self, which: Array | slice = slice(None)) -> Array:
        return self._vectors[which]


def vectors_of(embedder: Any, segments: Sequence[Segment]) -> Rows:
    """Return the passages' vectors, left where they are kept if they are kept."""
    texts = [s.text for s in segments]
    kept: Rows = (
        embedder.kept(texts) if hasattr(embedder, "kept") else _InMemory(embedder.embed(texts))
    )
    return kept


def drawn(count: int, seed: int) -> Array:
    """Return which passages are learnt from, in order: all, or of many a random part."""
    import numpy as np

    if count <= MOST_AT_ONCE:
        return np.arange(count)
    stretches = -(-count // _STRETCH)
    chosen = np.random.default_rng(seed).permutation(stretches)[: MOST_AT_ONCE // _STRETCH]
    found = (np.sort(chosen)[:, None] * _STRETCH + np.arange(_STRETCH)).ravel()
    return found[found < count]


def to_learn_from(labelled: Array, seed: int) -> Array:
    """Return which passages codes are learnt from, in order: all, or of many a part.

    The part has the labelled ones, of too many a random part, and a random part of the others.
    ``labelled``, shape (passages,), says which a coder has gone through.
    """
    import numpy as np

    if len(labelled) <= MOST_AT_ONCE:
        return np.arange(len(labelled))
    taught = np.flatnonzero(labelled)
    if len(taught) > MOST_LABELLED:
        # Of all documents: answers to a survey may be of few, and quality needs several.
        taught = np.random.default_rng(seed).permutation(taught)[:MOST_LABELLED]
    others = drawn(len(labelled), seed)
    return np.union1d(taught, others[~labelled[others]])


def as_units(segments: Sequence[Segment], chosen: Array) -> list[Segment]:
    """Return the passages drawn; in a part, each stretch counts as a document of its own."""
    some = [segments[int(at)] for at in chosen]
    if len(some) == len(segments):
        return some
    return [
        replace(s, document=f"{s.document} {int(at) // _STRETCH}")
        for s, at in zip(some, chosen, strict=True)
    ]


def put_to_nearest(
    segments: Sequence[Segment],
    vectors: Rows,
    learnt: WordsAndMeaning,
    centres: Array,
    overall: Array,
    progress: Callable[[int, int], None],
) -> tuple[Array, Array]:
    """Return each passage's nearest theme and how near it is by its own words.

    ``centres``, shape (themes, features), are means of passages in their context, and
    ``overall`` is the mean of all before a speaker's manner was taken off. Of the first of
    equals; similarities are rounded, so that the last bits of a sum decide nothing.
    """
    import numpy as np

    labels = np.empty(len(segments), dtype=np.int64)
    close = np.empty(len(segments))
    wanted = unit(centres)
    for part in parts(segments):
        some = segments[part]
        alone = less_own_voice(learnt.of(some, vectors.rows(part)), some, overall)
        labels[part] = (in_context(alone, some) @ wanted.T).round(6).argmax(axis=1)
        close[part] = (alone * centres[labels[part]]).sum(axis=1)
        progress(part.stop, len(segments))
    return labels, close


def parts(segments: Sequence[Segment]) -> Iterator[slice]:
    """Yield parts of at most 10,000 passages, that end with a document where one does."""
    start = 0
    while start < len(segments):
        end = min(start + _CHUNK, len(segments))
        if end < len(segments):
            whole = end
            while whole > start and segments[whole - 1].document == segments[whole].document:
                whole -= 1
            end = whole if whole > start else end
        yield slice(start, end)
        start = end
