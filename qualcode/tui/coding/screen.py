"""The coding screen: giving codes, valences and notes, changing them, undoing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import SuspendNotSupported
from textual.geometry import Offset

from qualcode.errors import NotFoundError, QualcodeError, StudyError
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.records.memos import MemoKind
from qualcode.tui.bindings import key_bindings
from qualcode.tui.coding.code_pane import CodeTreeView
from qualcode.tui.coding.codebook_keys import EditingScreen
from qualcode.tui.coding.detail_pane import DetailPane
from qualcode.tui.coding.orphans import Orphans
from qualcode.tui.coding.transcript import TranscriptView
from qualcode.tui.navigation import navigation
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.dialogs import KeysHelp, NoteEditor
from qualcode.workbench.coding.cursor import Unit
from qualcode.workbench.coding.step_words import code_name, quoted
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.documents.text_edit import (
    begin_edit,
    copies_elsewhere,
    end_edit,
    end_edit_unwritten,
    run_editor,
)
from qualcode.workbench.keys.coding import ACTIONS, Action, passage_actions
from qualcode.workbench.suggestions.answers import refuse_if_off


class CodingScreen(EditingScreen):
    """Codes one document; every step goes through the session, which saves and undoes it."""

    # Handled at once and in order: a burst of keys over a slow line must not reach the text when it
    # was meant for the picker.
    BINDINGS = key_bindings("coding", ACTIONS, priority=lambda action: True)
    _asked_for_suggestions = False
    #: What became of the codings when the text was edited here.
    _own_revision = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the pane that has the focus what is typed there, or scrolls it."""
        if isinstance(self.focused, CodeTreeView):
            return action in ("palette", "quit")
        return not (isinstance(self.focused, DetailPane) and action in DetailPane.OWN)

    @property
    def action_table(self) -> Sequence[Action]:
        """The actions possible here, for the command palette."""
        return self.session.keys["coding"]

    # ---- coding ---------------------------------------------------------------------------

    def _give(self, ids: list[str], span: tuple[int, int]) -> None:
        def work() -> str:
            self._refuse_if_revised()
            book = self.session.codebook
            codes = [code for name in ids if (code := book.get(name))]
            if not codes:
                raise NotFoundError(f"the codebook has no code {ids[0]} any more")
            made = self.session.add(self.document.id, codes, span)
            self._active = made[0].id
            self._keep_together([coding.id for coding in made])
            coded = f"Coded {', '.join(quoted(code.name) for code in codes)}"
            if len(made) > 1:
                coded += "; a valence now is for all of them"
            nobodys = self.session.nobodys([(self.document.id, span)])
            return f"{coded}. {nobodys}" if nobodys else coded

        if ids:
            self._do(work)

    def action_code(self) -> None:
        """Choose a code for the selection."""
        span = self.reading.selection
        passage = safe_for_terminal(self._text[slice(*span)])
        book = self.session.codebook
        picker = CodePicker(book, self.session.recent, passage, "Code this passage", new_codes=True)

        # Code what the window shows, wherever the cursor is by then.
        def given(ids: list[str] | None) -> None:
            self._keep_together([])
            self._give(ids or [], span)
            if picker.new:
                beside = self._together
                self._draft("New draft code for this passage", picker.new, "", span, beside)

        self.app.push_screen(picker, given)

    @on(CodeTreeView.Given)
    def _given_at_left(self, event: CodeTreeView.Given) -> None:
        self._give([event.code], self.reading.selection)

    def action_again(self) -> None:
        """Give the last code again."""
        self.action_recent(1)

    def action_recent(self, number: int) -> None:
        """Give a recent code."""
        if number > len(self.session.recent):
            self._say(f"There is no recent code {number} yet: Enter chooses one")
            return
        self._give([self.session.recent[number - 1]], self.reading.selection)

    def _needed(self) -> Coding | None:
        """Return the coding at the cursor, or report that there is none."""
        chosen = self._chosen()
        if chosen is None:
            self._say("Put the cursor on a coding first: ] goes to the next")
        return chosen

    def _called(self, coding: Coding) -> str:
        return code_name(self.session.codebook, coding.code)

    def _change(self, chosen: Coding | None, **changes: Any) -> None:
        """Change a coding: the one that a window was about, or the one at the cursor."""
        if chosen is None:
            return
        self._active = chosen.id

        def work() -> str:
            if "start" in changes or "end" in changes:
                self._refuse_if_revised()
            if self.session.change(chosen, **changes) == chosen:
                return f"{self._called(chosen)} is as it was"
            return self.session.last_words

        self._do(work)

    def action_valence(self, valence: str) -> None:
        """Set the coding's valence; the same key again removes it.

        Codings that were given at once are judged at once, until the reader moves on or picks one.
        """
        chosen = self._chosen()
        together = self._given_together()
        if len(together) > 1 and chosen in together:
            self._judge_all(together, valence)
            return
        if chosen is not None and chosen.event.valence == valence:
            self._change(chosen, valence=None)
        else:
            self._change(self._needed(), valence=valence)

    def _judge_all(self, codings: list[Coding], valence: str) -> None:
        alike = all(coding.event.valence == valence for coding in codings)

        def work() -> str:
            self.session.judge(codings, None if alike else valence)
            return self.session.last_words

        self._do(work)

    def action_next_overlap(self) -> None:
        """Make the next of the codings at the cursor the only one that keys act on."""
        self._keep_together([])
        super().action_next_overlap()

    def action_note(self) -> None:
        """Write a note on the coding."""
        chosen = self._needed()
        if chosen is None:
            return

        def keep(note: str | None) -> None:
            if note is not None:
                self._change(chosen, note=note)

        self.app.push_screen(NoteEditor(chosen.event.note, self._called(chosen)), keep)

    def action_resize(self) -> None:
        """Set the coding's ends to those of the selection."""
        start, end = self.reading.selection
        self._change(self._needed(), start=start, end=end)

    def action_recode(self) -> None:
        """Give the coding another code."""
        chosen = self._needed()
        if chosen is None:
            return

        def keep(ids: list[str] | None) -> None:
            code = self.session.codebook.get(ids[0]) if ids else None
            if code is not None:
                given = {"code": code.id, "definition": code.digest}
                self._change(chosen, **given)

        book = self.session.codebook
        title = f"Instead of {self._called(chosen)}"
        self.app.push_screen(CodePicker(book, self.session.recent, "", title), keep)

    def action_lengthen(self, unit: Unit, by: int) -> None:
        """Make the coding longer or shorter at its end."""
        chosen = self._needed()
        if chosen is None:
            return
        event = chosen.event
        start, end = self.reading.lengthened(event.start, event.end, unit, by)
        if end == event.end:
            self._say("The coding cannot end further that way")
            return
        self.reading.select(start, end)
        self._change(chosen, end=end)

    def action_split(self) -> None:
        """Split the coding at the cursor."""
        chosen = self._needed()
        if chosen is None:
            return

        def work() -> str:
            self._refuse_if_revised()
            self.session.split(chosen, self.reading.cursor)
            return f"Split the coding {self._called(chosen)} in two"

        self._do(work)

    def action_remove(self) -> None:
        """Remove the coding."""
        chosen = self._needed()
        if chosen is None:
            return

        def work() -> str:
            self.session.remove([chosen])
            return f"Removed {self._called(chosen)}; u puts it back"

        self._do(work)

    def action_confirm(self) -> None:
        """Confirm that the coding still holds, though its words or its code changed."""
        chosen = self._needed()
        if chosen is None:
            return

        def work() -> str:
            self.session.confirm(chosen)
            return f"{self._called(chosen)} still holds"

        self._do(work)

    def action_flagged(self) -> None:
        """Go to the next coding to re-read: its words or its code's definition changed."""
        again = self.session.is_to_be_read_again
        found = [c for c in self.session.codings(self.document.id) if again(c)]
        if not found:
            self._say("There are no codings to re-read here")
            return
        later = [c for c in found if c.event.start > self.reading.selection[0]]
        coding = (later or found)[0]
        self.reading.select(coding.event.start, coding.event.end)
        self._active = coding.id
        self._show_place()
        self._say(f"{len(found)} here to be read again. Y: it still holds")

    def action_orphans(self) -> None:
        """List the orphaned codings of this document."""
        orphans = self.session.orphans(self.document.id)
        if not orphans:
            self._say("No coding of this document is orphaned")
            return
        start, end = self.reading.selection
        passage = safe_for_terminal(" ".join(self._text[start:end].split()))
        window = Orphans(orphans, self.session.codebook, passage)
        self.app.push_screen(window, lambda chosen: self._orphan(chosen, start, end))

    def _orphan(self, chosen: tuple[str, Coding] | None, start: int, end: int) -> None:
        if chosen is None:
            return
        what, coding = chosen

        def work() -> str:
            if what == "remove":
                self.session.remove([coding])
                return f"Removed {self._called(coding)}; u puts it back"
            self._refuse_if_revised()
            words = f"gave {self._called(coding)} a place"
            self.session.change(coding, words, start=start, end=end)
            self._active = coding.id
            return f"{self._called(coding)} is here now; u takes it back"

        self._do(work)

    def show_new_text(self, at: int) -> None:
        """Show the revised text in a new screen, in place of this one."""
        screen = CodingScreen(self.session, self.document.id)
        screen.reading.place(at)
        screen.reading.grow()
        screen.first_words = self._own_revision or "The text was revised; this is the new one"
        if self.app.screen is self:
            self.app.switch_screen(screen)

    # ---- the document ---------------------------------------------------------------------

    def action_done(self) -> None:
        """Mark the document done, or not done."""

        def work() -> str:
            said = self.session.set_done(self.document.id, not self._done)
            left = len(self._bare_turns()) if not self._done else 0
            return said + (f"; {left} turns of participants bear no coding" if left else "")

        self._do(work)

    def action_edit_text(self) -> None:
        """Edit the transcript in the user's editor; codings follow when it is saved."""

        def work() -> str:
            study, name = self.session.study, self.document.id
            begun, path = begin_edit(study, name)
            try:
                self._lend_terminal(lambda: run_editor(path, study.root))
                new = NewText(name, begun.read(path))
                [done] = revise_texts(study, [new], why="edited", coder=self.session.coder)
            except QualcodeError as error:
                if end_edit_unwritten(study, begun.document):
                    raise
                kept = "what was written is kept for the next Ctrl+E"
                raise StudyError(f"{kept}; {error}") from None
            end_edit(study, begun.document)
            if done.same:
                return "The text is as it was"
            again = f", {done.regained} on their words again" if done.regained else ""
            self._own_revision = (
                f"Revised: {counted(done.unchanged, 'coding')} as before, "
                f"{len(done.changed)} with changed words, {len(done.orphaned)} orphaned"
                f"{again}"
            )
            if elsewhere := copies_elsewhere(study.root):
                self._own_revision += f". {elsewhere}"
            return self._own_revision

        try:
            self._do(work)
        except SuspendNotSupported:
            self._say("This terminal cannot hand over to an editor: qualcode edit does")

    def _lend_terminal(self, work: Callable[[], None]) -> None:
        """Run something that needs the whole terminal, and always take the terminal back."""
        wrong: BaseException | None = None
        with self.app.suspend():
            try:
                work()
            except BaseException as error:  # Textual takes the terminal back only without an error
                wrong = error
        if wrong is not None:
            raise wrong

    def action_memo(self, kind: MemoKind) -> None:
        """Write a memo on the document, the coding's code, or the speaker's case."""
        if kind == "documents":
            self._memo_on(kind, self.document.id)
        elif kind == "codes":
            chosen = self._needed()
            if chosen is not None:
                self._memo_on(kind, self.session.codebook.resolve(chosen.code))
        else:
            speaker = self.document.speaker_at(self.reading.selection[0])
            if speaker is None or not speaker.case:
                self._say("Who speaks here is no case of the study")
            else:
                self._memo_on(kind, speaker.case)

    def action_undo(self) -> None:
        """Undo, and report what was undone; what is in no sight here only when asked twice."""
        self._undo()

    def action_redo(self) -> None:
        """Redo, and report what was redone."""
        self._retrace(self.session.redo)

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
        resolve = self.session.codebook.resolve
        ids = self.session.study.document_ids()
        at = ids.index(self.document.id) if self.document.id in ids else 0
        for name in ids[at + 1 :] + ids[:at]:
            for coding in self.session.codings(name):
                if resolve(coding.code) == resolve(chosen.code):
                    navigation(self).leave(self)
                    event = coding.event
                    why = navigation(self).open_document(name, event.start, event.end)
                    if why:
                        self.app.notify(why, severity="error", markup=False)
                    return
        self._say(f"No other document has a coding of {self._called(chosen)}")

    def action_search(self) -> None:
        """Search the study's transcripts."""
        navigation(self).search()

    def action_suggest(self) -> None:
        """Show suggestions for this document: blind first, unless asked twice."""
        try:
            refuse_if_off(self.session.study)
        except QualcodeError as error:
            self._say(str(error), wrong=True)
            return
        if not self.session.is_done(self.document.id) and not self._asked_for_suggestions:
            self._asked_for_suggestions = True
            self._say(
                "First without: D marks the document done when you have coded it. P again shows "
                "suggestions now"
            )
            return
        navigation(self).suggest(self.document.id)

    def action_find(self) -> None:
        """Show codings of the coding's code, or of any code."""
        chosen = self._chosen()
        self._find(self.session.codebook.resolve(chosen.code) if chosen else "")

    @on(TranscriptView.Menu)
    def _menu(self, event: TranscriptView.Menu) -> None:
        """Offer what can be done with the words at the pointer, selected or not."""
        start, end = self.reading.selection
        if not start <= event.offset < end:
            self.reading.place(event.offset)
            self._show_place(follow=False)
        below = Offset(event.at.x + 1, event.at.y + 1)
        navigation(self).find_action(passage_actions(self.action_table), below)

    def action_palette(self) -> None:
        """Find an action by its name."""
        navigation(self).find_action(self.action_table)

    def action_theme(self) -> None:
        """Change the look."""
        self._say(f"{navigation(self).action_theme()} theme")
        self._show_codebook()

    def action_help(self) -> None:
        """Show all keys."""
        keys = self.session.keys
        self.app.push_screen(KeysHelp([*self.action_table, *keys["codebook"], *keys["detail"]]))

    def action_back(self) -> None:
        """Close a pane that was opened over the text, or go back to where the reader came from."""
        if self._opened:
            self.open_pane("")
            return
        self.remember_place()
        navigation(self).leave(self)
