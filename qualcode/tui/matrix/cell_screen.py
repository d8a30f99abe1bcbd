"""The screen of one cell of a matrix: evidence on one side, summary and quotations on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from qualcode.errors import QualcodeError
from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.summary_text import unwrapped
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.matrix.cell_items import evidence_item, quotation_lines
from qualcode.tui.matrix.quotation_dialogs import AcceptFindings, TrimQuotation
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.cell import CELL_ACTIONS
from qualcode.workbench.keys.coding import Action, shown_key
from qualcode.workbench.matrix.cell_editor import CellEditor, CellPassage
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix
from qualcode.workbench.matrix.status import silence, told
from qualcode.workbench.overview.watch import study_stamp

#: From this width on passages and summary stand side by side.
WIDE = 100
#: The number of rows of one passage.
_ROWS = 6


class CellScreen(PassageScreen):
    """Works on one cell; everything is on disk before it is reported as saved."""

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "cell.tcss"]
    BINDINGS = key_bindings("cell", CELL_ACTIONS)
    table_name = "cell"

    class Loaded(Message):
        """The matrix as it was read again, or why it could not be."""

        def __init__(self, opened: OpenMatrix | None, why: str, stamp: int) -> None:
            super().__init__()
            self.opened = opened
            self.why = why
            self.stamp = stamp

    def __init__(self, session: CodingSession, opened: OpenMatrix, key: Key) -> None:
        super().__init__(session)
        self.desk = CellEditor(session, opened, key)
        self._stamp = study_stamp(session.study.root)
        self._passages: Sequence[CellPassage] = ()
        # The editor's text when it was filled, and the text about which leaving was asked.
        self._written = self._asked = ""
        # The text that a draft was to replace; asked twice, it does.
        self._replacing = ""

    def compose(self) -> ComposeResult:
        """Lay out the passages and the summary next to them."""
        yield Static(id="title")
        with Container(id="cell-sides"):
            with Vertical(id="cell-evidence"):
                yield Static(id="cell-order")
                yield PassageList(self._describe, rows=_ROWS)
            with Vertical(id="cell-summary"):
                yield Static(id="cell-state")
                yield TextArea("", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
                yield Static(id="cell-quotation")
        yield Said()
        yield KeyLine()

    @property
    def passages(self) -> PassageList:
        """The list of passages."""
        return self.query_one(PassageList)

    @property
    def editor(self) -> TextArea:
        """The summary being written."""
        return self.query_one(TextArea)

    def on_mount(self) -> None:
        """Start with the evidence."""
        self.passages.focus()
        self._fill()
        self._show()

    def on_resize(self) -> None:
        """Put passages and summary side by side if there is room."""
        for sides in self.query("#cell-sides"):
            sides.set_class(self.size.width >= WIDE, "wide")

    # ---- reading --------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Read the matrix again if the study changed: a passage may have been recoded."""
        if study_stamp(self.session.study.root) != self._stamp:
            self._load()

    def _load(self) -> None:
        self.run_worker(self._read, thread=True, exclusive=True, group="load")

    def _read(self) -> None:
        root = self.session.study.root
        stamp = study_stamp(root)
        definition = self.desk.opened.assembled.evidence.definition
        try:
            self.post_message(self.Loaded(open_matrix(Study(root), definition), "", stamp))
        except (QualcodeError, OSError) as error:
            self.post_message(self.Loaded(None, str(error), stamp))

    @on(Loaded)
    def _take(self, event: Loaded) -> None:
        if self.gone:
            return
        self._stamp = event.stamp
        if event.opened is None:
            self.say(event.why, wrong=True)
            return
        try:
            event.opened.matrix.cell(*self.desk.key)
        except KeyError:
            self.say("This cell is not in the matrix any more", wrong=True)
            return
        self.desk.opened = event.opened
        if self.editor.text.strip() == self._written.strip():
            self._fill()
        self._show()

    def _fill(self) -> None:
        """Put the draft or else the summary into the editor."""
        self._written = self._asked = unwrapped(self.desk.draft or self.desk.summary.text)
        self.editor.load_text(self._written)

    # ---- showing --------------------------------------------------------------------------

    def _show(self) -> None:
        desk = self.desk
        at = self.passages.cursor
        was = self._passages[at].coding.id if at < len(self._passages) else ""
        self._passages = desk.passages()
        ids = [one.coding.id for one in self._passages]
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Cell ", "bold reverse")
        line.append(f"  {safe_for_terminal(desk.name)} · {self.session.coder}")
        self.query_one("#title", Static).update(line)
        people = len({one.person for one in self._passages})
        hidden = sum(one.hidden for one in self._passages)
        about = [counted(len(ids), "passage"), counted(people, "person"), desk.order]
        about += [f"{hidden} hidden: coded blind"] if hidden else []
        self.query_one("#cell-order", Static).update(Text(" · ".join(about), no_wrap=True))
        if len(ids) == self.passages.count and was in ids and ids.index(was) == at:
            self.passages.redraw()
        else:
            empty = silence(desk.opened, desk.cell) if not ids else ""
            cursor = ids.index(was) if was in ids else min(at, max(0, len(ids) - 1))
            self.passages.show(len(ids), cursor=cursor, empty=empty.capitalize())
        self._show_state()
        self._show_quotation()

    def _show_state(self) -> None:
        desk, cell = self.desk, self.desk.cell
        matrix = desk.opened.matrix
        text = Text()
        if desk.draft:
            text.append("Draft on this machine, not in git. ", "bold")
            against = desk.against(desk.draft)
            text.append(safe_for_terminal(against[0]) if against else "Ctrl+S saves it")
        elif not cell.summary.strip():
            text.append("No summary yet. ", "bold")
            text.append(f"Tab to write it, {self._key('draft')} for a first draft of quotations")
        else:
            text.append(
                f"{counted(len(cell.linked), 'passage')} linked · {cell.author} {cell.date}"
            )
        if cell.stale:
            text.append("\nStale: ", "bold red")
            text.append(safe_for_terminal(told(desk.opened.assembled.evidence, cell.changes)))
        elif cell.summary.strip():
            text.append(" · up to date", "bold")
        if cell.thin:
            least = counted(matrix.minimum_people, "person")
            text.append(f"\nThin: fewer than {least}", "bold")
        self.query_one("#cell-state", Static).update(text)

    def _show_quotation(self) -> None:
        pane = self.query_one("#cell-quotation", Static)
        passage = self._here
        one = self.desk.quotation(passage.coding.id) if passage else None
        pane.display = one is not None
        if one is not None:
            chosen = self.desk.summary.quotations
            order = f" · {chosen.index(one.coding) + 1} of {len(chosen)}" if len(chosen) > 1 else ""
            pane.update(quotation_lines(one, order))

    def _describe(self, at: int) -> Item:
        return evidence_item(self.desk, self._passages[at])

    @property
    def _here(self) -> CellPassage | None:
        at = 0 if self.gone else self.passages.cursor
        return self._passages[at] if at < len(self._passages) else None

    def _key(self, action: str) -> str:
        keys = [a.keys for a in self.action_table if a.id == action]
        return shown_key(keys[0][0]) if keys and keys[0] else action

    @property
    def action_table(self) -> Sequence[Action]:
        """The actions possible here, without ticking."""
        return [a for a in super().action_table if a.id != "tick"]

    # ---- passages -------------------------------------------------------------------------

    @on(PassageList.Moved)
    def _moved(self) -> None:
        if not self.gone:
            self._show_quotation()

    @on(PassageList.Opened)
    def _open(self) -> None:
        passage = self._here
        if passage is not None:
            event = passage.coding.event
            self.open_passage(passage.coding.document, event.start, event.end)

    def action_link(self) -> None:
        """Link the passage at the cursor, or unlink it."""
        self._do(lambda passage: self.desk.link(passage.coding.id))

    def action_quote(self) -> None:
        """Choose the passage at the cursor as a quotation, or undo that."""
        self._do(lambda passage: self.desk.quote(passage.coding.id))

    def action_move(self, by: int) -> None:
        """Print the quotation at the cursor earlier or later within the cell."""
        self._do(lambda passage: self.desk.move_quotation(passage.coding.id, by))

    def _do(self, deed: Callable[[CellPassage], str], passage: CellPassage | None = None) -> None:
        """Do something to a passage, by default the one at the cursor."""
        passage = passage or self._here
        if passage is None:
            self.say("There is no passage here")
            return
        if passage.hidden:
            self.say("Hidden until you and its coder have both marked the document done")
            return
        try:
            said = deed(passage)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self._done(said)

    def _done(self, said: str) -> None:
        self._stamp = study_stamp(self.session.study.root)
        self._show()
        self.say(said)

    # ---- quotations -----------------------------------------------------------------------

    def action_trim(self) -> None:
        """Trim the quotation at the cursor."""
        passage = self._here
        one = self.desk.quotation(passage.coding.id) if passage else None
        if passage is None or one is None or passage.source is None:
            self.say(f"No quotation here yet: {self._key('quote')} makes the passage one")
            return
        desk, template = self.desk, self.desk.opened.quoter.template(one.coding)
        window = TrimQuotation(
            passage.source, one, template, partial(desk.signature_of, passage),
            lambda text, signed: desk.trim(one.coding, text, signed),
        )  # fmt: skip
        self.app.push_screen(window, lambda said: self._done(said) if said else None)

    def action_sign(self) -> None:
        """Sign off the quotation at the cursor, or take that back."""
        passage = self._here
        one = self.desk.quotation(passage.coding.id) if passage else None
        if one is None:
            self.say(f"No quotation here yet: {self._key('quote')} makes the passage one")
            return
        desk = self.desk
        if desk.is_signed(one.coding):
            self._do(lambda _: desk.unsign(one.coding))
            return
        found = desk.to_accept(one.coding)
        if not found or desk.hard_findings(one.coding):
            self._do(lambda _: desk.sign(one.coding))
            return
        kinds = [f.kind for f in found]
        self.app.push_screen(
            AcceptFindings(one, found),
            lambda why: (
                self._do(lambda _: desk.sign(one.coding, kinds, why), passage) if why else None
            ),
        )

    # ---- the summary ----------------------------------------------------------------------

    def action_other(self) -> None:
        """Go from the passages to the summary, or back."""
        if not self.gone:
            (self.editor if self.focused is self.passages else self.passages).focus()

    def action_save(self) -> None:
        """Save the summary; text that git must not have stays a draft on this machine."""
        if self.gone:
            return
        text = self.editor.text
        try:
            said = self.desk.save(text)
        except QualcodeError as error:
            self.say(f"Not saved: {error}", wrong=True)
            return
        self._written = self._asked = text
        self._done(said)

    def action_draft(self) -> None:
        """Put the linked passages into the editor as bullet points, to be rewritten."""
        if self.gone:
            return
        text = self.editor.text.strip()
        if text and text != self._replacing:
            self._replacing = text
            key = self._key("draft")
            self.say(f"There is a text already: {key} again puts the draft in its place")
            return
        try:
            text = self.desk.first_draft()
            self.desk.keep_draft(text)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self._fill()
        self.editor.focus()
        self._done("What was said, on this machine only: rewrite it in your words, then Ctrl+S")

    def action_mark(self) -> None:
        """Mark the summary as up to date."""
        if self._unsaved():
            self.say("Save the summary first: Ctrl+S", wrong=True)
            return
        try:
            self._done(self.desk.mark())
        except QualcodeError as error:
            self.say(str(error), wrong=True)

    def action_undo(self) -> None:
        """Undo, and report what was undone."""
        if not self.holds_undo():
            self._history(lambda: self._undoing.with_way_back(self.session.undo()))

    def action_redo(self) -> None:
        """Redo, and report what was redone."""
        self._history(self.session.redo)

    def _history(self, step: Callable[[], str]) -> None:
        unsaved = self._unsaved()
        try:
            said = step()
            self.desk.read_again()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        if not unsaved:
            self._fill()
        self._done(said)

    def _unsaved(self) -> bool:
        return not self.gone and self.editor.text.strip() != self._written.strip()

    # ---- elsewhere ------------------------------------------------------------------------

    def action_order(self) -> None:
        """Show the passages in the next order."""
        said = self.desk.next_order()
        self._show()
        self.say(f"Passages {said}")

    def action_next_cell(self, by: int) -> None:
        """Go to the next or previous cell with evidence."""
        if self._may_leave():
            cells = [c.key for c in self.desk.opened.matrix.cells if c.codings or c.summary]
            at = cells.index(self.desk.key) + by if self.desk.key in cells else 0
            if not 0 <= at < len(cells):
                self.say("This is the last cell with evidence" if by > 0 else "This is the first")
                return
            self.desk.key = cells[at]
            self._passages = ()
            self._fill()
            self.passages.show(0)
            self._show()
            self.passages.focus()

    def _may_leave(self) -> bool:
        """Return whether nothing unsaved would be lost, or the user was already asked."""
        text = self.editor.text.strip() if not self.gone else ""
        if not self._unsaved() or text == self._asked:
            return True
        self._asked = text
        self.say("The summary is not saved: Ctrl+S saves it, the same key again drops it")
        return False

    def action_leave(self) -> None:
        """Go back: from the summary to the passages, from there to the matrix."""
        if not self.gone and self.focused is self.editor:
            self.passages.focus()
        elif self._may_leave():
            super().action_leave()
