"""Keeps the system from writing this program's memory, with words in it, to the disk in a crash."""

from __future__ import annotations

import contextlib


def keep_no_memory_dumps() -> None:
    """Ask for no memory dump of this program and of those that it starts, editors too."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
