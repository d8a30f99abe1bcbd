"""Finds links that lead out of a study: nothing elsewhere is read or written through one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.store.folder_map import KINDS, TEXTS, folders

_FOLDERS = tuple(dict.fromkeys(kind.top for kind in KINDS if "/" in kind.path))
_FILES = tuple(kind.path for kind in KINDS if "/" not in kind.path and "<" not in kind.path)
#: Files in them may be links: a text counts only if it is the one that its document knows, and
#: whatever is written goes to a new file in the link's place.
_LINKED = frozenset(folders("opt-in", "made"))


def refuse_outside_links(root: Path) -> None:
    """Refuse a study of which a file or folder is a link out of it, as a stranger's may be.

    Raises:
        StudyError: it has one; nothing was read or written there.
    """
    home = os.path.realpath(root)
    found: list[tuple[str, Path]] = []
    for path, may_be in _links(root):
        leads = Path(os.path.realpath(path))
        if not (leads.is_relative_to(home) or (may_be and not leads.is_dir())):
            found.append((path.relative_to(root).as_posix(), leads))
    if found:
        here, leads = found[0]
        more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
        other = (
            ', or name the other folder in study.toml: transcripts = "…" under [paths]'
            if here == TEXTS.top
            else ""
        )
        raise StudyError(
            f"{here} is a link out of the study, to {leads}{more}, and what belongs there is "
            "neither read nor written elsewhere",
            mend=f"If you made it, delete the link and move what it leads to here{other}; if it "
            "came with the study, delete it",
        )


def _links(root: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the links in what belongs to a study, and whether this one may lead to a file."""
    for name in _FILES:
        if _is_link(root / name):
            yield root / name, False
    for top in _FOLDERS:
        if _is_link(root / top):
            yield root / top, False
        else:
            for path in _below(root / top):
                yield path, top in _LINKED


def _below(folder: Path) -> Iterator[Path]:
    folders = []
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.is_symlink() or _is_junction(Path(entry.path)):
                yield Path(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
    for one in sorted(folders):
        yield from _below(one)


def _is_link(path: Path) -> bool:
    return path.is_symlink() or _is_junction(path)


def _is_junction(path: Path) -> bool:
    # Junctions of Windows are links too; Python knows them from 3.12 on.
    if os.name != "nt":
        return False
    junction = getattr(path, "is_junction", None)
    return junction is not None and bool(junction())
