"""The effects of control words in a rich-text file: bold, fonts, styles, tables, tracking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from qualcode.transcripts.rtf.code_pages import Letters, code_page
from qualcode.transcripts.rtf.stories import Story

_HEADING = ("heading", "toc ")
_TITLES = ("title", "subtitle")


class State:
    """The state that a group passes on to the groups in it."""

    __slots__ = ("bold", "deleted", "font", "hidden", "level", "mode", "outlined", "skip",
                 "story", "style")  # fmt: skip

    def __init__(self, story: Story) -> None:
        self.story = story
        self.mode = "text"
        self.font = self.style = self.level = 0
        self.bold = self.hidden = self.deleted = False
        #: The level of a heading, 0 for one whose level is not said; ``None`` for other text.
        self.outlined: int | None = None
        self.skip = 1

    def copy(self) -> State:
        """Return the state for the start of an inner group."""
        new = State.__new__(State)
        new.story, new.mode, new.font = self.story, self.mode, self.font
        new.style, new.level, new.bold = self.style, self.level, self.bold
        new.hidden, new.deleted, new.skip = self.hidden, self.deleted, self.skip
        new.outlined = self.outlined
        return new


class Rules:
    """The settings of the whole file: its letters, its styles, and counts of content."""

    def __init__(self) -> None:
        self.letters = Letters()
        self.counts: Counter[str] = Counter()
        self.default_font = 0
        self._headings: dict[int, int] = {}
        self._names: dict[int, str] = {}

    def name_style(self, style: int, name: str) -> None:
        """Record a piece of a style's name."""
        before = self._names.get(style, "")
        if len(before) < 100:
            self._names[style] = before + name

    def outline_style(self, style: int, level: int) -> None:
        """Record that a style is for headings of a level, 0 if it is not known."""
        self._headings[style] = level

    def heading(self, state: State) -> int | None:
        """Return the level of a paragraph that is a heading, 0 if not known; else ``None``."""
        for style, name in self._names.items():
            title = name.strip("; ").lower()
            if title.startswith(_HEADING) or title in _TITLES:
                number = title.split()[-1]
                level = int(number) if number.isdecimal() and len(number) == 1 else 0
                self._headings.setdefault(style, level)
        self._names.clear()
        return self._headings.get(state.style) if state.outlined is None else state.outlined


# ---- functions called with the file's rules, the state and the number, by default 1 ----------


def _plain(rules: Rules, state: State, _number: int) -> None:
    state.bold = state.hidden = state.deleted = False
    state.font = rules.default_font


def _pard(_rules: Rules, state: State, _number: int) -> None:
    state.level = state.style = 0
    state.outlined = None


def _outline(rules: Rules, state: State, number: int) -> None:
    # Level 9 is body text.
    if state.mode == "stylesheet":
        if number < 9:
            rules.outline_style(state.style, max(number, 0) + 1)
    else:
        state.outlined = max(number, 0) + 1 if number < 9 else None


def _bold(_rules: Rules, state: State, number: int) -> None:
    state.bold = number != 0


def _hide(_rules: Rules, state: State, number: int) -> None:
    state.hidden = number != 0


def _delete(rules: Rules, state: State, number: int) -> None:
    state.deleted = number != 0
    rules.counts["deleted"] += state.deleted


def _insert(rules: Rules, _state: State, number: int) -> None:
    rules.counts["inserted"] += number != 0


def _font(_rules: Rules, state: State, number: int) -> None:
    state.font = number


def _charset(rules: Rules, state: State, number: int) -> None:
    if state.mode == "fonttbl":
        rules.letters.font_charset(state.font, number)


def _font_page(rules: Rules, state: State, number: int) -> None:
    if state.mode == "fonttbl":
        rules.letters.font_page(state.font, number)


def _default_font(rules: Rules, state: State, number: int) -> None:
    rules.default_font = state.font = number


def _page(rules: Rules, _state: State, number: int) -> None:
    rules.letters.page = code_page(number) or rules.letters.page


def _skip(_rules: Rules, state: State, number: int) -> None:
    state.skip = min(max(number, 0), 99)


def _style(_rules: Rules, state: State, number: int) -> None:
    state.style = number


def _in_table(_rules: Rules, state: State, number: int) -> None:
    state.level = max(state.level, 1) if number else 0


def _level(_rules: Rules, state: State, number: int) -> None:
    state.level = number


CONTROLS: dict[bytes, Callable[[Rules, State, int], None]] = {
    b"ansicpg": _page,
    b"b": _bold,
    b"cpg": _font_page,
    b"deff": _default_font,
    b"deleted": _delete,
    b"f": _font,
    b"fcharset": _charset,
    b"intbl": _in_table,
    b"itap": _level,
    b"mvf": _delete,
    b"mvt": _insert,
    b"outlinelevel": _outline,
    b"pard": _pard,
    b"plain": _plain,
    b"revised": _insert,
    b"s": _style,
    b"uc": _skip,
    b"v": _hide,
}
