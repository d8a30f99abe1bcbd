"""The overview: the study's documents, how far each is coded, and what needs attention."""

from __future__ import annotations

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.tui.coding_screen import CodingScreen
from qualcode.workbench.overviewing import DocumentLine, document_lines
from qualcode.workbench.session import CodingSession

_LEVELS = {"error": "bold red", "warning": "bold yellow", "note": "dim"}


class Overview(Screen[None]):
    """Lists documents; Enter opens one for coding."""

    BINDINGS = [
        ("enter", "open", "Open"),
        ("s", "sort", "Sort"),
        ("u", "undo", "Undo"),
        ("q", "app.quit", "Quit"),
    ]

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.session = session
        self._lines: list[DocumentLine] = []
        self._orders = ["document", "group", "words", "coded"]
        self._order = 0

    def compose(self) -> ComposeResult:
        """Lay out the table and what needs attention."""
        yield Static(id="title")
        with Horizontal(id="panes"):
            yield DataTable(cursor_type="row", zebra_stripes=True, id="documents")
            with VerticalScroll(id="attention", can_focus=False):
                yield Static(id="problems")
        yield Static(id="said")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Name the columns and check the study in the background."""
        table = self.query_one(DataTable)
        table.add_columns("Document", "Group", "Lang", "Words", "Turns", "Coded", "Codings")
        self.run_worker(self._check, thread=True, exclusive=True)

    def on_screen_resume(self) -> None:
        """Count anew: something may have been coded."""
        self._lines = document_lines(self.session.study, self.session.coder)
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        """Give the table the whole width where there is little of it."""
        self.query_one("#attention").display = event.size.width >= 120

    def _fill(self) -> None:
        table = self.query_one(DataTable)
        row = table.cursor_row
        kept = self._lines[row].id if 0 <= row < len(self._lines) and table.row_count else ""
        table.clear()
        key = self._orders[self._order]
        self._lines.sort(key=lambda line: line.sort_key(key))
        for line in self._lines:
            bar = "█" * round(line.coded * 8)
            group = line.group if len(line.group) <= 26 else line.group[:25] + "…"
            table.add_row(
                Text(line.id, "bold"), Text(group), line.language,
                Text(f"{line.words:,}", justify="right"), Text(str(line.turns), justify="right"),
                Text(f"{bar:<8} {line.coded:4.0%}"), Text(str(line.codings), justify="right"),
                key=line.id,
            )  # fmt: skip
        at = next((n for n, line in enumerate(self._lines) if line.id == kept), 0)
        table.move_cursor(row=at)
        table.focus()
        study = self.session.study.config
        title = Text(f" {study.name} ", "bold reverse", no_wrap=True, overflow="ellipsis")
        title.append(
            f"  {len(self._lines)} documents · {sum(n.codings for n in self._lines)} codings by "
            f"{self.session.coder} · in order of {key}",
            "not bold not reverse",
        )
        self.query_one("#title", Static).update(title)
        if not self._lines:
            self._say("No documents yet: import some with 'qualcode import FILE…'")

    def _check(self) -> None:
        from qualcode.workbench.checking import check_study

        found = check_study(self.session.study)
        self.app.call_from_thread(self._show_problems, found)

    def _show_problems(self, found: list[Problem]) -> None:
        text = Text("What needs attention\n\n", "bold")
        if not found:
            text.append("Nothing: the study is in order.", "not bold dim")
        for problem in found:
            text.append(f"{problem.level} ", _LEVELS[problem.level])
            text.append(f"{problem.where}: {problem.message}. {problem.mend}.\n\n", "not bold")
        self.query_one("#problems", Static).update(text)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(Text(f" {words}"))

    @on(DataTable.RowSelected)
    def _selected(self, event: DataTable.RowSelected) -> None:
        self.open(str(event.row_key.value))

    def open(self, document: str) -> None:
        """Open a document for coding, or say why it cannot be."""
        try:
            screen = CodingScreen(self.session, document)
        except QualcodeError as error:
            self._say(str(error))
            return
        self._say("")
        self.app.push_screen(screen)

    def action_open(self) -> None:
        """Open the document under the cursor."""
        if self._lines:
            self.open(self._lines[self.query_one(DataTable).cursor_row].id)

    def action_sort(self) -> None:
        """Sort by the next of document, group, words and share coded."""
        self._order = (self._order + 1) % len(self._orders)
        self._fill()

    def action_undo(self) -> None:
        """Undo the last step of the session, whichever document it was in."""
        try:
            words = self.session.undo()
        except QualcodeError as error:
            words = str(error)
        self.on_screen_resume()
        self._say(words)
