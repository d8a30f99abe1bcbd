"""Who may read what a study writes: whatever holds participants' words is its owner's alone.

Only the kinds of files that git takes are as open as a user's other files. Everything else, in a
study or exported from it, is made for its owner alone; a group gets in where somebody opened the
folder for it, by letting it write there.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.store.folder_map import TRACKED, folders, tracked_kind
from qualcode.store.io.folder_sync import sync_folder

#: The folders of a study that hold words, names, or what is made of them.
CLOSED = frozenset(folders("opt-in", "machine", "made"))
#: Those that git takes.
OPEN = frozenset(kind.top for kind in TRACKED if "/" in kind.path)
_MARKER = "study.toml"
_OWNER = 0o700
_UMASK = threading.Lock()


def make_folder(folder: Path, *, closed: bool = False) -> None:
    """Make a folder and those above it, if needed; new ones for words are their owner's alone.

    ``closed`` says that this one is for words, whatever its name. Those that are made are durable
    when this returns: so is then what is flushed in them.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    above = folder
    while not above.exists():
        missing.append(above)
        above = above.parent
    for one in reversed(missing):
        if (closed and one == folder) or _is_for_words(one):
            _make_closed(one)
        else:
            one.mkdir(exist_ok=True)
    if not missing and not folder.is_dir():
        folder.mkdir()
    for one in missing:
        sync_folder(one.parent)


def _make_closed(folder: Path) -> None:
    folder.mkdir(mode=_OWNER, exist_ok=True)
    above = folder.parent
    # In a folder of words that was opened for a group, so are those inside.
    if _is_for_words(above) and _group_writes(above):
        with contextlib.suppress(OSError):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IRWXG)


def _is_for_words(folder: Path) -> bool:
    if folder.name in CLOSED:
        return True
    root = _study_around(folder)
    return root is not None and folder.relative_to(root).parts[0] not in OPEN


def _study_around(path: Path) -> Path | None:
    return next((one for one in path.parents if (one / _MARKER).exists()), None)


def new_mode(path: Path, *, wordless: bool = False) -> int:
    """Return the mode of a new file: its owner's alone, unless it surely holds no words.

    ``wordless`` says that it does not; nor do the kinds of a study's files that git takes.
    """
    folder = path.parent.stat().st_mode
    if not (wordless or is_tracked(path)):
        return 0o660 if _is_opened(path.parent, folder) else 0o600
    # It can only be read by setting it, and it belongs to the whole process.
    with _UMASK:
        mask = os.umask(0)
        os.umask(mask)
    mode = 0o666 & ~mask
    for read, bits in ((stat.S_IRGRP, stat.S_IRWXG), (stat.S_IROTH, stat.S_IRWXO)):
        if not folder & read:
            mode &= ~bits
    return mode


def is_tracked(path: Path) -> bool:
    """Return whether a path is that of a study's file of a kind that git takes."""
    root = _study_around(path)
    return root is not None and tracked_kind(path.relative_to(root).as_posix()) is not None


def _is_opened(folder: Path, mode: int) -> bool:
    """Return whether a folder was opened for a group on purpose.

    Of a study's folders for words, every one in which a group may write was. Elsewhere systems make
    folders so of their own accord; there only those were that hand their group on.
    """
    writes = bool(mode & stat.S_IWGRP)
    return writes and (bool(mode & stat.S_ISGID) or _is_for_words(folder))


def _group_writes(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IWGRP)


def open_closed(path: str, flags: int) -> int:
    """Open a file as ``open`` does with this as ``opener``; a new one is its owner's alone."""
    return os.open(path, flags, 0o600)


def open_folders(root: Path, texts: Path) -> Iterator[Path]:
    """Yield a study's folders of words that other accounts of this machine can read.

    One in which a group may write was made so on purpose. Windows goes by other rules.
    """
    if os.name == "nt":
        return
    for folder in _folders_of_words(root, texts):
        if close_to(folder) is not None:
            yield folder


def foreign_folders(root: Path, texts: Path) -> Iterator[Path]:
    """Yield the folders of words that belong to another account, which can always read them."""
    if os.name == "nt":
        return
    outside = [] if _within(texts, root) or not texts.is_dir() else [texts]
    for folder in [*_folders_of_words(root, texts), *outside]:
        if folder.stat().st_uid != os.geteuid():
            yield folder


def open_texts(root: Path, texts: Path, names: Iterable[str]) -> int:
    """Return how many of the named files other accounts can read in texts kept outside a study."""
    if os.name == "nt" or _within(texts, root):
        return 0
    found = 0
    with contextlib.suppress(OSError):
        folder = texts.stat().st_mode
        for name in names:
            with contextlib.suppress(OSError):
                mode = folder & (texts / name).stat().st_mode
                found += bool(mode & (stat.S_IRGRP | stat.S_IROTH))
    return found


def _folders_of_words(root: Path, texts: Path) -> list[Path]:
    named = sorted({*(root / name for name in CLOSED), *_within(texts, root)})
    return [folder for folder in named if folder.is_dir() and not folder.is_symlink()]


def is_shut(path: Path) -> bool:
    """Return whether no other account may read a file, as far as its mode says so."""
    return os.name != "nt" and not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def close_to(path: Path) -> int | None:
    """Return the mode that shuts a folder or file to other accounts; ``None`` if it is shut."""
    mode = stat.S_IMODE(path.stat().st_mode)
    shut = mode & ~stat.S_IRWXO
    if not mode & stat.S_IWGRP:
        shut &= ~stat.S_IRWXG
    return shut if shut != mode else None


def _within(texts: Path, root: Path) -> list[Path]:
    return [texts] if texts.resolve().is_relative_to(root.resolve()) else []
