"""Names found in the texts, decided one by one: replaced by a pseudonym, or kept in plain sight."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.message import Message

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.documents.windows import Choose
from qualcode.tui.privacy.name_windows import Lines, NameChooser, SummaryWindow, Working
from qualcode.tui.privacy.names_view import NamesView
from qualcode.tui.widgets.editors import LineEditor
from qualcode.workbench.documents.pseudonym_words import done_lines
from qualcode.workbench.documents.pseudonyms import Pseudonymised, pseudonymise
from qualcode.workbench.keys.names import NAMES_ACTIONS
from qualcode.workbench.privacy.name_decisions import Decided
from qualcode.workbench.privacy.name_rows import NameRow
from qualcode.workbench.privacy.name_sitting import NameSitting

_AFTER = (
    "",
    "To bring a text back: qualcode revise DOC --undo. On this machine originals/, private/ and",
    "earlier texts still hold names (qualcode pseudonymise --forget-earlier removes these texts).",
)


class NamesScreen(NamesView):
    """Decides about names with one key each; each decision is on disk before it is said."""

    BINDINGS = key_bindings("names", NAMES_ACTIONS, priority=lambda action: True)

    class Replaced(Message):
        """The names were replaced, or why not."""

        def __init__(self, done: Pseudonymised | None, problem: str) -> None:
            super().__init__()
            self.done = done
            self.problem = problem

    # ---- deciding -------------------------------------------------------------------------

    def _decide(self, row: NameRow | None, work: Callable[[NameSitting, NameRow], str]) -> None:
        """Decide about a name, and go to the next that is open."""
        sitting = self._sitting
        if row is None or sitting is None or self.gone:
            self.say("There is no name here" if sitting else "Not yet: the texts are being read")
            return
        try:
            said = work(sitting, row)
        except QualcodeError as error:
            self._pane_state = "again"
            self.say(str(error), wrong=True)
            self.show_about()
            return
        self._refresh_cells()
        self._pane_state = "again"
        self._go_on(row)
        self.say(f"{said}, {row.count:,}× · u takes it back{self._all_decided()}")

    def _all_decided(self) -> str:
        sitting = self._sitting
        if sitting is None or sitting.summary().open:
            return ""
        return " · All are decided: a shows the summary"

    def _go_on(self, row: NameRow) -> None:
        """Go to the next name that is open, from this one on."""
        assert self._sitting is not None
        at = next((n for n, one in enumerate(self._shown) if one.key == row.key), None)
        following = None if at is None else self._sitting.next_open(self._shown, at)
        if following is not None:
            self.grid.move_cursor(row=following, animate=False)
        self.show_about()

    def action_replace(self) -> None:
        """Replace the name by the pseudonym that is shown."""
        row = self._here
        if row is not None and self._offered[0] != row.key:
            self.show_about()
        by = self._offered[1]
        self._decide(row, lambda sitting, one: sitting.decisions.replace(one, by))

    def action_keep(self) -> None:
        """Keep the name in plain sight."""
        self._decide(self._here, lambda sitting, row: sitting.decisions.keep(row))

    def action_pseudonym(self) -> None:
        """Write what is to stand for the name that is shown."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            return
        present = sitting.decisions.state(row)[1] or self._offered[1]

        def save(line: str) -> str:
            said = sitting.decisions.replace(row, line or present)
            self._decide(row, lambda *_: said)
            return ""

        hint = "A role or a number, no name: [social worker 2]"
        self.app.push_screen(LineEditor(f"Instead of {row.name}", present, hint, save))

    def action_later(self) -> None:
        """Leave the name for later, and go to the next that is open."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            return
        if not sitting.is_decided(row):
            sitting.put_off(row)
            self.say(f"{row.name}: later")
        self._refresh_cells()
        self._go_on(row)

    def action_reopen(self) -> None:
        """Take the decision on the name away."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            return
        try:
            said = sitting.decisions.take_away(row)
        except QualcodeError as error:
            self.say(str(error), wrong=not isinstance(error, NotFoundError))
            return
        self._refresh_cells()
        self.show_about()
        self.say(f"{said} · u decides it again")

    def action_undo(self) -> None:
        """Undo the last decision, and go to its name."""
        self._step_back("Undone", lambda sitting: sitting.decisions.undo())

    def action_redo(self) -> None:
        """Redo what was undone, and go to its name."""
        self._step_back("Done again", lambda sitting: sitting.decisions.redo())

    def _step_back(self, how: str, work: Callable[[NameSitting], Decided]) -> None:
        if self._sitting is None or self.gone:
            return
        try:
            step = work(self._sitting)
        except QualcodeError as error:
            self.say(str(error), wrong=not isinstance(error, NotFoundError))
            return
        if all(row.key != step.row for row in self._shown):
            self._show_view("likely")
            if all(row.key != step.row for row in self._shown):
                self._show_view("all")
        self._refresh_cells()
        at = next((n for n, row in enumerate(self._shown) if row.key == step.row), None)
        if at is not None:
            self.grid.move_cursor(row=at, animate=False)
        self._pane_state = "again"
        self.show_about()
        self.say(f"{how}: {step.words}")

    # ---- forms ----------------------------------------------------------------------------

    def action_merge(self) -> None:
        """Say that the name is the same as another."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            return
        names = {
            one.name: sitting.decisions.state(one)[1]
            for one in sitting.rows
            if one.key != row.key and sitting.decisions.state(one)[0] != "keep"
        }

        def join(other: str | None) -> None:
            if other:
                self._decide(row, lambda there, one: there.join(one, other))

        self.app.push_screen(NameChooser(f"{row.name} is the same as", list(names.items())), join)

    def action_apart(self) -> None:
        """Make one of the forms a name of its own."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            return
        if len(row.forms) < 2:
            self.say("It has one form only")
            return
        choices = [(form.text, f"{form.text}, {form.count:,}×") for form in row.forms]

        def take(form: str | None) -> None:
            if not form:
                return
            try:
                made = sitting.take_out(row, form)
            except QualcodeError as error:
                self.say(str(error), wrong=True)
                return
            self._pane_state = "again"
            self._show_view(self._view)
            self.say(f"{made.name} is a name of its own now, below; m joins it again")

        self.app.push_screen(Choose(f"Take out of {row.name}", choices), take)

    # ---- replacing ------------------------------------------------------------------------

    def action_summary(self) -> None:
        """Show what is decided; then replace, if that is wanted."""
        sitting = self._sitting
        if sitting is None:
            return

        def go(where: str | None) -> None:
            if where == "kept":
                self._show_view("kept")
            elif where == "replace":
                self._replace()

        self.app.push_screen(SummaryWindow(sitting.summary()), go)

    def _replace(self) -> None:
        if self.session.retry() == "unsaved":
            self.say(f"First save your codings: {self.session.problem}", wrong=True)
            return
        self._working = Working("Replacing names …")
        self.app.push_screen(self._working)
        self.run_worker(self._replace_names, thread=True, exclusive=True, group="replace")

    def _replace_names(self) -> None:
        def progress(doing: str, done: int, total: int) -> None:
            self.post_message(self.Progressed(f"{doing}: {done:,} of {total:,} documents"))

        done, problem = None, ""
        try:
            study = Study(self.session.study.root)
            done = pseudonymise(
                study, self._wanted.documents, coder=self.session.coder, progress=progress
            )
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Replaced(done, problem))

    @on(Replaced)
    def _was_replaced(self, event: Replaced) -> None:
        working, self._working = self._working, None
        if working is not None:
            working.close(None)
        if event.done is None or self._sitting is None:
            self.say(f"Nothing is replaced: {event.problem}", wrong=True)
            return
        for name in event.done.documents:
            self.session.texts.close_document(name)
        self._sitting.decisions.forget_steps()
        self._load()
        lines = done_lines(event.done)
        self.say(lines[0])
        self.app.push_screen(Lines("Replaced", [*lines, *_AFTER]))
