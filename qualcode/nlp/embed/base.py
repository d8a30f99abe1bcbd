"""The interface of embedding models: texts in, vectors of unit length out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

#: Texts are always embedded in batches of this size, so that results are the same everywhere.
BATCH = 128
#: Called with the number of texts done, and the number of all texts.
Report = Callable[[int, int], None]


class Embedder(Protocol):
    """A model that gives texts of similar meaning similar vectors.

    ``name`` is unique to the model. ``source`` lets another process load it: the folder it was read
    from, or "" for the one that comes with qualcode. A ``quick`` model needs no second process.
    """

    name: str
    dimensions: int
    source: str
    quick: bool

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), float32, rows of unit length."""


class Elsewhere(Protocol):
    """Other processes or machines that work for this one; see ``dask``."""

    def embed(self, embedder: Embedder, texts: Sequence[str], progress: Report) -> Vectors:
        """Return the texts' vectors, shape (len(texts), dimensions)."""

    def map(self, work: Callable[[Any], Any], parts: Sequence[Any], progress: Report) -> list[Any]:
        """Return the results of ``work`` for each part, in order."""


def unit_rows(vectors: Any) -> Vectors:
    """Return rows of unit length, rounded, since their last bits depend on the batch.

    All texts without a known word get the same row.
    """
    import numpy as np

    rows = np.array(vectors, dtype=np.float32)
    rows[~rows.any(axis=1)] = 1
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.round(5)
