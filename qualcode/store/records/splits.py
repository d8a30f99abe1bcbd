"""``splits/<code>.jsonl``: how a code was split, and the part each coding is assigned to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from qualcode.model.codebook.split import SplitRecord
from qualcode.model.problem import Problem
from qualcode.store.conflict_copies import own_files
from qualcode.store.io.durable import check_file_name
from qualcode.store.io.jsonl import append_records, in_order, read_records, with_records

_FOLDER = "splits"


def split_names(root: Path) -> list[str]:
    """Return the ids of the codes that were split, sorted."""
    return sorted(path.stem for path in own_files(root, _FOLDER, ".jsonl"))


def split_stamp(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Return a value that changes when a split is made, or a coding assigned."""
    found: list[tuple[str, int, int]] = []
    with contextlib.suppress(FileNotFoundError), os.scandir(root / _FOLDER) as entries:
        for entry in entries:
            known = entry.stat()
            found.append((entry.name, known.st_mtime_ns, known.st_size))
    return tuple(sorted(found))


def read_split(root: Path, code: str) -> tuple[list[SplitRecord], list[Problem]]:
    """Return the records of one split, and the problems of its file."""
    name = f"{code}.jsonl"
    return read_records(
        root / _FOLDER / name, f"{_FOLDER}/{name}", SplitRecord, "a record of a split"
    )


def dated_splits(root: Path, records: Iterable[SplitRecord]) -> list[SplitRecord]:
    """Return records with times after all earlier records of their codings, in any split.

    The caller holds the lock of splits until they are appended.
    """
    last: dict[str, str] = {}
    # A code that was split may have been split again: a coding may be in several files.
    for name in split_names(root):
        for record in read_split(root, name)[0]:
            last[record.coding] = max(last.get(record.coding, ""), record.at)
    return in_order(records, last, lambda record: record.coding)


def split_file(root: Path, code: str, records: Iterable[SplitRecord]) -> tuple[Path, bytes]:
    """Return the file of a split and what it holds once records are appended, for an act to write.

    Raises:
        BadInputError: the code's id cannot be a file's name.
    """
    path = _path(root, code)
    return path, with_records(path, records)


def append_split(root: Path, code: str, records: Iterable[SplitRecord]) -> None:
    """Append records of a split durably.

    Raises:
        BadInputError: the code's id cannot be a file's name.
        StudyError: the disk refused.
    """
    append_records(_path(root, code), records)


def _path(root: Path, code: str) -> Path:
    return root / _FOLDER / f"{check_file_name(code, 'code')}.jsonl"
