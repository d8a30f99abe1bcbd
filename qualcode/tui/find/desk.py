"""Works on listed codings where they are: judged, recoded, noted, removed, copied, written out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import on
from textual.message import Message

from qualcode.errors import QualcodeError
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.find.code_side import SidePane
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.dialogs import NoteEditor
from qualcode.tui.widgets.editors import LineEditor
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.undo_guard import UndoGuard
from qualcode.workbench.coding.history import NothingLeftError, Step
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun, code_name
from qualcode.workbench.find.listing_export import checked_path, usual_name, write_codings
from qualcode.workbench.find.retrieval import RetrievedPassage
from qualcode.workbench.keys.coding import Action

_FOLDED = "passages-folded"


class CodingDesk(PassageScreen):
    """A screen that lists codings and changes the coder's own in place, through the session."""

    class Written(Message):
        """The codings listed were written to a file, or why not."""

        def __init__(self, words: str, *, wrong: bool) -> None:
            super().__init__()
            self.words, self.wrong = words, wrong

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._undoing = UndoGuard(self, session, lambda: self.action_table, self._sees)

    def _sees(self, step: Step) -> bool:
        """Return whether a step was done on this screen, or its codings are listed."""
        return self._undoing.made_here(step) or any(
            side.retrieved is not None and side.retrieved.place_of(coding) is not None
            for side in self.sides()
            for _, coding in step.touched
        )

    # ---- what a screen of this kind has ----------------------------------------------------

    @abstractmethod
    def side(self) -> SidePane:
        """Return the list that keys act on."""

    @abstractmethod
    def sides(self) -> Sequence[SidePane]:
        """Return all lists shown."""

    @abstractmethod
    def reload(self, wanted: str = "") -> None:
        """Read the codings again, with the cursor on the ``wanted`` one by its id."""

    @abstractmethod
    def changed(self) -> None:
        """Take note that codings were changed since they were read."""

    @property
    def action_table(self) -> Sequence[Action]:
        """The actions possible here, without ticking."""
        return [action for action in super().action_table if action.id != "tick"]

    # ---- folding --------------------------------------------------------------------------

    def take_folding(self) -> None:
        """Show passages whole or folded, as this machine's user left them."""
        try:
            folded = self.session.study.local_settings().get(_FOLDED, "") == "yes"
        except QualcodeError:
            return
        if folded:
            for side in self.query(SidePane):
                side.list.fold_all(True)

    def action_fold(self) -> None:
        """Fold the passage at the cursor, or show it whole."""
        self.side().list.fold()

    def action_fold_all(self) -> None:
        """Fold all passages, or show all whole; it is remembered on this machine."""
        folded = not self.side().list.all_folded
        for side in self.query(SidePane):
            side.list.fold_all(folded)
        try:
            self.session.study.set_local(_FOLDED, "yes" if folded else "")
        except QualcodeError as error:
            self.say(f"Not remembered: {error}", wrong=True)
            return
        self.say("Passages are folded to two rows" if folded else "Passages are shown whole")

    # ---- changing -------------------------------------------------------------------------

    def _mine(self) -> RetrievedPassage | None:
        """Return the passage at the cursor, or say why its coding cannot be changed."""
        passage = self.side().passage
        if passage is None:
            self.say("No coding is listed")
            return None
        coder = passage.coding.coder
        if coder != self.session.coder:
            self.say(f"This is {coder}'s coding: only {coder} changes it. Enter opens the passage")
            return None
        return passage

    def _called(self, passage: RetrievedPassage) -> str:
        return code_name(self.session.codebook, passage.coding.code)

    def _do(self, work: Callable[[], str]) -> bool:
        """Do something, and report what was done or why not."""
        try:
            words = work()
        except NothingLeftError as error:
            self.say(begun(str(error)))
            return False
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return False
        if self.session.problem:
            self.say(f"Not saved yet: {self.session.problem}", wrong=True)
        else:
            self.say(words)
        return True

    def _change(self, passage: RetrievedPassage, *, go_on: bool = False, **changes: Any) -> None:
        coding = passage.coding

        def work() -> str:
            before = self.session.coding(coding.document, coding.id) or coding
            after = self.session.change(before, **changes)
            if after == before:
                return f"{self._called(passage)} is as it was"
            return f"{self.session.last_words}; u undoes"

        if self._do(work):
            self._renew(coding.document, coding.id)
            if go_on and not self.gone:
                passages = self.side().list
                passages.move_to(passages.cursor + 1)

    def _renew(self, document: str, coding_id: str) -> None:
        """Show a coding as it is now, in place."""
        self.changed()
        now = self.session.coding(document, coding_id)
        for side in self.sides():
            if now is not None and side.retrieved is not None:
                resolve = self.session.codebook.resolve
                side.renew(side.retrieved.with_coding(now, resolve), coding_id)

    def action_judge(self, valence: str) -> None:
        """Judge the passage at the cursor, and go on to the next."""
        passage = self._mine()
        if passage is not None:
            self._change(passage, go_on=True, valence=valence or None)

    def action_note(self) -> None:
        """Write a note on the coding."""
        passage = self._mine()
        if passage is None:
            return

        def keep(note: str | None) -> None:
            if note is not None:
                self._change(passage, note=note)

        self.app.push_screen(NoteEditor(passage.coding.event.note, self._called(passage)), keep)

    def action_recode(self) -> None:
        """Give the coding another code."""
        passage = self._mine()
        if passage is None:
            return

        def keep(ids: list[str] | None) -> None:
            code = self.session.codebook.get(ids[0]) if ids else None
            if code is not None:
                self._change(passage, code=code.id, definition=code.digest)

        words = safe_for_terminal(" ".join((passage.words or "").split()))
        title = f"Instead of {self._called(passage)}"
        book = self.session.codebook
        self.app.push_screen(CodePicker(book, self.session.recent, words, title), keep)

    def action_remove(self) -> None:
        """Remove the coding."""
        passage = self._mine()
        if passage is None:
            return

        def work() -> str:
            self.session.remove([passage.coding])
            return f"Removed {self._called(passage)}; u puts it back"

        if self._do(work):
            self.changed()
            if any(side.retrieved is not None and side.retrieved.doubled for side in self.sides()):
                # One that repeated it may count now.
                self.reload("")
                return
            alone = len(self.sides()) == 1
            for side in self.sides():
                if side.retrieved is not None:
                    side.show(side.retrieved.without(passage.coding.id), alone=alone)

    def action_undo(self) -> None:
        """Undo, and go to the coding that it was about."""
        if not self.holds_undo():
            self._retrace(self.session.undo)

    def action_redo(self) -> None:
        """Redo, and go to the coding that it was about."""
        self._retrace(self.session.redo)

    def _retrace(self, work: Callable[[], str]) -> None:
        if not self._do(work) or self.gone:
            return
        touched = self.session.last_retraced
        self.changed()
        if len(touched) == 1 and self._shown_in_place(*touched[0]):
            self._renew(*touched[0])
            self._go_to(touched[0][1])
        else:
            self.reload(touched[0][1] if touched else "")

    def _shown_in_place(self, document: str, coding_id: str) -> bool:
        """Return whether a coding is listed, with the words that it has now."""
        now = self.session.coding(document, coding_id)
        for side in self.sides():
            at = side.retrieved.place_of(coding_id) if side.retrieved else None
            if now is None or at is None or side.retrieved is None:
                return False
            was = side.retrieved.passages[at].coding.event
            if (was.start, was.end, was.sha256) != (
                now.event.start,
                now.event.end,
                now.event.sha256,
            ):
                return False
        return True

    def _go_to(self, coding_id: str) -> None:
        for side in self.sides():
            at = side.retrieved.place_of(coding_id) if side.retrieved else None
            if at is not None:
                side.list.move_to(at)

    # ---- taking out -----------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the passage's words to the clipboard, with where they are from."""
        passage = self.side().passage
        if passage is None or not passage.words:
            self.say("There are no words here to copy")
            return
        place = [passage.document, f"turn {passage.turn}" if passage.turn else "", passage.case]
        words = " ".join(passage.words.split())
        self.app.copy_to_clipboard(f"“{words}” ({', '.join(filter(None, place))})")
        self.say("Copied: a participant's words, keep them where transcripts may be")

    def action_export(self) -> None:
        """Write what is listed to a file, with its words."""
        side = self.side()
        if side.retrieved is None or not side.retrieved.passages:
            self.say("No coding is listed")
            return
        codings = [passage.coding for passage in side.retrieved.passages]
        root = self.session.study.root
        asked: list[Path] = []

        def save(name: str) -> str:
            path = checked_path(root, name, over=asked)
            self.run_worker(
                partial(self._write, codings, path), thread=True, group="write", exclusive=True
            )
            return f"Writing {path.name} …"

        editor = LineEditor(
            "Write the codings listed, with their words, to a file",
            usual_name(side.retrieved.query.code),
            ".docx, .xlsx, .csv or .json; in reports/ unless a folder is named",
            save,
            select=False,
            keys="Enter write it, in reports/ unless you name a folder · Esc leave",
        )
        self.app.push_screen(editor, lambda said: self.say(said) if said else None)

    def _write(self, codings: Sequence[Any], path: Path) -> None:
        try:
            words, wrong = write_codings(self.session.study, codings, path), False
        except QualcodeError as error:
            words, wrong = str(error), True
        self.post_message(self.Written(words, wrong=wrong))

    @on(Written)
    def _written(self, event: Written) -> None:
        self.say(event.words, wrong=event.wrong)
