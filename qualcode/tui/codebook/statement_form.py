"""The form for one statement of a report: its name and definition as a code."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Label, Static, TextArea

from qualcode.errors import QualcodeError
from qualcode.tui.widgets.editors import Window
from qualcode.workbench.codebook.report_ticks import Choice


class StatementForm(Window):
    """Edits a name and a definition; closes when they are kept, or with Escape."""

    BINDINGS = [
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("ctrl+o", "printed", "As printed", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(
        self, where: str, choice: Choice, printed: Choice, save: Callable[[str, str], str]
    ) -> None:
        super().__init__()
        self._where, self._choice, self._printed, self._save = where, choice, printed, save
        # What leaving was asked about; for other words it asks again.
        self._asked = (choice.name, choice.definition)

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="dialog", id="statement-form"):
            yield Static(Text(self._where, style="bold", no_wrap=True, overflow="ellipsis"))
            yield Label("Name")
            yield Input(self._choice.name, id="statement-name", compact=True, select_on_focus=False)
            yield Label("Definition")
            yield TextArea(
                self._choice.definition,
                id="statement-definition",
                soft_wrap=True,
                tab_behavior="focus",
            )
            yield Static(
                "Tab other field · Ctrl+S keep, ticked · Ctrl+O as printed · Esc leave",
                classes="quiet",
                id="hint",
            )

    def on_mount(self) -> None:
        """Start in the name."""
        self.query_one(Input).focus()

    @property
    def _written(self) -> tuple[str, str]:
        return self.query_one(Input).value, self.query_one(TextArea).text

    @on(Input.Submitted)
    def _to_definition(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_printed(self) -> None:
        """Put the words back as they are printed."""
        self.query_one(Input).value = self._printed.name
        self.query_one(TextArea).text = self._printed.definition

    def action_keep(self) -> None:
        """Keep the words, and close."""
        try:
            said = self._save(*self._written)
        except QualcodeError as error:
            self.query_one("#hint", Static).update(Text(str(error), "bold red"))
            return
        self.close(said)

    def action_leave(self) -> None:
        """Close; drop what was written only when asked twice."""
        if self._written == self._asked:
            self.close(None)
            return
        self._asked = self._written
        words = "Not kept yet: Ctrl+S keeps it, Esc again drops it"
        self.query_one("#hint", Static).update(Text(words, "bold red"))
