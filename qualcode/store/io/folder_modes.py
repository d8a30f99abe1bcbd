"""Who may read a study's folders: those with participants' words are their owner's alone.

A file in such a folder is as open as the folder. So whoever lets a group of people in, or shuts it
further, does so on the folder.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from qualcode.store.folder_map import folders
from qualcode.store.io.folder_sync import sync_folder

#: The folders of a study that hold words, names, or what is made of them.
CLOSED = frozenset(folders("opt-in", "machine", "made"))
_OWNER = 0o700
_UMASK = threading.Lock()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, if needed; new ones for words are their owner's alone.

    Those that are made are durable when this returns: so is then what is flushed in them.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=_OWNER if one.name in CLOSED else 0o777, exist_ok=True)
    if not missing and not folder.is_dir():
        folder.mkdir()
    for one in missing:
        sync_folder(one.parent)


def new_mode(folder: Path) -> int:
    """Return the mode of a new file in a folder: as this program's other files, no more open."""
    # It can only be read by setting it, and it belongs to the whole process.
    with _UMASK:
        mask = os.umask(0)
        os.umask(mask)
    mode = 0o666 & ~mask
    of_folder = folder.stat().st_mode
    for read, bits in ((stat.S_IRGRP, stat.S_IRWXG), (stat.S_IROTH, stat.S_IRWXO)):
        if not of_folder & read:
            mode &= ~bits
    return mode


def open_folders(root: Path, texts: Path) -> Iterator[Path]:
    """Yield a study's folders of words that other accounts of this machine can read.

    One in which a group may write was made so on purpose. Windows goes by other rules.
    """
    if os.name == "nt":
        return
    for folder in sorted({*(root / name for name in CLOSED), *_within(texts, root)}):
        if folder.is_dir() and not folder.is_symlink() and close_to(folder) is not None:
            yield folder


def close_to(path: Path) -> int | None:
    """Return the mode that shuts a folder or file to other accounts; ``None`` if it is shut."""
    mode = stat.S_IMODE(path.stat().st_mode)
    shut = mode & ~stat.S_IRWXO
    if not mode & stat.S_IWGRP:
        shut &= ~stat.S_IRWXG
    return shut if shut != mode else None


def _within(texts: Path, root: Path) -> list[Path]:
    return [texts] if texts.resolve().is_relative_to(root.resolve()) else []
