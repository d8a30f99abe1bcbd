"""Windows for writing: a memo, a line, the name of a draft code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.tui.widgets.key_queue import Ahead

#: Saves the text and returns a message; raises QualcodeError if it could not be saved.
Save = Callable[[str], str]


class Window(Ahead[str | None]):
    """A window to write in; returns a message to show, if any."""

    def action_leave(self) -> None:
        """Close and change nothing."""
        self.close(None)


class LineEditor(Window):
    """Write one line; closes only when it is saved. Returns ``None`` if left with Escape."""

    BINDINGS = [("escape", "leave", "Leave it as it was")]

    def __init__(
        self,
        title: str,
        line: str,
        hint: str,
        save: Save,
        *,
        select: bool = True,
        keys: str = "Enter keep · Esc leave as it was",
    ) -> None:
        super().__init__()
        self._title, self._line, self._hint, self._save = title, line, hint, save
        self._keys = keys
        # Whether typing replaces the present text, or continues it.
        self._select = select

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog small"):
            yield Static(Text(self._title, style="bold"))
            yield Input(self._line, placeholder=self._hint, select_on_focus=self._select)
            yield Static(self._keys, classes="quiet", id="hint")

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        if not self.is_current:
            return
        try:
            said = self._save(event.value.strip())
        except QualcodeError as error:
            self.query_one("#hint", Static).update(Text(str(error), "bold red"))
            return
        self.close(said)


class MemoEditor(Window):
    """Write a memo; closes only when it is saved, or when a second Escape drops it."""

    BINDINGS = [
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(
        self, title: str, text: str, others: Sequence[tuple[str, str]], save: Save
    ) -> None:
        super().__init__()
        self._title, self._written, self._others, self._save = title, text, others, save
        # The text about which leaving was asked; for another text it asks again.
        self._asked = text.strip()

    def compose(self) -> ComposeResult:
        """Lay out the window, with other coders' memos above."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            if self._others:
                shown = Text()
                for coder, text in self._others:
                    shown.append(f"{coder}: ", "bold")
                    shown.append(f"{text.strip()}\n")
                yield Static(shown, classes="others")
            yield TextArea(self._written, soft_wrap=True, show_line_numbers=False)
            yield Static(
                "Ctrl+S keep · Esc leave · Kept in git: no names of people or places",
                id="hint",
                classes="quiet",
            )

    def on_mount(self) -> None:
        """Start at the end."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def _hint(self, words: str) -> None:
        self.query_one("#hint", Static).update(Text(words, "bold red"))

    def action_keep(self) -> None:
        """Save and close."""
        try:
            said = self._save(self.query_one(TextArea).text)
        except QualcodeError as error:
            self._hint(f"Not saved: {error}")
            return
        self.close(said)

    def action_leave(self) -> None:
        """Close; drop the text only when asked twice."""
        text = self.query_one(TextArea).text.strip()
        if text in (self._asked, self._written.strip()):
            self.close(None)
            return
        self._asked = text
        self._hint("Not kept yet: Ctrl+S keeps it, Esc again drops it")


class DraftCode(Window):
    """Name a new draft code and choose its parent; closes only when it is saved."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(
        self,
        title: str,
        name: str,
        parents: Sequence[Code],
        parent: str,
        save: Callable[[str, str], str],
        *,
        is_offer: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._name, self._save = title, name, save
        # What is typed takes the place of a name that is only an offer.
        self._is_offer = is_offer
        self._parents = [("", "the top level"), *((c.id, c.name) for c in parents)]
        ids = [code_id for code_id, _ in self._parents]
        self._at = ids.index(parent) if parent in ids else 0

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog small"):
            yield Static(Text(self._title, style="bold"))
            yield Input(self._name, placeholder="Name of the code", select_on_focus=self._is_offer)
            yield Static(id="parent")
            yield Static("The name is kept in git: nothing that tells who spoke.", classes="quiet")
            yield Static(
                "Enter make it · Tab another place · Esc leave", classes="quiet", id="hint"
            )

    def on_mount(self) -> None:
        """Show where it will be placed."""
        self._show_parent()

    def _show_parent(self) -> None:
        self.query_one("#parent", Static).update(Text(f"In: {self._parents[self._at][1]}"))

    def on_key(self, event: events.Key) -> None:
        """Choose the place with Tab."""
        if event.key in ("tab", "shift+tab"):
            by = 1 if event.key == "tab" else -1
            self._at = (self._at + by) % len(self._parents)
            self._show_parent()
            event.stop()
            event.prevent_default()

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        if not self.is_current:
            return
        try:
            said = self._save(event.value.strip(), self._parents[self._at][0])
        except QualcodeError as error:
            self.query_one("#hint", Static).update(Text(str(error), "bold red"))
            return
        self.close(said)
