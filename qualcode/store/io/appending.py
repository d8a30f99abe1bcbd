"""Appends to a file that another machine may write to at the same moment, and looks afterwards."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import BinaryIO

_TRIES = 4


def append_durably(file: BinaryIO, data: bytes) -> None:
    """Append whole lines to a file open for appending; return when they are in it, and flushed.

    Locks do not hold on every shared drive. There two machines may write to one place, and one of
    them would be overwritten: so what was written is looked for, and written again if it is gone.

    Raises:
        OSError: the disk refused, and nothing of it is left; or it is overwritten again and again.
    """
    for _ in range(_TRIES):
        start = file.seek(0, os.SEEK_END)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # A full disk may have taken half a line; what others added since is not cut off.
            with contextlib.suppress(OSError):
                if file.seek(0, os.SEEK_END) <= start + len(data):
                    file.truncate(start)
            raise
        if _holds(file, start, data):
            return
        data = b"\n" + data.lstrip(b"\n")
    raise OSError(errno.EBUSY, "another machine writes over it at the same moment")


def _holds(file: BinaryIO, start: int, data: bytes) -> bool:
    file.seek(start)
    if data in file.read():
        return True
    # Somebody may have cut the file shorter before it was written.
    file.seek(0)
    return data in b"\n" + file.read()
