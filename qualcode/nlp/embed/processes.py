"""Embeds on every core; each worker is a separate process.

The model runs nearly as fast on one core as on two, so two processes with one core each are half as
fast again as one process with both.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.store.io.worker_process import WorkerFailed, WorkerProcess, answer_requests

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Vectors

#: With fewer texts than this, all are done before a worker has loaded the model.
WORTH_IT = 400
_MOST = 8


def embed_on_all_cores(
    texts: Sequence[str], dimensions: int, progress: Callable[[int, int], None], source: str = ""
) -> Vectors | None:
    """Return the texts' vectors, shape (len(texts), dimensions), or ``None`` if workers fail.

    ``progress`` is called with the numbers of texts done and of all texts; ``source`` is the
    model's folder, "" for the one that comes with qualcode.
    """
    import numpy as np

    from qualcode.nlp.embed.base import BATCH

    batches = [range(at, min(at + BATCH, len(texts))) for at in range(0, len(texts), BATCH)]
    vectors = np.zeros((len(texts), dimensions), dtype=np.float32)
    todo: Iterator[range] = iter(batches)
    done = 0
    stopped = threading.Event()
    folder = str(Path(source).absolute()) if source else ""

    def work(worker: WorkerProcess) -> None:
        nonlocal done
        with worker:
            for batch in todo:
                if stopped.is_set():
                    return
                raw = worker.ask(json.dumps([texts[i] for i in batch]).encode())
                rows = np.frombuffer(raw, dtype="<f4").reshape(len(batch), dimensions)
                vectors[batch.start : batch.stop] = rows
                done += len(batch)
                progress(done, len(texts))

    # No deadline: a model of the team's own may be slow, and whoever waits can stop it.
    count = max(1, min(os.cpu_count() or 1, _MOST, len(batches)))
    workers = [WorkerProcess("qualcode.nlp.embed.processes", folder) for _ in range(count)]
    try:
        with ThreadPoolExecutor(count) as pool:
            try:
                for future in [pool.submit(work, worker) for worker in workers]:
                    future.result()
            except BaseException:
                stopped.set()
                # Nobody waits for the rest: not after Ctrl+C, nor after one that failed.
                for worker in workers:
                    worker.stop()
                raise
    except (WorkerFailed, OSError, ValueError):
        # A worker that fails says nothing: its texts are then embedded in this process.
        return None
    return vectors


def main() -> None:
    """Answer each request, a list of texts, with their rows of float32."""
    from qualcode.nlp.embed.choice import embedder_of

    embedder = embedder_of(sys.argv[1])

    def answer(request: bytes) -> bytes:
        rows = embedder.embed(json.loads(request))
        return rows.astype("<f4").tobytes()

    answer_requests(answer)


if __name__ == "__main__":
    main()
