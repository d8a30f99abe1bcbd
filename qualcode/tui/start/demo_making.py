"""A screen that makes the sample study in the background, and opens it."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from qualcode.errors import QualcodeError
from qualcode.store.study import MARKER
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.tui.widgets.said import Said

#: Seconds between updates of the progress.
_LOOK = 0.2


class _StoppedError(Exception):
    """The screen was left."""


class DemoMaking(ReadyScreen[None]):
    """Makes the sample study, one at a time; leaving twice stops that and removes it."""

    class Made(Message):
        """The sample study was made at ``path``, or why not."""

        def __init__(self, path: Path, problem: str) -> None:
            super().__init__()
            self.path = path
            self.problem = problem

    def __init__(self) -> None:
        super().__init__()
        self._making: Timer | None = None
        # Set by the working thread, and read by the screen.
        self._doing = ("", 0, 0)
        self._asked_to_leave = False

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message below the list until the next one."""
        for said in self.query(Said):  # none while the app is being left
            said.say(words, "bold red" if wrong else "")

    def open_study(self, folder: Path) -> None:
        """Open a study."""

    def refuses(self) -> bool:
        """Return whether something is being made, and say so."""
        if self._making is not None:
            self.say("The sample study is being made, and opens by itself; q twice stops that")
        return self._making is not None

    def make_demo_at(self, path: Path) -> None:
        """Make the sample study at a path, or open the study that is there."""
        if (path / MARKER).is_file():
            self.open_study(path)
            return
        self._doing, self._asked_to_leave = ("", 0, 0), False
        self._making = self.set_interval(_LOOK, self._show_progress)
        self._show_progress()
        self.run_worker(partial(self._make, path), thread=True, group="demo")

    def _make(self, path: Path) -> None:
        from qualcode.workbench.study.demo import make_demo

        worker = get_current_worker()
        new = not path.exists()

        def progress(doing: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            self._doing = (doing, done, total)

        problem = ""
        try:
            make_demo(path, progress)
        except _StoppedError:
            if new:
                shutil.rmtree(path, ignore_errors=True)
            return
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Made(path, problem))

    def _show_progress(self) -> None:
        doing, done, total = self._doing
        far = f" {done:,} of {total:,}" if total > 1 else ""
        step = f": {doing[:1].lower()}{doing[1:]}{far}" if doing else ""
        self.say(f"Making the sample study{step} …")

    @on(Made)
    def _was_made(self, event: Made) -> None:
        if self._making is not None:
            self._making.stop()
            self._making = None
        if event.problem:
            self.say(event.problem, wrong=True)
        else:
            self.open_study(event.path)

    def may_leave(self) -> bool:
        """Return whether it may be left: with something under way, when asked twice."""
        if self._making is not None and not self._asked_to_leave:
            self._asked_to_leave = True
            self._making.pause()
            self.say("The sample study is being made: q again stops that, and removes it")
            return False
        self.workers.cancel_group(self, "demo")
        return True
