"""The screen for reading a transcript: its panes, moving and selecting."""

from __future__ import annotations

import contextlib
import gc

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Static

from qualcode.analysis.counted_codings import count_codings
from qualcode.errors import QualcodeError
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.coverage import uncoded
from qualcode.model.document.document import clock
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.records.memos import MemoKind
from qualcode.tui.coding.code_pane import CodePane, no_codes
from qualcode.tui.coding.detail_pane import DetailPane
from qualcode.tui.coding.document_map import DocumentMap
from qualcode.tui.coding.pane_layout import Opened, pane_layout
from qualcode.tui.coding.title import Part, title_line
from qualcode.tui.coding.transcript import TranscriptView
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.cursor import Reading, Unit
from qualcode.workbench.coding.session import CodingSession, counts

_LOOK_AGAIN = 1.0
_REST = 0.06


class ReadingScreen(ReadyScreen[None]):
    """Reads one document; the session and the reading position do the work."""

    def __init__(self, session: CodingSession, document_id: str) -> None:
        super().__init__()
        self.session = session
        self.document, text = session.texts.open_document(document_id)
        self.reading = Reading(self.document, text)
        # Readers skip headers that nobody speaks.
        spoken = (turn.words for turn in self.document.turns if turn.speaker >= 0)
        left = session.place(document_id)
        self.reading.place(next(spoken, 0) if left is None else left)
        self.reading.grow()
        self._text = text
        self._active = ""
        self._hiding = False
        self._uncoded: frozenset[int] = frozenset()
        self._done = False
        self._later: Timer | None = None
        #: The message shown when the screen first appears.
        self.first_words = ""
        self._elsewhere: dict[str, int] = {}
        self._opened: Opened = ""

    def compose(self) -> ComposeResult:
        """Lay out the three panes."""
        yield Static(id="title")
        with Horizontal(id="panes"):
            yield CodePane(self.session.codebook, no_codes(self.session.keys["coding"]))
            yield TranscriptView(self.document, self._text, self.session.codebook)
            yield DocumentMap()
            yield DetailPane()
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        """Count the study's codings in the background; check for other changes once a second."""
        self.view.focus()
        # What was changed before, on another screen, is no news.
        with contextlib.suppress(QualcodeError):
            self.session.refresh_cases()
        if self.first_words:
            self._say(self.first_words)
        self.run_worker(self._count_study, thread=True, exclusive=True)
        self.set_interval(_LOOK_AGAIN, self._look_again)
        # A long transcript is a million lasting objects: otherwise the collector scans them every
        # few hundred keys, and that key waits 30 ms.
        self.call_after_refresh(gc.freeze)

    def on_screen_resume(self) -> None:
        """Show changes made elsewhere, such as an undo."""
        if self._is_of_earlier_text():
            self._take_new_text()
        else:
            self._take_what_is_known()
            self._show_codebook()

    def remember_place(self) -> None:
        """Return to this place when the document is opened again."""
        self.session.leave_at(self.document.id, self.reading.cursor)

    @property
    def gone(self) -> bool:
        """Whether the screen was left; a window over it may still send it something to show."""
        return self not in self.app.screen_stack

    @property
    def view(self) -> TranscriptView:
        """The transcript widget."""
        return self.query_one(TranscriptView)

    # ---- showing --------------------------------------------------------------------------

    def _here(self) -> list[Coding]:
        """Return the codings at the selection, the shortest first."""
        found = self.session.at(self.document.id, *self.reading.selection)
        return sorted(found, key=lambda c: (c.event.end - c.event.start, c.id))

    def _chosen(self) -> Coding | None:
        here = self._here()
        return next((c for c in here if c.id == self._active), here[0] if here else None)

    def _show_all(self) -> None:
        if self.gone:
            return
        chosen = self._chosen()
        self._active = chosen.id if chosen else ""
        self.view.show(self.session.codings(self.document.id), self._active)
        self._show_place()
        self._show_counts()

    def _show_codebook(self) -> None:
        """Show everything, since the codebook may have changed."""
        if self.gone:
            return
        self._done = self.session.is_done(self.document.id)
        self.view.show_codebook(self.session.codebook)
        self._show_all()

    def _show_place(self, *, follow: bool = True) -> None:
        """Show the selection and the codings at it."""
        chosen = self._chosen()
        self._active = chosen.id if chosen else ""
        self.view.select(self.reading.selection, self._active, follow=follow)
        self._scrolled()
        self._show_title()
        # The pane on the right needs a layout, so it is updated when no key is pressed.
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(_REST, self._show_detail)

    def _show_detail(self) -> None:
        if self.gone:
            return
        here, chosen = self._here(), self._chosen()
        book = self.session.codebook
        code = book.get(chosen.code) if chosen else None
        self.query_one(DetailPane).show(
            here, chosen, code, book, self._speaker(), self._memos(code.id if code else "")
        )
        self._show_map()

    def _memos(self, code: str) -> list[tuple[str, str]]:
        speaker = self.document.speaker_at(self.reading.selection[0])
        case = speaker.case if speaker and speaker.case else ""
        wanted: list[tuple[MemoKind, str]] = [
            ("documents", self.document.id), ("codes", code), ("cases", case),
        ]  # fmt: skip
        found = []
        for kind, about in wanted:
            try:
                words = self.session.memo(kind, about) if about else ""
            except QualcodeError as error:
                words = str(error)
            if words:
                found.append((f"Memo on {about}", words))
        return found

    @on(TranscriptView.Wrapped)
    @on(DocumentMap.Sized)
    def _show_map(self) -> None:
        for shown in self.query(DocumentMap):  # none before the screen is laid out, or after
            shown.show(self.view.stretches(shown.size.height), self.view.look())
            shown.show_window(*self.view.window())

    @on(TranscriptView.Scrolled)
    def _scrolled(self) -> None:
        for shown in self.query(DocumentMap):
            shown.show_window(*self.view.window())

    @on(DocumentMap.Jumped)
    def _jumped(self, event: DocumentMap.Jumped) -> None:
        view = self.view
        self.reading.place(view.offset_in_row(int(event.share * len(view.rows))))
        self._show_place()

    def _show_title(self) -> None:
        if self.gone:
            return
        turn = self.document.turns[self.reading.turn] if self.document.turns else None
        start, end = self.reading.selection
        words = len(self._text[start:end].split())
        saved = self.session.state == "saved"
        place = f"turn {self.reading.turn + 1} of {len(self.document.turns)}" if turn else "empty"
        time = self.document.time_at(start)
        if time is not None:
            place += f" at {clock(time)}"
        label = self.document.speakers[turn.speaker].label if turn and turn.speaker >= 0 else ""
        parts = [Part(place, 5)]
        if label:
            parts.append(Part(safe_for_terminal(label), 2))
        parts += [
            Part(f"{counted(words, 'word')} selected", 3),
            Part(self.session.coder, 1),
        ]
        if self._done:
            parts.append(Part("done", 4, "bold"))
        if orphaned := len(self.session.orphans_of(self.document.id)):
            parts.append(Part(f"{orphaned} orphaned: O", 6, "bold yellow"))
        said = Part("✓ saved", 9, "dim") if saved else Part("✗ not saved", 9, "bold red")
        # First, where a narrow screen cannot cut it.
        lost = "" if saved else f"✗ {len(self.session.unsaved)} NOT SAVED: Ctrl+S tries again"
        line = title_line(self.document.id, parts, said, self.size.width, lost=lost)
        self.query_one("#title", Static).update(line, layout=False)

    def _show_counts(self) -> None:
        resolve = self.session.codebook.resolve
        here = counts(self.session.codings(self.document.id), resolve)
        study = dict(self._elsewhere)
        for code, number in here.items():
            study[code] = study.get(code, 0) + number
        for pane in self.query(CodePane):  # none after the screen was left
            pane.show(self.session.codebook, here, study, self.session.recent)

    def _speaker(self) -> list[tuple[str, str]]:
        speaker = self.document.speaker_at(self.reading.selection[0])
        if speaker is None:
            return []
        found = [("label", speaker.label), ("part", speaker.role)]
        try:
            case = self.session.study.cases.get(speaker.case or "")
        except QualcodeError as error:
            return [*found, ("case", f"{speaker.case or 'none'}. {error}")]
        if case is not None:
            found.append(("case", case.id))
            found += [(name, value) for name, value in case.attributes.items() if value]
        return found

    def _say(self, words: str, *, wrong: bool = False) -> None:
        if self.gone:
            return
        self.query_one(Said).say(words, "bold red" if wrong else "")

    def _count_study(self) -> None:
        found = self.session.study.codings(coder=self.session.coder)
        resolve = self.session.codebook.resolve
        standing = count_codings(self.session.study, found).codings
        self._elsewhere = counts((c for c in standing if c.document != self.document.id), resolve)
        self.session.recall(found)
        self.app.call_from_thread(self._show_counts)

    def _look_again(self) -> None:
        if self.gone:
            return
        try:
            if self.session.refresh_codebook():
                self._show_codebook()
                self._say("The codebook was changed; it is shown as it is now")
        except QualcodeError as error:
            self._say(f"The codebook cannot be read: {error}", wrong=True)
        done = self.session.is_done(self.document.id)
        if done != self._done:
            self._done = done
            self._show_title()
        # A window over the screen shows a passage of this text: it must be closed first.
        if self.app.screen is self and (
            self._is_of_earlier_text() or self.session.text_was_revised(self.document.id)
        ):
            self._take_new_text()
            return
        self._take_what_is_known()
        if self.session.refresh(self.document.id):
            self._show_all()
            self._say("Another window changed these codings; they are shown as they are now")

    def _take_what_is_known(self) -> None:
        """Show who speaks, in which turns and for which cases, as it is known by now."""
        try:
            cases = self.session.refresh_cases()
        except QualcodeError as error:
            self._say(f"The cases cannot be read, and are as they were: {error}", wrong=True)
            cases = False
        try:
            document, _ = self.session.texts.open_document(self.document.id)
        except QualcodeError:
            return
        speakers = document != self.document and document.sha256 == self.document.sha256
        if speakers:
            if len(document.turns) != len(self.document.turns):
                self._uncoded = frozenset()
            self.document = document
            hidden = self._hidden()
            self.reading.take_document(document, hidden)
            self.view.show_document(document, hidden)
        if speakers or cases:
            self._show_place(follow=False)
            what = "Who speaks was changed" if speakers else "The cases were changed"
            self._say(f"{what} elsewhere; this is as it is now")

    def _is_of_earlier_text(self) -> bool:
        """Whether another screen has opened the document's new text meanwhile."""
        return self.session.texts.text_digest_of(self.document.id) != self.document.sha256

    def _take_new_text(self) -> None:
        """Show the revised text."""
        name, cursor = self.document.id, self.reading.cursor
        try:
            at = self.session.take_new_text(name, cursor, self.document.sha256)
        except QualcodeError as error:
            self._say(f"The text was revised, this is the earlier one. {error}", wrong=True)
            return
        self.show_new_text(at)

    def show_new_text(self, at: int) -> None:
        """Show the document's new text at an offset."""

    def on_resize(self, event: events.Resize) -> None:
        """Hide the panes if there is no room for them."""
        self._fit(event.size.width)
        self._show_title()

    def _fit(self, width: int) -> None:
        codes, detail = self.query_one(CodePane), self.query_one(DetailPane)
        layout = pane_layout(width, bare=self.has_class("bare"), opened=self._opened)
        for pane, name, wide in ((codes, "codes", layout.codes), (detail, "detail", layout.detail)):
            sheet = layout.sheet == name
            pane.set_class(sheet, "sheet")
            pane.display = bool(wide) or sheet
            pane.styles.width = "1fr" if sheet else max(1, wide)
        self.query_one(DocumentMap).display = layout.map
        if (not codes.display and codes.view.has_focus) or (
            not detail.display and detail.has_focus
        ):
            self.view.focus()
        self.call_after_refresh(self._show_counts)
        self.call_after_refresh(self._show_map)

    def open_pane(self, name: Opened) -> None:
        """Show a pane though there is no room for it; an empty name takes that back."""
        if name != self._opened:
            self._opened = name
            self._fit(self.size.width)

    # ---- moving ---------------------------------------------------------------------------

    def _moved(self, there: bool, otherwise: str = "") -> None:
        if there:
            self._show_place()
        elif otherwise:
            self._say(otherwise)

    def action_sentence(self, by: int) -> None:
        """Move by sentences."""
        self._step("sentence", by)

    def action_word(self, by: int) -> None:
        """Move by words."""
        self._step("word", by)

    def action_turn(self, by: int) -> None:
        """Move by turns."""
        self._step("turn", by)

    def _step(self, unit: Unit, by: int) -> None:
        """Move by units; from what is in sight, where the wheel has left the selection behind."""
        if self.view.shows_selection:
            self._moved(self.reading.move(unit, by))
        else:
            self.reading.place_on(self.view.first_in_sight(), unit)
            self._moved(True)

    def action_extend(self, unit: Unit, by: int) -> None:
        """Extend the selection."""
        self._moved(self.reading.move(unit, by, extend=True))

    def action_page(self, by: int) -> None:
        """Move by a screenful."""
        view = self.view
        row = view.rows.at(self.reading.cursor) + by * view.rows_per_page()
        self.reading.place(view.offset_in_row(row))
        self._show_place()

    def action_edge(self, by: int) -> None:
        """Move to the beginning or the end."""
        self.reading.place(len(self._text) if by > 0 else 0)
        self._show_place()

    def action_grow(self) -> None:
        """Grow the selection."""
        self.reading.grow()
        self._show_place()

    def action_shrink(self) -> None:
        """Shrink the selection."""
        self.reading.shrink()
        self._show_place()

    def action_coding(self, by: int) -> None:
        """Move to the next or previous coding and select it."""
        found = self.session.codings(self.document.id)
        places = [(c.event.start, n) for n, c in enumerate(found)]
        current = next((n for n, c in enumerate(found) if c.id == self._active), None)
        at = (self.reading.cursor, current if current is not None else (-1 if by > 0 else 10**9))
        ahead = [p for p in places if p > at] if by > 0 else [p for p in places if p < at]
        if not ahead:
            self._say("No coding further on" if by > 0 else "No coding before this")
            return
        coding = found[(ahead[0] if by > 0 else ahead[-1])[1]]
        self.reading.select(coding.event.start, coding.event.end)
        self._active = coding.id
        self._show_place()

    def _bare_turns(self) -> set[int]:
        """Return the participants' turns without a coding."""
        coded = self.session.codings(self.document.id)
        every = self.document.turns
        turns = [(n, (every[n].words, every[n].end)) for n in self.document.turns_to_code()]
        bare = uncoded([span for _, span in turns], [(c.event.start, c.event.end) for c in coded])
        return {turns[n][0] for n in bare}

    def action_uncoded(self, by: int) -> None:
        """Move to a participant's turn without a coding."""
        bare = self._bare_turns()
        found = self.reading.to_turn_where(bare.__contains__, by)
        self._moved(found, "No uncoded turn of a participant there")

    def action_next_overlap(self) -> None:
        """Make the next of the codings at the cursor the one that keys act on."""
        if not self.view.has_focus:
            self.view.focus()
            return
        here = self._here()
        if here:
            ids = [c.id for c in here]
            self._active = ids[(ids.index(self._active) + 1) % len(ids)]
            self._show_place()

    # ---- the view -------------------------------------------------------------------------

    def action_hide_interviewer(self) -> None:
        """Hide or show the turns of speakers who are not participants."""
        self._hiding = not self._hiding
        self._hide("Only participants are shown" if self._hiding else "All speakers are shown")

    def action_only_uncoded(self) -> None:
        """Show only participants' turns without a coding, or all turns again."""
        if self._uncoded:
            self._uncoded = frozenset()
            self._hide("All turns are shown")
            return
        self._uncoded = frozenset(self._bare_turns())
        if not self._uncoded:
            self._say("Every turn of a participant has a coding")
            return
        self._hide(f"{len(self._uncoded)} uncoded turns of participants; o shows all again")

    def _hidden(self) -> set[int]:
        """Return the turns that are not to be shown."""
        speakers = self.document.speakers
        others = {n for n, s in enumerate(speakers) if s.role != "participant"}
        return {
            n
            for n, turn in enumerate(self.document.turns)
            if (self._hiding and turn.speaker in others)
            or (self._uncoded and n not in self._uncoded)
        }

    def _hide(self, words: str) -> None:
        hidden = self._hidden()
        self.reading.show_all_but(hidden)
        self.view.hide(hidden)
        self._show_place()
        self._show_map()
        self._say(words)

    def action_width(self, by: int) -> None:
        """Make the text wider or narrower."""
        self.view.set_width(by)

    def action_detail(self) -> None:
        """Go to the pane on what is at the cursor, or back."""
        pane = self.query_one(DetailPane)
        if pane.has_focus:
            self._left_detail()
            return
        if not pane.display:
            self.open_pane("detail")
        self._show_detail()
        pane.focus()

    @on(DetailPane.Left)
    def _left_detail(self) -> None:
        self.open_pane("")
        self.view.focus()

    def action_panes(self) -> None:
        """Show or hide the panes at the sides."""
        self.toggle_class("bare")
        self._fit(self.size.width)

    @on(TranscriptView.Chosen)
    def _chosen_by_mouse(self, event: TranscriptView.Chosen) -> None:
        self.reading.place(event.offset)
        for _ in range(min(event.clicks, 3) - 1):
            self.reading.grow()
        self._show_place(follow=False)

    @on(TranscriptView.Dragged)
    def _drawn_by_mouse(self, event: TranscriptView.Dragged) -> None:
        self.reading.select(event.start, event.end)
        self._show_place(follow=False)
