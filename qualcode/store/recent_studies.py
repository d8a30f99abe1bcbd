"""Which studies were opened on this machine: their folders and nothing else, for one user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from qualcode.errors import StudyError
from qualcode.store.io.durable import locked, write_atomic
from qualcode.store.io.plain_files import plain_bytes

#: So many are kept, the last opened first.
MOST = 20


def state_folder() -> Path:
    """Return the folder for what this user's programs remember."""
    import platformdirs

    return platformdirs.user_state_path("qualcode", appauthor=False)


def recent_folders() -> list[Path]:
    """Return the folders of the studies that were opened last, the last one first.

    Raises:
        StudyError: the list cannot be read.
    """
    path = _file()
    try:
        kept = plain_bytes(path)
        return [Path(one) for one in msgspec.json.decode(kept, type=list[str])] if kept else []
    except FileNotFoundError:
        return []
    except msgspec.DecodeError:
        raise StudyError("is no list of studies", where=str(path), mend="Delete it") from None
    except (OSError, RuntimeError) as error:
        raise StudyError(f"cannot read {path}: {error}") from None


def remember_study(folder: Path) -> None:
    """Put a study first in the list.

    Raises:
        StudyError: the list cannot be read or written.
    """
    first = folder.resolve()
    _change(lambda found: [first, *(one for one in found if one != first)][:MOST])


def forget_study(folder: Path) -> None:
    """Take a study off the list; its folder stays as it is.

    Raises:
        StudyError: the list cannot be read or written.
    """
    _change(lambda found: [one for one in found if one != folder])


def keep_recent(folders: list[Path]) -> None:
    """Make the list what it was before a study was taken off it.

    Raises:
        StudyError: the list cannot be written.
    """
    _change(lambda found: [*folders, *(one for one in found if one not in folders)][:MOST])


def _file() -> Path:
    try:
        return state_folder() / "recent-studies.json"
    except RuntimeError as error:  # an account without a home
        raise StudyError(f"no list of studies is kept: {error}") from None


def _change(change: Callable[[list[Path]], list[Path]]) -> None:
    path = _file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path.with_suffix(".lock"), "the list of recent studies"):
            folders = change(recent_folders())
            # Made shut before anything is in it: what is written later keeps that.
            path.touch(mode=0o600)
            write_atomic(path, msgspec.json.encode([str(one) for one in folders]))
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
