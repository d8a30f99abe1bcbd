"""The files of a study that people open in an editor, and in which encoding each was last saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.folder_map import (
    CASE_MEMOS,
    CODE_MEMOS,
    CODEBOOK,
    DOCUMENT_MEMOS,
    MATRICES,
    STUDY,
    SUMMARIES,
)
from qualcode.store.io.durable import read_bytes, text_in

#: The kinds of text that people open in an editor.
TEXTS = (STUDY, CODEBOOK, MATRICES, SUMMARIES, DOCUMENT_MEMOS, CODE_MEMOS, CASE_MEMOS)


def texts_saved_otherwise(root: Path) -> Iterator[Problem]:
    """Yield a problem for each text that is not UTF-8; it is read all the same.

    One that cannot be read at all is left out: whatever needs it says so.
    """
    for kind in TEXTS:
        for path in kind.files(root):
            yield from text_saved_otherwise(root, path)


def text_saved_otherwise(root: Path, path: Path) -> Iterator[Problem]:
    """Yield a problem if one text is not UTF-8."""
    with contextlib.suppress(QualcodeError):
        _, notes = text_in(read_bytes(path), path.name)
        if not notes:
            return
        said = "; ".join(note.removeprefix("encoding: ") for note in notes)
        guessed = "UTF-16" not in said and "UTF-32" not in said
        look = "See whether its accented letters are right, and s" if guessed else "S"
        yield Problem(
            "warning" if guessed else "note",
            "saved-otherwise",
            path.relative_to(root).as_posix(),
            f"was saved by another program, and is read all the same: {said}",
            f"{look}ave it as UTF-8: git cannot merge it so. qualcode check --repair does, and so "
            "does a sync; as it was, it is kept",
        )
