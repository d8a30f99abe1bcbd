"""Saves again as UTF-8 what another program saved otherwise; as it was, it is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.store.folder_map import CASES, CODEBOOK, NAMES, RESPONDENTS, SPEAKERS, SUMMARIES
from qualcode.store.io.durable import read_bytes, text_in, write_atomic
from qualcode.store.io.encoding import decode
from qualcode.store.records.study_tables import TABLES
from qualcode.store.records.study_texts import TEXTS
from qualcode.store.study import Study
from qualcode.workbench.check.aside import Aside, Repaired

_LOCKS = {
    CODEBOOK.path: "codebook.yaml", CASES.path: "cases", NAMES.path: "names",
    SPEAKERS.path: "speakers", RESPONDENTS.path: "respondents",
}  # fmt: skip


def save_as_utf8(
    study: Study, aside: Aside, *, private: bool = True, dry_run: bool = False
) -> Iterator[Repaired]:
    """Write texts and tables as UTF-8 that another program saved in another encoding.

    Without ``private`` only those that git takes; with ``dry_run`` nothing is written. A file that
    cannot be read at all is left out: whatever needs it says so.

    Raises:
        StudyError: another program holds a file, or the disk refused.
    """
    for path in _files(study, private=private):
        found: list[str] = []
        with contextlib.suppress(QualcodeError):
            found = _as_utf8(path, read_bytes(path))[1]
        if not found:
            continue
        where = study.where(path)
        if dry_run:
            yield Repaired(where, _how(found))
            continue
        with study.lock(_lock_of(where), where):
            data = read_bytes(path)
            after, notes = _as_utf8(path, data)
            if notes:
                kept = aside.keep(path, data)
                write_atomic(path, after)
                yield Repaired(where, _how(notes), kept)


def _lock_of(where: str) -> str:
    """Return the name of the lock that whoever writes this file holds."""
    if where.startswith(f"{SUMMARIES.top}/"):
        return SUMMARIES.top
    return _LOCKS.get(where) or where.replace("/", "--")


def _files(study: Study, *, private: bool) -> Iterator[Path]:
    tables = (study.root / name for name in (TABLES if private else (CASES.path,)))
    texts = (path for kind in TEXTS for path in kind.files(study.root))
    for path in (*texts, *tables):
        if path.is_file() and not path.is_symlink():
            yield path


def _as_utf8(path: Path, data: bytes) -> tuple[bytes, list[str]]:
    """Return a file's bytes as UTF-8, and notes on its encoding, none if they were that."""
    if path.suffix != ".csv":
        text, notes = text_in(data, path.name)
        return text.encode(), notes
    # Lines within a cell stay as they are; the mark tells Excel that it is UTF-8.
    text, notes = decode(data, path.name)
    return text.encode("utf-8-sig"), [note for note in notes if "encoding" in note]


def _how(notes: list[str]) -> str:
    said = "; ".join(note.removeprefix("encoding: ") for note in notes)
    guessed = "UTF-16" not in said and "UTF-32" not in said
    look = "; see whether its accented letters are right" if guessed else ""
    return f"another program saved it in another encoding ({said}){look}"
