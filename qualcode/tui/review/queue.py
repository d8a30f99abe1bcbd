"""The common base of screens in which passages are answered one by one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.said import Said
from qualcode.tui.widgets.side_by_side import Version
from qualcode.workbench.coding.session import CodingSession

Entry = TypeVar("Entry")
#: From this width on panes stand next to each other.
WIDE = 90
ORPHANED = "It is orphaned: its words are not in the text any more"


class ReviewQueue(PassageScreen, Generic[Entry]):
    """Lists entries to answer, below panes that show the one at the cursor.

    Screens based on it define what to ``read`` and ``take_in``, how an entry is described and
    shown, where its words are, and what happens to the list when it is answered.
    """

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "reviewing.tcss"]
    #: Shown in the list if it is empty, and when a key finds nothing to answer.
    empty = ""
    nothing_left = ""

    class Loaded(Message):
        """The result of reading in the background, or why it failed."""

        def __init__(self, found: Any, problem: str) -> None:
            super().__init__()
            self.found = found
            self.problem = problem

    def __init__(self, session: CodingSession, panes: Sequence[str]) -> None:
        super().__init__(session)
        self._panes = tuple(panes)
        self.entries: list[Entry] = []
        self.places = {code.id: n for n, code in enumerate(session.codebook)}

    def compose(self) -> ComposeResult:
        """Lay out the panes, and the list below them."""
        yield Static(id="title")
        with Container(id="both"):
            for name in self._panes:
                yield Version(name)
        yield PassageList(self.describe)
        yield Said()
        yield KeyLine()

    @property
    def list(self) -> PassageList:
        """The list of passages."""
        return self.query_one(PassageList)

    def on_mount(self) -> None:
        """Start in the list."""
        self.list.focus()

    def on_resize(self) -> None:
        """Put the panes next to each other if there is room."""
        for both in self.query("#both"):
            both.set_class(self.size.width >= WIDE, "wide")

    # ---- reading --------------------------------------------------------------------------

    def load(self) -> None:
        """Read everything again, in the background."""
        self.run_worker(self._load, thread=True, exclusive=True, group="load")

    def _load(self) -> None:
        try:
            found, problem = self.read(), ""
        except QualcodeError as error:
            found, problem = None, str(error)
        self.post_message(self.Loaded(found, problem))

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if self.gone:
            return
        if event.problem:
            self.show_unread()
            self.say(event.problem, wrong=True)
        else:
            self.take_in(event.found)

    @abstractmethod
    def read(self) -> Any:
        """Return the entries, read in the background; raises QualcodeError."""

    @abstractmethod
    def take_in(self, found: Any) -> None:
        """Show what was read."""

    def show_unread(self) -> None:
        """Show that nothing could be read; the reason is shown afterwards."""

    # ---- showing --------------------------------------------------------------------------

    @property
    def here(self) -> Entry | None:
        """The entry at the cursor; None if the list is empty or gone."""
        at = -1 if self.gone else self.list.cursor
        return self.entries[at] if 0 <= at < len(self.entries) else None

    def show(self, at: int) -> None:
        """Show the present list, with the cursor on an entry."""
        self.list.show(len(self.entries), cursor=at, empty=self.empty)
        self.show_entry()

    def show_title(self, name: str, words: str) -> None:
        """Show the name of the screen, and words beside it."""
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {name} ", "bold reverse")
        line.append(f"  {words}")
        self.query_one("#title", Static).update(line)

    @abstractmethod
    def describe(self, at: int) -> Item:
        """Return how the list shows an entry."""

    def show_entry(self) -> None:
        """Show in the panes what belongs to the entry at the cursor."""

    @on(PassageList.Moved)
    def _moved(self) -> None:
        if not self.gone:
            self.show_entry()

    # ---- answering ------------------------------------------------------------------------

    def answer(self, work: Callable[[Entry], str], here: Entry | None = None) -> None:
        """Answer an entry, by default the one at the cursor; report what was done."""
        here = here or self.here
        if here is None or self.gone:
            self.say(self.nothing_left)
            return
        try:
            said = work(here)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self.answered(here)
        self.say(self.session.problem or said, wrong=bool(self.session.problem))

    def answered(self, here: Entry) -> None:
        """Show the list without an entry that was answered."""

    def ask_code(self, title: str, words: str, then: Callable[[Code], None]) -> None:
        """Ask for another code for some words; ``then`` is called with it."""

        def keep(ids: Sequence[str] | None) -> None:
            code = self.session.codebook.get(ids[0]) if ids else None
            if code is not None:
                then(code)

        shown = safe_for_terminal(" ".join(words.split()))
        book = self.session.codebook
        self.app.push_screen(CodePicker(book, self.session.recent, shown, title), keep)

    # ---- opening --------------------------------------------------------------------------

    @abstractmethod
    def place(self, entry: Entry) -> tuple[str, int, int] | None:
        """Return the document and the span of an entry's words; None if it is orphaned."""

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        place = self.place(self.entries[event.at])
        if place is None:
            self.say(ORPHANED)
        else:
            self.open_passage(*place)
