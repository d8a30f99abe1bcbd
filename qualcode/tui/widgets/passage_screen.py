"""The common base of screens that list passages: keys, messages, opening a passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.navigation import navigation
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.dialogs import KeysHelp
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.tui.widgets.said import Said
from qualcode.tui.widgets.undo_guard import UndoGuard
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.coding import Action


class PassageScreen(ReadyScreen[None]):
    """A screen with a line of filters above its passages."""

    #: For screens that add keys to it.
    CSS_PATHS = (STYLES / "passages.tcss",)
    CSS_PATH = list(CSS_PATHS)
    #: The screen's own table of actions, besides that of the list.
    table_name = ""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.session = session
        self._filters: list[tuple[str, str, bool]] = []
        self._undoing = UndoGuard(self, session, lambda: self.action_table)

    def holds_undo(self) -> bool:
        """Return whether the last step was done elsewhere; it is named, and asked for, then."""
        said = self._undoing.hold()
        if said:
            self.say(said)
        return bool(said)

    @property
    def gone(self) -> bool:
        """Whether its widgets are gone, since the screen or the app is being left."""
        return not self.query("#said")

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message in the line below the passages."""
        for said in self.query(Said):  # none after the screen was left
            said.say(words, "bold red" if wrong else "")

    def show_filters(self, filters: Iterable[tuple[str, str, bool]]) -> None:
        """Show each filter's key and value, and whether it narrows."""
        self._filters = list(filters)
        line = Text()
        used = 0
        for key, value, narrows in self._filters:
            words = safe_for_terminal(value)
            wide = cell_len(f"  {key} {words}")
            if used:
                # Broken between two filters, never inside one.
                fits = used + wide <= self.size.width - 2
                line.append("  " if fits else "\n")
                used = used if fits else 0
            used += wide
            line.append(key, "bold")
            line.append(" ")
            line.append(words, "bold underline" if narrows else "")
        for shown in self.query("#filters").results(Static):
            shown.update(line)

    def on_resize(self) -> None:
        """Break the filters again."""
        self.show_filters(self._filters)

    @property
    def action_table(self) -> Sequence[Action]:
        """The actions possible here, for help and palette."""
        keys = self.session.keys
        return [*keys[self.table_name], *keys["passages"]]

    def open_passage(self, document: str, start: int, end: int) -> None:
        """Open a document over this screen, with the passage selected."""
        problem = navigation(self).open_document(document, start, end)
        if problem:
            self.say(problem, wrong=True)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(KeysHelp(self.action_table))

    def action_leave(self) -> None:
        """Go back."""
        navigation(self).leave(self)
