"""Finds folders of a study that are links out of it: nothing of a study is written elsewhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import StudyError

#: Where logs are appended to, locks are made and words are put without being asked for; nobody
#: keeps these elsewhere. Acts look for themselves what they may change.
_TOPS = ("codings", "private", ".qualcode")


def refuse_outside_links(root: Path) -> None:
    """Refuse a study whose logs, private files or caches are a link out of it, as a stranger's may.

    Raises:
        StudyError: it has one; nothing was read or written there.
    """
    home = Path(os.path.realpath(root))
    for path in _links(root):
        leads = Path(os.path.realpath(path))
        if leads.is_relative_to(home):
            continue
        raise StudyError(
            f"{path.relative_to(root).as_posix()} is a link out of the study, to {leads}, and "
            "what belongs there is never written elsewhere",
            mend="If you made it, delete the link and move the folder here; if it came with the "
            "study, delete it",
        )


def _links(root: Path) -> Iterator[Path]:
    for top in _TOPS:
        path = root / top
        if _is_link(path):
            yield path
        else:
            with contextlib.suppress(OSError), os.scandir(path) as found:
                yield from sorted(Path(one.path) for one in found if _is_link(Path(one.path)))


def _is_link(path: Path) -> bool:
    # Junctions of Windows are links too; Python knows them from 3.12 on.
    junction = getattr(path, "is_junction", None)
    return path.is_symlink() or (junction is not None and junction())
