"""Small files of records, one per line, appended durably; a merge may reorder the lines."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeVar, cast

import msgspec

from qualcode.errors import StudyError
from qualcode.model.moments import after
from qualcode.model.problem import Problem
from qualcode.store.io.appending import append_durably
from qualcode.store.io.durable import read_bytes, write_atomic
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.io.folder_sync import sync_folder
from qualcode.store.io.plain_files import check_appendable

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
    for number, line in enumerate(_whole(path).splitlines(), 1):
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


def is_record(line: bytes) -> bool:
    """Return whether a line is a whole record, of whatever kind."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _whole(path: Path) -> bytes:
    """Return a file's bytes without the mark that some editors put before UTF-8."""
    return read_bytes(path).removeprefix(BOM_UTF8)


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
    lines = _whole(path).splitlines(keepends=True)
    kept = [after for line in lines if (after := changed(line)) is not None]
    if kept != lines:
        write_atomic(path, b"".join(kept))


def change_strings(path: Path, changes: Mapping[str, str]) -> None:
    """Change strings of records, whole, wherever they stand in them; each key with its new one.

    Lines that are no records stay as they are.
    """

    def changed(line: bytes) -> bytes:
        try:
            record = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return line
        after = _with_strings(record, changes)
        return line if after == record else msgspec.json.encode(after) + b"\n"

    lines = _whole(path).splitlines(keepends=True)
    kept = [changed(line) for line in lines]
    if kept != lines:
        write_atomic(path, b"".join(kept))


def strings_in(path: Path) -> Iterator[str]:
    """Yield every string of several words in a file's records."""
    for line in _whole(path).splitlines():
        try:
            yield from _strings(msgspec.json.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)


def _with_strings(value: object, changes: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return changes.get(value, value)
    if isinstance(value, list):
        return [_with_strings(one, changes) for one in value]
    if isinstance(value, dict):
        return {name: _with_strings(one, changes) for name, one in value.items()}
    return value


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


def with_records(path: Path, records: Iterable[msgspec.Struct]) -> bytes:
    """Return what a file of records holds once more are appended; nothing is written."""
    there = read_bytes(path) if path.exists() else b""
    return there + (b"\n" if there and not there.endswith(b"\n") else b"") + _lines(records)


def _lines(records: Iterable[msgspec.Struct]) -> bytes:
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)


def append_records(path: Path, records: Iterable[msgspec.Struct]) -> None:
    """Append records; return when they are durable.

    Raises:
        StudyError: the disk refused.
    """
    lines = _lines(records)
    check_appendable(path)
    try:
        fresh = not path.exists()
        make_folder(path.parent)
        with path.open("ab+") as file:
            size = file.seek(0, 2)
            if size:
                # A line torn by a crash must not swallow the next one.
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    lines = b"\n" + lines
            append_durably(file, lines)
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
    if fresh:
        sync_folder(path.parent)
