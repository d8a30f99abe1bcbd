"""The studies that were opened last, as the start screen lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.store.config import read_config
from qualcode.store.recent_studies import recent_folders
from qualcode.store.study import MARKER


@dataclass(frozen=True, slots=True)
class RecentStudy:
    """A study that was opened here: its folder, its name, and whether it is still there."""

    folder: Path
    name: str
    there: bool = True

    @property
    def shown_folder(self) -> str:
        """The folder as a person writes it, with ``~`` for their home."""
        try:
            return str(Path("~") / self.folder.relative_to(Path.home()))
        except (ValueError, RuntimeError):
            return str(self.folder)


def recent_studies() -> list[RecentStudy]:
    """Return the studies that were opened last, the last one first, with their present names.

    Raises:
        StudyError: the list cannot be read.
    """
    return [_looked_at(folder) for folder in recent_folders()]


def _looked_at(folder: Path) -> RecentStudy:
    try:
        if not (folder / MARKER).is_file():
            return RecentStudy(folder, folder.name, there=False)
        return RecentStudy(folder, read_config(folder / MARKER).name)
    except OSError:  # a share that is away, a folder that may not be read
        return RecentStudy(folder, folder.name, there=False)
    except QualcodeError:  # opening it says what is wrong
        return RecentStudy(folder, folder.name)
