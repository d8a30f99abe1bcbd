"""Reads many files at once; each worker is a separate process.

If a file makes a reader crash, or takes longer than ``LONGEST``, only that file fails: the worker
is ended and another started.
"""

from __future__ import annotations

import gc
import os

import msgspec

from qualcode.errors import BadInputError, QualcodeError
from qualcode.store.io.worker_process import WorkerFailed, WorkerProcess, answer_requests
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
        self._process = WorkerProcess("qualcode.workbench.importing.processes")
        #: Ends the process at once; may be called from any thread.
        self.stop = self._process.stop
        self.close = self._process.close

    def lay_out(self, data: bytes, name: str, hints: Hints) -> LaidOut:
        """Read and lay out a file in that process.

        Raises:
            BadInputError: it is not a transcript, or its reader crashed or took too long.
        """
        try:
            raw = self._process.ask(_encoder.encode(_Job(name, hints, data)), LONGEST)
        except WorkerFailed as failed:
            slow = f"took longer than {LONGEST:.0f} seconds to read"
            raise BadInputError(
                f"{slow if failed.late else 'made its reader crash'}, so it was left out",
                where=name,
                mend="Save it again as .docx or .txt",
            ) from None
        answer = _answers.decode(raw)
        if isinstance(answer, _Failure):
            raise BadInputError(answer.message, where=answer.where, mend=answer.mend)
        return answer.laid_out


def _answer(raw: bytes) -> bytes:
    job = _jobs.decode(raw)
    answer: _Done | _Failure
    try:
        answer = _Done(lay_out_or_refuse(job.data, job.name, job.hints))
    except QualcodeError as error:
        answer = _Failure(error.message, error.where, error.mend)
    return _encoder.encode(answer)


if __name__ == "__main__":
    # A text makes thousands of small objects, none of them in circles.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    answer_requests(_answer)
