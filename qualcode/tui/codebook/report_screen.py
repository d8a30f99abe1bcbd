"""The screen of a published report's statements: ticked, edited, and taken as codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import DataTable, Input, Static

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.codebook.statement_form import StatementForm
from qualcode.tui.documents.grid import Grid, GridColumn, GridScreen
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.editors import LineEditor
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.lines_window import LinesWindow
from qualcode.tui.widgets.said import Said
from qualcode.workbench.codebook.exchange import Imported, plan_form
from qualcode.workbench.codebook.framework import Framework, read_framework
from qualcode.workbench.codebook.report_ticks import NEW, ReportTicks
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.report import REPORT_ACTIONS

#: From this width on the statement stands beside the list.
_WIDE = 120
_COLUMNS = (
    GridColumn("take", "Take", 5, 16),
    GridColumn("place", "Page", 4, 14, right=True),
    GridColumn("kind", "Kind", 8, 8),
    GridColumn("name", "Statement", 30, 200),
)


class ReportScreen(GridScreen):
    """Lists a report's statements, with the one at the cursor in full; takes what is ticked."""

    CSS_PATH = [STYLES / "report.tcss"]
    BINDINGS = key_bindings(
        "report", REPORT_ACTIONS, priority=lambda a: a.id in ("edit", "take", "leave")
    )
    table_name = "report"
    # Not the filter, which is hidden, but only once the styles are there: it would take early keys.
    AUTO_FOCUS = "#grid"

    class Read(Message):
        """The report was read, or why not."""

        def __init__(self, found: Framework | None, problem: str) -> None:
            super().__init__()
            self.found = found
            self.problem = problem

    def __init__(self, session: CodingSession, report: Path | Framework) -> None:
        super().__init__(session)
        self._report = report
        self._ticks: ReportTicks | None = None
        self._every = False
        self._problem = ""
        self._asked_to_leave = ""

    def compose(self) -> ComposeResult:
        """Lay out the placeholders, the list and the statement at the cursor."""
        yield Static(id="title")
        yield Static(id="placeholders")
        with Horizontal(id="filter-line"):
            yield Static("Filter", id="filter-name")
            yield Input(placeholder="words of a statement", id="filter", compact=True)
        with Container(id="report-sides"):
            yield Grid()
            with VerticalScroll(id="about-row"):
                yield Static(id="about")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the report in the background, unless it was read."""
        super().on_mount()
        self.grid.cursor_type = "row"
        if isinstance(self._report, Framework):
            self._begin(self._report)
        else:
            self.show_title("Report", f"reading {self._report.name} …")
            self.run_worker(self._read, thread=True, group="read")

    def _read(self) -> None:
        assert isinstance(self._report, Path)
        try:
            found = read_framework(self._report)
        except QualcodeError as error:
            self.post_message(self.Read(None, str(error)))
        else:
            self.post_message(self.Read(found, ""))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        if self.gone:
            return
        if event.found is None:
            self._problem = event.problem
            self.show_title("Report", "cannot be read")
            self.say(event.problem, wrong=True)
            return
        self._begin(event.found)

    def _begin(self, found: Framework) -> None:
        self._ticks = ReportTicks(self.session.codebook, found)
        self.fill()
        self.say("; ".join(found.notes))

    def on_resize(self) -> None:
        """Put the statement beside the list if there is room."""
        for sides in self.query("#report-sides"):
            sides.set_class(self.size.width >= _WIDE, "wide")
        super().on_resize()

    # ---- showing --------------------------------------------------------------------------

    def fill(self) -> None:
        """Show the statements."""
        if self.gone or self._ticks is None:
            return
        ticks = self._ticks
        numbers = ticks.shown(every=self._every, words=self.query_one("#filter", Input).value)
        self.grid.show(_COLUMNS, [(str(n), self._cells(n)) for n in numbers])
        self._show_state()
        self.show_about()

    def _cells(self, number: int) -> list[str]:
        assert self._ticks is not None
        one, choice = self._ticks.every[number], self._ticks.choice(number)
        rewritten = choice.name != self._ticks.printed(number).name
        name = f"{'  ' * (one.level - 1)}{choice.name}{' *' if rewritten else ''}"
        return [self._taken_as(choice.take), one.place, one.kind, name]

    def _taken_as(self, take: str) -> str:
        assert self._ticks is not None
        if take in ("", NEW):
            return "✓ new" if take else ""
        digit = next((one.digit for one in self._ticks.placeholders if one.id == take), 0)
        return f"✓ {digit or take}"

    def _show_state(self) -> None:
        """Show how much is ticked, and which placeholders are open."""
        ticks = self._ticks
        if ticks is None:
            return
        shown = counted(self.grid.row_count, "paragraph" if self._every else "statement")
        self.show_title("Report", f"{shown} · {ticks.words} · {ticks.title}")
        line = Text(no_wrap=True, overflow="ellipsis")
        for one in ticks.placeholders:
            by = ticks.filled_by(one.id)
            line.append(f" {one.digit or one.id} ", "bold reverse" if by is None else "bold")
            name = ticks.choice(by).name if by is not None else "open"
            line.append(f" {safe_for_terminal(name)[:24]}  ", "" if by is not None else "dim")
        if not ticks.placeholders:
            line.append(" The codebook has no placeholder: what is ticked becomes a code", "dim")
        self.query_one("#placeholders", Static).update(line)

    @property
    def _here(self) -> int | None:
        return int(self.grid.row) if self.grid.row else None

    @on(DataTable.RowHighlighted)
    def _row_moved(self) -> None:
        if not self.gone:
            self.show_about()

    @on(DataTable.RowSelected)
    def _row_chosen(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.action_edit()

    def show_about(self) -> None:
        """Show the statement at the cursor in full, and what is printed around it."""
        number, ticks = self._here, self._ticks
        if ticks is None:
            return
        text = Text()
        if number is None:
            text.append("Nothing here has these words: Esc shows all", "dim")
        else:
            one, choice = ticks.every[number], ticks.choice(number)
            before, after = ticks.context(number)
            page = f"p. {one.place}" if one.place.isdigit() else one.place
            under = f" · under “{one.under}”" if one.under else ""
            text.append(safe_for_terminal(f"{page} · {one.kind}{under}"), "dim")
            text.append(f"\n{safe_for_terminal(choice.name)}\n", "bold")
            text.append("\n".join(map(safe_for_terminal, choice.definition.split("\n"))))
            if warning := ticks.warning(number):
                text.append(f"\n{safe_for_terminal(warning)}", "bold red")
            for what, words in (("before", before), ("after", after)):
                if words:
                    text.append(f"\n\n{what}: ", "bold dim")
                    text.append(safe_for_terminal(" ".join(words.split()))[:400], "dim")
        for about in self.query("#about").results(Static):
            about.update(text)
        self.query_one("#about-row").scroll_home(animate=False)

    # ---- choosing -------------------------------------------------------------------------

    def _choose(self, choose: Callable[[ReportTicks, int], str]) -> None:
        number, ticks = self._here, self._ticks
        if number is None or ticks is None:
            self.say("There is nothing at the cursor")
            return
        try:
            said = choose(ticks, number)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self.fill()
        self.say(said)

    def action_tick(self) -> None:
        """Tick what is at the cursor, or untick it."""
        self._choose(lambda ticks, number: ticks.tick(number))

    def action_fill_next(self) -> None:
        """Let it fill the next open placeholder."""
        self._choose(lambda ticks, number: ticks.fill_next(number))

    def action_fill(self, digit: int) -> None:
        """Let it fill the placeholder of a digit."""
        self._choose(lambda ticks, number: ticks.fill(number, digit))

    def action_as_code(self) -> None:
        """Take it as a new code."""
        self._choose(lambda ticks, number: ticks.as_code(number))

    def action_skip(self) -> None:
        """Leave it out."""
        self._choose(lambda ticks, number: ticks.skip(number))

    def action_join(self) -> None:
        """Join the next line to it."""
        self._choose(lambda ticks, number: ticks.join(number))

    def action_undo(self) -> None:
        """Take the last choice back."""
        if self._ticks is not None:
            said = self._ticks.undo()
            self.fill()
            self.say(said)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        if self._ticks is not None:
            said = self._ticks.redo()
            self.fill()
            self.say(said)

    def action_edit(self) -> None:
        """Edit name and definition of what is at the cursor."""
        if self.query_one("#filter").has_focus:
            self.grid.focus()
            return
        number, ticks = self._here, self._ticks
        if number is None or ticks is None:
            return
        one = ticks.every[number]
        page = f"p. {one.place}" if one.place.isdigit() else one.place

        def then(said: str | None) -> None:
            self.fill()
            if said:
                self.say(said)

        where = safe_for_terminal(f"{one.kind.capitalize()}, {page}, {ticks.title}")
        self.app.push_screen(
            StatementForm(
                where, ticks.choice(number), ticks.printed(number),
                lambda name, definition: ticks.write(number, name, definition),
            ),
            then,
        )  # fmt: skip

    def action_title(self) -> None:
        """Edit the report's title."""
        ticks = self._ticks
        if ticks is None:
            return

        def then(said: str | None) -> None:
            self._show_state()
            if said:
                self.say(said)

        title = "The report, as the codes' source says it"
        hint = "Title, author, year"
        self.app.push_screen(
            LineEditor(title, ticks.title, hint, ticks.rename_report, select=False), then
        )

    # ---- finding --------------------------------------------------------------------------

    def action_every(self) -> None:
        """Show every paragraph, or statements only."""
        self._every = not self._every
        self.fill()
        self.say("Every paragraph of the report" if self._every else "Statements only")

    def action_filter(self) -> None:
        """Open the filter above the list."""
        self.query_one("#filter-line").add_class("open")
        self.query_one("#filter", Input).focus()

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        self.fill()

    def on_key(self, event: object) -> None:
        """Leave the filter with the down key too."""
        if getattr(event, "key", "") == "down" and self.query_one("#filter").has_focus:
            self.grid.focus()

    def action_next_ticked(self, by: int) -> None:
        """Go to the next that is ticked, or the previous one."""
        ticks = self._ticks
        keys = [str(n) for n in ticks.taken] if ticks else []
        rows = [at for at, key in enumerate(self.grid.row_keys) if key in keys]
        ways = [at for at in rows if (at - self.grid.cursor_row) * by > 0]
        if not ways:
            self.say("No other is ticked that way")
            return
        self.grid.move_cursor(row=min(ways) if by > 0 else max(ways), animate=False)

    # ---- taking ---------------------------------------------------------------------------

    def action_take(self) -> None:
        """Put what is ticked into the codebook, as one step that can be undone."""
        ticks = self._ticks
        if ticks is None:
            return
        planned: list[Imported] = []
        try:
            form = ticks.form()

            def edit(text: str) -> str:
                planned.append(plan_form(self.session.study, text, form))
                return planned[-1].text

            self.session.edit_codebook(
                f"took {counted(len(ticks.taken), 'code')} of a report", edit
            )
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        lines = _taken_lines(self.session, planned[-1])
        self.app.push_screen(LinesWindow("In the codebook now", lines), lambda _: self._leave())

    def _leave(self) -> None:
        super().action_leave()

    def action_leave(self) -> None:
        """Go back: from the filter to the list; with something ticked, when asked twice."""
        if self.gone:
            return
        line = self.query_one("#filter-line")
        if line.has_class("open"):
            line.remove_class("open")
            self.query_one("#filter", Input).value = ""
            self.grid.focus()
            return
        words = self._ticks.words if self._ticks is not None and self._ticks.taken else ""
        if words and words != self._asked_to_leave:
            self._asked_to_leave = words
            self.say(f"{words}, and not in the codebook yet: Ctrl+S takes it, Esc again drops it")
            return
        self._leave()


def _taken_lines(session: CodingSession, planned: Imported) -> list[str]:
    """Return what was taken, a line each, and what there is to say of it."""
    book = session.codebook
    lines = []
    for code_id in dict.fromkeys(change.code for change in planned.changes):
        code = book.get(code_id)
        if code is not None:
            lines.append(f"{code.name}  ({code.id}; {code.source})")
    lines.append("")
    lines += [*planned.told, *planned.notes]
    lines.append("Undo on the screen before takes all of it back")
    return lines
