"""Finds folders of a study that are links out of it: nothing of a study is written elsewhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.store.folder_map import KINDS

#: Folders whose own folders are a coder's, a matrix's or a program's: one could be a link alone.
_TOPS = tuple(dict.fromkeys(kind.top for kind in KINDS if "/" in kind.path))
_FEW = ("codings", "memos", "synthesis", "private", ".qualcode")


def refuse_outside_links(root: Path, texts: Path) -> None:
    """Refuse a study with a folder that is a link out of it, as one from a stranger may have.

    The folder of ``texts`` may be one: the settings can say the same.

    Raises:
        StudyError: it has one; nothing was read or written there.
    """
    home = Path(os.path.realpath(root))
    for path in _links(root):
        leads = Path(os.path.realpath(path))
        if path == texts or leads.is_relative_to(home):
            continue
        raise StudyError(
            f"{path.relative_to(root).as_posix()} is a link out of the study, to {leads}, and "
            "nothing of a study is kept elsewhere but its texts",
            mend="If you made it, delete the link and move the folder here (where texts are kept "
            "is set under [paths] in study.toml); if it came with the study, delete it",
        )


def _links(root: Path) -> Iterator[Path]:
    for top in _TOPS:
        path = root / top
        if _is_link(path):
            yield path
        elif top in _FEW:
            with contextlib.suppress(OSError), os.scandir(path) as found:
                yield from sorted(Path(one.path) for one in found if _is_link(Path(one.path)))


def _is_link(path: Path) -> bool:
    # Junctions of Windows are links too; Python knows them from 3.12 on.
    junction = getattr(path, "is_junction", None)
    return path.is_symlink() or (junction is not None and junction())
