"""The window to choose codes in: by some letters, several at once, or a new one by its name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.codebook.code import Code, Codebook
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.paint import code_colour, sign
from qualcode.tui.widgets.palette import move_highlight
from qualcode.workbench.codebook.code_finder import pick

#: The line for a new code, which has no code's id.
_NEW = "+"


_KEYS = "Enter give · Tab mark several · ↑↓ choose · Esc leave"
#: Recent codes have a digit, which is a letter like any other in this window.
_DIGITS = "A digit before a code gives it from the text, without this window"


class CodePicker(Ahead[list[str]]):
    """Choose one code, or several; returns their ids, none if left with Escape.

    With ``new_codes`` a new code is offered by the name that was typed; if it is chosen, ``new`` is
    that name, and the ids returned are those of codes marked besides.
    """

    def __init__(
        self,
        book: Codebook,
        recent: Sequence[str],
        passage: str,
        title: str,
        *,
        new_codes: bool = False,
    ) -> None:
        super().__init__()
        self.new = ""
        self._book = book
        self._recent = recent
        self._passage = passage
        self._title = title
        self._new_codes = new_codes
        self._marked: list[str] = []
        self._shown: list[Code] = []
        self._places = {code.id: n for n, code in enumerate(book)}

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield Static(Text(self._passage, no_wrap=True), id="passage", classes="quiet")
            yield Input(placeholder="Some letters of a code", id="letters")
            yield Static(id="marked")
            yield Options(id="codes")
            yield Static(id="meaning", classes="quiet")
            digits = self._new_codes and bool(self._recent)
            yield Static(f"{_KEYS}\n{_DIGITS}" if digits else _KEYS, classes="quiet")

    def on_mount(self) -> None:
        """List every code."""
        self._list("")

    def _list(self, typed: str) -> None:
        options = self.query_one("#codes", OptionList)
        options.clear_options()
        self._shown = pick(self._book, typed, self._recent)
        options.add_options([Option(self._line(code), id=code.id) for code in self._shown])
        name = typed.strip()
        same = any(code.name.casefold() == name.casefold() for code in self._shown)
        if self._new_codes and name and not same:
            options.add_option(Option(Text(f"    +  New code “{name}”", "bold"), id=_NEW))
        options.highlighted = 0 if options.option_count else None
        if not options.option_count:
            self._say("No code has these letters")

    def _say(self, words: str) -> None:
        self.query_one("#meaning", Static).update(Text(words))

    def _line(self, code: Code) -> Text:
        place = self._places[code.id]
        digit = str(self._recent.index(code.id) + 1) if code.id in self._recent else " "
        line = Text("✓ " if code.id in self._marked else "  ", no_wrap=True, overflow="ellipsis")
        line.append(f"{digit} ", "bold")
        line.append(f"{sign(place)}■ ", code_colour(self, code.colour, place))
        parent = self._book.parent(code.id)
        above = self._book.get(parent) if parent else None
        line.append(code.name)
        if above:
            line.append(f"  {above.name}", "dim")
        return line

    def _show_marked(self) -> None:
        names = [code.name for one in self._marked if (code := self._book.get(one))]
        marked = Text("   ".join(f"✓ {name}" for name in names), "bold")
        self.query_one("#marked", Static).update(marked)
        self.query_one("#marked").display = bool(names)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(OptionList.OptionHighlighted)
    def _explained(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the code at the cursor means."""
        code = self._book.get(event.option_id or "")
        if code is not None:
            self._say(" ".join((code.brief or code.definition).split()))
        elif event.option_id == _NEW:
            self._say("A draft code, to be defined when you know what it is")

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        at = self.query_one("#codes", OptionList).highlighted
        chosen = self._id_at(at)
        # Codes that were marked go alone, unless letters say that one more is meant.
        if chosen and (event.value.strip() or not self._marked):
            self._choose(chosen)
        elif self._marked:
            self.close(self._marked)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        # By id: the list may have been narrowed since the click.
        self._choose(event.option_id or "")

    def _choose(self, chosen: str) -> None:
        if chosen == _NEW:
            self.new = self.query_one("#letters", Input).value.strip()
            self.close(self._marked)
        else:
            self.close([*self._marked, *([chosen] if chosen not in self._marked else [])])

    def _id_at(self, at: int | None) -> str:
        options = self.query_one("#codes", OptionList)
        if at is None or at >= options.option_count:
            return ""
        return options.get_option_at_index(at).id or ""

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing; mark with Tab; leave with Escape."""
        options = self.query_one("#codes", OptionList)
        if event.key == "escape":
            self.close([])
        elif move_highlight(options, event.key):
            pass
        elif event.key == "tab":
            self._mark(self._id_at(options.highlighted))
        else:
            return
        event.stop()
        event.prevent_default()

    def _mark(self, code_id: str) -> None:
        """Mark a code or take the mark off; the letters are done with then."""
        if code_id in ("", _NEW):
            return
        (self._marked.remove if code_id in self._marked else self._marked.append)(code_id)
        self._show_marked()
        letters = self.query_one("#letters", Input)
        if letters.value:
            letters.value = ""
        else:
            options = self.query_one("#codes", OptionList)
            at = options.highlighted
            self._list("")
            options.highlighted = at
