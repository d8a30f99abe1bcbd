"""The interface of embedding models: texts in, vectors of unit length out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

#: Texts are embedded in lots of as many wherever it is done, so that it makes no difference.
BATCH = 128
#: Called with how many texts are done, and how many there are.
Report = Callable[[int, int], None]


class Embedder(Protocol):
    """A model that places texts so that like meanings are near.

    ``name`` tells it from every other model. ``source`` is what another process makes it of:
    the folder it was read from, or "" for the one that comes with qualcode. ``quick`` ones are
    not worth a second process.
    """

    name: str
    dimensions: int
    source: str
    quick: bool

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), float32, rows of unit length."""


class Elsewhere(Protocol):
    """Other processes or machines that work for this one; see ``cluster``."""

    def embed(self, embedder: Embedder, texts: Sequence[str], progress: Report) -> Vectors:
        """Return the texts' vectors, shape (len(texts), dimensions)."""

    def map(self, work: Callable[[Any], Any], parts: Sequence[Any], progress: Report) -> list[Any]:
        """Return what ``work`` makes of each part, in their order."""


def unit_rows(vectors: Any) -> Vectors:
    """Return rows of unit length, rounded: their last bits depend on what was in a batch.

    A text of which the model knows no word gets the same row as others of its kind.
    """
    import numpy as np

    rows = np.array(vectors, dtype=np.float32)
    rows[~rows.any(axis=1)] = 1
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.round(5)
