"""Reading a transcript on the screen: the panes, what is shown in them, moving and selecting."""

from __future__ import annotations

import gc

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static

from qualcode.model.coding import Coding
from qualcode.model.text import safe_for_terminal
from qualcode.tui.panes import CodePane, DetailPane
from qualcode.tui.transcript import TranscriptView
from qualcode.workbench.reading import Reading, Unit
from qualcode.workbench.session import CodingSession, counts

_LOOK_AGAIN = 1.0
_REST = 0.06


class ReadingScreen(Screen[None]):
    """Reads one document; the session and the reading position do the work."""

    def __init__(self, session: CodingSession, document_id: str, offset: int | None = None) -> None:
        super().__init__()
        self.session = session
        self.document, text = session.desk.open_document(document_id)
        self.reading = Reading(self.document, text)
        if offset is None:
            # Headers that nobody speaks are not what a reader came for.
            spoken = (turn.words for turn in self.document.turns if turn.speaker >= 0)
            offset = next(spoken, 0)
        self.reading.place(offset)
        self.reading.grow()
        self._text = text
        self._active = ""
        self._hiding = False
        self._later: Timer | None = None
        self._elsewhere: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """Lay out the three panes."""
        yield Static(id="title")
        with Horizontal(id="panes"):
            yield CodePane(self.session.desk.codebook)
            yield TranscriptView(self.document, self._text, self.session.desk.codebook)
            yield DetailPane()
        yield Static(id="said")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Count the study's codings in the background; look for another window's once a second."""
        self.view.focus()
        self._show_all()
        self.run_worker(self._count_study, thread=True, exclusive=True)
        self.set_interval(_LOOK_AGAIN, self._look_again)
        # A long transcript is a million lasting objects: without this the collector walks them
        # all again every few hundred keys, and that key waits 30 ms.
        self.call_after_refresh(gc.freeze)

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
        chosen = self._chosen()
        self._active = chosen.id if chosen else ""
        self.view.show(self.session.codings(self.document.id), self._active)
        self._show_place()
        self._show_counts()

    def _show_place(self) -> None:
        """Show the selection and what is at it."""
        chosen = self._chosen()
        self._active = chosen.id if chosen else ""
        self.view.select(self.reading.selection, self._active)
        self._show_title()
        # The pane at the right needs a layout: it follows when the keys rest.
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(_REST, self._show_detail)

    def _show_detail(self) -> None:
        here, chosen = self._here(), self._chosen()
        book = self.session.desk.codebook
        code = book.get(chosen.code) if chosen else None
        self.query_one(DetailPane).show(here, chosen, code, book, self._speaker())

    def _show_title(self) -> None:
        turn = self.document.turns[self.reading.turn] if self.document.turns else None
        start, end = self.reading.selection
        words = len(self._text[start:end].split())
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {self.document.id} ", "bold reverse")
        place = f"turn {self.reading.turn + 1} of {len(self.document.turns)}" if turn else "empty"
        if turn and turn.start_ms is not None:
            seconds = turn.start_ms // 1000
            place += f" at {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        line.append(f"  {place} · {words} words selected · {self.session.coder} · ")
        if self.session.state == "saved":
            line.append("✓ saved", "dim")
        else:
            line.append(
                f" ✗ {len(self.session.unsaved)} NOT SAVED: Ctrl+S tries again ", "bold red"
            )
        self.query_one("#title", Static).update(line, layout=False)

    def _show_counts(self) -> None:
        resolve = self.session.desk.codebook.resolve
        here = counts(self.session.codings(self.document.id), resolve)
        study = dict(self._elsewhere)
        for code, number in here.items():
            study[code] = study.get(code, 0) + number
        self.query_one(CodePane).show(here, study, self.session.recent)

    def _speaker(self) -> list[tuple[str, str]]:
        speaker = self.document.speaker_at(self.reading.selection[0])
        if speaker is None:
            return []
        found = [("label", speaker.label), ("part", speaker.role)]
        case = self.session.study.cases.get(speaker.case or "")
        if case is not None:
            found.append(("case", case.id))
            found += [(name, value) for name, value in case.attributes.items() if value]
        return found

    def _say(self, words: str, *, wrong: bool = False) -> None:
        style = "bold red" if wrong else ""
        self.query_one("#said", Static).update(
            Text(f" {safe_for_terminal(words)}", style), layout=False
        )

    def _count_study(self) -> None:
        found = self.session.study.codings(coder=self.session.coder)
        resolve = self.session.desk.codebook.resolve
        self._elsewhere = counts((c for c in found if c.document != self.document.id), resolve)
        self.app.call_from_thread(self._show_counts)

    def _look_again(self) -> None:
        if self.session.refresh(self.document.id):
            self._show_all()
            self._say("Another window changed these codings; they are shown as they are now")

    def on_resize(self, event: events.Resize) -> None:
        """Collapse the panes where there is no room for them."""
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        hidden = self.has_class("bare")
        self.query_one(CodePane).display = width >= 140 and not hidden
        self.query_one(DetailPane).display = width >= 100 and not hidden
        self.call_after_refresh(self._show_counts)

    # ---- moving ---------------------------------------------------------------------------

    def _moved(self, there: bool, otherwise: str = "") -> None:
        if there:
            self._show_place()
        elif otherwise:
            self._say(otherwise)

    def action_sentence(self, by: int) -> None:
        """Move by sentences."""
        self._moved(self.reading.move("sentence", by))

    def action_word(self, by: int) -> None:
        """Move by words."""
        self._moved(self.reading.move("word", by))

    def action_turn(self, by: int) -> None:
        """Move by turns."""
        self._moved(self.reading.move("turn", by))

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

    def action_uncoded(self, by: int) -> None:
        """Move to a participant's turn that bears no coding."""
        coded = self.session.codings(self.document.id)

        def bare(number: int) -> bool:
            turn = self.document.turns[number]
            if turn.speaker < 0 or self.document.speakers[turn.speaker].role != "participant":
                return False
            return not any(c.event.start < turn.end and turn.words < c.event.end for c in coded)

        self._moved(self.reading.to_turn_where(bare, by), "No uncoded turn of a participant there")

    def action_next_overlap(self) -> None:
        """Make the next of the codings at the cursor the one that keys are about."""
        here = self._here()
        if here:
            ids = [c.id for c in here]
            self._active = ids[(ids.index(self._active) + 1) % len(ids)]
            self._show_place()

    # ---- the view -------------------------------------------------------------------------

    def action_hide_interviewer(self) -> None:
        """Hide or show the turns of those who are not participants."""
        self._hiding = not self._hiding
        others = {n for n, s in enumerate(self.document.speakers) if s.role != "participant"}
        turns = enumerate(self.document.turns)
        hidden = {n for n, turn in turns if turn.speaker in others} if self._hiding else set()
        self.reading.show_all_but(hidden)
        self.view.hide(hidden)
        self._show_place()
        self._say("Only participants are shown" if self._hiding else "All speakers are shown")

    def action_width(self, by: int) -> None:
        """Make the text wider or narrower."""
        self.view.set_width(by)

    def action_panes(self) -> None:
        """Show or hide the panes at the sides."""
        self.toggle_class("bare")
        self._fit(self.size.width)

    @on(TranscriptView.Chosen)
    def _chosen_by_mouse(self, event: TranscriptView.Chosen) -> None:
        self.reading.place(event.offset)
        for _ in range(min(event.clicks, 3) - 1):
            self.reading.grow()
        self._show_place()

    @on(TranscriptView.Dragged)
    def _drawn_by_mouse(self, event: TranscriptView.Dragged) -> None:
        self.reading.select(event.start, event.end)
        self._show_place()
