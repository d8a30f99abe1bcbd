"""The codings of one code with their counts: one side of a comparison, or all."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.find.whole_items import whole_item
from qualcode.tui.find.whole_list import WholeItem, WholePassages
from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.paint import code_colour
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.retrieval import Retrieved, RetrievedPassage


class SidePane(Whole, Vertical):
    """Shows the codings that were retrieved."""

    def __init__(self, session: CodingSession, name: str) -> None:
        super().__init__(id=name)
        self._session = session
        self._places = {code.id: n for n, code in enumerate(session.codebook)}
        self.retrieved: Retrieved | None = None
        self._alone = True

    def compose(self) -> ComposeResult:
        """Lay out the heading and the passages."""
        yield Static(classes="side-heading")
        yield WholePassages(self._item)

    @property
    def list(self) -> WholePassages:
        """The list of passages."""
        return self.query_one(WholePassages)

    @property
    def passage(self) -> RetrievedPassage | None:
        """The passage at the cursor; None if there is none."""
        found = self.retrieved.passages if self.retrieved else ()
        return found[self.list.cursor] if found else None

    def show(self, retrieved: Retrieved, *, alone: bool, wanted: str = "") -> None:
        """Show passages, with the cursor on its coding, or on the ``wanted`` one by its id.

        ``alone`` if there is no second side. If its coding is gone, the cursor stays in its place.
        """
        here = self.passage
        kept = wanted or (here.coding.id if here else "")
        at = retrieved.place_of(kept) if kept else 0
        self._take(retrieved, alone)
        cursor = self.list.cursor if at is None else at
        self.list.show(len(retrieved.passages), cursor=cursor, empty="No codings")

    def renew(self, retrieved: Retrieved, coding: str) -> None:
        """Show the same passages, one of which was changed."""
        self._take(retrieved, self._alone)
        at = retrieved.place_of(coding)
        if at is not None:
            self.list.renew(at)

    def _take(self, retrieved: Retrieved, alone: bool) -> None:
        self.retrieved, self._alone = retrieved, alone
        self._places = {code.id: n for n, code in enumerate(self._session.codebook)}
        self.query_one(".side-heading", Static).update(self._heading(retrieved, alone))

    def on_resize(self) -> None:
        """Cut a long name anew, so that the counts stay."""
        if self.retrieved is not None:
            self.query_one(".side-heading", Static).update(
                self._heading(self.retrieved, self._alone)
            )

    def _heading(self, retrieved: Retrieved, alone: bool) -> Text:
        code = self._session.codebook.get(retrieved.query.code)
        name = code.name if code else retrieved.query.code or "All codes"
        if retrieved.query.ids:
            name = f"{name}, just coded" if code else "Just coded"
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

    def _item(self, at: int) -> WholeItem:
        assert self.retrieved is not None
        return whole_item(self._session, self._places, self.retrieved.passages[at])
