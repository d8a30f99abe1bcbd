"""Starts other programs; finds them on the path, never in the current folder.

A study may come from a stranger, and people work inside it. So neither a program nor a Python
module is taken from there: not ``git.exe`` (Windows looks in the current folder first), not
``random.py`` (``python -m`` does), not by a ``.`` or an empty entry of ``PATH`` or ``PYTHONPATH``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

_PATHS = ("PATH", "PYTHONPATH")


def program(name: str, study: Path | None = None) -> str:
    """Return the path of a program: in an absolute folder of ``PATH``, outside the study.

    Raises:
        FileNotFoundError: it is in none of these folders.
    """
    inside = study.resolve() if study else None
    for folder in _absolute(os.environ.get("PATH", os.defpath)):
        for file in _files(name):
            path = os.path.join(folder, file)  # noqa: PTH118 - as the system puts them together
            if not (os.path.isfile(path) and os.access(path, os.X_OK)):  # noqa: PTH113 - a plain string
                continue
            if inside and Path(folder).resolve().is_relative_to(inside):
                break
            return path
    raise FileNotFoundError(f"there is no program {name}")


def named_program(name: str, study: Path | None = None) -> str:
    """Return the program that a user named: a path as it stands, otherwise as ``program``."""
    plain = not any(mark in name for mark in (os.sep, os.altsep) if mark)
    return program(name, study) if plain else name


def _files(name: str) -> Sequence[str]:
    if os.name != "nt":
        return (name,)
    endings = [e for e in os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";") if e]
    has_one = name.lower().endswith(tuple(e.lower() for e in endings))
    return (name,) if has_one else [name + ending for ending in endings]


def _absolute(path: str) -> list[str]:
    return [folder for folder in path.split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117


def child_environment() -> dict[str, str]:
    """Return the environment for another process, without the current folder on its paths."""
    found = dict(os.environ)
    for name in _PATHS:
        if name in found:
            found[name] = os.pathsep.join(_absolute(found[name]))
            if not found[name]:
                del found[name]
    # Without a PATH the system's own would be used, which may begin with the current folder.
    found.setdefault("PATH", os.pathsep.join(_absolute(os.defpath)))
    found["NoDefaultCurrentDirectoryInExePath"] = "1"
    return found


def python_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a qualcode module in a new Python; see ``child_environment``."""
    return [sys.executable, "-P", "-m", module, *arguments]


def python_folder() -> Path:
    """Return a folder for such a process to work in, which is not a study's."""
    return Path(sys.executable).parent
