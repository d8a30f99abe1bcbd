"""Kills commands with SIGKILL, at any moment and right after they said that something is done.

    .venv/bin/python benchmarks/kills.py --kills 40
    .venv/bin/python benchmarks/kills.py --only sync "terminal UI" --kills 200 --seed 3

After each kill the study must open; nothing acknowledged may be lost; whatever was left behind is
named by ``check``, and gone after ``check --repair`` unless a person has to decide; and the same
command runs to its end. Prints a row for each command, then what went wrong, if anything did.
The terminal UI needs tmux. Studies are made in a folder of their own; nothing of yours is used.
"""

from __future__ import annotations

import argparse
import os
import pty
import random
import re
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from kill_scenes import SCENES, Scene, make_base, run_quietly, start
from kill_screen import kill_screen

from qualcode.errors import QualcodeError
from qualcode.store.folder_map import HALF_WRITTEN, kind_of
from qualcode.store.git.locks import git_locks
from qualcode.store.study import Study
from qualcode.workbench.check.conflict_copies import check_conflict_copies
from qualcode.workbench.check.repair import repair_study
from qualcode.workbench.check.study import check_study

LONGEST = 120.0
#: What nobody but a person may put away, so that it may be there after ``check --repair``.
_KEPT = ("private/set-aside/", ".qualcode/torn/", ".qualcode/taken-back/")


@dataclass
class Row:
    """What came of killing one command."""

    name: str
    kills: int = 0
    after_word: int = 0
    ended: int = 0
    lost: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    not_again: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        wrong = (self.lost, self.closed, self.unnamed, self.stays, self.not_again)
        cells = (self.name, self.kills, self.after_word, self.ended, *map(len, wrong))
        return "| " + " | ".join(map(str, cells)) + " |"


