"""Small files of records, one per line, appended durably; a merge may reorder the lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar, cast

import msgspec

from qualcode.errors import StudyError
from qualcode.model.moments import after
from qualcode.model.problem import Problem
from qualcode.store.io.durable import read_bytes, sync_folder, write_atomic

Record = TypeVar("Record", bound=msgspec.Struct)


class _HasTime(Protocol):
    @property
    def at(self) -> str: ...


Timed = TypeVar("Timed", bound=_HasTime)
Key = TypeVar("Key", bound=Hashable)


def read_records(
    path: Path, where: str, kind: type[Record], what: str
) -> tuple[list[Record], list[Problem]]:
    """Return a file's records in order; a line that is not a ``what`` is a problem."""
    if not path.exists():
        return [], []
    found: list[Record] = []
    problems = []
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(read_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError):
            problems.append(
                Problem(
                    "warning", "bad-line", f"{where}:{number}", f"not {what}; it is skipped",
                    "Delete the line",
                )
            )  # fmt: skip
    return found, problems


def change_records(path: Path, key: str, values: Collection[str], to: str | None) -> None:
    """Remove the records whose ``key`` is one of ``values`` or, with ``to``, change that value.

    Lines that are not records stay as they are.
    """

    def changed(line: bytes) -> bytes | None:
        try:
            record = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return line
        value = record.get(key) if isinstance(record, dict) else None
        if not isinstance(value, str) or value not in wanted:
            return line
        return None if to is None else msgspec.json.encode(record | {key: to}) + b"\n"

    wanted = frozenset(values)
    lines = read_bytes(path).splitlines(keepends=True)
    kept = [after for line in lines if (after := changed(line)) is not None]
    if kept != lines:
        write_atomic(path, b"".join(kept))


def in_order(
    records: Iterable[Timed], last: Mapping[Key, str], key: Callable[[Timed], Key]
) -> list[Timed]:
    """Return records, in order, with times after the ``last`` one of their key."""
    known = dict(last)
    found = []
    for record in records:
        at = after(record.at, [known.get(key(record), "")])
        known[key(record)] = at
        if at != record.at:
            moved = msgspec.structs.replace(cast("msgspec.Struct", record), at=at)
            record = cast("Timed", moved)
        found.append(record)
    return found


def append_records(path: Path, records: Iterable[msgspec.Struct]) -> None:
    """Append records; return when they are durable.

    Raises:
        StudyError: the disk refused.
    """
    lines = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    try:
        fresh = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            size = file.seek(0, 2)
            if size:
                # A line torn by a crash must not swallow the next one.
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
    if fresh:
        sync_folder(path.parent)
