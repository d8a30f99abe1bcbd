"""The features by which passages are compared; those of very many passages are made on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.nearness import CodeText, Nearness
from qualcode.nlp.passages.features import (
    CONTEXT,
    WordsAndMeaning,
    in_context,
    in_context_of,
    in_words_and_meaning,
)
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.sampling import Rows, parts, to_learn_from

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Features are computed for this many passages at a time: some 50 MB, two or three times over.
_BLOCK = 10_000


class Compared:
    """Passages as words and meaning in context, and their nearness to the texts of codes.

    Up to ``sampling.MOST_AT_ONCE`` passages are computed at once. With more, words and means are
    learnt from ``rows`` (the labelled passages and a random part of the others), and the rest is
    held in memory one block at a time.

    ``rows`` are the indices of the passages learnt from, ascending: all, or a part. ``features``,
    shape (rows, dimensions + up to 100), and ``nearness``, shape (rows, codes), in standard
    deviations, belong to these.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        codes: Sequence[CodeText],
        labelled: Array,
        vectors: Rows,
        said: Array,
        stops: list[str],
    ) -> None:
        """Learn words and means.

        ``labelled``, shape (passages,), says which passages coders have gone through; ``vectors``
        are those of the passages, ``said``, shape (codes, dimensions), those of the codes.
        """
        self._segments, self._vectors, self._said = segments, vectors, said.T
        self.rows = to_learn_from(labelled, 0)
        self.whole = len(self.rows) == len(segments)
        some = [segments[int(at)] for at in self.rows]
        if self.whole:
            every = vectors.rows(self.rows)
            meaning = in_context(every, segments) @ self._said
            both = in_words_and_meaning(segments, every, stops, 0)
            self.features = in_context(both, segments)
        else:
            meaning = self._in_blocks(self._meaning_of)
            # Only of the words: with the vectors they would be in memory twice.
            self._words = WordsAndMeaning(some, meaning[:, :0], stops, 0)
            self.features = self._in_blocks(self._made)
        self._nearness = Nearness(codes, some, meaning, stops)
        self.nearness = self._nearness.fitted

    def of(self, which: Sequence[int] | Array) -> Array:
        """Return the features of the passages with these indices, shape (which, features)."""
        import numpy as np

        wanted = np.asarray(which, dtype=np.int64)
        if self.whole:
            return self.features[wanted]
        found = np.empty((len(wanted), self.features.shape[1]), dtype=self.features.dtype)
        at = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
        there = self.rows[at] == wanted
        found[there] = self.features[at[there]]
        if not there.all():
            found[~there] = self._made(wanted[~there])
        return found

    def all_parts(self) -> Iterator[tuple[slice, Array, Array]]:
        """Yield all passages in parts: their indices, features and nearness."""
        import numpy as np

        for part in parts(self._segments):
            which = np.arange(part.start, part.stop)
            near = self._nearness.of(self._segments[part], self._meaning_of(which))
            yield part, self._made(which), near

    # ---- of a block of passages -------------------------------------------------------------

    def _in_blocks(self, make: Any) -> Array:
        import numpy as np

        blocks = [self.rows[at : at + _BLOCK] for at in range(0, len(self.rows), _BLOCK)]
        first = make(blocks[0])
        found = np.empty((len(self.rows), first.shape[1]), dtype=np.float32)
        for n, block in enumerate(blocks):
            found[n * _BLOCK : n * _BLOCK + len(block)] = make(block) if n else first
        return found

    def _meaning_of(self, which: Array) -> Array:
        """Return the cosines with the texts of codes, shape (which, codes)."""
        around, stretches, own = self._with_neighbours(which)
        read = in_context_of(self._vectors.rows(around), stretches)[own]
        found: Array = read @ self._said
        return found

    def _made(self, which: Array) -> Array:
        around, stretches, own = self._with_neighbours(which)
        some = [self._segments[at] for at in around.tolist()]
        made: Array = in_context_of(self._words.of(some, self._vectors.rows(around)), stretches)
        return made[own]

    def _with_neighbours(self, which: Array) -> tuple[Array, Array, Array]:
        """Return passages with the neighbours they are read with, and the places of ``which``.

        The second value numbers the stretch of each: a run in one document, without a gap.
        """
        import numpy as np

        reach = len(CONTEXT)
        wide = (which[:, None] + np.arange(-reach, reach + 1)).ravel()
        around = np.unique(wide[(wide >= 0) & (wide < len(self._segments))])
        documents = np.array([self._segments[at].document for at in around.tolist()])
        begins = (np.diff(around) > 1) | (documents[1:] != documents[:-1])
        stretches = np.concatenate([[0], np.cumsum(begins)])
        return around, stretches, np.searchsorted(around, which)
