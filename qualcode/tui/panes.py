"""The panes beside a transcript: the codebook at the left, what is at the cursor at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from qualcode.model.codebook import Code, Codebook
from qualcode.model.coding import Coding
from qualcode.model.text import safe_for_terminal
from qualcode.model.valence import VALENCE_NAMES
from qualcode.tui.paint import coding_line, sign

#: Cells for a line of the codebook, in a pane of 38 with its edges and scroll bar.
_WIDTH = 35


class CodePane(VerticalScroll, can_focus=False):
    """The codebook as a tree: sign, colour, name, codings here and in the study."""

    def __init__(self, book: Codebook) -> None:
        super().__init__(id="codes-pane")
        self._book = book
        self._laid_out = False

    def compose(self) -> ComposeResult:
        """Hold one text."""
        yield Static(id="code-tree")

    def show(
        self, here: Mapping[str, int], study: Mapping[str, int], recent: Sequence[str]
    ) -> None:
        """Show counts here and in the study, and which digit gives a recent code."""
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f"{'Codebook':<{_WIDTH - 11}}", "bold")
        text.append("here study\n", "dim")
        for n, code in enumerate(self._book):
            indent = "  " * self._book.depth(code.id)
            digit = str(recent.index(code.id) + 1) if code.id in recent else " "
            style = "" if code.can_be_used else "dim italic"
            text.append(f"{digit} ", "bold")
            text.append(f"{indent}{sign(n)}", style)
            text.append("■", Style(color=code.colour or None))
            counted = f"{here.get(code.id, 0) or '·':>4}{study.get(code.id, 0) or '·':>5}"
            room = max(8, _WIDTH - len(indent) - len(counted) - 5)
            name = code.name if len(code.name) <= room else code.name[: room - 1] + "…"
            text.append(f" {name:<{room}}", style)
            text.append(f"{counted}\n", "dim" if not here.get(code.id) else "bold")
        # Its number of lines never changes, so that no layout is needed after the first.
        self.query_one("#code-tree", Static).update(text, layout=not self._laid_out)
        self._laid_out = True


class DetailPane(VerticalScroll, can_focus=False):
    """What is at the cursor: codings, the code's definition and rules, who speaks."""

    def __init__(self) -> None:
        super().__init__(id="detail-pane")

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
    ) -> None:
        """Show the codings at the cursor, the code of the active one, and the speaker."""
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
                self._about(text, coding)
        if code is not None:
            text.append(f"\n{code.name}\n", "bold")
            text.append(f"{code.definition}\n")
            for title, rules in (("Include", code.include), ("Not", code.exclude)):
                for rule in rules:
                    text.append(f"{title}: ", "bold")
                    text.append(f"{rule}\n")
            if code.examples:
                text.append(f"{code.examples[0]}\n", "italic")
        if speaker:
            text.append("\nSpeaker\n", "bold")
            for name, value in speaker:
                text.append(f"{name}: ", "dim")
                text.append(f"{safe_for_terminal(value)}\n")
        self.query_one("#detail", Static).update(text)

    def _about(self, text: Text, coding: Coding) -> None:
        event = coding.event
        judged = VALENCE_NAMES.get(event.valence or "", "no valence")
        text.append(f"    {judged} · {coding.coder} · {event.at[:16].replace('T', ' ')}\n", "dim")
        if event.note:
            text.append(f"    “{safe_for_terminal(event.note)}”\n", "italic")
