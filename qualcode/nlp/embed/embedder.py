"""A cache in front of any embedding model, so that no text is embedded twice."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import StudyError
from qualcode.nlp.embed.base import BATCH, Elsewhere, Embedder
from qualcode.nlp.embed.processes import WORTH_IT, embed_on_all_cores
from qualcode.nlp.embed.vector_store import VectorStore

if TYPE_CHECKING:
    import numpy as np

    from qualcode.nlp.embed.base import Vectors

    Array = np.ndarray[Any, Any]

#: Texts are saved in batches of this size: an interrupted run loses no more than one.
_KEPT_AT_ONCE = 160 * BATCH


class Kept:
    """Stored vectors of texts, read in parts."""

    def __init__(self, store: VectorStore, places: Array, folder: Any = None) -> None:
        self._store = store
        self._places = places
        self._folder = folder  # a temporary store must live as long as its vectors

    def __len__(self) -> int:
        return len(self._places)

    def rows(self, which: Array | slice = slice(None)) -> Vectors:
        """Return the vectors of these texts, or of all, in order."""
        return self._store.rows(self._places[which])


class CachedEmbedder:
    """Stores vectors by the texts' SHA-256, so that nothing is embedded twice.

    The cache is derived data: if it is damaged or missing it is made again, and if the folder
    cannot be written to, that only costs time.
    """

    def __init__(
        self,
        embedder: Embedder,
        folder: Path,
        progress: Callable[[str, int, int], None] | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.source = embedder.source
        self.quick = embedder.quick
        self._folder = folder
        self._file = re.sub(r"[^A-Za-z0-9._-]", "_", embedder.name)
        self._progress = progress
        self._elsewhere = elsewhere
        self.computed = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors, computing only those not stored."""
        return self.kept(texts).rows()

    def kept(self, texts: Sequence[str]) -> Kept:
        """Compute the vectors not yet stored; return all, to be read in parts."""
        import numpy as np

        store, temporary = self._store(self._folder), None
        digests = np.array(
            [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts],
            dtype="V32",
        )
        places = store.find(digests)
        # Each text once, the longest first, so that all workers finish together; the order changes
        # no vector.
        absent = np.flatnonzero(places < 0)
        once = {digests[n].tobytes(): int(n) for n in absent[::-1]}
        todo = sorted(once.values(), key=lambda n: (-len(texts[n]), n))
        for at in range(0, len(todo), _KEPT_AT_ONCE):
            some = todo[at : at + _KEPT_AT_ONCE]
            vectors = self._compute([texts[n] for n in some], at, len(todo))
            try:
                store.add(digests[some], vectors)
            except (OSError, StudyError):
                if temporary:
                    raise
                # Copied, since stored vectors are needed next to those that could not be stored.
                temporary = tempfile.TemporaryDirectory(prefix="qualcode-")
                old, store = store, self._store(Path(temporary.name))
                there = np.flatnonzero(places >= 0)
                for part in np.array_split(there, len(there) // _KEPT_AT_ONCE + 1):
                    store.add(digests[part], old.rows(places[part]))
                store.add(digests[some], vectors)
        self.computed += len(todo)
        return Kept(store, store.find(digests) if todo else places, temporary)

    def _store(self, folder: Path) -> VectorStore:
        return VectorStore(folder, self._file, self.dimensions)

    def _compute(self, texts: list[str], before: int, total: int) -> Vectors:
        import numpy as np

        def report(done: int, _: int) -> None:
            if self._progress:
                self._progress("Embedding passages", before + done, total)

        if self._elsewhere is not None:
            return self._elsewhere.embed(self._embedder, texts, report)
        if len(texts) >= WORTH_IT and not self._embedder.quick:
            vectors = embed_on_all_cores(texts, self.dimensions, report, self.source)
            if vectors is not None:
                return vectors
        found = []
        for at in range(0, len(texts), BATCH):
            report(at, len(texts))
            found.append(self._embedder.embed(texts[at : at + BATCH]))
        stacked: Vectors = np.concatenate(found)
        return stacked
