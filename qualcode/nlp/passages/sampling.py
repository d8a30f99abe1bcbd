"""Samples studies too large to learn from whole: learns from a part, then places the rest.

Memory does not grow with the square of the number of passages, nor with their vectors, which are
read in parts from where they are stored.
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

#: Up to this many passages are all learnt from; of more, as many, drawn in stretches.
MOST_AT_ONCE = 25_000
#: How many adjacent passages are drawn together, since passages are read with their neighbours.
_STRETCH = 20
_CHUNK = 10_000
#: Codes are learnt from at most this many passages that coders went through: enough for any code.
MOST_LABELLED = 50_000


class Rows(Protocol):
    """Vectors that may be read in parts."""

    def rows(self, which: Array | slice = ...) -> Array:
        """Return these rows."""


class _InMemory:
    def __init__(self, vectors: Array) -> None:
        self._vectors = vectors

    def rows(self, which: Array | slice = slice(None)) -> Array:
        return self._vectors[which]


def vectors_of(embedder: Any, segments: Sequence[Segment]) -> Rows:
    """Return the passages' vectors, left in the store if they are stored."""
    texts = [s.text for s in segments]
    kept: Rows = (
        embedder.kept(texts) if hasattr(embedder, "kept") else _InMemory(embedder.embed(texts))
    )
    return kept


def drawn(count: int, seed: int) -> Array:
    """Return the passages to learn from, in order: all, or a random part of too many."""
    import numpy as np

    if count <= MOST_AT_ONCE:
        return np.arange(count)
    stretches = -(-count // _STRETCH)
    chosen = np.random.default_rng(seed).permutation(stretches)[: MOST_AT_ONCE // _STRETCH]
    found = (np.sort(chosen)[:, None] * _STRETCH + np.arange(_STRETCH)).ravel()
    return found[found < count]


def to_learn_from(labelled: Array, seed: int) -> Array:
    """Return the passages to learn codes from, in order: all, or a part of too many.

    The part has the labelled passages (a random part, if too many) and a random part of the others.
    ``labelled``, shape (passages,), says which a coder has gone through.
    """
    import numpy as np

    if len(labelled) <= MOST_AT_ONCE:
        return np.arange(len(labelled))
    taught = np.flatnonzero(labelled)
    if len(taught) > MOST_LABELLED:
        # From all documents: survey answers may come from few, and measuring quality needs several.
        taught = np.random.default_rng(seed).permutation(taught)[:MOST_LABELLED]
    others = drawn(len(labelled), seed)
    return np.union1d(taught, others[~labelled[others]])


def as_units(segments: Sequence[Segment], chosen: Array) -> list[Segment]:
    """Return the drawn passages; in a sample, each stretch counts as a document of its own."""
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
    """Return each passage's nearest theme, and how near it is by its own words.

    ``centres``, shape (themes, features), are means of passages in context, and ``overall`` is the
    mean of all before the speakers' manner was taken off. Of equally near themes the first is
    taken; similarities are rounded, so that the last bits of a sum decide nothing.
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
    """Yield parts of at most 10,000 passages that end at a document's end if possible."""
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
