"""A screen that makes themes in the background and stays usable meanwhile."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from qualcode.errors import QualcodeError
from qualcode.store.study import Study
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.themes.run import ThemeOptions, suggest_themes, write_themes

#: Seconds between updates of the progress.
_LOOK = 0.2


class _StoppedError(Exception):
    """The screen was left."""


class ThemeMakingScreen(PassageScreen):
    """Makes themes on request, one run at a time; leaving the screen twice stops the run."""

    class Made(Message):
        """Themes were made and written, or why not."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._making: Timer | None = None
        # Set by the working thread, and read by the screen.
        self._doing = ("", 0, 0)
        self._asked_to_leave = False

    def themes_made(self) -> None:
        """There are new themes."""

    def show_title(self) -> None:
        """Show the progress, among other things."""

    @property
    def making(self) -> str:
        """The present step in words; empty if no themes are being made."""
        if self._making is None:
            return ""
        doing, done, total = self._doing
        far = f" {done:,} of {total:,}" if total > 1 else ""
        return (
            f"making themes: {doing[0].lower()}{doing[1:]}{far} …" if doing else "making themes …"
        )

    def make_themes(self) -> None:
        """Start to make themes, unless that is under way."""
        if self._making is not None:
            self.say("Themes are being made; you can go on reading meanwhile")
            return
        self._doing, self._asked_to_leave = ("", 0, 0), False
        self._making = self.set_interval(_LOOK, self.show_title)
        self.say("")
        self.show_title()
        self.run_worker(self._make, thread=True, group="make")

    def _make(self) -> None:
        worker = get_current_worker()

        def progress(doing: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            self._doing = (doing, done, total)

        problem = ""
        try:
            # A newly opened study, since the screen goes on using its own.
            study = Study(self.session.study.root)
            data = suggest_themes(study, ThemeOptions(), progress, self.session.coder)
            progress("Writing", 0, 1)
            write_themes(study, data)
        except _StoppedError:
            return
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Made(problem))

    @on(Made)
    def _show_made(self, event: Made) -> None:
        if self._making is not None:
            self._making.stop()
            self._making = None
        if self.gone:
            return
        self.show_title()
        if event.problem:
            self.say(event.problem, wrong=True)
        else:
            self.say("Themes were made, and written to themes/")
            self.themes_made()

    def action_leave(self) -> None:
        """Go back; stop a run under way only when asked twice."""
        if self._making is not None and not self._asked_to_leave:
            self._asked_to_leave = True
            self.say("Themes are being made: once more stops that, and goes back")
            return
        self.workers.cancel_group(self, "make")
        super().action_leave()
