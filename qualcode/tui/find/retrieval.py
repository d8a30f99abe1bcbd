"""Lists codings of the whole study, narrowed by filters, and compares two codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.find.code_side import SidePane
from qualcode.tui.find.desk import CodingDesk
from qualcode.tui.widgets.code_chooser import CodeChooser
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.passage_list import PassageList
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.retrieval import (
    Comparison,
    Retrieval,
    Retrieved,
    Retriever,
    compare,
    cycled,
    groups_of,
)
from qualcode.workbench.keys.find import RETRIEVAL_ACTIONS

#: From this width on two lists stand side by side; below it, one above the other.
WIDE = 110


class RetrievalScreen(CodingDesk):
    """Lists codings with their words; a second code can be compared with the first."""

    BINDINGS = key_bindings("retrieval", RETRIEVAL_ACTIONS)
    table_name = "retrieval"

    class Loaded(Message):
        """Codings were retrieved: those of one code, or of two."""

        def __init__(
            self, number: int, retriever: Retriever, found: Retrieved, second: Retrieved | None
        ) -> None:
            super().__init__()
            self.number = number
            self.retriever = retriever
            self.found = found
            self.second = second
            self.comparison = compare(found, second) if second else None

    class Failed(Message):
        """The retrieval failed."""

        def __init__(self, error: QualcodeError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, session: CodingSession, code: str = "", ids: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(session)
        self._query = Retrieval(code=code, ids=ids)
        self._stale = False
        self._loading = False
        # The coding to go to, by its id.
        self._wanted = ""
        self._second = ""
        self._number = 0
        self._retriever: Retriever | None = None
        self._comparison: Comparison | None = None
        self._overlap = -1

    def compose(self) -> ComposeResult:
        """Lay out the filters and one or two lists."""
        yield Static(id="title")
        yield Static(id="filters")
        with Container(id="sides"):
            yield SidePane(self.session, "first")
            yield SidePane(self.session, "second")
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        """Start with one list."""
        self._show_title("")
        self._side("second").display = False
        self._side("first").list.focus()
        self.take_folding()
        self._show_filters()

    def on_screen_resume(self) -> None:
        """Read everything again, since something may have been coded."""
        self.reload()

    def on_resize(self) -> None:
        """Put two lists side by side if there is room."""
        self.query_one("#sides").set_class(self.size.width >= WIDE, "wide")
        super().on_resize()

    def _side(self, name: str) -> SidePane:
        return self.query_one(f"#{name}", SidePane)

    def side(self) -> SidePane:
        """Return the list that keys act on."""
        second = self._side("second")
        return second if self.focused is second.list else self._side("first")

    def sides(self) -> Sequence[SidePane]:
        """Return one list or two."""
        names = ("first", "second") if self._second else ("first",)
        return [self._side(name) for name in names]

    # ---- retrieving -----------------------------------------------------------------------

    def reload(self, wanted: str = "") -> None:
        """Read everything again, with the cursor on the ``wanted`` coding by its id."""
        self._stale, self._wanted = True, wanted
        self._load()

    def changed(self) -> None:
        """Take note that codings were changed here since they were read."""
        self._stale = True
        if self._loading:
            self._load()

    def _load(self) -> None:
        self._number += 1
        self._loading = True
        # Keys are for the codings that come.
        self.hold_keys()
        retriever = None if self._stale else self._retriever
        self._stale = False
        work = partial(self._retrieve, self._number, retriever, self._query, self._second)
        self.run_worker(work, thread=True, exclusive=True, group="load")

    def _retrieve(
        self, number: int, retriever: Retriever | None, query: Retrieval, second: str
    ) -> None:
        try:
            if retriever is None:
                study = self.session.study
                retriever = Retriever(study, Blind(study, self.session.coder))
            found = retriever.retrieve(query)
            other = retriever.retrieve(replace(query, code=second)) if second else None
        except QualcodeError as error:
            self.post_message(self.Failed(error))
            return
        self.post_message(self.Loaded(number, retriever, found, other))

    @on(Failed)
    def _show_failed(self, event: Failed) -> None:
        self.hold_keys(False)
        self._loading = False
        self.say(str(event.error), wrong=True)

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if event.number != self._number:
            return
        self.hold_keys(False)
        self._loading = False
        wanted, self._wanted = self._wanted, ""
        self._retriever = event.retriever
        self._comparison, self._overlap = event.comparison, -1
        self._side("first").show(event.found, alone=event.second is None, wanted=wanted)
        second = self._side("second")
        second.display = event.second is not None
        if event.second is not None:
            second.show(event.second, alone=False, wanted=wanted)
        elif self.focused is None or self.focused is second.list:
            self._side("first").list.focus()
        self.query_one("#sides").set_class(event.second is not None, "two")
        self._show_title(event.comparison.words if event.comparison else "")
        if event.second is not None:
            self.say(event.found.hidden_words)

    def _show_title(self, compared: str) -> None:
        """Show the study, or what two codes have in common."""
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Both codes " if compared else " Codings ", "bold reverse")
        line.append(f"  {compared or safe_for_terminal(self.session.study.config.name)}")
        line.append(f" · {self.session.coder}" if not compared else "")
        self.query_one("#title", Static).update(line)

    # ---- narrowing ------------------------------------------------------------------------

    def _narrow(self, **changed: Any) -> None:
        self._query = replace(self._query, **changed)
        self._show_filters()
        self._load()

    def _code_name(self, code: str) -> str:
        found = self.session.codebook.get(code)
        return found.name if found else code

    def _show_filters(self) -> None:
        query = self._query
        group = self.session.study.group_name(query.group) if query.group else "all groups"
        code = self._code_name(query.code) or "all codes"
        valence = VALENCE_NAMES.get(query.valence, "not judged" if query.valence else "any valence")
        self.show_filters([
            ("f", "just coded" if query.ids else code, bool(query.ids or query.code)),
            ("g", group, bool(query.group)),
            ("v", valence.lower(), bool(query.valence)),
            ("o", query.coder or "all coders", bool(query.coder)),
            ("d", query.document or "all documents", bool(query.document)),
        ])  # fmt: skip

    def action_choose_code(self) -> None:
        """Choose the code."""

        def keep(code: str | None) -> None:
            if code is not None:
                self._narrow(code=code, ids=frozenset())

        self.app.push_screen(CodeChooser(self.session.codebook, "Codings of which code?"), keep)

    def action_next_group(self) -> None:
        """Show only the next group."""
        self._narrow(group=cycled(groups_of(self.session.study), self._query.group))

    def action_next_valence(self) -> None:
        """Show only the next valence."""
        if self._retriever is not None:
            self._narrow(valence=cycled(self._retriever.valences, self._query.valence))

    def action_next_coder(self) -> None:
        """Show only the next coder."""
        if self._retriever is not None:
            self._narrow(coder=cycled(self._retriever.coders, self._query.coder))

    def action_this_document(self) -> None:
        """Show only the document at the cursor, or all."""
        passage = self.side().passage
        if self._query.document:
            self._narrow(document="")
        elif passage is not None:
            self._narrow(document=passage.document)

    # ---- comparing ------------------------------------------------------------------------

    def action_compare(self) -> None:
        """Compare a second code with the first, or end the comparison."""
        if self._second:
            self._second = ""
            self._load()
            return

        def keep(code: str | None) -> None:
            if code:
                self._second = code
                self._load()

        first = self._code_name(self._query.code) or "All codes"
        chooser = CodeChooser(self.session.codebook, f"{first} compared with which code?", "")
        self.app.push_screen(chooser, keep)

    def action_overlap(self) -> None:
        """Go to the next passage with both codes, in both lists."""
        overlaps = self._comparison.overlaps if self._comparison else ()
        if not overlaps:
            self.say(
                "The two codes overlap nowhere here"
                if self._second
                else "Compare with a second code first: b"
            )
            return
        self._overlap = (self._overlap + 1) % len(overlaps)
        first, second = overlaps[self._overlap]
        self._side("first").list.move_to(first, centre=True)
        self._side("second").list.move_to(second, centre=True)
        self.say(f"Overlap {self._overlap + 1:,} of {len(overlaps):,}")

    # ---- opening --------------------------------------------------------------------------

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        sides = (self._side("first"), self._side("second"))
        side = next(side for side in sides if side.list is event.passages)
        passages = side.retrieved.passages if side.retrieved else ()
        if event.at >= len(passages):  # other codings were retrieved since the click
            return
        passage = passages[event.at]
        if passage.orphaned:
            self.say("This coding is orphaned: its words are not in the text as it is now")
            return
        coding = passage.coding.event
        self.open_passage(passage.document, coding.start, coding.end)
