"""Says which folders of participants' words other accounts of this machine can read."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.io.folder_modes import foreign_folders, open_folders, open_texts
from qualcode.store.study import Study


def check_open_folders(study: Study) -> Iterator[Problem]:
    """Report in a note each the folders in the study, and those elsewhere, that others can read."""
    names = [study.where(folder) for folder in open_folders(study.root, study.transcripts)]
    if names:
        yield Problem(
            "note",
            "open-to-others",
            ", ".join(names),
            "other accounts of this machine can read what participants said",
            "qualcode check --repair shuts them; if a group is to read them, let it write there "
            f"too: chmod g+rwX {' '.join(names)}. Some drives, such as USB sticks, shut nothing: "
            "keep the study on another",
        )
    foreign = [study.where(folder) for folder in foreign_folders(study.root, study.transcripts)]
    if foreign:
        yield Problem(
            "note",
            "open-to-others",
            ", ".join(foreign),
            "belongs to another account, which can read what participants said whatever you set",
            "Right on a team's share; otherwise copy the study to a folder of your own",
        )
    texts = (f"{name}.txt" for name in study.document_ids())
    if many := open_texts(study.root, study.transcripts, texts):
        yield Problem(
            "note",
            "open-to-others",
            str(study.transcripts),
            f"other accounts of this machine can read {counted(many, 'text')} there",
            "The folder is not in the study, and --repair leaves it as it is. If it is yours: "
            f"chmod -R go= '{study.transcripts}'; on a share, ask whoever looks after it",
        )
