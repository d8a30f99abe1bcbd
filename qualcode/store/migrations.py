"""The format of a study's files, and the steps that bring an older study up to date.

``study.toml`` states the format, ``format = 1``. A study without it is from the time before formats
had numbers. Opening an older study brings it up to the present format in steps, each an act: done
completely or not at all, even after a crash. A study of a newer format is refused, and nothing in
it is written.
"""

from __future__ import annotations

import contextlib
import functools
import io
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.model.problem import Problem
from qualcode.store.acts.act import Act
from qualcode.store.io.durable import BusyError, read_bytes, text_in

_SETTINGS = "study.toml"
#: Where files changed by a step are kept as they were, by their earlier format.
_COPIES = ".qualcode/before-format-{}"
_FORMAT = re.compile(r"\s*format\s*=\s*(\d+)\s*(?:#.*)?")
#: The comment on the line of the key, for people whose program does not know it.
_NOTE = "# of this study's files; if qualcode does not know this key, update qualcode"


@dataclass(frozen=True)
class Step:
    """One step: the format it leads to, and its changes, as new contents of files.

    A step that is not ``needed`` may be left out if the study cannot be written to or another
    program is busy with it: the study can still be read.
    """

    to: int
    changes: Callable[[Path], Mapping[Path, bytes]]
    needed: bool = False


def write_the_number(root: Path) -> dict[Path, bytes]:
    """From no format to 1: the settings state the format. All other files stay as they are."""
    path = root / _SETTINGS
    return {path: with_format(read_bytes(path), 1)}


#: Every step, in order; the last one leads to the present format.
STEPS: tuple[Step, ...] = (Step(1, write_the_number),)
#: The format that this qualcode writes.
PRESENT = STEPS[-1].to


def format_line(number: int = PRESENT) -> str:
    """Return the line of ``study.toml`` that states the format."""
    return f"format = {number}                 {_NOTE}"


@functools.lru_cache(maxsize=16)  # it is asked before each thing that is written
def format_in(data: bytes) -> int | None:
    """Return the format in a ``study.toml``, 0 if none, ``None`` if it cannot be read.

    A file left incomplete by a merge is read as far as possible, so a newer format is still seen.
    """
    text = data.decode("utf-8-sig", "replace")
    with contextlib.suppress(QualcodeError):
        text, _ = text_in(data, _SETTINGS)
    try:
        settings = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        found = [int(m[1]) for line in _head(text) if (m := _FORMAT.fullmatch(line))]
        return max(found, default=None)
    # A file without a study's name is empty, or was cut off.
    said = settings.get("format", 0 if "name" in settings else None)
    return said if type(said) is int and said >= 0 else None


def _head(text: str) -> Iterator[str]:
    # Only LF ends a line of TOML: a comment may hold U+2028 and the like.
    for line in text.split("\n"):
        if line.lstrip().startswith("["):
            return
        yield line


def refuse_newer(root: Path) -> None:
    """Raise StudyError if a study has a newer format than this qualcode knows."""
    found = _format_of(root)
    if found is not None and found > PRESENT:
        raise newer(found)


def refuse_newer_in(data: bytes, mend: str) -> None:
    """Raise StudyError if a ``study.toml`` that is to come here is of a newer format.

    ``mend`` says what became of the work here.
    """
    found = format_in(data)
    if found is not None and found > PRESENT:
        raise newer(found, mend)


def newer(number: int, mend: str = "nothing was changed") -> StudyError:
    """Return the error for a study of a newer format."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = f"qualcode {version('qualcode')}"
    except PackageNotFoundError:
        own = "this qualcode"
    return StudyError(
        f"the study is of format {number}, and {own} knows formats up to {PRESENT}",
        where=_SETTINGS,
        mend=f"Update qualcode to a version that knows format {number}; {mend}",
    )


def _format_of(root: Path) -> int | None:
    try:
        return format_in(read_bytes(root / _SETTINGS))
    except QualcodeError:
        # The reader of the settings reports what is wrong with them.
        return None


def with_format(data: bytes, number: int) -> bytes:
    """Return a ``study.toml`` with its format added, and everything else unchanged.

    Raises:
        BadInputError: it is not UTF-8.
        StudyError: it is written in a way that only a person can edit.
    """
    mark, raw = (data[:3], data[3:]) if data.startswith(BOM_UTF8) else (b"", data)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInputError("not UTF-8 text", where=_SETTINGS, mend="Save the file as UTF-8") from (
            None
        )
    lines = [*io.StringIO(text, newline="\n")]
    end = "\r\n" if "\r\n" in text else "\n"
    old = [n for n, line in enumerate(_head(text)) if _FORMAT.fullmatch(line)]
    if old:
        lines[old[0]] = f"{format_line(number)}{end}"
    else:
        at = next((n for n, line in enumerate(lines) if _says_something(line)), len(lines))
        lines.insert(at, f"{format_line(number)}{end}")
    made = "".join(lines)
    try:
        written = tomllib.loads(made) == tomllib.loads(text) | {"format": number}
    except tomllib.TOMLDecodeError:
        written = False
    if not written:
        raise StudyError(
            "its format cannot be written there",
            where=_SETTINGS,
            mend=f"Write format = {number} above its first table",
        )
    return mark + made.encode()


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


# ---- bringing a study up to date ----------------------------------------------------------------

#: Begins an act of a study, given its name, its subject, and how long to wait for others.
Begin = Callable[[str, str, bool], contextlib.AbstractContextManager[Act]]


def pending(root: Path) -> tuple[Step, ...]:
    """Return the steps that a study still needs; none if its format cannot be read."""
    found = _format_of(root)
    return () if found is None else tuple(step for step in STEPS if step.to > found)


def bring_up(root: Path, begin: Begin) -> list[Problem]:
    """Do every step that a study still needs, and report it in one line.

    Raises:
        StudyError: a step that reading needs cannot be done here and now.
    """
    steps = pending(root)
    if not steps:
        return []
    before, copies = _format_of(root), ""
    try:
        for step in steps:
            copies = _take(root, step, begin) or copies
    except (QualcodeError, OSError) as error:
        if any(step.needed for step in pending(root)):
            raise
        if isinstance(error, BusyError | BadInputError):
            # Another program is busy, perhaps with this very step; or the settings are wrong, as
            # their reader will report. The next program that opens the study tries again.
            return []
        why = getattr(error, "message", str(error))
        return [
            Problem(
                "note", "older-format", _SETTINGS,
                f"the study is of an older format, and is read as it is: {why}",
                "Whoever can write there brings it up by opening it",
            )
        ]  # fmt: skip
    if not copies:
        return []
    earlier = f"was of format {before}" if before else "had no format number"
    return [
        Problem(
            "note", "brought-up", _SETTINGS,
            f"the study {earlier} and was brought up to format {PRESENT}; copies of the changed "
            f"files are in {copies}",
            "Colleagues need a qualcode that knows this format",
        )
    ]  # fmt: skip


def _take(root: Path, step: Step, begin: Begin) -> str:
    """Do one step as an act; return where the earlier files are, "" if it was done already."""
    with begin("the step to another format", f"format {step.to}", step.needed) as act:
        found = _format_of(root)
        if found is None or found >= step.to:
            return ""
        folder = _COPIES.format(step.to)
        changes = step.changes(root)
        copies = {root / folder / path.relative_to(root): path for path in changes}
        act.write({copy: read_bytes(path) for copy, path in copies.items() if path.exists()})
        act.write(changes)
        return folder
