"""Reads many files at once: each worker is a separate process, fed over a pipe.

If a file makes a reader crash, or takes longer than ``LONGEST``, only that file fails: the worker
is ended and another started. These are plain subprocesses, as in ``nlp.embed.processes``: a
caller's script needs no ``__main__`` guard, and all systems behave the same.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import IO

import msgspec

from qualcode.errors import BadInputError, QualcodeError
from qualcode.store.io.programs import child_environment, python_command, python_folder
from qualcode.workbench.importing.layout import Hints, LaidOut, lay_out_or_refuse

#: Seconds that a file may take; a transcript of a whole day takes a tenth of one.
LONGEST = 60.0
#: With fewer files than this, all are done before a worker has started.
WORTH_IT = 12
#: Formats whose readers are not all Python, and could crash the whole program.
RISKY = frozenset({".pdf", ".xlsx", ".xls", ".ods"})
_MOST = 8


class _Failure(msgspec.Struct, frozen=True, tag="failure"):
    message: str
    where: str
    mend: str


class _Done(msgspec.Struct, frozen=True, tag="done"):
    laid_out: LaidOut


class _Job(msgspec.Struct, frozen=True):
    name: str
    hints: Hints
    data: bytes


_encoder = msgspec.msgpack.Encoder()
_jobs = msgspec.msgpack.Decoder(_Job)
_answers: msgspec.msgpack.Decoder[_Done | _Failure] = msgspec.msgpack.Decoder(_Done | _Failure)


def worker_count(files: int) -> int:
    """Return how many workers to use for so many files."""
    return max(1, min(os.cpu_count() or 1, _MOST, files))


class Worker:
    """A process that reads files one after another; it starts when first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def lay_out(self, data: bytes, name: str, hints: Hints) -> LaidOut:
        """Read and lay out a file in that process.

        Raises:
            BadInputError: it is not a transcript, or its reader crashed or took too long.
        """
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(LONGEST, stop)
        timer.daemon = True
        timer.start()
        try:
            _send(process.stdin, _encoder.encode(_Job(name, hints, data)))
            raw = _receive(process.stdout)
        except OSError:
            raw = None
        finally:
            timer.cancel()
        if raw is None:
            self.close()
            slow = f"took longer than {LONGEST:.0f} seconds to read"
            raise BadInputError(
                f"{slow if late.is_set() else 'made its reader crash'}, so it was left out",
                where=name,
                mend="Save it anew as .docx or .txt",
            )
        answer = _answers.decode(raw)
        if isinstance(answer, _Failure):
            raise BadInputError(answer.message, where=answer.where, mend=answer.mend)
        return answer.laid_out

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                python_command("qualcode.workbench.importing.processes"),
                cwd=python_folder(),
                env=child_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def stop(self) -> None:
        """End the process at once, whatever it is doing; may be called from any thread."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


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


def main() -> None:
    """Answer jobs on standard input until it ends."""
    # Ctrl+C goes to every process of a terminal; the main process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout.buffer
    # A library that prints would spoil the answers.
    sys.stdout = sys.stderr
    while (raw := _receive(sys.stdin.buffer)) is not None:
        job = _jobs.decode(raw)
        answer: _Done | _Failure
        try:
            answer = _Done(lay_out_or_refuse(job.data, job.name, job.hints))
        except QualcodeError as error:
            answer = _Failure(error.message, error.where, error.mend)
        _send(out, _encoder.encode(answer))


if __name__ == "__main__":
    main()
