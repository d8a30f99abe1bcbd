"""Edits the codebook from the coding screen: draft codes, the form, renaming, moving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from textual import on

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.store.codebook.edit import (
    with_code_added,
    with_code_changed,
    with_code_merged,
    with_code_moved,
)
from qualcode.store.records.memos import MemoKind
from qualcode.tui.coding.code_form import CodeForm, Fields
from qualcode.tui.coding.code_pane import CodePane, CodeTreeView
from qualcode.tui.coding.reading_screen import ReadingScreen
from qualcode.tui.navigation import navigation
from qualcode.tui.widgets.code_chooser import CodeChooser
from qualcode.tui.widgets.editors import DraftCode, LineEditor
from qualcode.tui.widgets.undo_guard import UndoGuard
from qualcode.workbench.codebook.code_form import meeting, new_code, touched
from qualcode.workbench.codebook.in_vivo import name_offered, refuse_speech
from qualcode.workbench.codebook.tree import Direction, move_target
from qualcode.workbench.coding.history import NothingLeftError, Step
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun, code_name, quoted


class EditingScreen(ReadingScreen):
    """Reads a document, and edits the codebook next to it; each edit is one step to undo."""

    def _do(self, work: Callable[[], str]) -> None:
        """Do something to codings, show it, and report what was done or why not."""
        try:
            words = work()
        except NothingLeftError as error:
            self._say(begun(str(error)))
            return
        except QualcodeError as error:
            if self.gone:
                self.app.notify(str(error), severity="error", markup=False)
            self._say(str(error), wrong=True)
            return
        self._done = self.session.is_done(self.document.id)
        self._show_all()
        if self.session.problem:
            self._say(f"Not saved yet: {self.session.problem}", wrong=True)
        else:
            self._say(words)

    def __init__(self, session: CodingSession, document_id: str) -> None:
        super().__init__(session, document_id)
        self._undoing = UndoGuard(self, session, lambda: session.keys["coding"], self._sees)

        # Codings that were given at once, and the selection that had them.
        self._together: tuple[str, ...] = ()
        self._together_at = (0, 0)

    def _keep_together(self, ids: Sequence[str]) -> None:
        """Remember which codings were just given at once."""
        self._together, self._together_at = tuple(ids), self.reading.selection

    def _given_together(self) -> list[Coding]:
        """Return the codings that were given at once, while the reader is still there."""
        if self.reading.selection != self._together_at:
            return []
        here = {coding.id: coding for coding in self._here()}
        return [here[one] for one in self._together if one in here]

    def _sees(self, step: Step) -> bool:
        """Return whether a step was done on this screen, or to this document."""
        documents = {name for name, _ in step.codings} | ({step.done[0]} if step.done else set())
        return self.document.id in documents or self._undoing.made_here(step)

    def _undo(self) -> None:
        if said := self._undoing.hold():
            self._say(said)
        else:
            self._retrace(lambda: self._undoing.with_way_back(self.session.undo()))

    def action_help(self) -> None:
        """Show all keys; for the screen that is based on this one."""

    def _retrace(self, work: Callable[[], str]) -> None:
        """Undo or redo, and go to where that was, if it was in this document."""

        def there() -> str:
            words = work()
            coding = self.session.done_last(self.document.id)
            if coding is not None:
                self.reading.select(coding.event.start, coding.event.end)
                self._active = coding.id
            return words

        self._do(there)

    def _refuse_if_revised(self) -> None:
        """Refuse a choice made in a text that was revised while a window was open."""
        self.session.go_by_text(self.document.id, self.document.sha256)

    def _done_to_codebook(self, words: str | None) -> None:
        """Show the present codebook, and report what was done."""
        self._show_codebook()
        if words:
            self._say(words)

    # ---- new codes ------------------------------------------------------------------------

    def action_in_vivo(self) -> None:
        """Make a draft code from the selected words, and code them with it."""
        start, end = self.reading.selection
        self._draft(
            "In-vivo code", name_offered(self._text[start:end]), "", (start, end), is_offer=True
        )

    def action_new_code(self) -> None:
        """Make a draft code and code the selection with it."""
        self._draft("New draft code for this passage", "", "", self.reading.selection)

    def action_add_codes(self) -> None:
        """Add codes from a codebook, a report or a file."""

        def added(said: str, wrong: bool = False) -> None:
            self._done_to_codebook(None)
            self._say(said, wrong=wrong)

        navigation(self).add_codes(added)

    def _draft(
        self,
        title: str,
        name: str,
        parent: str,
        span: tuple[int, int] | None,
        beside: Sequence[str] = (),
        *,
        is_offer: bool = False,
    ) -> None:
        """Ask for a draft code, and code a span with it, ``beside`` codings given with it."""
        book = self.session.codebook
        parents = [code for code in book if book.depth(code.id) < 2]

        def save(name: str, parent: str) -> str:
            if span is not None:
                self._refuse_if_revised()
                refuse_speech(name, self._text[slice(*span)])
            code = new_code(self.session.codebook, name, parent=parent)
            coded = (self.document.id, code, span) if span else None
            self.session.edit_codebook(
                f"made the draft code {quoted(code.name)}",
                lambda text: with_code_added(text, code, parent=parent),
                coded,
            )
            if span is not None:
                made = self.session.at(self.document.id, *span)
                self._active = next(c.id for c in made if c.code == code.id)
                self._keep_together([*beside, self._active])
            else:
                self.query_one(CodePane).view.codes.go_to(code.id)
            return f"Draft code {quoted(code.name)}: write its definition with E when you know it"

        self.app.push_screen(
            DraftCode(title, name, parents, parent, save, is_offer=is_offer),
            self._done_to_codebook,
        )

    # ---- editing --------------------------------------------------------------------------

    def action_edit_code(self) -> None:
        """Edit the code of the coding at the cursor."""
        chosen = self._chosen()
        code = self.session.codebook.get(chosen.code) if chosen else None
        if code is None:
            self._say("Put the cursor on a coding first, or choose a code at the left with B")
            return
        self._edit(code)

    def _edit(self, code: Code) -> None:
        book, study = self.session.codebook, self.session.study

        def save(fields: Fields) -> str:
            if not fields:
                return "The code is as it was"
            self.session.edit_codebook(
                f"edited the code {quoted(code.name)}",
                lambda text: with_code_changed(text, code.id, fields),
            )
            return f"Saved {quoted(code.name)}: {', '.join(fields)}"

        form = CodeForm(code, book, touched(study, book, code.id), save)
        self.app.push_screen(form, self._done_to_codebook)

    def _rename(self, code: Code) -> None:
        def save(name: str) -> str:
            self.session.edit_codebook(
                f"renamed {quoted(code.name)} to {quoted(name)}",
                lambda text: with_code_changed(text, code.id, {"name": name}),
            )
            renamed = f"{quoted(code.name)} → {quoted(name)}"
            return f"{renamed}; its id stays {code.id}, so no coding changes"

        editor = LineEditor(f"Rename {code.name}", code.name, "The code's new name", save)
        self.app.push_screen(editor, self._done_to_codebook)

    def _move(self, code: Code, direction: Direction) -> None:
        target = move_target(self.session.codebook, code.id, direction)
        if target is None:
            self._say(f"{quoted(code.name)} cannot go further that way")
            return
        parent, before = target
        self._change_codebook(
            f"moved {quoted(code.name)}",
            lambda text: with_code_moved(text, code.id, parent=parent, before=before),
        )

    def _merge(self, code: Code) -> None:
        """Merge a code into another, which takes over its codings."""
        study, book = self.session.study, self.session.codebook

        def keep(into: str | None) -> None:
            if not into or into == code.id:
                return
            n = touched(study, book, code.id).codings
            met = meeting(study, book, code.id, into)
            pairs = f", {met} of words coded so already, counted once" if met else ""
            self._change_codebook(
                f"merged {quoted(code.name)} into {code_name(book, into)} "
                f"({counted(n, 'coding')}{pairs})",
                lambda text: with_code_merged(text, code.id, into),
            )

        self.app.push_screen(CodeChooser(book, f"Merge {code.name} into which code?", ""), keep)

    def _split(self, code: Code) -> None:
        """Split a code by the names of its parts, and open its codings for assigning."""

        def save(names: str) -> str:
            parts = [("", name.strip()) for name in names.split(";") if name.strip()]
            self.session.split_code(code, parts)
            return code.id

        def then(split: str | None) -> None:
            self._done_to_codebook(None)
            if split:
                said = navigation(self).assign(split)
                self._say(said or f"Split {quoted(code.name)}; u undoes")

        title = f"Split {code.name} into (names, with ; between)"
        editor = LineEditor(title, f"{code.name}; ", "First part; second part", save, select=False)
        self.app.push_screen(editor, then)

    def _change_codebook(self, words: str, edit: Callable[[str], str]) -> None:
        try:
            self.session.edit_codebook(words, edit)
        except QualcodeError as error:
            self._say(str(error), wrong=True)
            return
        self._done_to_codebook(f"{begun(words)}; u undoes")

    # ---- the codebook pane on the left ----------------------------------------------------

    def action_codebook(self) -> None:
        """Go to the codebook on the left."""
        pane = self.query_one(CodePane)
        if not pane.display:
            self.open_pane("codes")
        pane.view.focus()

    @on(CodeTreeView.Left)
    def _left_codebook(self) -> None:
        self.open_pane("")
        self.view.focus()

    @on(CodeTreeView.Wanted)
    def _wanted(self, event: CodeTreeView.Wanted) -> None:
        code = self.session.codebook.get(event.code)
        without_code: dict[str, Callable[[], None]] = {
            "undo": self._undo,
            "redo": lambda: self._retrace(self.session.redo),
            "help": self.action_help,
            "add": self.action_add_codes,
            "new": lambda: self._draft("New draft code", "", event.code, None),
        }
        if event.what in without_code:
            without_code[event.what]()
        elif code is None:
            self._say("No code is chosen")
        else:
            self._do_to_code(event.what, code)

    def _do_to_code(self, what: str, code: Code) -> None:
        if what == "edit":
            self._edit(code)
        elif what == "rename":
            self._rename(code)
        elif what == "merge":
            self._merge(code)
        elif what == "split":
            self._split(code)
        elif what == "retire":
            status = "active" if code.status == "retired" else "retired"
            self._change_codebook(
                f"{'restored' if status == 'active' else 'retired'} {quoted(code.name)}",
                lambda text: with_code_changed(text, code.id, {"status": status}),
            )
        elif what == "memo":
            self._memo_on("codes", code.id)
        elif what == "find":
            self._find(code.id)
        else:
            self._move(code, cast("Direction", what))

    def _memo_on(self, kind: MemoKind, about: str) -> None:
        navigation(self).edit_memo(kind, about, self._say_and_show)

    def _say_and_show(self, words: str) -> None:
        self._show_detail()
        self._say(words)

    def _find(self, code: str) -> None:
        navigation(self).find_code(code)
