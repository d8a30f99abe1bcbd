"""Prints the way of one coding through the modules, from the key to the disk.

    .venv/bin/python benchmarks/rooms.py STUDY

In a copy of a study one coding is given in a session that is open, and every call of a function of
qualcode's is noted with the module it is in. Printed are the modules in that order, and how often
the way leads from one to another: a coding has one way, and it should read like one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession

_PACKAGE = "qualcode."


def rooms_of(work: Callable[[], object]) -> list[str]:
    """Return the module of each call that some work makes, in order."""
    found: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event == "call" and module.startswith(_PACKAGE):
            found.append(module.removeprefix(_PACKAGE))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


def way(rooms: list[str]) -> list[str]:
    """Return the modules as they are entered, one after another."""
    return [room for n, room in enumerate(rooms) if n == 0 or room != rooms[n - 1]]


def one_coding(root: Path) -> list[str]:
    """Return the modules of the calls by which a coding is given: the third, when all is open."""
    session = CodingSession(Study.open(root), "speed")
    document = session.study.document_ids()[0]
    code = next(code for code in session.codebook if code.can_be_used)
    start, end = session.texts.turn(document, 2)
    for shorter in (0, 1):
        session.add(document, [code], (start, end - shorter))
    return rooms_of(lambda: session.add(document, [code], (start, end - 2)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(Path(sys.argv[1]), copy, ignore=shutil.ignore_patterns(".git"))
        calls = one_coding(copy)
    entered = way(calls)
    print(" › ".join(entered))
    print(f"{len(calls)} calls in {len(set(calls))} modules, {len(entered) - 1} changes of module")
