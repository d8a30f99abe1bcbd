"""Shows codings made under earlier definitions one by one, to keep, change or remove."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Footer, Static

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.dialogs import CodePicker
from qualcode.tui.widgets.passage_items import passage_item
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.side_by_side import Version, plain_lines, with_marks
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.rereading import ToReadAgain, meaning_lines, queue
from qualcode.workbench.keys.review import RE_READING_ACTIONS

#: Both definitions stand beside each other from this width on.
WIDE = 90


class ReReadingScreen(PassageScreen):
    """Lists the coder's codings to be read again below both definitions of the code."""

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "reviewing.tcss"]
    BINDINGS = key_bindings("re_reading", RE_READING_ACTIONS)
    table_name = "re_reading"

    class Loaded(Message):
        """The queue, or why it could not be read."""

        def __init__(self, found: list[ToReadAgain], problem: str) -> None:
            super().__init__()
            self.found = found
            self.problem = problem

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._queue: list[ToReadAgain] = []
        self._done = 0
        self._gone: list[str] = []
        self._wanted = ""
        self._places = {code.id: n for n, code in enumerate(session.codebook)}

    def compose(self) -> ComposeResult:
        """Lay out both definitions, and the codings below them."""
        yield Static(id="title")
        with Container(id="both"):
            yield Version("then")
            yield Version("now")
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
        """Put both definitions beside each other where there is room."""
        for both in self.query("#both"):
            both.set_class(self.size.width >= WIDE, "wide")

    def _load(self) -> None:
        try:
            found, problem = queue(self.session.study, self.session.coder), ""
        except QualcodeError as error:
            found, problem = [], str(error)
        self.post_message(self.Loaded(found, problem))

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if self.gone:
            return
        kept = self._wanted or (self._here.passage.coding.id if self._here else "")
        self._wanted = ""
        self._queue = event.found
        self._places = {code.id: n for n, code in enumerate(self.session.codebook)}
        ids = [one.passage.coding.id for one in self._queue]
        self._show(ids.index(kept) if kept in ids else self.list.cursor)
        if event.problem:
            self.say(event.problem, wrong=True)

    # ---- showing --------------------------------------------------------------------------

    @property
    def _here(self) -> ToReadAgain | None:
        at = self.list.cursor
        return self._queue[at] if at < len(self._queue) else None

    def _describe(self, at: int) -> Item:
        return passage_item(self, self.session, self._places, self._queue[at].passage)

    def _show(self, at: int) -> None:
        empty = "Every coding of yours was made by the definition of today, or confirmed since"
        self.list.show(len(self._queue), cursor=at, empty=empty)
        self._show_definitions()

    @on(PassageList.Moved)
    def _show_definitions(self) -> None:
        if self.gone:
            return
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Read again ", "bold reverse")
        line.append(f"  {counted(len(self._queue), 'coding')} left")
        if self._done:
            line.append(f" · {self._done} done")
        line.append(f" · {self.session.coder}")
        self.query_one("#title", Static).update(line)
        here = self._here
        then, now = self.query_one("#then", Version), self.query_one("#now", Version)
        self.query_one("#both").display = here is not None
        if here is None:
            return
        name = here.now.name
        after = "\n".join(meaning_lines(here.now))
        when = here.passage.coding.event.at[:10]
        if here.then is None:
            then.show(f"Then, on {when}", Text("That definition is in no commit.", "italic"))
            now.show(f"Now: {name}", plain_lines(meaning_lines(here.now)))
            return
        before = "\n".join(meaning_lines(here.then))
        then.show(f"Then, on {when}: {here.then.name}", with_marks(before, after, old=True))
        now.show(f"Now: {name}", with_marks(before, after, old=False))

    # ---- deciding -------------------------------------------------------------------------

    def _do(self, work: Callable[[ToReadAgain], str], here: ToReadAgain | None = None) -> None:
        """Answer for a coding, the one at the cursor if none is said."""
        here = here or (None if self.gone else self._here)
        if here is None or self.gone:
            self.say("Nothing is left to be read again")
            return
        try:
            said = work(here)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        kept = here.passage.coding.id
        ids = [one.passage.coding.id for one in self._queue]
        at = ids.index(kept) if kept in ids else self.list.cursor
        self._queue = [one for one in self._queue if one.passage.coding.id != kept]
        self._gone.append(kept)
        self._done += 1
        self._show(min(at, len(self._queue) - 1))
        self.say(self.session.problem or said, wrong=bool(self.session.problem))

    def action_keep(self) -> None:
        """Say that the coding holds by the definition of today."""

        def work(here: ToReadAgain) -> str:
            self.session.confirm(here.passage.coding)
            return f"Kept: {here.now.name} still holds; u takes that back"

        self._do(work)

    def action_keep_all(self) -> None:
        """Keep all that are left of this code, in one step."""
        here = None if self.gone else self._here
        if here is None:
            return
        same = [one for one in self._queue if one.now.id == here.now.id]
        try:
            done = self.session.confirm_each([one.passage.coding for one in same])
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        at = self._queue.index(same[0])
        self._gone.append(here.passage.coding.id)
        self._queue = [one for one in self._queue if one.now.id != here.now.id]
        self._done += done
        self._show(min(at, len(self._queue) - 1))
        self.say(f"Kept {counted(done, 'coding')} of {here.now.name}; u takes that back")

    def action_recode(self) -> None:
        """Give the coding another code."""
        here = None if self.gone else self._here
        if here is None:
            return

        def keep(ids: list[str] | None) -> None:
            code = self.session.codebook.get(ids[0]) if ids else None
            if code is None:
                return

            def work(one: ToReadAgain) -> str:
                coding = one.passage.coding
                self.session.change(coding, "", code=code.id, definition=code.digest)
                return f"{one.now.name} is {code.name} now; u takes that back"

            self._do(work, here)

        words = safe_for_terminal(" ".join((here.passage.words or "").split()))
        title = f"Instead of {here.now.name}"
        book = self.session.codebook
        self.app.push_screen(CodePicker(book, self.session.recent, words, title), keep)

    def action_remove(self) -> None:
        """Remove the coding."""

        def work(here: ToReadAgain) -> str:
            self.session.remove([here.passage.coding])
            return f"Removed {here.now.name}; u puts it back"

        self._do(work)

    def action_undo(self) -> None:
        """Undo, saying what."""
        try:
            self.say(self.session.undo())
        except QualcodeError as error:
            self.say(str(error))
            return
        self._done = max(0, self._done - 1)
        # Back to what it was about.
        self._wanted = self._gone.pop() if self._gone else ""
        self.on_screen_resume()

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        coding = self._queue[event.at].passage.coding
        if self._queue[event.at].passage.orphaned:
            self.say("It is orphaned: its words are not in the text any more")
            return
        self.open_passage(coding.document, coding.event.start, coding.event.end)
