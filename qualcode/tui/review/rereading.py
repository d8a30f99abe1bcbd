"""Shows codings made under earlier definitions one by one, to keep, change or remove."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.local_time import local_day
from qualcode.model.plural import counted
from qualcode.tui.bindings import key_bindings
from qualcode.tui.review.queue import ReviewQueue
from qualcode.tui.widgets.passage_items import passage_item
from qualcode.tui.widgets.passage_list import Item
from qualcode.tui.widgets.side_by_side import Version, plain_lines, with_marks
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import quoted
from qualcode.workbench.find.rereading import ToReadAgain, meaning_lines, queue
from qualcode.workbench.keys.review import RE_READING_ACTIONS


class ReReadingScreen(ReviewQueue[ToReadAgain]):
    """Lists the coder's codings to re-read, below both definitions of the code."""

    BINDINGS = key_bindings("re_reading", RE_READING_ACTIONS)
    table_name = "re_reading"
    empty = "Every coding of yours was made by the definition of today, or confirmed since"
    nothing_left = "Nothing is left to be read again"

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session, ("then", "now"))
        self._done = 0
        self._gone: list[str] = []
        self._wanted = ""

    def on_screen_resume(self) -> None:
        """Read everything again, since something may have been coded."""
        self.load()

    def read(self) -> Sequence[ToReadAgain]:
        """Return the queue."""
        return queue(self.session.study, self.session.coder)

    def take_in(self, found: Sequence[ToReadAgain]) -> None:
        """Show the queue, with the cursor where it was or where it is wanted."""
        kept = self._wanted or (self.here.passage.coding.id if self.here else "")
        self._wanted = ""
        self.entries = list(found)
        self.places = {code.id: n for n, code in enumerate(self.session.codebook)}
        self.show(self._at(kept))

    def show_unread(self) -> None:
        """Show an empty queue."""
        self.take_in([])

    def _at(self, coding: str) -> int:
        ids = [one.passage.coding.id for one in self.entries]
        return ids.index(coding) if coding in ids else self.list.cursor

    # ---- showing --------------------------------------------------------------------------

    def describe(self, at: int) -> Item:
        """Return how the list shows a coding."""
        return passage_item(self, self.session, self.places, self.entries[at].passage)

    def show_entry(self) -> None:
        """Show how much is left, and both definitions."""
        done = f" · {self._done} done" if self._done else ""
        left = counted(len(self.entries), "coding")
        self.show_title("Read again", f"{left} left{done} · {self.session.coder}")
        here = self.here
        then, now = self.query_one("#then", Version), self.query_one("#now", Version)
        self.query_one("#both").display = here is not None
        if here is None:
            return
        name = here.now.name
        after = "\n".join(meaning_lines(here.now))
        when = local_day(here.passage.coding.event.at)
        if here.then is None:
            why = "That definition is not kept on this machine, and in no commit."
            then.show(f"Then, on {when}", Text(why, "italic"))
            now.show(f"Now: {name}", plain_lines(meaning_lines(here.now)))
            return
        before = "\n".join(meaning_lines(here.then))
        then.show(f"Then, on {when}: {here.then.name}", with_marks(before, after, old=True))
        now.show(f"Now: {name}", with_marks(before, after, old=False))

    # ---- deciding -------------------------------------------------------------------------

    def answered(self, here: ToReadAgain) -> None:
        """Show the queue without a coding that was answered."""
        kept = here.passage.coding.id
        at = self._at(kept)
        self.entries = [one for one in self.entries if one.passage.coding.id != kept]
        self._gone.append(kept)
        self._done += 1
        self.show(min(at, len(self.entries) - 1))

    def action_keep(self) -> None:
        """Confirm that the coding holds by the present definition."""

        def work(here: ToReadAgain) -> str:
            self.session.confirm(here.passage.coding)
            return f"Kept: {quoted(here.now.name)} still holds; u takes that back"

        self.answer(work)

    def action_keep_all(self) -> None:
        """Keep all remaining codings of this code, in one step."""
        here = self.here
        if here is None:
            return
        same = [one for one in self.entries if one.now.id == here.now.id]
        try:
            done = self.session.confirm_each([one.passage.coding for one in same])
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        at = self.entries.index(same[0])
        self._gone.append(here.passage.coding.id)
        self.entries = [one for one in self.entries if one.now.id != here.now.id]
        self._done += done
        self.show(min(at, len(self.entries) - 1))
        self.say(f"Kept {counted(done, 'coding')} of {here.now.name}; u takes that back")

    def action_recode(self) -> None:
        """Give the coding another code."""
        here = self.here
        if here is None:
            return

        def give(code: Code) -> None:
            def work(one: ToReadAgain) -> str:
                coding = one.passage.coding
                self.session.change(coding, "", code=code.id, definition=code.digest)
                return f"{quoted(one.now.name)} → {quoted(code.name)}; u takes that back"

            self.answer(work, here)

        self.ask_code(f"Instead of {quoted(here.now.name)}", here.passage.words or "", give)

    def action_remove(self) -> None:
        """Remove the coding."""

        def work(here: ToReadAgain) -> str:
            self.session.remove([here.passage.coding])
            return f"Removed {quoted(here.now.name)}; u puts it back"

        self.answer(work)

    def action_undo(self) -> None:
        """Undo, and report what was undone."""
        if self.holds_undo():
            return
        try:
            self.say(self.session.undo())
        except QualcodeError as error:
            self.say(str(error))
            return
        self._done = max(0, self._done - 1)
        # Back to the coding it was about.
        self._wanted = self._gone.pop() if self._gone else ""
        self.load()

    def place(self, entry: ToReadAgain) -> tuple[str, int, int] | None:
        """Return where a coding stands; nowhere if it is orphaned."""
        coding = entry.passage.coding
        orphaned = entry.passage.orphaned
        return None if orphaned else (coding.document, coding.event.start, coding.event.end)
