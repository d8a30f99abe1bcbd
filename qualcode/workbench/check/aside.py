"""What a repair did, and where it keeps files as they were before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.store.folder_map import SET_ASIDE
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study, now


@dataclass(frozen=True)
class Repaired:
    """What was mended: where, how, and where the file as it was is now, "" if that is nowhere."""

    where: str
    how: str
    kept: str = ""

    def line(self) -> str:
        """Return it in a line."""
        kept = f"; as it was: {self.kept}" if self.kept else ""
        return f"{self.where}: {self.how}{kept}"


class Aside:
    """A folder of its own in ``private/set-aside``, for files as they are before a repair."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._folder = study.root / SET_ASIDE.folder / f"repair-{now().replace(':', '')}"

    def keep(self, path: Path, data: bytes) -> str:
        """Keep durably what a file holds; return where, by its path in the study."""
        inside = path.is_relative_to(self._study.root)
        name = path.relative_to(self._study.root) if inside else Path("texts", path.name)
        # No hidden name, and no ending of files being written: nothing sweeps it away.
        to = self._folder / name.with_name(name.name.lstrip(".") + ".was")
        write_atomic(to, data)
        return to.relative_to(self._study.root).as_posix()
