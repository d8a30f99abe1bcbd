"""A screen that shows a study as it is on disk, and reads it again when it changes."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.overview.rows import StudyLines, read_lines
from qualcode.workbench.overview.watch import study_stamp

#: Seconds between checks whether another program changed the study.
_LOOK = 2.0


class StudyScreen(ReadyScreen[None]):
    """Reads the study's lines and problems in the background, and again when its files change.

    Screens based on it show them in ``study_read`` and ``study_checked``.
    """

    @dataclass
    class Read(Message):
        """The study as just read, and its stamp from before the reading."""

        found: StudyLines
        stamp: int

    @dataclass
    class Checked(Message):
        """What is wrong with the study."""

        problems: list[Problem]

    @dataclass
    class Unread(Message):
        """The study could not be read, and why, in one line."""

        why: str
        stamp: int

    class Changed(Message):
        """Another program changed the study."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.session = session
        self.found = StudyLines(session.coder, (), {}, (session.coder,))
        self.problems: list[Problem] = []
        #: Whether these are those of the study as it is now; else they are being looked for.
        self.checked = False
        #: Why the study could not be checked, in one line.
        self.unchecked_why = ""
        self._stamp = 0
        self._looks: Timer | None = None
        self._just_read = False
        self._in_the_dark = False

    def study_read(self) -> None:
        """Called with new lines, ``found``."""

    def study_checked(self) -> None:
        """Called with new ``problems``, or to say that they are looked for, see ``checked``."""

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message to the user."""

    def read_now(self) -> None:
        """Read the lines at once, and watch for changes from now on."""
        self._stamp = study_stamp(self.session.study.root)
        try:
            self.found = self._lines()
            self._just_read = True
        except QualcodeError as error:
            self.say(str(error), wrong=True)
        self._looks = self.set_interval(_LOOK, self._look)

    def _lines(self) -> StudyLines:
        # A newly opened study keeps no data from the old one.
        study = Study(self.session.study.root)
        return read_lines(study, self.session.coder, self.session.codebook)

    def on_screen_suspend(self) -> None:
        """Stop watching while another screen is over this one, so that its keys do not wait."""
        if self._looks is not None:
            self._looks.pause()

    def on_screen_resume(self) -> None:
        """Read again, since something may have been coded."""
        if self._looks is not None:
            self._looks.resume()
        self.study_read()
        self.reread()

    def reread(self) -> None:
        """Read lines and problems again, in the background."""
        try:
            self.session.refresh_codebook()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
        self.checked, self.unchecked_why = False, ""
        self.study_checked()
        self.run_worker(self._read, thread=True, exclusive=True, group="read")

    def _read(self) -> None:
        from qualcode.workbench.check.study import check_study

        worker = get_current_worker()
        root = self.session.study.root
        stamp = study_stamp(root)
        if not (root / "study.toml").is_file():
            self.post_message(self.Unread(f"the study folder {root} is not there", stamp))
            return
        try:
            found = self.found if self._just_read else self._lines()
            self._just_read = False
            if not worker.is_cancelled:
                self.post_message(self.Read(found, stamp))
                problems = check_study(Study(root))
        except (QualcodeError, OSError) as error:
            self.post_message(self.Unread(str(error), stamp))
            return
        if not worker.is_cancelled:
            self.post_message(self.Checked(problems))

    def _look(self) -> None:
        reading = any(w.group == "read" and w.is_running and w.node is self for w in self.workers)
        if self.is_current and not reading:
            self.run_worker(self._compare, thread=True, exclusive=True, group="look")

    def _compare(self) -> None:
        if study_stamp(self.session.study.root) != self._stamp:
            self.post_message(self.Changed())

    @on(Changed)
    def _changed(self) -> None:
        self.reread()

    @on(Read)
    def _take(self, event: Read) -> None:
        self.found, self._stamp = event.found, event.stamp
        if self._in_the_dark:
            self._in_the_dark = False
            self.say("")
        if self.is_current:  # a hidden screen is filled when it becomes visible
            self.study_read()

    @on(Checked)
    def _take_problems(self, event: Checked) -> None:
        self.problems, self.checked = event.problems, True
        if self.is_current:
            self.study_checked()

    @on(Unread)
    def _take_why(self, event: Unread) -> None:
        self._in_the_dark, self._stamp = True, event.stamp
        self.unchecked_why = event.why
        if self.is_current:
            self.study_checked()
        self.say(event.why, wrong=True)
