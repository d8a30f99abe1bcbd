"""Finds what editors left of texts that were edited: beside the study's edits, and in the home.

Each of these names holds the whole name of an edit of this study, so that nothing else is taken for
one. While the edit is there, its leavings may hold what was typed last, and stay.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from qualcode.model.problem import Problem
from qualcode.store.folder_map import EDITS
from qualcode.store.study import Study

#: Where editors keep swap files, undo files, backups and copies, below the home folder.
_PLACES = (
    ".vim", ".cache/vim", ".local/state/vim", ".local/state/nvim", ".local/share/nvim",
    ".emacs.d", ".config/emacs", ".cache/emacs", ".config/micro/backups", ".local/share/nano",
    ".cache/helix", ".local/share/kak", ".nano",
)  # fmt: skip
#: Where editors like VS Code keep what was saved: a folder for each file, with a list of copies.
_HISTORIES = tuple(
    f"{base}/{name}/User/History"
    for base in (".config", "Library/Application Support", "AppData/Roaming")
    for name in ("Code", "Code - Insiders", "VSCodium", "Cursor")
)
_EDIT = re.compile(r"[^/]+-[0-9a-f]{12}\.txt")
_DEEPEST = 4
_MOST_BYTES = 1_000_000


def check_editor_leavings(study: Study) -> Iterator[Problem]:
    """Report in a problem each leaving outside the study, and those beside edits that are over."""
    found = [*_beside(study.root), *leavings_elsewhere(study.root)]
    for path, over in found:
        yield Problem(
            "warning" if over else "note",
            "editor-copy",
            study.where(path),
            "was left by an editor, and may hold participants' words",
            "qualcode check --repair removes it; leave the file alone while the editor is open"
            if over
            else "It belongs to an edit that was begun: go on with that (qualcode edit), then "
            "check again",
        )


def leavings_over(study: Study) -> list[Path]:
    """Return what was left of edits that are over: nothing in it is needed any more."""
    return [p for p, over in (*_beside(study.root), *leavings_elsewhere(study.root)) if over]


def _beside(root: Path) -> Iterator[tuple[Path, bool]]:
    folder = root / EDITS.folder
    for path in _files(folder):
        edit = _EDIT.search(path.name)
        if edit and not _EDIT.fullmatch(path.name) and not path.name.endswith(".part"):
            name = edit[0].lstrip(".#~")
            if not (folder / name).exists():
                yield path, True


def leavings_elsewhere(root: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what editors left of this study's edits in the home, and whether the edit is over."""
    try:
        home = Path.home()
    except RuntimeError:
        return
    folder = root / EDITS.folder
    marks = {mark: str(folder).replace("/", mark).replace("\\", mark) + mark for mark in "%!"}
    for place in _PLACES:
        for path in _below(home / place, _DEEPEST):
            for start in marks.values():
                if path.name.startswith(start) and (edit := _EDIT.search(path.name, len(start))):
                    yield path, not (folder / edit[0]).exists()
    for place in _HISTORIES:
        for listed in _below(home / place, 2):
            if listed.name == "entries.json":
                yield from _kept(listed, folder)


def _kept(listed: Path, folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the copies that a list says are of an edit of this study."""
    with contextlib.suppress(OSError, ValueError):
        if listed.stat().st_size > _MOST_BYTES:
            return
        named = re.search(r'"resource"\s*:\s*"file://([^"]*)"', listed.read_text("utf-8"))
        of = Path(unquote(named[1])) if named else None
        if of is not None and of.parent == folder and _EDIT.fullmatch(of.name):
            for path in _files(listed.parent):
                yield path, not of.exists()


def _below(folder: Path, depth: int) -> Iterator[Path]:
    yield from _files(folder)
    if depth:
        with contextlib.suppress(OSError):
            for one in sorted(folder.iterdir()):
                if one.is_dir() and not one.is_symlink():
                    yield from _below(one, depth - 1)


def _files(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(p for p in folder.iterdir() if p.is_file() and not p.is_symlink())
    return []
