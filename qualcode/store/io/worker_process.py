"""A separate qualcode process that answers requests over pipes, each within a deadline.

Work that may crash, hang or occupy a core is given to such a process: it can be ended, and only the
present request is lost. It is a plain subprocess, not ``multiprocessing``: a caller's script needs
no ``__main__`` guard, and all systems behave the same. Used for embedding texts and for importing
files.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import IO

from qualcode.store.io.programs import child_environment, python_command, python_folder


class WorkerFailed(Exception):  # noqa: N818 - says what happened, as its callers tell it
    """A worker ended before it answered; ``late`` if it took longer than its deadline."""

    def __init__(self, *, late: bool = False) -> None:
        super().__init__("took too long" if late else "ended before it answered")
        self.late = late


class WorkerProcess:
    """A module run in a separate Python process, which starts at the first request.

    One request at a time: each thread needs its own worker. Only ``stop`` may be called from
    another thread.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = python_command(module, *arguments)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def ask(self, request: bytes, deadline: float | None = None) -> bytes:
        """Return the answer of the process, within so many seconds or, for ``None``, without limit.

        After a failed request, the next one starts another process.

        Raises:
            WorkerFailed: it ended, was stopped, or took too long.
            OSError: it cannot be started.
        """
        process = self._started()
        late = threading.Event()
        timer = threading.Timer(deadline or 0, _kill, (process, late))
        timer.daemon = True
        if deadline is not None:
            timer.start()
        answer = None
        try:
            # Writing fails if the process ended before it had read everything.
            with contextlib.suppress(OSError):
                answer = _exchange(process, request)
        finally:
            timer.cancel()
        if answer is None:
            self.close()
            raise WorkerFailed(late=late.is_set())
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                cwd=python_folder(),
                env=child_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def stop(self) -> None:
        """End the process at once, whatever it is doing; its request fails."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process; another request starts a new one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _kill(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], request: bytes) -> bytes | None:
    assert process.stdin is not None
    assert process.stdout is not None
    _send(process.stdin, request)
    return _receive(process.stdout)


def answer_requests(answer: Callable[[bytes], bytes]) -> None:
    """Answer requests on standard input until it ends: the other side of a ``WorkerProcess``."""
    # Ctrl+C goes to every process of a terminal; the main process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout.buffer
    # A library that prints would spoil the answers.
    sys.stdout = sys.stderr
    while (request := _receive(sys.stdin.buffer)) is not None:
        _send(out, answer(request))


def _send(pipe: IO[bytes], raw: bytes) -> None:
    pipe.write(len(raw).to_bytes(8, "little"))
    pipe.write(raw)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "little")
    raw = pipe.read(size)
    return raw if len(raw) == size else None