HEAD = (
    "| command | kills | of these after its word | ended first | acknowledged and lost "
    "| does not open | left and not named | not repaired | not done again |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="for each command")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(HEAD, flush=True)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        trial = Trial(Path(folder), chance)
        for scene in SCENES:
            if trial.stopped:
                break
            if not options.only or scene.name in options.only:
                wrong += told(trial.row(scene, options.kills))
    return int(wrong > 0)


def told(row: Row) -> int:
    print(row.line(), flush=True)
    wrong = 0
    for what in ("lost", "closed", "unnamed", "stays", "not_again"):
        for one, times in Counter(getattr(row, what)).most_common():
            wrong += times
            print(f"    {what} {times}×: {one}", file=sys.stderr, flush=True)
    if row.found:
        said = ", ".join(f"{code} {times}" for code, times in row.found.most_common())
        print(f"    {row.name}: check named {said}", file=sys.stderr, flush=True)
    return wrong


class Trial:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.here = folder / "run"
        self.bases = folder / "bases"
        self.bases.mkdir()
        self.stopped = False
        signal.signal(signal.SIGINT, self._stop)
        make_base(self.here)
        self._keep("base")

    def _stop(self, *_: object) -> None:
        """End after this kill, with what was found until then."""
        self.stopped = True

    def _keep(self, name: str) -> None:
        shutil.move(self.here, self.bases / name)

    def _fresh(self, name: str) -> Path:
        """Put what was kept under a name at the one place where all runs are; return the study."""
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.bases / name, self.here, symlinks=True)
        return self.here / "study"

    def row(self, scene: Scene, kills: int) -> Row:
        root = self._fresh("base")
        scene.prepare(root)
        before = {(p.code, p.where) for p in check_study(Study.open(root))}
        self._keep(scene.name)
        row = Row(scene.name)
        window = (0.0, 0.0)
        if scene.args:
            self._fresh(scene.name)
            window = self._window(scene, root)
            if missing := scene.missing(root, "", done=True):
                sys.exit(f"{scene.name} does not do what it should: {missing}")
        while row.kills < kills and row.ended < 3 * kills and not self.stopped:
            root = self._fresh(scene.name)
            if scene.args:
                ours = bool(scene.word) and self.chance.random() < 0.4
                killed, said = self._killed(scene, root, window, after_word=ours)
                worded = bool(scene.word and re.search(scene.word, said, re.MULTILINE))
            else:
                killed, lost, worded = kill_screen(root, self.chance)
                said = ""
                row.lost += lost
            row.kills += killed
            row.ended += not killed
            row.after_word += killed and worded
            if killed:
                self._look(scene, root, said, row, before)
            # So that a run can be looked at that went wrong.
            if (place := os.environ.get("KILLS_KEEP")) and row.lost + row.unnamed + row.stays:
                shutil.copytree(self.here, place, symlinks=True)
                sys.exit(f"{row.line()}\n{said}\n{row}")
        return row

    def _window(self, scene: Scene, root: Path) -> tuple[float, float]:
        """Run a command whole; return when it first changed a file, and when it ended."""
        begun = time.monotonic()
        first = 0.0
        before = _stamps(self.here)
        work = start(root, scene)
        while work.poll() is None and time.monotonic() - begun < LONGEST:
            if not first and _stamps(self.here) != before:
                first = time.monotonic() - begun
            time.sleep(0.005)
        end = time.monotonic() - begun
        return first or end / 2, end

    def _killed(
        self, scene: Scene, root: Path, window: tuple[float, float], *, after_word: bool
    ) -> tuple[bool, str]:
        """Start a command in a terminal of its own and kill it; return whether, and what it said.

        Most are killed at a moment after the first change that they make.
        Every second time all that it started is killed with it, as in a power cut.
        """
        first, end = window
        ours, theirs = pty.openpty()
        before = _stamps(self.here)
        work = start(root, scene, theirs)
        os.close(theirs)
        said = b""
        until = time.monotonic() + LONGEST
        writing = after_word or self.chance.random() < 0.8
        if not writing:
            until = time.monotonic() + self.chance.uniform(0, end)
        changed = False
        open_ = True
        while open_ and (left := until - time.monotonic()) > 0:
            if writing and not (after_word or changed) and _stamps(self.here) != before:
                changed = True
                until = time.monotonic() + self.chance.random() ** 2 * (end - first)
                continue
            wait = min(left, 0.004 if writing and not after_word and not changed else 0.05)
            if select.select([ours], [], [], wait)[0]:
                try:
                    more = os.read(ours, 65536)
                except OSError:
                    more = b""
                said += more
                open_ = bool(more)
                if after_word and re.search(scene.word, _text(said), re.MULTILINE):
                    time.sleep(self.chance.choice((0, 0, 0.001, 0.01, 0.03)))
                    break
            elif work.poll() is not None:
                break
        killed = work.poll() is None
        if self.chance.random() < 0.5:
            _kill(os.killpg, work.pid)
        else:
            _kill(os.kill, work.pid)
        killed = work.wait() == -signal.SIGKILL and killed
        # What its children are in the middle of ends by itself; they hold the terminal.
        quiet = time.monotonic() + 10
        while time.monotonic() < quiet and select.select([ours], [], [], 0.2)[0]:
            try:
                more = os.read(ours, 65536)
            except OSError:
                break
            said += more
        os.close(ours)
        _wait_for_group(work.pid)
        return killed, _text(said)

    def _look(
        self, scene: Scene, root: Path, said: str, row: Row, before: set[tuple[str, str]]
    ) -> None:
        for worktree in scene.studies(root):
            try:
                study = Study.open(worktree)
                problems = check_study(study)
                study.codings()
            except (QualcodeError, OSError) as error:
                row.closed.append(str(error))
                return
            row.found.update(p.code for p in problems if (p.code, p.where) not in before)
            places = " ".join(p.where for p in problems)
            row.unnamed += [one for one in left_behind(worktree) if one not in places]
        done = bool(scene.word and re.search(scene.word, said, re.MULTILINE))
        row.lost += scene.missing(root, said, done=done)
        try:
            repair_study(Study.open(root))
        except QualcodeError as error:
            row.stays.append(f"repair: {error}")
        named = " ".join(p.where for p in check_conflict_copies(Study.open(root)))
        row.stays += [one for one in left_behind(root, but_locks=True) if one not in named]
        row.lost += [f"by repair: {one}" for one in scene.missing(root, said, done=done)]
        for lock in git_locks(root):
            # As check says: where no git runs, that file is deleted.
            lock.unlink()
        if scene.args and scene.again and self.chance.random() < 0.3:
            again = run_quietly(root, *scene.args)
            if again.returncode not in scene.fine:
                row.not_again.append(again.stdout.strip().replace("\n", " / ")[-300:])
            else:
                row.not_again += scene.missing(root, "", done=True)


def left_behind(root: Path, *, but_locks: bool = False) -> list[str]:
    """Return what lies in a study that is of no kind, half-written, or begun and not finished."""
    found = []
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith((".git/", *_KEPT)):
            kind = kind_of(name)
            if (
                kind is None
                or kind is HALF_WRITTEN
                or name.startswith("private/unfinished/")
                or (name.endswith(".jsonl") and not path.read_bytes().endswith(b"\n"))
            ):
                found.append(name)
    return found if but_locks else found + [str(lock) for lock in git_locks(root)]


def _stamps(folder: Path) -> set[tuple[str, int, int]]:
    found = set()
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                stat = os.stat(os.path.join(at, name))  # noqa: PTH116, PTH118 - asked all the time
            except OSError:
                continue
            if not name.endswith(".lock"):
                found.add((name, stat.st_mtime_ns, stat.st_size))
    return found


def _kill(how: object, number: int) -> None:
    try:
        how(number, signal.SIGKILL)  # type: ignore[operator]
    except ProcessLookupError:
        return


def _wait_for_group(number: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(number, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace").replace("\r\n", "\n")


if __name__ == "__main__":
    sys.exit(main())
