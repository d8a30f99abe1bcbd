"""The format of a study's files, and the steps that bring an older study up to the present one.

``study.toml`` says the format, ``format = 1``. A study in which none is written is of the time
before formats had numbers. Whoever opens an older study brings it up, step by step, each an act:
all of it or nothing, after a crash too. A study of a newer format is refused, and nothing in it
is written.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.model.problem import Problem
from qualcode.store.acts.act import Act
from qualcode.store.io.durable import BusyError, read_bytes

_SETTINGS = "study.toml"
#: Where the files that a step changes are kept as they were, by the format they were of.
_COPIES = ".qualcode/before-format-{}"
_FORMAT = re.compile(r"\s*format\s*=\s*(\d+)\s*(?:#.*)?")
#: What stands in the line of the key, for whoever has a program that does not know it.
_NOTE = "# of this study's files; if qualcode does not know this key, update qualcode"


@dataclass(frozen=True)
class Step:
    """One step up: the format it leads to, and what it changes, as new contents of files.

    Without one that is ``needed`` the study can still be read as it is, where it cannot be
    written to or another program is busy with it.
    """

    to: int
    changes: Callable[[Path], Mapping[Path, bytes]]
    needed: bool = False


def write_the_number(root: Path) -> dict[Path, bytes]:
    """From no format to 1: the settings say the format. All other files stay as they are."""
    path = root / _SETTINGS
    return {path: with_format(read_bytes(path), 1)}


#: Every step, in order; the last one leads to the present format.
STEPS: tuple[Step, ...] = (Step(1, write_the_number),)
#: The format that this qualcode writes.
PRESENT = STEPS[-1].to


def format_line(number: int = PRESENT) -> str:
    """Return the line of ``study.toml`` that says the format."""
    return f"format = {number}                 {_NOTE}"


def format_in(data: bytes) -> int | None:
    """Return the format that a ``study.toml`` says, 0 if none, ``None`` if it cannot be told.

    A file that a merge left half is read as far as it goes: a newer format is still seen.
    """
    text = data.decode("utf-8-sig", "replace")
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        found = [int(m[1]) for line in _head(text) if (m := _FORMAT.fullmatch(line))]
        return max(found, default=None)
    # One without a name is empty, or was cut off.
    said = settings.get("format", 0 if "name" in settings else None)
    return said if type(said) is int and said >= 0 else None


def _head(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            return
        yield line


def refuse_newer(root: Path) -> None:
    """Raise StudyError if a study is of a newer format than this qualcode knows."""
    found = _format_of(root)
    if found is not None and found > PRESENT:
        raise newer(found)


def newer(number: int) -> StudyError:
    """Return the error for a study of a newer format."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = f"qualcode {version('qualcode')}"
    except PackageNotFoundError:
        own = "this qualcode"
    return StudyError(
        f"the study is of format {number}, and {own} knows formats up to {PRESENT}",
        where=_SETTINGS,
        mend=f"Update qualcode to a version that knows format {number}; nothing was changed",
    )


def _format_of(root: Path) -> int | None:
    try:
        return format_in(read_bytes(root / _SETTINGS))
    except QualcodeError:
        # Whoever reads the settings says what is wrong with them.
        return None


def with_format(data: bytes, number: int) -> bytes:
    """Return a ``study.toml`` that says its format, and all else as it was, to the byte.

    Raises:
        StudyError: it is written in a way that only a person can edit.
    """
    mark, text = (data[:3], data[3:]) if data.startswith(BOM_UTF8) else (b"", data)
    lines = text.decode("utf-8").splitlines(keepends=True)
    end = "\r\n" if b"\r\n" in text else "\n"
    old = [n for n, line in enumerate(_head(text.decode("utf-8"))) if _FORMAT.fullmatch(line)]
    if old:
        lines[old[0]] = f"{format_line(number)}{end}"
    else:
        at = next((n for n, line in enumerate(lines) if _says_something(line)), len(lines))
        lines.insert(at, f"{format_line(number)}{end}")
    made = "".join(lines)
    before, after = (tomllib.loads(one) for one in (text.decode("utf-8"), made))
    if after != before | {"format": number}:
        raise StudyError(
            "its format cannot be written there",
            where=_SETTINGS,
            mend=f"Write format = {number} above its first table",
        )
    return mark + made.encode()


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


# ---- bringing up ------------------------------------------------------------------------------

#: Begins an act of a study, by its name and what it is about, waiting so long for others.
Begin = Callable[[str, str, bool], contextlib.AbstractContextManager[Act]]


def pending(root: Path) -> tuple[Step, ...]:
    """Return the steps that a study is still to take; none where its format cannot be told."""
    found = _format_of(root)
    return () if found is None else tuple(step for step in STEPS if step.to > found)


def bring_up(root: Path, begin: Begin) -> list[Problem]:
    """Take every step that a study is still to take, and say so in one line.

    Raises:
        StudyError: a step that reading needs cannot be taken here and now.
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
            # Another program is busy with it, perhaps at this very step; or the settings are wrong,
            # and whoever reads them says so. The next one that opens the study looks again.
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
    said = f"of format {before}" if before else "of before formats had numbers"
    return [
        Problem(
            "note", "brought-up", _SETTINGS,
            f"the study was {said} and is of format {PRESENT} now; what changed is as it was in "
            f"{copies}",
            "Colleagues need a qualcode that knows this format",
        )
    ]  # fmt: skip


def _take(root: Path, step: Step, begin: Begin) -> str:
    """Take one step as an act; return where the files are as they were, "" if it was taken."""
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
