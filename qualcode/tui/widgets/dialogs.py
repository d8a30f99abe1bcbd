"""Small windows over the coding screen: choosing codes, writing a note, all keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.codebook.code import Code, Codebook
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.paint import code_colour, sign
from qualcode.tui.widgets.palette import move_highlight
from qualcode.workbench.codebook.code_finder import pick
from qualcode.workbench.keys.coding import Action, shown_key

_MOUSE = "Mouse: click a word, twice its sentence, three times its turn; draw over more."


class CodePicker(Ahead[list[str]]):
    """Choose one code, or several; returns their ids, none if left with Escape."""

    def __init__(self, book: Codebook, recent: Sequence[str], passage: str, title: str) -> None:
        super().__init__()
        self._book = book
        self._recent = recent
        self._passage = passage
        self._title = title
        self._marked: list[str] = []
        self._shown: list[Code] = []
        self._places = {code.id: n for n, code in enumerate(book)}

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield Static(Text(self._passage, overflow="ellipsis", no_wrap=True), classes="quiet")
            yield Input(placeholder="Some letters of a code", id="letters")
            yield Options(id="codes")
            yield Static("Enter give · Tab mark several · ↑↓ choose · Esc leave", classes="quiet")

    def on_mount(self) -> None:
        """List every code."""
        self._list("")

    def _list(self, typed: str) -> None:
        options = self.query_one("#codes", OptionList)
        options.clear_options()
        self._shown = pick(self._book, typed, self._recent)
        options.add_options([Option(self._line(code), id=code.id) for code in self._shown])
        options.highlighted = 0 if self._shown else None

    def _line(self, code: Code) -> Text:
        mark = "✓ " if code.id in self._marked else "  "
        line = Text(mark + sign(self._places[code.id]) + " ")
        line.append("■ ", code_colour(self, code.colour, self._places[code.id]))
        parent = self._book.parent(code.id)
        above = self._book.get(parent) if parent else None
        line.append(code.name)
        if above:
            line.append(f"  {above.name}", "dim")
        if code.id in self._recent:
            line.append(f"  {self._recent.index(code.id) + 1}", "bold")
        return line

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Input.Submitted)
    def _given(self) -> None:
        code = self._highlighted()
        chosen = self._marked or ([code.id] if code else [])
        if chosen:
            self.close(chosen)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        # By id: the list may have been narrowed since the click.
        self.close(self._marked or [event.option_id or ""])

    def _highlighted(self) -> Code | None:
        at = self.query_one("#codes", OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing; mark with Tab; leave with Escape."""
        options = self.query_one("#codes", OptionList)
        if event.key == "escape":
            self.close([])
        elif move_highlight(options, event.key):
            pass
        elif event.key == "tab":
            code = self._highlighted()
            if code is not None:
                (self._marked.remove if code.id in self._marked else self._marked.append)(code.id)
                at = options.highlighted
                self._list(self.query_one(Input).value)
                options.highlighted = at
        else:
            return
        event.stop()
        event.prevent_default()


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
