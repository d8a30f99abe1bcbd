"""Small windows over the coding screen: writing a note, all keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from qualcode.tui.widgets.key_queue import Ahead
from qualcode.workbench.keys.coding import Action, shown_key

_MOUSE = "Mouse: click a word, twice its sentence, three times its turn; draw over more."


class NoteEditor(Ahead[str | None]):
    """Write a note of one line; returns ``None`` if left with Escape."""

    BINDINGS = [("escape", "leave", "Leave it as it was")]

    def __init__(self, note: str, about: str) -> None:
        super().__init__()
        self._note = note
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog small"):
            yield Static(Text(f"Note on {self._about}", style="bold"))
            yield Input(self._note, placeholder="Notes are kept in git: no names")
            yield Static("Enter keep · Esc leave as it was", classes="quiet")

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        self.close(event.value.strip())

    def action_leave(self) -> None:
        """Change nothing."""
        self.close(None)


class KeysHelp(Ahead[None]):
    """All keys, from the table of actions."""

    BINDINGS = [("escape,question_mark,q,f1", "close", "Close")]

    def __init__(
        self,
        actions: Sequence[Action],
        *,
        marks: Sequence[tuple[str, str]] = (),
        mouse: str = _MOUSE,
    ) -> None:
        super().__init__()
        self._actions = actions
        self._marks = marks
        self._mouse = mouse

    def compose(self) -> ComposeResult:
        """List the actions by section."""
        text = Text()
        section = ""
        for action in self._actions:
            if action.id.startswith("recent(") and action.id != "recent(1)":
                continue
            if action.section != section:
                section = action.section
                text.append(f"\n{section}\n" if len(text) else f"{section}\n", "bold underline")
            keys = "1 … 9" if action.id == "recent(1)" else "  ".join(map(shown_key, action.keys))
            what = action.text.replace("recent code 1", "a recent code")
            text.append(f"  {keys:<22} ", "bold")
            text.append(f"{what}\n")
        if self._marks:
            text.append("\nMarks\n", "bold underline")
        for mark, what in self._marks:
            text.append(f"  {mark:<22} ", "bold")
            text.append(f"{what}\n")
        text.append(f"\n{self._mouse}")
        with VerticalScroll(classes="dialog tall"):
            yield Static(text)

    def action_close(self) -> None:
        """Go back."""
        self.close(None)
