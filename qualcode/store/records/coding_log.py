"""The coding log: one file per coder and document; an event is on disk before it is confirmed."""

from __future__ import annotations

import contextlib
import os
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from qualcode.errors import StudyError
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.problem import Problem
from qualcode.store.io.appending import append_durably
from qualcode.store.io.durable import read_bytes, write_atomic
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.io.folder_sync import sync_folder
from qualcode.store.io.plain_files import check_appendable, open_plain, plain_bytes

#: When a log was last written to, and its size.
LogStamp = tuple[int, int]
NO_LOG: LogStamp = (0, 0)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(CodingEvent)
#: How much of the end of a log is searched for its latest time.
_END = 16_384
_AT = re.compile(rb'"at":"([0-9TZ:.-]{20,40})"')


def read_log(path: Path, where: str) -> tuple[list[CodingEvent], list[Problem]]:
    """Read every event of a log, in the file's order, and its problems.

    A torn last line (cut off by a crash before it was acknowledged) is left out and reported, and
    so is any line that is not an event; the other lines are still read.
    """
    try:
        data = plain_bytes(path)
    except OSError as error:
        if path.is_file() or not path.exists():
            # It is there and cannot be read, or went away: that is no damage of the log.
            data = read_bytes(path)
        else:
            return [], [_no_log(where, error)]
    return parse_log(data, where)


def _no_log(where: str, error: OSError) -> Problem:
    return Problem(
        "error",
        "bad-log",
        where,
        f"stands in place of a log, and no coding is read from it: {error.strerror}",
        "Move it out of the study; if a log was there, restore that with git",
    )


def parse_log(data: bytes, where: str) -> tuple[list[CodingEvent], list[Problem]]:
    """As ``read_log``, for a log's bytes."""
    data = data.removeprefix(BOM_UTF8)
    if data.endswith(b"\n"):
        try:
            return _decoder.decode_lines(data), []
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    events: list[CodingEvent] = []
    problems: list[Problem] = []
    lines = data.split(b"\n")
    torn = lines.pop() if lines else b""
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_line(line, f"{where}:{number}", events, problems)
    if torn.strip():
        _read_torn(torn, f"{where}:{len(lines) + 1}", events, problems)
    return events, problems


def _read_line(line: bytes, where: str, events: list[CodingEvent], problems: list[Problem]) -> None:
    try:
        events.append(_decoder.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        conflict = line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||"))
        problems.append(
            Problem(
                "error",
                "bad-event",
                where,
                "a git conflict marker" if conflict else f"not a coding event ({error})",
                "Delete this line, keep all others" if conflict else "Mend or delete this line",
            )
        )


def _read_torn(line: bytes, where: str, events: list[CodingEvent], problems: list[Problem]) -> None:
    try:
        # Complete, only its newline is missing: that comes from an editor, not a crash.
        events.append(_decoder.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError):
        problems.append(
            Problem(
                "warning",
                "torn-line",
                where,
                "the last line was cut off while it was being written; it is left out",
                "Nothing was acknowledged for it; the next coding sets it aside in .qualcode/torn",
            )
        )


def append_events(path: Path, events: Sequence[CodingEvent], torn_folder: Path) -> None:
    """Append events to a log; return when they would survive a power cut.

    The caller holds the log's lock. A torn last line is moved to a file in ``torn_folder``
    first. All events go in one write, so that a crash tears at most the last.

    Raises:
        StudyError: the file cannot be written; nothing was acknowledged.
    """
    data = b"".join(_encoder.encode(event) + b"\n" for event in events)
    check_appendable(path)
    try:
        new = not path.exists()
        if new:
            make_folder(path.parent)
        with path.open("ab+") as file:
            if not new:
                _close_last_line(path, torn_folder)
            append_durably(file, data)
        if new:
            sync_folder(path.parent)
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None


def log_stamp(path: Path) -> LogStamp:
    """Return what changes when a log is written to."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked before and after each coding
    except OSError:
        return NO_LOG
    return found.st_mtime_ns, found.st_size


def latest_moment(paths: Iterable[Path]) -> str:
    """Return the latest time near the ends of logs, "" if there is none.

    Only their ends are read: the last events appended, and those that a merge put there.
    """
    latest = b""
    for path in paths:
        with contextlib.suppress(OSError), open_plain(path) as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _END, 0))
            latest = max([latest, *_AT.findall(file.read())])
    return latest.decode("ascii", "replace")


def rewrite_log(path: Path, change: Callable[[CodingEvent], CodingEvent | None]) -> int:
    """Change events of a log in place, or remove them if ``change`` gives ``None``.

    This is the one exception to append-only, for names and for people who withdraw: the old text
    must not stay. It survives git's merges, since nobody else touches a line once written. Lines
    that are not events stay. The caller holds the log's lock. Returns how many lines changed.
    """
    lines = read_bytes(path).split(b"\n")
    kept: list[bytes] = []
    changed = 0
    for line in lines:
        try:
            event = _decoder.decode(line.removeprefix(BOM_UTF8)) if line.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            event = None
        after = change(event) if event is not None else None
        if event is None or after == event:
            kept.append(line)
            continue
        changed += 1
        if after is not None:
            kept.append(_encoder.encode(after))
    if changed:
        write_atomic(path, b"\n".join(kept))
    return changed


def _close_last_line(path: Path, torn_folder: Path) -> None:
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            return
        file.seek(size - 1)
        if file.read(1) == b"\n":
            return
        file.seek(0)
        data = file.read()
        cut = data.rfind(b"\n") + 1
        torn = data[cut:]
        try:
            _decoder.decode(torn.removeprefix(BOM_UTF8))
        except (msgspec.DecodeError, UnicodeDecodeError):
            aside = torn_folder / f"{path.parent.name}--{path.stem}--{size}.txt"
            write_atomic(aside, torn)
            if file.seek(0, os.SEEK_END) == size:
                file.truncate(cut)
            else:
                # Not torn: another machine, where locks do not hold, was in the middle of it.
                aside.unlink()
        else:
            file.seek(size)
            file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())
