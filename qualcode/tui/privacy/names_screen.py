"""Names found in the texts, decided one by one: replaced by a pseudonym, or kept in plain sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import DataTable, Static

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.documents.grid import Grid, GridColumn, GridScreen
from qualcode.tui.documents.windows import Choose
from qualcode.tui.navigation import navigation
from qualcode.tui.privacy.name_pane import NamePane, Places, heading_of
from qualcode.tui.privacy.name_windows import Lines, NameChooser, SummaryWindow, Working
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.editors import LineEditor
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.pseudonym_words import done_lines
from qualcode.workbench.documents.pseudonyms import Pseudonymised, pseudonymise
from qualcode.workbench.keys.names import NAMES_ACTIONS
from qualcode.workbench.privacy.name_decisions import Decided
from qualcode.workbench.privacy.name_rows import NameRow
from qualcode.workbench.privacy.name_sitting import (
    NameSitting,
    NamesRead,
    NamesWanted,
    read_sitting,
)

if TYPE_CHECKING:
    from qualcode.nlp.names.hint_process import HintProcess

#: From this width on the places are beside the list.
_WIDE = 110
#: From this width of the list on, it has the other forms too.
_ROOMY = 90
_VIEWS = ("likely", "all", "open", "kept", "replaced")
_COLUMNS = (
    GridColumn("name", "Name", 18, 34),
    GridColumn("becomes", "Becomes", 14, 26),
    GridColumn("kind", "What", 9, 14),
    GridColumn("count", "Times", 5, right=True),
)
_FORMS = GridColumn("forms", "Other forms", 14, 60)


class NamesScreen(GridScreen):
    """Lists what was found, the riskiest first, beside the sentences in which it stands.

    The cursor moves by the person's keys alone: nothing found later, and no other program, puts
    another name under a key. Each decision is on disk before it is said.
    """

    CSS_PATH = [STYLES / "documents.tcss", STYLES / "names.tcss"]
    BINDINGS = key_bindings("names", NAMES_ACTIONS, priority=lambda action: True)
    table_name = "names"

    class Read(Message):
        """The texts were searched, or why not; ``more`` if the model read them meanwhile."""

        def __init__(self, found: NamesRead | None, problem: str, *, more: bool = False) -> None:
            super().__init__()
            self.found = found
            self.problem = problem
            self.more = more

    class Progressed(Message):
        """How far the work in the background is."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Replaced(Message):
        """The names were replaced, or why not."""

        def __init__(self, done: Pseudonymised | None, problem: str) -> None:
            super().__init__()
            self.done = done
            self.problem = problem

    def __init__(self, session: CodingSession, wanted: NamesWanted | None = None) -> None:
        super().__init__(session)
        self._wanted = wanted or NamesWanted()
        self._sitting: NameSitting | None = None
        self._view = "likely"
        self._shown: list[NameRow] = []
        #: The name shown, and what was shown to stand for it.
        self._offered = ("", "")
        self._pane_state = ""
        self._working: Working | None = None
        self._hinting: HintProcess | None = None

    def compose(self) -> ComposeResult:
        """Lay out the names, and the places of the one at the cursor."""
        yield Static(id="title")
        with Container(id="names"):
            yield Grid()
            yield NamePane()
        yield Said()
        yield KeyLine()

    @property
    def pane(self) -> NamePane:
        """What shows the name at the cursor."""
        return self.query_one(NamePane)

    def on_mount(self) -> None:
        """Search the texts in the background."""
        super().on_mount()
        self.grid.cursor_type = "row"
        self.show_title("Names", "looking …")
        self._load()

    def on_unmount(self) -> None:
        """Stop the model, if it still reads."""
        if self._hinting is not None:
            self._hinting.stop()

    def on_resize(self) -> None:
        """Put the places beside the list if there is room."""
        for both in self.query("#names"):
            both.set_class(self.size.width >= _WIDE, "wide")
        super().on_resize()

    def on_screen_resume(self) -> None:
        """Search again if a text was changed while another screen was over this one."""
        if self._sitting is None:
            return
        study = Study(self.session.study.root)
        for name, digest in self._sitting.read.digests.items():
            try:
                same = study.document(name).sha256 == digest
            except QualcodeError:
                same = False
            if not same:
                self._load()
                return

    # ---- reading --------------------------------------------------------------------------

    def _load(self) -> None:
        self.run_worker(self._search, thread=True, exclusive=True, group="read")

    def _search(self) -> None:
        found, problem = self._found()
        self.post_message(self.Read(found, problem))

    def _found(self) -> tuple[NamesRead | None, str]:
        def progress(doing: str, done: int, total: int) -> None:
            self.post_message(self.Progressed(f"looking: {done:,} of {total:,} documents"))

        try:
            # A newly opened study keeps no data from the old one.
            return read_sitting(Study(self.session.study.root), self._wanted, progress), ""
        except QualcodeError as error:
            return None, str(error)

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        if self.gone:
            return
        if self._working is not None:
            self._working.show(event.words)
        elif self._sitting is None:
            self.show_title("Names", event.words)

    @on(Read)
    def _was_read(self, event: Read) -> None:
        if self.gone:
            return
        if event.found is None:
            self.say(event.problem, wrong=True)
            return
        if event.more and self._sitting is not None:
            self._add(event.found)
        elif self._sitting is None:
            self._sitting = NameSitting(Study(self.session.study.root), self._wanted, event.found)
            self._show_view("likely")
            self._to_first_open()
            self._ask_model(event.found)
        else:
            self._sitting.renew(event.found, self.grid.row)
            self._show_view(self._view)
            self._ask_model(event.found)

    def _add(self, found: NamesRead) -> None:
        """Show what only the model takes for names, behind all others."""
        assert self._sitting is not None
        added = self._sitting.add(found)
        self._show_view(self._view)
        if added:
            self.say(f"The language model adds {counted(added, 'hint')}: Tab shows all")

    def _ask_model(self, found: NamesRead) -> None:
        if found.unhinted and self._hinting is None:
            self.run_worker(
                lambda: self._read_with_model(found.unhinted), thread=True, group="hints"
            )

    def _read_with_model(self, texts: list[str]) -> None:
        from qualcode.nlp.names.hint_process import HintProcess

        self._hinting = process = HintProcess(self.session.study.local / "names")
        try:
            whole = process.keep(texts)
        finally:
            process.close()
            self._hinting = None
        if whole and not self.gone:
            found, problem = self._found()
            self.post_message(self.Read(found, problem, more=True))

    # ---- showing --------------------------------------------------------------------------

    def _show_view(self, view: str) -> None:
        """Show the rows of a view; the cursor stays on its name."""
        sitting = self._sitting
        if sitting is None:
            return
        self._view = view
        match view:
            case "likely":
                rows = sitting.asked()
            case "all":
                rows = list(sitting.rows)
            case "open":
                rows = [r for r in sitting.rows if not sitting.is_decided(r)]
            case _:
                wanted = "keep" if view == "kept" else "replace"
                rows = [r for r in sitting.rows if sitting.decisions.state(r)[0] == wanted]
        self._shown = rows
        self.fill()

    def _to_first_open(self) -> None:
        assert self._sitting is not None
        at = self._sitting.next_open(self._shown, -1) if self._shown else None
        if at is not None:
            self.grid.move_cursor(row=at, animate=False)
            self.show_about()

    def fill(self) -> None:
        """Show the names."""
        if self.gone or self._sitting is None:
            return
        columns = (*_COLUMNS, _FORMS) if self.grid.size.width >= _ROOMY else _COLUMNS
        rows = [(row.key, self._cells(row)[: len(columns)]) for row in self._shown]
        self.grid.show(columns, rows)
        self._show_progress()
        self.show_about()

    def _cells(self, row: NameRow) -> list[str]:
        sitting = self._sitting
        assert sitting is not None
        state, by = sitting.decisions.state(row)
        becomes = {"keep": "kept", "replace": by, "partly": "in part"}.get(state, "")
        if sitting.is_put_off(row):
            becomes = "later"
        kind = "speaker" if row.how == "label" else row.kind
        return [row.name, becomes, kind, f"{row.count:,}", " · ".join(row.others)]

    def _refresh_cells(self) -> None:
        """Show what is decided now, in the rows that are there."""
        for row in self._shown:
            becomes = self._cells(row)[1]
            if str(self.grid.get_cell(row.key, "becomes")) != becomes:
                style = "bold" if becomes == "kept" else ""
                cell = Text(becomes, style, no_wrap=True, overflow="ellipsis")
                self.grid.update_cell(row.key, "becomes", cell)
        self._show_progress()

    def _show_progress(self) -> None:
        sitting = self._sitting
        assert sitting is not None
        view = "" if self._view == "likely" else f"{self._view}: {len(self._shown):,} · "
        hidden = sitting.unlikely() if self._view == "likely" else 0
        more = f" · {hidden:,} unlikely not shown" if hidden else ""
        self.show_title("Names", f"{view}{sitting.summary().progress}{more}")

    @property
    def _here(self) -> NameRow | None:
        if self.gone or self._sitting is None:
            return None
        return self._sitting.row(self.grid.row)

    @on(DataTable.RowHighlighted)
    def _row_moved(self) -> None:
        if not self.gone:
            self.show_about()

    @on(DataTable.RowSelected)
    def _row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.action_open()

    def show_about(self) -> None:
        """Show the name at the cursor, what would stand for it, and where it stands."""
        row, sitting = self._here, self._sitting
        if row is None or sitting is None:
            words = "" if sitting is None else _NONE.get(self._view, "Nothing was found")
            self.pane.show(Text(words), ())
            self._offered = ("", "")
            return
        state, by = sitting.decisions.state(row)
        try:
            offered = sitting.decisions.proposed(row)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        if (row.key, offered, state) != (*self._offered, self._pane_state):
            self._offered, self._pane_state = (row.key, offered), state
            self.pane.show(heading_of(row, state, by, offered), sitting.places.of(row))

    # ---- deciding -------------------------------------------------------------------------

    def _decide(self, row: NameRow | None, work: Callable[[NameSitting, NameRow], str]) -> None:
        """Decide about a name, and go to the next that is open."""
        sitting = self._sitting
        if row is None or sitting is None or self.gone:
            self.say("There is no name here")
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
        by = self._offered[1] if row is not None and self._offered[0] == row.key else ""
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

    # ---- looking --------------------------------------------------------------------------

    def action_view(self, by: int) -> None:
        """Show other rows: the likely ones, all, those that are open, kept, replaced."""
        if self._sitting is None:
            return
        self._pane_state = "again"
        self._show_view(_VIEWS[(_VIEWS.index(self._view) + by) % len(_VIEWS)])
        self.say("")

    def action_place(self, by: int) -> None:
        """Mark another place of the name."""
        self.pane.move(by)

    def action_open(self) -> None:
        """Open the text at the place that is marked."""
        place = None if self.gone else self.pane.place
        if place is None:
            self.say("It stands in no text")
            return
        why = navigation(self).open_document(place.document, place.start, place.end)
        if why:
            self.say(why, wrong=True)

    @on(Places.Chosen)
    def _place_chosen(self, event: Places.Chosen) -> None:
        self.pane.move(event.at - self.pane.at)
        self.action_open()

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


_NONE = {
    "kept": "Nothing is kept in plain sight",
    "replaced": "Nothing is to be replaced yet",
    "open": "All are decided: a shows the summary",
}
_AFTER = (
    "",
    "To bring a text back: qualcode revise DOC --undo. On this machine originals/, private/ and",
    "earlier texts still hold names (qualcode pseudonymise --forget-earlier removes these texts).",
)
