"""The codings of one code with their counts: one side of a comparison, or all."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.passage_items import passage_item
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.retrieval import Retrieved


class SidePane(Whole, Vertical):
    """Shows the codings that were retrieved."""

    def __init__(self, session: CodingSession, name: str) -> None:
        super().__init__(id=name)
        self._session = session
        self._places = {code.id: n for n, code in enumerate(session.codebook)}
        self.retrieved: Retrieved | None = None

    def compose(self) -> ComposeResult:
        """Lay out the heading and the passages."""
        yield Static(classes="side-heading")
        yield PassageList(self._describe)

    @property
    def list(self) -> PassageList:
        """The list of passages."""
        return self.query_one(PassageList)

    @property
    def chosen(self) -> str:
        """The id of the coding at the cursor, empty if there is none."""
        found = self.retrieved.passages if self.retrieved else ()
        return found[self.list.cursor].coding.id if found else ""

    def show(self, retrieved: Retrieved, *, alone: bool) -> None:
        """Show passages, keeping the cursor on its coding; ``alone`` if there is no second side."""
        kept = self.chosen
        book = self._session.codebook
        self._places = {code.id: n for n, code in enumerate(book)}
        self.retrieved = retrieved
        ids = (passage.coding.id for passage in retrieved.passages)
        at = next((n for n, name in enumerate(ids) if kept and name == kept), 0)
        self.list.show(len(retrieved.passages), cursor=at, empty="No codings")
        self.query_one(".side-heading", Static).update(self._heading(retrieved, alone))

    def _heading(self, retrieved: Retrieved, alone: bool) -> Text:
        code = self._session.codebook.get(retrieved.query.code)
        name = code.name if code else retrieved.query.code or "All codes"
        below = " with the codes below it" if code is not None and code.children else ""
        title = Text()
        if code is not None:
            title.append("■ ", code_colour(self, code.colour, self._places[code.id]))
        title.append(safe_for_terminal(name), "bold")
        title.append(below)
        counts = f" · {retrieved.counts}"
        # The counts stay when a long name is cut.
        title.truncate(max(12, self.app.size.width - cell_len(counts) - 2), overflow="ellipsis")
        title.append(counts)
        title.append(f"\n{retrieved.judgements}")
        if alone and retrieved.hidden:
            title.append(f"\n{retrieved.hidden_words}", "italic")
        return title

    def _describe(self, at: int) -> Item:
        assert self.retrieved is not None
        return passage_item(self, self._session, self._places, self.retrieved.passages[at])
