"""Edits the codebook from the coding screen: draft codes, the form, renaming, moving."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual import on

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
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
from qualcode.workbench.codebook.code_form import meeting, new_code, touched
from qualcode.workbench.codebook.tree import Direction, move_target
from qualcode.workbench.coding.history import NothingLeftError
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
        words = " ".join(self._text[start:end].split())
        self._draft("In-vivo code", words[:80].rstrip(), "", (start, end))

    def action_new_code(self) -> None:
        """Make a draft code and code the selection with it."""
        self._draft("New draft code for this passage", "", "", self.reading.selection)

    def action_add_codes(self) -> None:
        """Add codes from a codebook, a report or a file."""

        def added(said: str, wrong: bool = False) -> None:
            self._done_to_codebook(None)
            self._say(said, wrong=wrong)

        navigation(self).add_codes(added)

    def _draft(self, title: str, name: str, parent: str, span: tuple[int, int] | None) -> None:
        book = self.session.codebook
        parents = [code for code in book if book.depth(code.id) < 2]

        def save(name: str, parent: str) -> str:
            if span is not None:
                self._refuse_if_revised()
            code = new_code(self.session.codebook, name)
            coded = (self.document.id, code, span) if span else None
            self.session.edit_codebook(
                f"made the draft code {quoted(code.name)}",
                lambda text: with_code_added(text, code, parent=parent),
                coded,
            )
            if span is not None:
                made = self.session.at(self.document.id, *span)
                self._active = next(c.id for c in made if c.code == code.id)
            else:
                self.query_one(CodePane).view.codes.go_to(code.id)
            return f"Draft code {quoted(code.name)}: write its definition with E when you know it"

        self.app.push_screen(DraftCode(title, name, parents, parent, save), self._done_to_codebook)

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
            # There was no room for it: show it over the text until it is left.
            pane.add_class("alone")
            self._fit(self.size.width)
        pane.view.focus()

    @on(CodeTreeView.Left)
    def _left_codebook(self) -> None:
        pane = self.query_one(CodePane)
        if pane.has_class("alone"):
            pane.remove_class("alone")
            self._fit(self.size.width)
        self.view.focus()

    @on(CodeTreeView.Wanted)
    def _wanted(self, event: CodeTreeView.Wanted) -> None:
        code = self.session.codebook.get(event.code)
        without: dict[str, Callable[[], None]] = {
            "undo": lambda: self._retrace(self.session.undo),
            "redo": lambda: self._retrace(self.session.redo),
            "add": self.action_add_codes,
            "new": lambda: self._draft("New draft code", "", event.code, None),
        }
        if event.what in without:
            without[event.what]()
        elif code is None:
            self._say("No code is chosen")
        elif event.what == "edit":
            self._edit(code)
        elif event.what == "rename":
            self._rename(code)
        elif event.what == "merge":
            self._merge(code)
        elif event.what == "split":
            self._split(code)
        elif event.what == "retire":
            status = "active" if code.status == "retired" else "retired"
            self._change_codebook(
                f"{'restored' if status == 'active' else 'retired'} {quoted(code.name)}",
                lambda text: with_code_changed(text, code.id, {"status": status}),
            )
        elif event.what == "memo":
            self._memo_on("codes", code.id)
        elif event.what == "find":
            self._find(code.id)
        else:
            self._move(code, cast("Direction", event.what))

    def _memo_on(self, kind: MemoKind, about: str) -> None:
        navigation(self).edit_memo(kind, about, self._say_and_show)

    def _say_and_show(self, words: str) -> None:
        self._show_detail()
        self._say(words)

    def _find(self, code: str) -> None:
        navigation(self).find_code(code)
