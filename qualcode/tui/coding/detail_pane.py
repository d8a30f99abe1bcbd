"""The pane on what is at the cursor: codings, definition and rules, speaker, memos."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.local_time import local_minute
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.paint import coding_line
from qualcode.workbench.keys.coding import DETAIL_ACTIONS


class DetailPane(Whole, VerticalScroll, can_focus=True, inherit_bindings=False):
    """What is at the cursor: codings, the code's definition and rules, who speaks.

    While it has the focus, keys that move in the text scroll it.
    """

    BINDINGS = key_bindings("detail", DETAIL_ACTIONS)
    #: The actions of the screen that are this pane's own meanwhile.
    OWN = frozenset({"sentence", "page", "edge", "back", "next_overlap"})

    class Left(Message):
        """The reader wants to go back to the text."""

    def __init__(self) -> None:
        super().__init__(id="detail-pane")
        self._shown = Text()

    def compose(self) -> ComposeResult:
        """Hold one text."""
        yield Static(id="detail")

    def show(
        self,
        codings: Sequence[Coding],
        active: Coding | None,
        code: Code | None,
        book: Codebook,
        speaker: Sequence[tuple[str, str]],
        memos: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show the codings at the cursor, the code of the active one, the speaker, and memos."""
        text = Text()
        text.append("At the cursor\n", "bold")
        if not codings:
            text.append("No coding. Enter gives one.\n", "dim")
        for coding in codings:
            found = book.get(coding.code)
            chosen = active is not None and coding.id == active.id
            line = coding_line(coding, found.name if found else coding.code)
            text.append(f"{'▶' if chosen else ' '} {line}\n", "bold" if chosen else "")
            if chosen:
                self._about(text, coding, found)
        if code is not None:
            self._meaning(text, code)
        if speaker:
            text.append("\nSpeaker\n", "bold")
            for name, value in speaker:
                text.append(f"{name}: ", "dim")
                text.append(f"{safe_for_terminal(value)}\n")
        for title, words in memos:
            text.append(f"\n{title}\n", "bold")
            for line in words.strip().splitlines():
                text.append(f"{safe_for_terminal(line)}\n", "italic")
        self.query_one("#detail", Static).update(text)
        if text != self._shown:
            self._shown = text
            self.scroll_home(animate=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        self.scroll_relative(y=by * max(1, self.size.height - 1), animate=False)

    def action_edge(self, by: int) -> None:
        """Scroll to the beginning or the end."""
        if by > 0:
            self.scroll_end(animate=False)
        else:
            self.scroll_home(animate=False)

    def action_leave(self) -> None:
        """Go back to the text."""
        self.post_message(self.Left())

    def _meaning(self, text: Text, code: Code) -> None:
        text.append(f"\n{code.name}\n", "bold")
        text.append(f"{code.definition}\n")
        for title, rules in (("Include", code.include), ("Not", code.exclude)):
            for rule in rules:
                text.append(f"{title}: ", "bold")
                text.append(f"{rule}\n")
        if code.examples:
            text.append(f"{code.examples[0]}\n", "italic")

    def _about(self, text: Text, coding: Coding, code: Code | None) -> None:
        event = coding.event
        judged = VALENCE_NAMES.get(event.valence or "", "no valence")
        text.append(f"    {judged} · {coding.coder}\n    {local_minute(event.at)}\n", "dim")
        if code is not None and event.definition and event.definition != code.digest:
            text.append(
                "    made under an earlier definition: read it again. Y: holds\n", "bold yellow"
            )
        if coding.text_changed:
            text.append(
                "    text changed: by a revision, in here. Y: it still holds\n", "bold yellow"
            )
        if event.assisted:
            text.append("    assisted: suggested, then accepted\n", "dim")
        if event.note:
            text.append(f"    “{safe_for_terminal(event.note)}”\n", "italic")
