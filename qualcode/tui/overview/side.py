"""The panes beside the overview's table: the codebook with counts, and what needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.problem import Problem
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.paint import code_colour
from qualcode.workbench.overview.attention import Matter, topics
from qualcode.workbench.overview.rows import CodeCount

_SIGNS = {"error": "✖", "warning": "▲", "note": "·"}
_STYLES = {"error": "$text-error", "warning": "$text-warning", "note": "$foreground 65%"}
_QUIET = "$foreground 65%"
#: Files of the whole study: what is wrong comes before which of them says so.
_WHOLE_STUDY = frozenset({"codebook.yaml", "study.toml", "cases.csv"})
_COUNTS = 14


class CodeList(Whole, Vertical):
    """The codes with their numbers of codings and documents; Enter lists a code's codings."""

    def __init__(self, no_codes: str = "No codes yet") -> None:
        super().__init__(id="codebook")
        self._no_codes = no_codes
        self._book = Codebook()
        self._counts: Mapping[str, CodeCount] = {}
        self._width = 0

    def compose(self) -> ComposeResult:
        """A heading and the list."""
        yield Static(id="codebook-heading")
        yield Static(Text(self._no_codes), id="no-codes")
        yield Options(id="code-list")

    @property
    def options(self) -> OptionList:
        """The list itself."""
        return self.query_one("#code-list", OptionList)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out again in another width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.show(self._book, self._counts)

    def show(self, book: Codebook, counts: Mapping[str, CodeCount]) -> None:
        """Show the codes of a codebook, with counts by their present ids."""
        self._book, self._counts = book, counts
        self.set_class(not len(book), "no-codes")
        width = self.options.scrollable_content_region.width - 2
        if width < _COUNTS + 12:
            return
        heading = Text(f" {'Codebook':<{width - _COUNTS}} codings  docs", "bold")
        self.query_one("#codebook-heading", Static).update(heading)
        options = self.options
        at, top = options.highlighted, options.scroll_offset.y
        options.clear_options()
        options.add_options(
            [Option(self._line(n, code, width), id=code.id) for n, code in enumerate(book)]
        )
        if at is not None and at < len(book):
            options.highlighted = at
            options.scroll_to(y=top, animate=False, immediate=True)

    def _line(self, index: int, code: Code, width: int) -> Text:
        count = self._counts.get(code.id)
        line = Text(no_wrap=True, overflow="ellipsis")
        style = "" if code.can_be_used else "dim italic"
        line.append(" " + "  " * self._book.depth(code.id))
        line.append("■ ", code_colour(self.app, code.colour, index))
        room = width + 1 - _COUNTS - line.cell_len
        name = Text(safe_for_terminal(code.name), style)
        name.truncate(room, overflow="ellipsis", pad=True)
        line.append_text(name)
        if count is None:
            line.append(f"{'·':>{_COUNTS - 6}}{'·':>6}", "dim")
        else:
            line.append(f"{count.codings:>{_COUNTS - 6},}", "bold")
            line.append(f"{count.documents:>6,}")
        return line


class AttentionPane(Whole, VerticalScroll, can_focus=True):
    """What needs attention, the worst first, each with its mend."""

    def __init__(self) -> None:
        super().__init__(id="attention")

    def compose(self) -> ComposeResult:
        """Hold one text."""
        yield Static("Looking …", id="problems")

    def show(self, problems: Sequence[Problem], *, checked: bool, why: str = "") -> None:
        """Show the problems of a study, or that they are looked for, or why they cannot be."""
        found = topics(problems)
        text = Content.styled("What needs attention", "bold")
        if why:
            text += Content.assemble("\n\n", f"Not looked: {safe_for_terminal(why)}")
        text += Content.styled("\n" if checked or why else " · looking …\n", _QUIET)
        if not found and checked:
            text += Content.styled("\nNothing: the study is in order.", _QUIET)
        for topic in found:
            style = _STYLES[topic.level]
            counted = f" {topic.count}" if topic.count > 1 else ""
            text += Content.assemble(
                ("\n" + _SIGNS[topic.level] + " ", f"bold {style}"),
                (topic.title, f"bold {style}"),
                (counted, _QUIET),
                "\n",
            )
            for matter in topic.matters:
                text += self._matter(matter)
        self.query_one("#problems", Static).update(text)

    def _matter(self, matter: Matter) -> Content:
        text = Content("")
        for where, message in matter.places:
            place, words = safe_for_terminal(where), safe_for_terminal(message)
            if where.split(":")[0] in _WHOLE_STUDY:
                text += Content.assemble(f"{words} ", (f"({place})", _QUIET), "\n")
            else:
                text += Content.assemble((place, "bold"), ": ", f"{words}\n")
        if matter.more:
            text += Content.styled(f"and {matter.more:,} more: qualcode check\n", _QUIET)
        return text + Content.styled(f"→ {safe_for_terminal(matter.mend)}\n", _QUIET)
