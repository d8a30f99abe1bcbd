"""Windows of the names screen: the summary before names are replaced, choosing another name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.personal_names import plain
from qualcode.model.plural import counted, plural
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.palette import move_highlight
from qualcode.workbench.privacy.name_rows import NameRow
from qualcode.workbench.privacy.name_summary import NameSummary

#: So many names that are still open are listed.
_OPEN = 12


class SummaryWindow(Ahead[str]):
    """What would be replaced, what is kept and what is open; returns "replace", "kept" or ""."""

    BINDINGS = [
        Binding("r", "go('replace')", "Replace"),
        Binding("c", "go('kept')", "Change what is kept"),
        Binding("escape,q", "go('')", "Back"),
    ]

    def __init__(self, summary: NameSummary) -> None:
        super().__init__()
        self._summary = summary

    def compose(self) -> ComposeResult:
        """Lay out the lists, what is kept first."""
        replaced = self._summary.replaced
        with Vertical(classes="dialog tall"):
            yield Static(Text("Before names are replaced", style="bold"))
            with VerticalScroll(id="summary-lists", can_focus=True):
                yield Static(summary_text(self._summary), id="summary-text")
            keys = "r replace them now · " if replaced else "Nothing is to be replaced yet · "
            more = "c change what is kept · " if self._summary.kept else ""
            yield Static(f"{keys}{more}↑↓ read on · Esc back", classes="quiet", id="hint")

    def on_mount(self) -> None:
        """Start where one can read on."""
        self.query_one("#summary-lists").focus()

    def action_go(self, where: str) -> None:
        """Close with an answer."""
        if where != "replace" or self._summary.replaced:
            self.close(where)


def summary_text(summary: NameSummary) -> Text:
    """Return the lists of a summary: kept in plain sight, to replace, open."""
    text = Text()
    people = set(map(id, summary.kept_people))
    if summary.kept:
        text.append(
            f"Kept in plain sight: {counted(len(summary.kept), 'name')}\n", "bold underline"
        )
        if people:
            one = plural(len(people), "is perhaps a person", "are perhaps people")
            text.append(f"{len(people)} of them {one}, marked !\n", "bold red")
        for row in summary.kept:
            risky = id(row) in people
            text.append("  ! " if risky else "    ", "bold red")
            text.append(f"{_names(row)}\n", "bold" if risky else "")
    else:
        text.append("Nothing is kept in plain sight\n", "bold underline")
    places = sum(row.count for row, _ in summary.replaced)
    names = counted(len(summary.replaced), "name")
    where = f"{counted(places, 'place')} of the texts"
    text.append(f"\nTo replace: {names}, in {where}\n", "bold underline")
    for row, by in summary.replaced:
        text.append(f"    {_names(row)}  → ")
        text.append(f"{safe_for_terminal(by)}\n", "bold")
    if summary.open:
        left = counted(len(summary.open), "name")
        text.append(f"\nNot decided, stay as they are: {left}\n", "bold underline")
        for row in summary.open[:_OPEN]:
            text.append(f"    {_names(row)}\n")
        if len(summary.open) > _OPEN:
            text.append(f"    and {len(summary.open) - _OPEN:,} more\n")
    text.append(
        "\nReplaced in transcripts with their labels, titles, notes, memos and summaries; "
        "codings stay on their words."
    )
    return text


def _names(row: NameRow) -> str:
    others = f" ({', '.join(row.others)})" if row.others else ""
    return safe_for_terminal(f"{row.name}{others} {row.count:,}×")


class NameChooser(Ahead[str | None]):
    """Choose another name by some of its letters; returns it, ``None`` with Escape."""

    def __init__(self, title: str, names: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._names = title, names
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Static(Text(safe_for_terminal(self._title), style="bold"))
            yield Input(placeholder="Some letters of the name", id="letters")
            yield Options(id="names")
            yield Static("Enter choose · ↑↓ move · Esc leave as it was", classes="quiet")

    def on_mount(self) -> None:
        """List all names."""
        self._list("")

    def _list(self, typed: str) -> None:
        options = self.query_one("#names", OptionList)
        words = plain(typed).split()
        fit = [one for one in self._names if all(word in plain(one[0]) for word in words)]
        self._shown = [name for name, _ in fit]
        options.clear_options()
        options.add_options([Option(_option(name, by)) for name, by in fit])
        options.highlighted = 0 if fit else None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        at = self.query_one("#names", OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.close(self._shown[at])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.close(self._shown[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing; leave with Escape."""
        if event.key == "escape":
            self.close(None)
        elif not move_highlight(self.query_one("#names", OptionList), event.key):
            return
        event.stop()
        event.prevent_default()


def _option(name: str, by: str) -> Text:
    line = Text(safe_for_terminal(name), no_wrap=True, overflow="ellipsis")
    return line.append(f"  {safe_for_terminal(by)}", "bold") if by else line


class Working(Ahead[None]):
    """Says what is being done; it cannot be left, and closes by itself."""

    def __init__(self, doing: str) -> None:
        super().__init__()
        self._doing = doing

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="dialog small"):
            yield Static(Text(self._doing, style="bold"), id="doing")
            yield Static("It is done whole, or not at all.", classes="quiet")

    def show(self, words: str) -> None:
        """Show how far it is."""
        for doing in self.query("#doing").results(Static):
            doing.update(Text(words, style="bold"))


class Lines(Ahead[None]):
    """Lines to read; Enter or Escape closes."""

    BINDINGS = [("escape,enter,q", "leave", "Close")]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        with Vertical(classes="dialog tall"):
            yield Static(Text(self._title, style="bold"))
            with VerticalScroll(id="lines", can_focus=True):
                yield Static(Text("\n".join(map(safe_for_terminal, self._lines))))
            yield Static("Enter close · ↑↓ read on", classes="quiet")

    def on_mount(self) -> None:
        """Start where one can read on."""
        self.query_one("#lines").focus()

    def action_leave(self) -> None:
        """Close."""
        self.close(None)
