"""The names found in the texts beside the sentences in which they stand: reading and showing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import DataTable, Static

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.tui.documents.grid import Grid, GridColumn, GridScreen
from qualcode.tui.navigation import navigation
from qualcode.tui.privacy.name_pane import NamePane, Places, heading_of
from qualcode.tui.privacy.name_windows import Working
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.coding import first_keys
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
_NONE = {
    "kept": "Nothing is kept in plain sight",
    "replaced": "Nothing is to be replaced yet",
    "open": "All are decided: a shows the summary",
}


class NamesView(GridScreen):
    """Lists what was found, the riskiest first, beside the sentences in which it stands.

    The cursor moves by the person's keys alone: nothing found later, and no other program, puts
    another name under a key. Each decision is on disk before it is said.
    """

    CSS_PATH = [STYLES / "documents.tcss", STYLES / "names.tcss"]
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

    def __init__(self, session: CodingSession, wanted: NamesWanted | None = None) -> None:
        super().__init__(session)
        self._wanted = wanted or NamesWanted()
        self._sitting: NameSitting | None = None
        self._view = "likely"
        self._shown: list[NameRow] = []
        #: The name shown, and what was shown to stand for it.
        self._offered = ("", "")
        self._pane_state = ""
        #: What each row shows to stand for its name.
        self._told: dict[str, str] = {}
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
        # What was typed ahead is for the names, not for an empty list.
        self.hold_keys()
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
        """Search again if a text is new or changed since: another screen was over this one."""
        if self._sitting is not None and self._sitting.is_behind():
            self._load()

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
        self.hold_keys(False)
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
        becomes = self._told[row.key] = self._becomes(row)
        kind = "speaker" if row.how == "label" else row.kind
        return [row.name, becomes, kind, f"{row.count:,}", " · ".join(row.others)]

    def _becomes(self, row: NameRow) -> str:
        sitting = self._sitting
        assert sitting is not None
        state, by = sitting.decisions.state(row)
        if sitting.is_put_off(row):
            return "later"
        return {"keep": "kept", "replace": by, "partly": "in part"}.get(state, "")

    def _refresh_cells(self) -> None:
        """Show what is decided now, in the rows that are there."""
        for row in self._shown:
            becomes = self._becomes(row)
            if self._told.get(row.key) != becomes:
                self._told[row.key] = becomes
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
            keys = first_keys(self.session.keys[self.table_name])
            self.pane.show(heading_of(row, state, by, offered, keys), sitting.places.of(row))

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
