"""Reads plain files only: a pipe would wait for ever, a device never end, a link lead elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from qualcode.errors import StudyError

_NOT_PLAIN = "it is a folder, a pipe or a device, not a file"
#: A pipe that nobody writes to is opened at once; Windows has no such files.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


def plain_bytes(path: Path) -> bytes:
    """Return a plain file's bytes, a link to one followed; never wait for another program.

    Raises:
        OSError: it cannot be read, or is no plain file.
    """
    with open_plain(path) as file:
        return file.read()


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file for reading, as ``plain_bytes`` does."""
    file = open(path, "rb", opener=_opened)  # noqa: SIM115 - needs an opener; is returned
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, _NOT_PLAIN, str(path))


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | _AT_ONCE)


def is_plain_or_new(path: Path) -> bool:
    """Return whether nothing is there, or a plain file that is no link."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return True


def check_appendable(path: Path) -> None:
    """Check that records appended to a file go to that file and to nothing else.

    Raises:
        StudyError: it is a link, a folder, a pipe or a device.
    """
    if is_plain_or_new(path):
        return
    what = "is a link" if path.is_symlink() else "is a folder, a pipe or a device, not a file"
    raise StudyError(
        f"{path} {what}, and nothing is written there",
        mend="Move it out of the study, then do this again",
    )
