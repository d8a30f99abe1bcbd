"""Checks the paths that ``study.toml`` names: it may be a stranger's."""

from __future__ import annotations

import os
import re
from pathlib import Path

from qualcode.errors import BadInputError, StudyError
from qualcode.model.text.text import safe_for_terminal, without_steering
from qualcode.store.folder_map import TRACKED

_LONGEST = 1_000
_ADDRESS = re.compile(r"\w{2,}://|[\\/]{2}")
#: Folders of the study that are for something else: git takes them, or they may be deleted.
_TAKEN = frozenset({kind.top for kind in TRACKED if "/" in kind.path} | {".git", ".qualcode"})


def check_named_path(named: str, key: str) -> None:
    """Check a path in ``study.toml`` as it is written there; ``key`` is its key.

    Raises:
        BadInputError: no path can be so, or it is on another machine, which opening the study would
            ask for it.
    """
    if "\0" in named:
        raise _bad(f"{key} holds a character that no path can have (NUL)", "Write the path anew")
    parts = re.split(r"[\\/]", named)
    if len(named) > _LONGEST or any(len(part.encode("utf-8", "replace")) > 255 for part in parts):
        raise _bad(f"{key} is longer than a path can be", "Write the path anew")
    if without_steering(named) != named:
        raise _bad(f"{key} holds characters that are not seen", "Write the path anew")
    if _ADDRESS.match(named):
        raise _bad(
            f"{key} is on another machine: {safe_for_terminal(named[:80])}",
            "A study that somebody sent could lead words there. Name the drive or folder under "
            'which this machine has it; or a variable of your own: "$TEXTS"',
        )


def check_texts_path(named: str) -> None:
    """Check the folder of texts as it is named; raises BadInputError as ``check_named_path``."""
    key = "transcripts under [paths]"
    check_named_path(named, key)
    parts = [part.lower() for part in re.split(r"[\\/]+", named) if part not in ("", ".")]
    here = not re.match(r"[\\/~$%]|\w:", named)
    if here and (not parts or parts[0] in _TAKEN):
        raise _bad(
            f"{key} is {named!r}, and words do not belong there",
            "Name a folder of their own, such as transcripts",
        )


def check_own_folder(texts: Path) -> None:
    """Check that a folder of texts outside the study is for texts, before another is put there.

    Raises:
        StudyError: it holds other things, such as a home folder that a stranger's study names.
    """
    try:
        names = [one.name for one in os.scandir(texts) if not one.name.startswith(".")]
    except OSError:
        return
    others = sorted(name for name in names if not name.lower().endswith((".txt", "desktop.ini")))
    if others:
        raise StudyError(
            f"study.toml keeps texts in {texts}, outside the study, where other things lie too "
            f"({safe_for_terminal(others[0])}), so nothing was put there",
            mend="Give texts a folder of their own, and name it under [paths] in study.toml",
        )


def _bad(what: str, mend: str) -> BadInputError:
    return BadInputError(what, where="study.toml", mend=mend)
