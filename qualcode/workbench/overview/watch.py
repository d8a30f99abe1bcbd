"""Notices whether a study changed on disk, by a cheap look at times and sizes of its files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from qualcode.store.folder_map import TRACKED, folders

#: What git takes is watched, whoever writes it.
_FILES = tuple(kind.path for kind in TRACKED if "/" not in kind.path and not kind.keys)
_FOLDERS = folders("git")
#: The depth of files in those folders: memos/CODER/documents/ID.md.
_DEPTH = max(kind.path.count("/") for kind in TRACKED)
_GIT = ("HEAD", "FETCH_HEAD", "MERGE_HEAD", "index", "packed-refs", "logs/HEAD")


def study_stamp(root: Path) -> int:
    """Return a number that changes when anything shown in the overview is written to.

    That is codings, marks, memos, summaries, codebook, cases, settings, and what git has merged,
    fetched or committed; no file is opened.
    """
    found: list[tuple[str, int, int]] = []
    for name in _FILES:
        found += _stat(root / name)
    for name in _FOLDERS:
        found += _walk(str(root / name), _DEPTH)
    git = _git_folder(root)
    if git is not None:
        for name in _GIT:
            found += _stat(git / name)
        found += _walk(str(git / "refs"), _DEPTH)
    return hash(tuple(found))


def _stat(path: Path) -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(OSError):
        got = path.stat()
        yield path.name, got.st_mtime_ns, got.st_size


def _walk(folder: str, depth: int) -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_dir() and depth:
                yield from _walk(entry.path, depth - 1)
                continue
            with contextlib.suppress(OSError):
                got = entry.stat()
                yield entry.path, got.st_mtime_ns, got.st_size


def _git_folder(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        found = folder / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            # A linked work tree: its own folder has HEAD and index.
            with contextlib.suppress(OSError, ValueError):
                said = found.read_text(encoding="utf-8").strip()
                return folder / said.removeprefix("gitdir:").strip()
    return None
