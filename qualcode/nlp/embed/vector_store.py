"""Stores vectors by the digest of their texts, in two files that only grow.

``NAME.keys`` has a text's digest and its row's checksum, ``NAME.vectors`` the row, float32, at the
same index. Rows are read when needed, so that a million need not be in memory at once.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.store.io.durable import locked
from qualcode.store.io.folder_modes import open_closed

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_ENTRY = [("key", "V32"), ("sum", "<u4")]
_ENTRY_BYTES = 36
_CHUNK = 50_000


class VectorStore:
    """Rows by digest. They are derived data: damaged or missing ones are made again."""

    def __init__(self, folder: Path, name: str, dimensions: int) -> None:
        self._keys = folder / f"{name}.keys"
        self._vectors = folder / f"{name}.vectors"
        self._dimensions = dimensions

    def find(self, digests: Array) -> Array:
        """Return the index of each digest's row, -1 for those missing or damaged.

        ``digests`` has the type ``V32``, shape (texts,); the result is int64.
        """
        import numpy as np

        entries = self._entries()
        kept = np.ascontiguousarray(entries["key"])
        if not len(kept):
            return np.full(len(digests), -1, dtype=np.int64)
        # Compared by the first eight bytes, which sort fast, and then by all bytes.
        short = kept.view(np.uint64).reshape(-1, 4)[:, 0]
        order = np.argsort(short, kind="stable")
        wanted = np.ascontiguousarray(digests).view(np.uint64).reshape(-1, 4)[:, 0]
        # If there are several, the last one: a damaged row is added again after it.
        at = np.searchsorted(short[order], wanted, side="right") - 1
        places: Array = order[np.maximum(at, 0)].astype(np.int64)
        places[kept[places] != digests] = -1
        for start in range(0, len(places), _CHUNK):
            part = places[start : start + _CHUNK]
            inside = np.flatnonzero(part >= 0)
            rows = self.rows(part[inside])
            sums = np.array([zlib.crc32(row) for row in rows], dtype=np.uint32)
            part[inside[sums != entries["sum"][part[inside]]]] = -1
        return places

    def rows(self, places: Array) -> Array:
        """Return the rows at these indices, float32, shape (len(places), dimensions)."""
        import numpy as np

        if not len(places):
            return np.zeros((0, self._dimensions), dtype=np.float32)
        count = self._vectors.stat().st_size // (4 * self._dimensions)
        # Opened each time: a mapping that stays open could not be replaced on Windows.
        every = np.memmap(self._vectors, np.float32, "r", shape=(count, self._dimensions))
        found: Array = np.asarray(every[places])
        return found

    def add(self, digests: Array, vectors: Array) -> None:
        """Add rows.

        Raises:
            StudyError: the folder cannot be written to, or another program writes to it for long.
            OSError: the disk is full.
        """
        import numpy as np

        with locked(self._keys.with_suffix(".lock"), "the kept vectors"):
            count = self._count()
            with (
                open(self._vectors, "ab", opener=open_closed) as rows,
                open(self._keys, "ab", opener=open_closed) as keys,
            ):
                # Cut off what an interrupted run left behind.
                rows.truncate(4 * self._dimensions * count)
                keys.truncate(_ENTRY_BYTES * count)
                plain = np.ascontiguousarray(vectors, dtype="<f4")
                rows.write(plain.tobytes())
                rows.flush()
                entries = np.empty(len(digests), dtype=_ENTRY)
                entries["key"] = digests
                entries["sum"] = [zlib.crc32(row) for row in plain]
                keys.write(entries.tobytes())

    def _count(self) -> int:
        try:
            rows = self._vectors.stat().st_size // (4 * self._dimensions)
            return min(rows, self._keys.stat().st_size // _ENTRY_BYTES)
        except OSError:
            return 0

    def _entries(self) -> Array:
        import numpy as np

        count = self._count()
        if not count:
            return np.zeros(0, dtype=_ENTRY)
        found: Array = np.fromfile(self._keys, dtype=_ENTRY, count=count)
        return found
