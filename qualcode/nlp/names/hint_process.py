"""Reads texts with the language model in a process of its own, so that no screen waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from qualcode.nlp.names.spacy_hints import NameHints
from qualcode.store.io.worker_process import WorkerFailed, WorkerProcess, answer_requests


class HintProcess:
    """A process that finds hints and keeps them in a folder, a text at a time."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._worker = WorkerProcess(__name__)

    def keep(self, texts: Iterable[str]) -> bool:
        """Find and keep the hints of texts; return whether all could be read."""
        for text in texts:
            try:
                done = self._worker.ask(msgspec.json.encode((str(self._cache), text)))
            except (WorkerFailed, OSError):
                return False
            if done != b"kept":
                return False
        return True

    def stop(self) -> None:
        """End the process at once."""
        self._worker.stop()

    def close(self) -> None:
        """End the process when it is idle."""
        self._worker.close()


def _keep(request: bytes) -> bytes:
    cache, text = msgspec.json.decode(request, type=tuple[str, str])
    global _hints
    if _hints is None:
        _hints = NameHints(Path(cache))
    try:
        _hints.of(text)
    except Exception:
        return b"failed"
    return b"kept"


_hints: NameHints | None = None

if __name__ == "__main__":
    answer_requests(_keep)
