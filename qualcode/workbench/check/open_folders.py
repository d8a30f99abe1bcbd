"""Says which folders of participants' words other accounts of this machine can read."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model.problem import Problem
from qualcode.store.io.folder_modes import open_folders
from qualcode.store.study import Study


def check_open_folders(study: Study) -> Iterator[Problem]:
    """Report in one note the folders that others on this machine can read."""
    names = [study.where(folder) for folder in open_folders(study.root, study.transcripts)]
    if names:
        yield Problem(
            "note",
            "open-to-others",
            ", ".join(names),
            "other accounts of this machine can read what participants said",
            "qualcode check --repair shuts them; if a group is to read them, let it write there "
            f"too: chmod g+rwX {' '.join(names)}",
        )
