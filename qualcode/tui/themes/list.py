"""The list of suggested themes, similar ones together under their family's label."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.options import Options
from qualcode.workbench.keys.find import LIST_ACTIONS
from qualcode.workbench.themes.description import NEW
from qualcode.workbench.themes.stored import StoredTheme

#: Cells at the end of a line: people, coded share.
_COUNTS = 14
#: How many characters of a label are used.
_LONG = 300
#: A heading is cut to this, since there may be no room for it yet.
_LEAST = 12


class _Lines(Options, inherit_bindings=False):
    """The lines; their keys are those of the list of passages next to it."""

    BINDINGS = key_bindings("passages", [a for a in LIST_ACTIONS if a.id != "tick"])

    def action_step(self, by: int) -> None:
        """Move by one theme."""
        if by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def action_page(self, by: int) -> None:
        """Move by as many themes as are visible."""
        if by > 0:
            self.action_page_down()  # type: ignore[no-untyped-call]
        else:
            self.action_page_up()  # type: ignore[no-untyped-call]

    def action_edge(self, by: int) -> None:
        """Go to the first or the last."""
        if by > 0:
            self.action_last()
        else:
            self.action_first()

    def action_open(self) -> None:
        """Choose the theme."""
        self.action_select()


class ThemeList(Whole, Vertical):
    """Themes with the number of people who speak of each, and how much of it is coded."""

    class Moved(Message):
        """The cursor is on another theme."""

    class Opened(Message):
        """The passages of the theme at the cursor should be shown."""

    def __init__(self) -> None:
        super().__init__(id="theme-list")
        self._themes: Sequence[tuple[str, StoredTheme]] = ()
        self._new: frozenset[int] = frozenset()
        # The number of the theme on each line; none for a family's label.
        self._numbers: list[int | None] = []
        self._width = 0

    def compose(self) -> ComposeResult:
        """A heading and the lines."""
        yield Static(id="theme-heading")
        yield _Lines()

    @property
    def options(self) -> _Lines:
        """The lines."""
        return self.query_one(_Lines)

    @property
    def count(self) -> int:
        """How many themes are shown."""
        return len(self._themes)

    @property
    def chosen(self) -> int | None:
        """The number of the theme at the cursor, as given to ``show``."""
        at = self.options.highlighted
        return self._numbers[at] if at is not None and at < len(self._numbers) else None

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out again in another width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self._lay_out(self.chosen or 0)
        else:
            self.options.scroll_to_highlight()

    def show(
        self, themes: Sequence[tuple[str, StoredTheme]], new: frozenset[int], *, at: int = 0
    ) -> None:
        """Show themes, each after its family's label, with the cursor on number ``at``.

        ``new`` holds the numbers of themes that are not in the codebook.
        """
        self._themes, self._new = themes, new
        self._lay_out(at)

    def _lay_out(self, at: int) -> None:
        width = max(_COUNTS + _LEAST, self.options.scrollable_content_region.width)
        heading = Text(f" {f'{NEW} not in your codebook':<{width - _COUNTS - 1}}people coded ")
        heading.stylize("bold", width - _COUNTS)
        self.query_one("#theme-heading", Static).update(heading if self._themes else "")
        self._numbers, options = [], []
        labels = [label for label, _ in self._themes]
        for number, (label, theme) in enumerate(self._themes):
            if any(labels) and (number == 0 or label != labels[number - 1]):
                self._numbers.append(None)
                options.append(Option(_family(label, width), disabled=True))
            self._numbers.append(number)
            options.append(Option(self._line(number, theme, width)))
        lines = self.options
        top = lines.scroll_offset.y
        with self.prevent(OptionList.OptionHighlighted):
            lines.clear_options()
            lines.add_options(options)
            if at in self._numbers:
                lines.highlighted = self._numbers.index(at)
                lines.scroll_to(y=top, animate=False, immediate=True)
                lines.scroll_to_highlight()

    def _line(self, number: int, theme: StoredTheme, width: int) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {NEW if number in self._new else ' '} ", "bold")
        label = Text(safe_for_terminal((theme.label or theme.id)[:_LONG]))
        label.truncate(width - _COUNTS - 3, overflow="ellipsis", pad=True)
        line.append_text(label)
        line.append(f"{theme.people:>7,}", "bold")
        line.append(f"{theme.coded:>6.0%} " if theme.coded is not None else f"{'·':>6} ")
        return line

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Moved())

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Opened())


def _family(label: str, width: int) -> Text:
    text = Text(" ", no_wrap=True).append(
        safe_for_terminal(label[:_LONG]) or "Other themes", "bold underline"
    )
    text.truncate(width, overflow="ellipsis")
    return text
