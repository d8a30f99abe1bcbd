"""Embeds on every core: each worker is a separate process, fed over a pipe.

The model runs nearly as fast on one core as on two, so two processes with one core each are half as
fast again as one process with both. These are plain subprocesses, not ``multiprocessing``: a
caller's script needs no ``__main__`` guard, and all systems behave the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.store.io.programs import child_environment, python_command, python_folder

if TYPE_CHECKING:
    from qualcode.nlp.embed.base import Vectors

#: With fewer texts than this, all are done before a worker has loaded the model.
WORTH_IT = 400


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

    def work() -> None:
        nonlocal done
        folder = str(Path(source).absolute()) if source else ""
        command = python_command("qualcode.nlp.embed.processes", folder)
        # A worker that fails says nothing: its texts are then embedded in this process.
        with subprocess.Popen(
            command,
            cwd=python_folder(),
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            for batch in todo:
                worker.stdin.write(json.dumps([texts[i] for i in batch]).encode() + b"\n")
                worker.stdin.flush()
                raw = worker.stdout.read(len(batch) * dimensions * 4)
                rows = np.frombuffer(raw, dtype="<f4").reshape(len(batch), dimensions)
                vectors[batch.start : batch.stop] = rows
                done += len(batch)
                progress(done, len(texts))
            worker.stdin.close()

    count = max(1, min(os.cpu_count() or 1, 8, len(batches)))
    try:
        with ThreadPoolExecutor(count) as pool:
            for future in [pool.submit(work) for _ in range(count)]:
                future.result()
    except (OSError, ValueError):
        return None
    return vectors


def main() -> None:
    """Embed each line of standard input, a JSON list of texts; write float32 rows."""
    from qualcode.nlp.embed.choice import embedder_of

    embedder = embedder_of(sys.argv[1])
    for line in sys.stdin.buffer:
        rows = embedder.embed(json.loads(line))
        sys.stdout.buffer.write(rows.astype("<f4").tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
