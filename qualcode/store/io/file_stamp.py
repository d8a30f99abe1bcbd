"""A cheap look at whether a file was written since it was read."""

from __future__ import annotations

import os
from pathlib import Path

#: The file itself, when it was written, and how long it is; zeros if there is none.
FileStamp = tuple[int, int, int]


def file_stamp(path: Path) -> FileStamp:
    """Return what differs once a file was written again; zeros if it cannot be looked at."""
    try:
        found = os.stat(path)  # noqa: PTH116 - once a second, and for every passage shown
    except (OSError, ValueError):
        return (0, 0, 0)
    return found.st_ino, found.st_mtime_ns, found.st_size
