"""Works on many files at once, and yields the results in batches."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from qualcode.workbench.importing.processes import WORTH_IT, Worker, worker_count

_Outcome = TypeVar("_Outcome")
#: How many results are stored together, and how many may wait at most.
_BATCH = 64
#: Seconds that a result may wait for others.
_WAIT = 0.1


def in_batches(
    risky: Sequence[bool], work: Callable[[int, Worker | None], list[_Outcome]]
) -> Iterator[list[_Outcome]]:
    """Yield the results of ``work`` for each file, in any order.

    ``work`` is called with a file's number, from several threads, and a worker for the heavy part.
    A few files are handled one after another, with a worker only if ``risky``. An exception in
    ``work`` ends everything.
    """
    if len(risky) >= WORTH_IT:
        yield from _at_once(len(risky), work)
        return
    worker = Worker()
    try:
        for at, danger in enumerate(risky):
            yield work(at, worker if danger else None)
    finally:
        worker.close()


def _at_once(
    count: int, work: Callable[[int, Worker | None], list[_Outcome]]
) -> Iterator[list[_Outcome]]:
    todo = iter(range(count))
    lock, stop = threading.Lock(), threading.Event()
    done: queue.Queue[list[_Outcome] | BaseException] = queue.Queue(_BATCH)
    workers = [Worker() for _ in range(worker_count(count))]

    def run(worker: Worker) -> None:
        try:
            while not stop.is_set():
                with lock:
                    at = next(todo, None)
                if at is None:
                    return
                done.put(work(at, worker))
        except BaseException as error:
            done.put(error)
        finally:
            worker.close()

    threads = [threading.Thread(target=run, args=(w,), daemon=True) for w in workers]
    for thread in threads:
        thread.start()
    left = count
    try:
        while left:
            results = _gathered(done, left)
            left -= len(results)
            batch: list[_Outcome] = []
            for one in results:
                if isinstance(one, BaseException):
                    raise one
                batch += one
            yield batch
    finally:
        stop.set()
        if left:
            for worker in workers:
                worker.stop()
        _wait_for(threads, done)


def _wait_for(
    threads: Sequence[threading.Thread], done: queue.Queue[list[_Outcome] | BaseException]
) -> None:
    """Wait until all threads have ended, whose results nobody wants any more."""
    for thread in threads:
        while thread.is_alive():
            # A thread may be waiting to hand over a result.
            with contextlib.suppress(queue.Empty):
                done.get(timeout=0.02)


def _gathered(
    done: queue.Queue[list[_Outcome] | BaseException], left: int
) -> list[list[_Outcome] | BaseException]:
    """Return the results that arrive together: storing several costs little more than one."""
    results = [done.get()]
    until = time.monotonic() + _WAIT
    with contextlib.suppress(queue.Empty):
        while len(results) < min(_BATCH, left):
            results.append(done.get(timeout=max(until - time.monotonic(), 0)))
    return results
