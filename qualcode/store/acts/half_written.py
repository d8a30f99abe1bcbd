"""Files left half-written by an interrupted program."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from qualcode.store.acts.places import is_within
from qualcode.store.io.durable import PART, being_written

_HALF_TEXT = re.compile(r"\.[a-z0-9][a-z0-9._-]*\.txt\.[^.]+\.part")


def half_written(root: Path, texts: Path) -> Iterator[Path]:
    """Yield every file that an interrupted program left half-written in a study.

    In a folder of texts outside the study, which others may use, only texts count. Files that a
    program is still writing do not count.
    """
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name != ".git"]
        for name in names:
            path = Path(folder) / name
            if name.startswith(".") and name.endswith(PART) and not being_written(path):
                yield path
    if not is_within(texts / "x", root):
        yield from half_texts(texts)


def half_texts(folder: Path) -> list[Path]:
    """Return the half-written texts in a folder of texts that others may use."""
    with contextlib.suppress(OSError):
        return [
            path
            for path in folder.iterdir()
            if _HALF_TEXT.fullmatch(path.name) and path.is_file() and not being_written(path)
        ]
    return []
