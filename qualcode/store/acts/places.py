"""The places that an act may change: in the study, and in a folder of texts outside it."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path, PurePosixPath
from typing import Protocol

from qualcode.errors import BadInputError, StudyError
from qualcode.store.git.quiet import QuietGit

FOLDER = "private/unfinished"
#: How a list of steps names a text outside the study's folder.
TEXTS = "texts:"


class Place(Protocol):
    """The parts of a study folder that an act needs."""

    root: Path

    @property
    def transcripts(self) -> Path:
        """The folder of texts."""

    def lock(self, name: str, what: str = "") -> contextlib.AbstractContextManager[None]:
        """Lock a part of the study."""


class Places:
    """Finds the files of steps: in the study and, for acts begun here, in folders it links to.

    A list of steps may have come with somebody else's study; it must not lead elsewhere.
    """

    def __init__(self, study: Place, *, own: bool) -> None:
        self.root = study.root
        self.lock = study.lock
        self._texts = study.transcripts
        self._own = own

    def check(self, folder: Path) -> None:
        """Raise BadInputError if an act began elsewhere and came here by git or a link."""
        if self._own:
            return
        tracked = QuietGit(self.root).names("ls-files", "-z", "--", FOLDER)
        if tracked or not is_within(folder, self.root):
            raise BadInputError(
                "an act that nobody began here came with the study, and is not done",
                where=f"{FOLDER}/{folder.name}",
                mend="Delete that folder",
            )

    def of(self, name: str) -> Path:
        """Return the file or folder of a step; raises BadInputError if it is elsewhere."""
        if name.startswith(TEXTS):
            path = self._texts / plain_name(name.removeprefix(TEXTS))
        else:
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or any(map(_is_git, parts)):
                raise self._away(name)
            path = self.root.joinpath(*parts)
        if not self._own and not is_within(path, self.root):
            raise self._away(name)
        return path

    def _away(self, name: str) -> BadInputError:
        return BadInputError(
            f"an act that was begun in another copy of this study leads to {name!r}",
            where=FOLDER,
            mend="Finish it there, or delete that folder",
        )


def is_within(path: Path, root: Path) -> bool:
    """Return whether a path, its links followed, is in a folder and not in its ``.git``."""
    inside = path.parent.resolve() / path.name
    home = root.resolve()
    if not inside.is_relative_to(home):
        return False
    return not any(map(_is_git, inside.relative_to(home).parts))


def _is_git(part: str) -> bool:
    # As Windows and macOS would read it.
    return part.casefold().rstrip(". ") in (".git", "git~1")


def named_in(study: Place, path: Path) -> str:
    """Return the name of a file or folder in a list of steps."""
    if path.parent == study.transcripts:
        return f"{TEXTS}{path.name}"
    return path.relative_to(study.root).as_posix()


def plain_name(name: str) -> str:
    """Return a name that is a single file's; raises BadInputError if it is not."""
    if PurePosixPath(name).name != name or "\\" in name or name in ("", ".", ".."):
        raise BadInputError(f"{name!r} is no file's name", where=FOLDER, mend="Delete that folder")
    return name


def check_writable(folder: Path) -> None:
    """Raise StudyError if a folder cannot be written to or made, before anything has changed."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise StudyError(f"cannot write {folder}: {os.strerror(errno.EACCES)}")


def texts_outside(study: Place) -> int:
    """Return how many files the folder of texts holds, 0 if it is in the study."""
    if is_within(study.transcripts / "x", study.root) or not study.transcripts.is_dir():
        return 0
    return len(os.listdir(study.transcripts))  # noqa: PTH208 - names only
