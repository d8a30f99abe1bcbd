"""``private/exports/*.jsonl``: which codings the numbered quotations of an export are."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qualcode.model.problem import Problem
from qualcode.store.folder_map import EXPORT_NUMBERS
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.jsonl import read_records

#: Letters and digits that nobody takes for one another, and that make no words.
_LETTERS = "BCDFGHJKMNPQRTVWXZ346789"
_LONG = 4


@dataclass(frozen=True)
class ExportKey:
    """The key to an export's numbers: for each of its quotations the id of the coding.

    ``name`` stands in the exported files; ``at`` is when, ``audience`` for whom, ``matrix`` of what
    it was made, ``files`` are the names of its files.
    """

    name: str
    at: str
    audience: str
    matrix: str
    files: tuple[str, ...]
    quotations: dict[str, str]


class _Line(msgspec.Struct, omit_defaults=True):
    """A line of such a file: the first is about the export, the others have a number each."""

    export: str = ""
    at: str = ""
    audience: str = msgspec.field(name="for", default="")
    matrix: str = ""
    files: tuple[str, ...] = ()
    label: str = ""
    coding: str = ""


def free_name(root: Path) -> str:
    """Return a name for an export that no earlier one on this machine has."""
    there = {path.stem for path in EXPORT_NUMBERS.files(root)}
    chance = random.SystemRandom()
    while True:
        name = "".join(chance.choices(_LETTERS, k=_LONG))
        if name not in there:
            return name


def write_export_key(root: Path, key: ExportKey) -> None:
    """Keep the key to an export's numbers on this machine.

    Raises:
        StudyError: the disk refused.
    """
    head = _Line(key.name, key.at, key.audience, key.matrix, key.files)
    numbers = (_Line(label=label, coding=coding) for label, coding in key.quotations.items())
    lines = [head, *numbers]
    data = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    write_atomic(EXPORT_NUMBERS.at(root, name=key.name), data)


def read_export_keys(root: Path) -> tuple[list[ExportKey], list[Problem]]:
    """Return the keys to exports made on this machine, the oldest first, and damaged lines."""
    found: list[ExportKey] = []
    problems: list[Problem] = []
    for path in EXPORT_NUMBERS.files(root):
        where = path.relative_to(root).as_posix()
        lines, bad = read_records(path, where, _Line, "a number of an export")
        problems += bad
        head = next((one for one in lines if one.export), _Line())
        numbers = {one.label: one.coding for one in lines if one.label}
        found.append(ExportKey(path.stem, head.at, head.audience, head.matrix, head.files, numbers))
    return sorted(found, key=lambda one: (one.at, one.name)), problems
