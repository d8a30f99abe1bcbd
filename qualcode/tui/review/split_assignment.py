"""Shows the codings of a split code one by one; one key assigns each to a part."""

from __future__ import annotations

from dataclasses import replace

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Footer, Static

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.passage_items import passage_item
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.side_by_side import Version, plain_lines
from qualcode.workbench.codebook.split import Split, assign, find_split, tally
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.rereading import meaning_lines
from qualcode.workbench.find.retrieval import RetrievedPassage, passages_of
from qualcode.workbench.keys.review import ASSIGNING_ACTIONS

#: Parts stand beside each other from this width on.
WIDE = 90
#: So many parts can be shown with what they mean; keys go to nine.
_MOST = 9


class AssigningScreen(PassageScreen):
    """Shows the parts of a split code, and below them its codings."""

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "reviewing.tcss"]
    BINDINGS = key_bindings("assigning", ASSIGNING_ACTIONS)
    table_name = "assigning"

    class Loaded(Message):
        """The codings, or why they could not be read."""

        def __init__(
            self, split: Split | None, found: list[RetrievedPassage], hidden: int, problem: str
        ) -> None:
            super().__init__()
            self.split = split
            self.found = found
            self.hidden = hidden
            self.problem = problem

    def __init__(self, session: CodingSession, code: str, parts: int) -> None:
        super().__init__(session)
        self._code = code
        self._count = min(parts, _MOST)
        self._split: Split | None = None
        self._every: list[RetrievedPassage] = []
        self._shown: list[RetrievedPassage] = []
        self._everything = False
        self._done: list[tuple[Coding, str]] = []
        self._places: dict[str, int] = {}
        self._hidden = 0

    def compose(self) -> ComposeResult:
        """Lay out the parts, and the codings below them."""
        yield Static(id="title")
        with Container(id="both"):
            for n in range(1, self._count + 1):
                yield Version(f"part{n}")
        yield PassageList(self._describe)
        yield Static(id="said")
        yield Footer(show_command_palette=False)

    @property
    def list(self) -> PassageList:
        """The list of codings."""
        return self.query_one(PassageList)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.list.focus()

    def on_screen_resume(self) -> None:
        """Read everything anew: something may have been coded."""
        self.run_worker(self._load, thread=True, exclusive=True, group="load")

    def on_resize(self) -> None:
        """Put the parts beside each other where there is room."""
        for both in self.query("#both"):
            both.set_class(self.size.width >= WIDE, "wide")

    def _load(self) -> None:
        study = self.session.study
        try:
            split = find_split(study, self._code)
            seen, hidden = Blind(study, self.session.coder).seen(split.codings)
            found = passages_of(study, seen)
        except QualcodeError as error:
            self.post_message(self.Loaded(None, [], 0, str(error)))
            return
        self.post_message(self.Loaded(split, found, hidden, ""))

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if self.gone:
            return
        if event.split is None:
            self.say(event.problem, wrong=True)
            return
        self._split, self._every, self._hidden = event.split, event.found, event.hidden
        self._places = {code.id: n for n, code in enumerate(self.session.study.codebook)}
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
        self._shown = [p for p in self._every if self._everything or not split.part_of(p.coding)]
        self.list.show(len(self._shown), cursor=here, empty="Every coding is assigned")
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Split ", "bold reverse")
        line.append(f"  {self._code}: {split.words} · {tally(split)}")
        self.query_one("#title", Static).update(line)
        if self._hidden:
            hidden = counted(self._hidden, "coding of others", "codings of others")
            self.say(f"{hidden} hidden until you and they have marked the document done")

    def _describe(self, at: int) -> Item:
        passage = self._shown[at]
        assert self._split is not None
        part = self._split.part_of(passage.coding)
        # Where none was given yet the code at its side would say that the first was.
        shown = replace(passage, code=part) if part else passage
        item = passage_item(self, self.session, self._places, shown)
        if not part:
            item = replace(item, code="not assigned", mark=None)
        return item

    # ---- assigning ------------------------------------------------------------------------

    def action_part(self, n: int) -> None:
        """Say that the coding is of a part, and go to the next."""
        if self._split is None or not self._shown or self.gone:
            return
        if n > len(self._parts):
            self.say(f"There are {len(self._parts)} parts")
            return
        part = self._parts[n - 1]
        coding = self._shown[self.list.cursor].coding
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
        return True

    def action_undo(self) -> None:
        """Take the last assignment of this screen back."""
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
            ids = [p.coding.id for p in self._shown]
            if coding.id in ids:
                self.list.move_to(ids.index(coding.id))
            self.say("Taken back")

    def action_everything(self) -> None:
        """List those assigned too, or only those left."""
        if self._split is None or self.gone:
            return
        self._everything = not self._everything
        self._list(0)
        self.say("All codings of it" if self._everything else "Those that are left")

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        passage = self._shown[event.at]
        if passage.orphaned:
            self.say("It is orphaned: its words are not in the text any more")
            return
        event_here = passage.coding.event
        self.open_passage(passage.document, event_here.start, event_here.end)
