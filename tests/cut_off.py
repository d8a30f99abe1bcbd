"""Acts cut off: a command is killed before its n-th change of a file, for every n."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d.]+Z")
_REVISION = re.compile(r"^(revisions/.*)-[0-9a-f]{6}(\.json)$")
#: What says nothing about whether an act was done.
_ASIDE = (".git/", ".qualcode/locks/", "private/imports/")


def everything(root: Path) -> frozenset[tuple[str, bytes]]:
    """Return all that is in a study's folder, with times of day taken out of it and its names."""
    return frozenset(
        (_REVISION.sub(r"\1\2", _STAMP.sub("<at>", path.relative_to(root).as_posix())),
         _AT.sub(b"<at>", path.read_bytes()))
        for path in root.rglob("*")
        if path.is_file()
    )  # fmt: skip


def tree(root: Path, *others: Path) -> dict[str, bytes]:
    """Return every file of a study, and of other folders, with times of day taken out."""
    found = {}
    for top in (root, *others):
        for path in top.rglob("*"):
            name = path.relative_to(top).as_posix()
            if path.is_file() and not name.startswith(_ASIDE):
                name = _REVISION.sub(r"\1\2", name)
                found[f"{top.name}/{name}"] = _AT.sub(b"<at>", path.read_bytes())
    return found


def cut_off(work: Callable[[], object], before: int) -> bool:
    """Do some work in a process that is killed before its n-th change of a file; say if it was."""
    child = os.fork()
    if child == 0:
        # It lives for a moment; a collection would copy all that the tests hold in memory.
        gc.disable()
        try:
            _kill_before(before)
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or os.WEXITSTATUS(status) == 0, "the command failed by itself"
    return killed


def _kill_before(number: int) -> None:
    count = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        writes = (
            event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if writes and (str(args[0]).endswith(".lock") or str(args[0]) == os.devnull):
            return
        if writes or event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def each_cut(
    work: Callable[[Path], object], begin: Path, folder: Path
) -> Iterator[tuple[int, Path]]:
    """Yield for every n a copy of a study in which the work was killed before its n-th change.

    The last one is the copy in which it ran to its end, with 0.
    """
    # Done here once: what it imports and compiles, each process that is killed then has already.
    first = shutil.copytree(begin, folder / "cut-0", symlinks=True)
    work(first)
    shutil.rmtree(first)
    number = 0
    while True:
        number += 1
        root = folder / f"cut-{number}"
        shutil.copytree(begin, root, symlinks=True)
        killed = cut_off(lambda root=root: work(root), number)
        yield (number if killed else 0), root
        shutil.rmtree(root)
        if not killed:
            return
