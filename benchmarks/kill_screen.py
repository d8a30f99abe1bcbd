"""Kills the terminal UI in tmux, at any moment and when the screen has just said that it saved."""

from __future__ import annotations

import contextlib
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_SOCKET = f"kills-{os.getpid()}"
_WAIT = 30.0
#: What is typed, what the screen says once it is saved, and what is then on disk.
_ACTS: tuple[tuple[Sequence[str], str, str], ...] = (
    (("Down", "Enter", "stig", "Enter"), "Coded “Stigma", '"code":"stigma"'),
    (("+",), "works well", '"valence":"works_well"'),
    (("Down", "Down", "Enter", "pepq", "Enter"), "Coded “PEP quality", '"code":"pep-quality"'),
    (("m", "Marked words.", "C-s"), "Wrote the memo", "Marked words."),
    (("D",), "participants bear no coding", '"done":true'),
    (("/", "carer", "Enter", "c", "emot", "Enter"), "Coded ", '"code":"wellbeing"'),
)
_FILES = ("codings/ann/yp-01.jsonl", "codings/ann/+done.jsonl", "memos/ann/documents/yp-01.md")


def kill_screen(root: Path, chance: random.Random) -> tuple[bool, list[str], bool]:
    """Work in the terminal UI until it is killed; return whether it was, what of that which the
    screen called saved is not on disk, and whether it called anything so.
    """
    before = _on_disk(root)
    command = shlex.join([sys.executable, "-P", "-m", "qualcode", "open", "yp-01"])
    _tmux("new-session", "-d", "-s", "one", "-x", "120", "-y", "40", "-c", str(root),
          f"exec env QUALCODE_CODER=ann {command}")  # fmt: skip
    try:
        number = int(_tmux("display-message", "-p", "-t", "one", "#{pane_pid}"))
        said = _work(chance)
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        while _alive(number):
            time.sleep(0.01)
    finally:
        _tmux("kill-server")
    now = _on_disk(root)
    lost = [mark for mark in said if now.count(mark) <= before.count(mark)]
    return True, lost, bool(said)


def _work(chance: random.Random) -> list[str]:
    """Do some of the acts; return the marks of those that the last frame seen, or one before it,
    said were saved. It ends at a random moment, or as soon as an act was called saved.
    """
    if chance.random() < 0.1:
        time.sleep(chance.uniform(0, 2))
        return []
    _seen("✓ saved", time.monotonic() + _WAIT)
    marks: list[str] = []
    last = chance.randrange(len(_ACTS))
    at_once = chance.random() < 0.6
    for number, (keys, words, mark) in enumerate(_ACTS):
        _tmux("send-keys", "-t", "one", *keys)
        cut = number == last and not at_once
        until = time.monotonic() + (chance.uniform(0, 0.6) if cut else _WAIT)
        if _seen(words, until):
            marks.append(mark)
        elif not cut:
            sys.exit(f"the screen does not say {words!r}:\n" + _frame())
        if number == last:
            break
    return marks


def _seen(words: str, until: float) -> bool:
    while time.monotonic() < until:
        if words in _frame():
            return True
        time.sleep(0.005)
    return False


def _frame() -> str:
    return _tmux("capture-pane", "-p", "-t", "one")


def _on_disk(root: Path) -> str:
    there = [root / name for name in _FILES]
    return "".join(path.read_text("utf-8") for path in there if path.is_file())


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _tmux(*words: str) -> str:
    done = subprocess.run(["tmux", "-L", _SOCKET, *words], check=False, capture_output=True,
                          text=True)  # fmt: skip
    return done.stdout
