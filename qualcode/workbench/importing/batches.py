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
#: How many results are stored together at most.
_BATCH = 64
#: Bytes of files whose results may wait: while a thousand are stored, others are read.
_ROOM = 64_000_000
#: Seconds that a result may wait for others.
_WAIT = 0.1


def in_batches(
    risky: Sequence[bool],
    sizes: Sequence[int],
    work: Callable[[int, Worker | None], list[_Outcome]],
) -> Iterator[list[_Outcome]]:
    """Yield the results of ``work`` for each file, in any order; ``sizes`` are theirs in bytes.

    ``work`` is called with a file's number, from several threads, and a worker for the heavy part.
    A few files are handled one after another, with a worker only if ``risky``. An exception in
    ``work`` ends everything.
    """
    if len(risky) >= WORTH_IT:
        yield from _at_once(sizes, work)
        return
    worker = Worker()
    try:
        for at, danger in enumerate(risky):
            yield work(at, worker if danger else None)
    finally:
        worker.close()


class _Room:
    """Room for so many bytes: whoever comes waits until there is enough, or until it is empty."""

    def __init__(self, bytes_: int) -> None:
        self._free = self._all = bytes_
        self._open = True
        self._changed = threading.Condition()

    def enter(self, size: int) -> bool:
        """Wait for room and take it; return whether there will be any."""

        def fits() -> bool:
            return not self._open or size <= self._free or self._free == self._all

        with self._changed:
            self._changed.wait_for(fits)
            self._free -= size
            return self._open

    def leave(self, size: int) -> None:
        """Give room back."""
        with self._changed:
            self._free += size
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait or enter any more."""
        with self._changed:
            self._open = False
            self._changed.notify_all()


def _at_once(
    sizes: Sequence[int], work: Callable[[int, Worker | None], list[_Outcome]]
) -> Iterator[list[_Outcome]]:
    count = len(sizes)
    todo = iter(range(count))
    lock, room = threading.Lock(), _Room(_ROOM)
    done: queue.Queue[tuple[int, list[_Outcome] | BaseException]] = queue.Queue()
    workers = [Worker() for _ in range(worker_count(count))]

    def run(worker: Worker) -> None:
        try:
            while True:
                with lock:
                    at = next(todo, None)
                if at is None or not room.enter(sizes[at]):
                    return
                done.put((at, work(at, worker)))
        except BaseException as error:
            done.put((-1, error))
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
            for at, one in results:
                if isinstance(one, BaseException):
                    raise one
                room.leave(sizes[at])
                batch += one
            yield batch
    finally:
        room.close()
        if left:
            for worker in workers:
                worker.stop()
        for thread in threads:
            thread.join()


def _gathered(
    done: queue.Queue[tuple[int, list[_Outcome] | BaseException]], left: int
) -> list[tuple[int, list[_Outcome] | BaseException]]:
    """Return the results that arrive together: storing several costs little more than one."""
    results = [done.get()]
    until = time.monotonic() + _WAIT
    with contextlib.suppress(queue.Empty):
        while len(results) < min(_BATCH, left):
            results.append(done.get(timeout=max(until - time.monotonic(), 0)))
    return results
