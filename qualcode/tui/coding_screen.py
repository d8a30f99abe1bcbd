"""The coding screen: what reading is for. Codes given, judged, mended and taken back."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding

from qualcode.errors import QualcodeError
from qualcode.model.coding import Coding
from qualcode.model.text import safe_for_terminal
from qualcode.model.valence import VALENCE_NAMES
from qualcode.tui.dialogs import CodePicker, KeysHelp, NoteEditor
from qualcode.tui.reading_screen import ReadingScreen
from qualcode.workbench.actions import ACTIONS, shown_key


class CodingScreen(ReadingScreen):
    """Codes one document; every step goes through the session, which saves and undoes it."""

    BINDINGS = [
        Binding(
            ",".join(action.keys),
            action.id,
            action.footer or action.text,
            show=bool(action.footer),
            key_display=shown_key(action.keys[0]),
            tooltip=action.text,
            id=action.id,
            priority=action.keys[0] == "tab",
        )
        for action in ACTIONS
    ]

    # ---- coding ---------------------------------------------------------------------------

    def _do(self, work: Callable[[], str]) -> None:
        """Do something to codings, show it, and say what it was or why it could not be."""
        try:
            words = work()
        except QualcodeError as error:
            self._say(str(error), wrong=True)
            return
        self._show_all()
        if self.session.problem:
            self._say(f"Not saved yet: {self.session.problem}", wrong=True)
        else:
            self._say(words)

    def _give(self, ids: list[str]) -> None:
        def work() -> str:
            book = self.session.desk.codebook
            codes = [code for name in ids if (code := book.get(name))]
            made = self.session.add(self.document.id, codes, self.reading.selection)
            self._active = made[0].id
            return f"Coded {', '.join(code.name for code in codes)}"

        if ids:
            self._do(work)

    def action_code(self) -> None:
        """Choose a code for the selection."""
        start, end = self.reading.selection
        passage = safe_for_terminal(self._text[start:end])
        book = self.session.desk.codebook
        picker = CodePicker(book, self.session.recent, passage, "Code this passage")
        self.app.push_screen(picker, lambda ids: self._give(ids or []))

    def action_again(self) -> None:
        """Give the last code again."""
        self.action_recent(1)

    def action_recent(self, number: int) -> None:
        """Give a recent code."""
        if number > len(self.session.recent):
            self._say(f"There is no recent code {number} yet: Enter chooses one")
            return
        self._give([self.session.recent[number - 1]])

    def _needed(self) -> Coding | None:
        """Return the coding at the cursor, or say that there is none."""
        chosen = self._chosen()
        if chosen is None:
            self._say("Put the cursor on a coding first: ] goes to the next")
        return chosen

    def _change(self, words: str, **changes: object) -> None:
        chosen = self._needed()
        if chosen is None:
            return
        self._active = chosen.id

        def work() -> str:
            self.session.change(chosen, f"{words} on {chosen.code}", **changes)
            return f"{words.capitalize()} on {chosen.code}"

        self._do(work)

    def action_valence(self, valence: str) -> None:
        """Judge the coding; the same key again takes the judgement off."""
        chosen = self._chosen()
        if chosen is not None and chosen.event.valence == valence:
            self._change("valence taken off", valence=None)
        else:
            self._change(VALENCE_NAMES[valence].lower(), valence=valence)

    def action_note(self) -> None:
        """Write a note on the coding."""
        chosen = self._needed()
        if chosen is None:
            return

        def keep(note: str | None) -> None:
            if note is not None:
                self._change("note written", note=note)

        self.app.push_screen(NoteEditor(chosen.event.note, chosen.code), keep)

    def action_resize(self) -> None:
        """Make the coding as long as the selection."""
        start, end = self.reading.selection
        self._change("new ends set", start=start, end=end)

    def action_recode(self) -> None:
        """Give the coding another code."""
        chosen = self._needed()
        if chosen is None:
            return

        def keep(ids: list[str] | None) -> None:
            code = self.session.desk.codebook.get(ids[0]) if ids else None
            if code is not None:
                self._change("another code given", code=code.id, definition=code.digest)

        book = self.session.desk.codebook
        title = f"Instead of {chosen.code}"
        self.app.push_screen(CodePicker(book, self.session.recent, "", title), keep)

    def action_split(self) -> None:
        """Split the coding at the cursor."""
        chosen = self._needed()
        if chosen is None:
            return

        def work() -> str:
            self.session.split(chosen, self.reading.cursor)
            return f"Split {chosen.code} in two"

        self._do(work)

    def action_remove(self) -> None:
        """Remove the coding."""
        chosen = self._needed()
        if chosen is None:
            return

        def work() -> str:
            self.session.remove([chosen])
            return f"Removed {chosen.code}; u puts it back"

        self._do(work)

    def action_undo(self) -> None:
        """Undo, saying what."""
        self._do(self.session.undo)

    def action_redo(self) -> None:
        """Redo, saying what."""
        self._do(self.session.redo)

    def action_retry(self) -> None:
        """Try again to save."""
        self.session.retry()
        self._show_title()
        self._say(self.session.problem or "Everything is saved", wrong=bool(self.session.problem))

    # ---- elsewhere ------------------------------------------------------------------------

    def action_elsewhere(self) -> None:
        """Open the next document with a coding of this code."""
        chosen = self._needed()
        if chosen is None:
            return
        ids = self.session.study.document_ids()
        at = ids.index(self.document.id)
        for name in ids[at + 1 :] + ids[:at]:
            for coding in self.session.codings(name):
                if coding.code == chosen.code:
                    self._open(name, coding.event.start)
                    return
        self._say(f"No other document has a coding of {chosen.code}")

    def _open(self, document: str, offset: int) -> None:
        try:
            self.app.switch_screen(CodingScreen(self.session, document, offset))
        except QualcodeError as error:
            self._say(str(error), wrong=True)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(KeysHelp(self.session.actions))

    def action_back(self) -> None:
        """Go back to the overview."""
        self.app.pop_screen()
