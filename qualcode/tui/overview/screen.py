"""The overview: the study's documents, how much of each is coded, and what needs attention."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import DataTable, Input, OptionList, Static

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.records.memos import MemoKind
from qualcode.tui.bindings import key_bindings
from qualcode.tui.navigation import navigation
from qualcode.tui.overview.first_steps import FirstSteps
from qualcode.tui.overview.help import OverviewHelp
from qualcode.tui.overview.side import AttentionPane, CodeList
from qualcode.tui.overview.table import DocumentTable
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.said import Said
from qualcode.tui.widgets.study_screen import StudyScreen
from qualcode.tui.widgets.undo_guard import KeyAsked, UndoGuard
from qualcode.workbench.coding.history import NothingLeftError, Step
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun
from qualcode.workbench.keys.keymap import first_key
from qualcode.workbench.keys.overview import OVERVIEW_ACTIONS
from qualcode.workbench.overview.attention import tally
from qualcode.workbench.overview.filter import Filter
from qualcode.workbench.overview.rows import DocumentLine
from qualcode.workbench.overview.sort import begins_with_most, sort_lines

#: From this width on, the codebook and what needs attention are beside the table.
_BESIDE = 120
#: From this width on, they stand side by side.
_SPREAD = 180
#: From this many documents on, the filter waits this many seconds for the next letter.
_MANY, _PATIENCE = 500, 0.15
#: What is remembered of a letter that nothing takes.
_LETTER = "letter"


class Overview(StudyScreen):
    """Lists documents and codes; Enter opens one."""

    CSS_PATH = STYLES / "overview.tcss"
    # Not the filter, which is hidden, but only once the styles are there: it would take early keys.
    AUTO_FOCUS = "#documents"

    # Otherwise the table's own Enter hides it from the footer.
    BINDINGS = key_bindings("overview", OVERVIEW_ACTIONS, priority=lambda a: a.id == "open")

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self.action_table = session.keys["overview"]
        self._shown: list[DocumentLine] = []
        self._filter = Filter.of("", ())
        self._by, self._reverse = "document", False
        self._said = False
        self._waiting: Timer | None = None
        self._undoing = UndoGuard(self, session, lambda: self.action_table, self._sees)
        # The step of which this screen said that undo takes it back.
        self._told: Step | None = None
        # The key before, if it is a letter that nothing takes here.
        self._stray, self._sure = KeyAsked(self), KeyAsked(self)

    def compose(self) -> ComposeResult:
        """Lay out the table, the codebook and what needs attention."""
        yield Static(id="title")
        with Horizontal(id="panes"):
            with Vertical(id="listing"):
                with Horizontal(id="filter-line"):
                    yield Static("Filter", id="filter-name")
                    yield Input(
                        placeholder="words  group=…  done=no  coded<50  memo=yes",
                        id="filter",
                        compact=True,
                    )
                yield DocumentTable()
                yield FirstSteps(self.action_table)
            with Vertical(id="side"):
                yield CodeList(
                    f"No codes yet. {first_key(self.action_table, 'add_codes')} adds those of a "
                    "codebook or a report; or open a document and make them while you code."
                )
                yield AttentionPane()
        yield Said()
        yield KeyLine()

    @property
    def table(self) -> DocumentTable:
        """The table of documents."""
        return self.query_one(DocumentTable)

    def on_mount(self) -> None:
        """Read the study at once; later only in the background."""
        self.read_now()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._fill())
        self.table.focus()

    # ---- showing --------------------------------------------------------------------------

    def study_read(self) -> None:
        """Show the study as just read."""
        self._fill()

    def study_checked(self) -> None:
        """Show what needs attention."""
        for pane in self.query(AttentionPane):  # none while the app is being left
            pane.show(self.problems, checked=self.checked, why=self.unchecked_why)
        if not self._said:
            self._say_what_is_next()

    def on_resize(self, event: events.Resize) -> None:
        """Put the panes beside the table if there is room."""
        width = event.size.width
        self.set_class(width < _BESIDE, "narrow")
        self.set_class(width >= _SPREAD, "wide")

    @on(DocumentTable.Sized)
    def _fill(self) -> None:
        """Show the documents that pass the filter, in order."""
        self._filter = Filter.of(self._filter.typed, self.found.documents)
        kept = [line for line in self.found.documents if self._filter.matches(line)]
        self._shown = sort_lines(kept, self._by, reverse=self._reverse)
        self.table.show(self.found, self._shown, self._by, reverse=self._reverse)
        self.query_one(CodeList).show(self.session.codebook, self.found.codes)
        self.query_one("#listing").set_class(not self.found.documents, "nothing-yet")
        self._show_title()
        if not self._said:
            self._say_what_is_next()

    def _show_title(self) -> None:
        found, shown = self.found.documents, len(self._shown)
        documents = counted(len(found), "document")
        if self._filter.typed:
            documents = f"{shown:,} of {documents}"
        codings = sum(line.codings for line in found)
        by = counted(codings, "coding")
        size = Text(f"  {documents}", "bold")
        size.append(f" · {by} by {self.session.coder} ", "not bold")
        name = Text(f" {safe_for_terminal(self._study_name())} ", "bold reverse")
        name.truncate(max(12, self.size.width - size.cell_len), overflow="ellipsis")
        title = Text.assemble(name, size, no_wrap=True, overflow="ellipsis")
        self.query_one("#title", Static).update(title)

    def _study_name(self) -> str:
        try:
            return self.session.study.config.name
        except QualcodeError:
            return self.session.study.root.name

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message below the table until the next one."""
        self._said = bool(words)
        for said in self.query(Said):  # none while the app is being left
            said.set_class(wrong, "wrong")
            said.say(words)

    def _say_what_is_next(self) -> None:
        """Show what the filter did not understand, or else the most useful hint."""
        said = self._filter.hint
        if not said and not self.found.documents:
            said = f"No documents yet: {first_key(self.action_table, 'import')} imports some"
        if not said and not self._shown:
            said = "No document fits the filter: Esc shows all"
        found = self.found
        if not said and found.others_codings and not any(d.codings for d in found.documents):
            theirs = counted(found.others_codings, "coding")
            said = (
                f"{theirs} by {', '.join(found.others)} not shown: everybody codes unseen by the "
                f"others. f lists those that {found.coder} may see"
            )
        away = self.has_class("narrow") and not self.has_class("attention")
        if not said and away and self.problems:
            said = f"Needs attention: {tally(self.problems)}; p shows what"
        if self._shown and (whole := self.table.cut):
            said = f"{whole} · {said}" if said else whole
        self.say(said)
        self._said = False

    def _do(self, work: Callable[[], str]) -> None:
        """Do something to the study, report it, and read the study again."""
        try:
            words = work()
        except QualcodeError as error:
            nothing = isinstance(error, NothingLeftError)
            self.say(begun(str(error)) if nothing else str(error), wrong=not nothing)
            return
        unsaved = self.session.problem
        self.say(f"Not saved yet: {unsaved}" if unsaved else words, wrong=bool(unsaved))
        self.reread()

    # ---- documents ------------------------------------------------------------------------

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        if not self._said:
            self._say_what_is_next()

    @on(DataTable.RowSelected)
    def _chosen(self, event: DataTable.RowSelected) -> None:
        self.open(str(event.row_key.value))

    @on(OptionList.OptionSelected)
    def _chosen_code(self, event: OptionList.OptionSelected) -> None:
        navigation(self).find_code(event.option.id or "")

    def open(self, document: str) -> None:
        """Open a document for coding, or report why it cannot be opened."""
        why = navigation(self).open_document(document)
        self.say(why or "", wrong=bool(why))

    def action_open(self) -> None:
        """Open the document at the cursor, or list the codings of the code."""
        options = self.query_one(CodeList).options
        if self.query_one("#filter").has_focus:
            self._to_table()
        elif options.has_focus:
            options.action_select()
        elif self.table.document:
            self.open(self.table.document.id)

    def action_done(self) -> None:
        """Mark the document done, or not done."""
        line = self.table.document
        if line is not None and not self._is_mistaken("marks the document done, or not done"):
            done = self.session.is_done(line.id)
            self._do(lambda: self.session.set_done(line.id, not done))

    def action_memo(self, kind: MemoKind) -> None:
        """Write the memo on the document."""
        line = self.table.document
        if line is not None:
            navigation(self).edit_memo(kind, line.id, self.say)

    def action_undo(self) -> None:
        """Undo the last step of the session; what is not in the table only when asked twice."""
        if said := self._undoing.hold():
            self.say(said)
            return
        self._do(lambda: self._undoing.with_way_back(self.session.undo()))

    def _sees(self, step: Step) -> bool:
        """Return whether a step shows here: as a listed document's done mark, or was just told."""
        if step is self._told:
            return True
        return step.done is not None and step.done[0] in {line.id for line in self._shown}

    def action_redo(self) -> None:
        """Redo what was undone."""
        self._do(self.session.redo)

    # ---- filtering and sorting ------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the filter above the table."""
        self._show_pane("documents")
        self.query_one("#filter-line").add_class("open")
        self.query_one("#filter", Input).focus()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        self._filter = Filter.of(event.value, self.found.documents)
        self._said = False
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if len(self.found.documents) < _MANY:
            self._fill()
        else:
            self._waiting = self.set_timer(_PATIENCE, self._fill)

    def on_key(self, event: events.Key) -> None:
        """Leave the filter with the down key too; say that nothing is written here."""
        if event.key == "down" and self.query_one("#filter").has_focus:
            self._to_table()
            event.stop()
        elif event.is_printable and event.key not in self.active_bindings:
            self._stray.ask(_LETTER)
            if not self._said:
                self.say(
                    "Nothing is written here: m opens the memo of a document, ? shows all keys"
                )

    def _is_mistaken(self, what: str) -> bool:
        """Return whether a key came among letters that nothing takes; ask for it again then."""
        if self._sure.answered(what) or not self._stray.answered(_LETTER):
            return False
        self._sure.ask(what)
        self.say(f"Was that meant? The same key again {what}")
        return True

    def _to_table(self) -> None:
        """Go to the matching documents, not all of which may be listed yet."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
            self._fill()
        self.table.focus()

    def action_all(self) -> None:
        """Clear the filter; on a small screen, go back to the documents."""
        self.query_one("#filter-line").remove_class("open")
        self.query_one("#filter", Input).value = ""
        self._show_pane("documents")

    @on(DataTable.HeaderSelected)
    def _heading(self, event: DataTable.HeaderSelected) -> None:
        by = str(event.column_key.value)
        self._sort(by, not self._reverse if by == self._by else begins_with_most(by))

    def action_sort(self) -> None:
        """Sort by the next column."""
        columns = [column.id for column in self.table.laid_out]
        at = columns.index(self._by) if self._by in columns else -1
        by = columns[(at + 1) % len(columns)]
        self._sort(by, begins_with_most(by))

    def action_reverse(self) -> None:
        """Reverse the order."""
        self._sort(self._by, not self._reverse)

    def _sort(self, by: str, reverse: bool) -> None:
        self._by, self._reverse = by, reverse
        self._fill()

    # ---- moving ---------------------------------------------------------------------------

    def action_panes(self) -> None:
        """Go to the next of documents, codebook and what needs attention."""
        panes = ["documents", "codes", "attention"]
        focused = self.focused
        here = {"code-list": "codes", "attention": "attention"}.get(
            (focused.id or "") if focused else "", "documents"
        )
        self._show_pane(panes[(panes.index(here) + 1) % 3])

    def _show_pane(self, pane: str) -> None:
        self.set_class(pane == "codes", "codes")
        self.set_class(pane == "attention", "attention")
        options = self.query_one(CodeList).options
        target = {"documents": self.table, "codes": options}.get(pane)
        if pane == "codes" and options.highlighted is None and options.option_count:
            options.highlighted = 0
        (target or self.query_one(AttentionPane)).focus()

    async def _move(self, names: dict[str, str]) -> None:
        """Run the same movement in the focused pane, whatever its name there."""
        focused = self.focused
        kind = "scroll" if isinstance(focused, AttentionPane) else "cursor"
        if isinstance(focused, (AttentionPane, OptionList, DocumentTable)):
            name = names["table" if isinstance(focused, DocumentTable) else kind]
            await focused.run_action(name)

    async def action_step(self, lines: int) -> None:
        """Move by one line."""
        way = "down" if lines > 0 else "up"
        names = dict.fromkeys(("cursor", "table"), f"cursor_{way}")
        await self._move(names | {"scroll": f"scroll_{way}"})

    async def action_edge(self, way: int) -> None:
        """Go to the first or the last line."""
        table, other = ("scroll_bottom", "last") if way > 0 else ("scroll_top", "first")
        scroll = "scroll_end" if way > 0 else "scroll_home"
        await self._move({"table": table, "cursor": other, "scroll": scroll})

    # ---- elsewhere ------------------------------------------------------------------------

    def action_find(self) -> None:
        """Find codings in the study."""
        navigation(self).find_code("")

    def action_search(self) -> None:
        """Search the transcripts."""
        navigation(self).search("")

    def action_speakers(self) -> None:
        """Open who speaks in the documents, at the one of the cursor, and the cases."""
        line = self.table.document
        navigation(self).show_speakers(line.id if line else "")

    def action_names(self) -> None:
        """Open the names found in the texts."""
        navigation(self).show_names()

    def action_import(self) -> None:
        """Look at the labels of files, and import them."""
        navigation(self).look_before_import(lambda why: self.say(why, wrong=True))

    def action_add_codes(self) -> None:
        """Add codes from a codebook, a report or a file."""
        before = self.session.next_undone

        def added(said: str, wrong: bool = False) -> None:
            if (step := self.session.next_undone) is not before:
                self._told = step
            self.say(said, wrong=wrong)
            self.reread()

        navigation(self).add_codes(added)

    def action_themes(self) -> None:
        """Open the last suggested themes."""
        navigation(self).show_themes()

    def action_matrix(self) -> None:
        """Open the synthesis matrix."""
        navigation(self).show_matrix()

    def action_suggest(self) -> None:
        """Open the suggested codes for all documents marked done."""
        if said := navigation(self).suggest_everywhere():
            self.say(said)

    def action_re_read(self) -> None:
        """Open the codings to re-read."""
        navigation(self).re_read()

    def action_assign(self) -> None:
        """Open the codings of a split code."""
        if said := navigation(self).assign():
            self.say(said)

    def action_decide(self) -> None:
        """Decide what a merge left open in the codebook."""
        if said := navigation(self).decide(self.say):
            self.say(said)

    def action_palette(self) -> None:
        """Find an action by its name."""
        navigation(self).find_action(self.action_table)

    def action_theme(self) -> None:
        """Change the look."""
        self.say(f"{navigation(self).action_theme()} theme")

    def action_help(self) -> None:
        """Show the overview's keys."""
        self.app.push_screen(OverviewHelp(self.action_table))

    async def action_quit(self) -> None:
        """Leave qualcode."""
        if not self._is_mistaken("leaves qualcode"):
            await navigation(self).action_quit()
