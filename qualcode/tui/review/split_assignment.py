"""Shows the codings of a split code one by one; one key assigns each to a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.review.queue import ReviewQueue
from qualcode.tui.widgets.passage_items import passage_item
from qualcode.tui.widgets.passage_list import Item
from qualcode.tui.widgets.side_by_side import Version, plain_lines
from qualcode.workbench.codebook.split import Split, assign, find_split, tally
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.rereading import meaning_lines
from qualcode.workbench.find.retrieval import RetrievedPassage, passages_of
from qualcode.workbench.keys.review import ASSIGNING_ACTIONS

#: How many parts can be shown with their meaning; keys go up to nine.
_MOST = 9


class _Read(NamedTuple):
    split: Split
    found: Sequence[RetrievedPassage]
    hidden: int


class AssigningScreen(ReviewQueue[RetrievedPassage]):
    """Shows the parts of a split code, and below them its codings."""

    BINDINGS = key_bindings("assigning", ASSIGNING_ACTIONS)
    table_name = "assigning"
    empty = "Every coding is assigned"

    def __init__(self, session: CodingSession, code: str, parts: int) -> None:
        self._count = min(parts, _MOST)
        super().__init__(session, [f"part{n}" for n in range(1, self._count + 1)])
        self._code = code
        self._split: Split | None = None
        self._every: Sequence[RetrievedPassage] = ()
        self._everything = False
        self._done: list[tuple[Coding, str]] = []
        self._hidden = 0

    def on_screen_resume(self) -> None:
        """Read everything again, since something may have been coded."""
        self.load()

    def read(self) -> _Read:
        """Return the split code, and its codings that the coder may see."""
        study = self.session.study
        split = find_split(study, self._code)
        seen, hidden = Blind(study, self.session.coder).seen(split.codings)
        return _Read(split, passages_of(study, seen), hidden)

    def take_in(self, found: _Read) -> None:
        """Show the parts, and the remaining codings."""
        self._split, self._every, self._hidden = found
        self.places = {code.id: n for n, code in enumerate(self.session.study.codebook)}
        for n, part in enumerate(self._parts, 1):
            lines = plain_lines(meaning_lines(part))
            self.query_one(f"#part{n}", Version).show(f"{n}  {part.name}", lines)
        self._list()

    @property
    def _parts(self) -> tuple[Code, ...]:
        return self._split.parts[: self._count] if self._split else ()

    # ---- showing --------------------------------------------------------------------------

    def _list(self, at: int | None = None) -> None:
        assert self._split is not None
        here = self.list.cursor if at is None else at
        split = self._split
        self.entries = [p for p in self._every if self._everything or not split.part_of(p.coding)]
        self.show(here)
        self.show_title("Split", f"{self._code}: {split.words} · {tally(split)}")
        if self._hidden:
            hidden = counted(self._hidden, "coding of others", "codings of others")
            self.say(f"{hidden} hidden until you and they have marked the document done")

    def describe(self, at: int) -> Item:
        """Return how the list shows a coding, with the part it was given."""
        passage = self.entries[at]
        assert self._split is not None
        part = self._split.part_of(passage.coding)
        # Without an assignment, a code at its side would look like the first part.
        shown = replace(passage, code=part) if part else passage
        item = passage_item(self, self.session, self.places, shown)
        if not part:
            item = replace(item, code="not assigned", mark=None)
        return item

    # ---- assigning ------------------------------------------------------------------------

    def action_part(self, n: int) -> None:
        """Assign the coding to a part, and go to the next."""
        if self._split is None or not self.entries or self.gone:
            return
        if n > len(self._parts):
            self.say(f"There are {len(self._parts)} parts")
            return
        part = self._parts[n - 1]
        coding = self.entries[self.list.cursor].coding
        before = self._split.part_of(coding)
        if self._give(part, coding):
            self._done.append((coding, before))
            self._list(self.list.cursor + (1 if self._everything else 0))
            self.say(f"{safe_for_terminal(part.name)}; u takes it back")

    def _give(self, part: Code | None, coding: Coding) -> bool:
        assert self._split is not None
        try:
            self._split = assign(
                self.session.study, self._split, part, [coding], coder=self.session.coder
            )
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return False
        self.session.reassigned()
        return True

    def action_undo(self) -> None:
        """Undo the last assignment made on this screen."""
        if self.gone:
            return
        if not self._done or self._split is None:
            self.say("Nothing was assigned here yet")
            return
        coding, before = self._done[-1]
        part = next((p for p in self._parts if p.id == before), None)
        if self._give(part, coding):
            self._done.pop()
            self._list()
            ids = [p.coding.id for p in self.entries]
            if coding.id in ids:
                self.list.move_to(ids.index(coding.id))
            self.say("Taken back")

    def action_everything(self) -> None:
        """List assigned codings too, or only those left."""
        if self._split is None or self.gone:
            return
        self._everything = not self._everything
        self._list(0)
        self.say("All codings of it" if self._everything else "Those that are left")

    def place(self, entry: RetrievedPassage) -> tuple[str, int, int] | None:
        """Return where a coding stands; nowhere if it is orphaned."""
        event = entry.coding.event
        return None if entry.orphaned else (entry.document, event.start, event.end)
