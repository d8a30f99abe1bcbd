"""Searches the study's transcripts while you type, and codes what was found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from qualcode.errors import QualcodeError
from qualcode.model.coding.valence import VALENCE_NAMES, VALENCES
from qualcode.model.document.document import Document
from qualcode.model.plural import counted
from qualcode.tui.bindings import key_bindings
from qualcode.tui.navigation import navigation
from qualcode.tui.widgets.code_chooser import CodeChooser
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.history import NothingLeftError
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun, quoted
from qualcode.workbench.find.excerpts import Excerpt, excerpt
from qualcode.workbench.find.retrieval import cycled, groups_of
from qualcode.workbench.find.search import Batch, Hit, Searcher, SearchOptions
from qualcode.workbench.find.spans import PLACE_UNITS, OpenTexts, PlaceUnit
from qualcode.workbench.keys.find import SEARCH_ACTIONS

#: More matches than this are not listed: nobody reads so many.
MOST = 5000
_REST = 0.15
_CONTEXT = 400
_UNITS = {"hit": "the words found", "sentence": "their sentence", "turn": "their turn"}


class Words(Input):
    """The words to search for."""

    BINDINGS = [
        # An input has its own "down" key, which does nothing.
        Binding("down", "screen.to_list", "passages", key_display="↓", tooltip="To what was found")
    ]


class SearchScreen(PassageScreen):
    """Finds words in what people said; ticked matches can be coded in one step."""

    BINDINGS = key_bindings("search", SEARCH_ACTIONS)
    table_name = "search"

    class Found(Message):
        """A search found something, or ended."""

        def __init__(self, search: int, batch: Batch) -> None:
            super().__init__()
            self.search = search
            self.batch = batch

    class Failed(Message):
        """A search failed."""

        def __init__(self, search: int, error: QualcodeError) -> None:
            super().__init__()
            self.search = search
            self.error = error

    def __init__(self, session: CodingSession, pattern: str = "") -> None:
        super().__init__(session)
        self._pattern = pattern
        self._options = SearchOptions()
        self._unit: PlaceUnit = "hit"
        self._searcher = Searcher(session.study, session.coder)
        self._texts = OpenTexts(session.study)
        self._hits: list[Hit] = []
        #: Whether any of them were found only because accents are ignored.
        self._bare = False
        self._search = 0
        # The codings that were made here last, by their ids.
        self._made: frozenset[str] = frozenset()
        self._fresh = False
        self._done = True
        self._cut = False
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the words, the filters and what is found."""
        yield Static(id="title")
        yield Words(self._pattern, placeholder="Words to search for", id="pattern", compact=True)
        yield Static(id="filters")
        yield PassageList(self._describe, ticking=True)
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        """Search at once for words that were given."""
        self.query_one(Input).cursor_blink = False
        self._show_filters()
        self._begin()

    def on_screen_resume(self) -> None:
        """Search again, since codings may have been made elsewhere."""
        self._searcher.forget()
        self._list.redraw()

    @property
    def _list(self) -> PassageList:
        return self.query_one(PassageList)

    # ---- searching ------------------------------------------------------------------------

    @on(Input.Changed, "#pattern")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._pattern:
            self._pattern = event.value
            if self._later is not None:
                self._later.stop()
            self._later = self.set_timer(_REST, self._begin)

    @property
    def _behind(self) -> bool:
        """Whether the list does not yet match the words and filters shown."""
        return self._later is not None or self._fresh

    def _begin(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._search += 1
        self.workers.cancel_group(self, "search")
        if not self._pattern.strip():
            self._fresh = False
            self._replace((), "What is found is shown as you type")
            self.say("")
            return
        self._fresh, self._done = True, False
        # A text may have been revised since the last search.
        self._texts = OpenTexts(self.session.study)
        work = partial(self._look, self._search, self._pattern, self._options)
        self.run_worker(work, thread=True, exclusive=True, group="search", exit_on_error=False)

    def _look(self, search: int, pattern: str, options: SearchOptions) -> None:
        worker = get_current_worker()

        def stop() -> bool:
            return worker.is_cancelled

        try:
            for batch in self._searcher.batches(pattern, options, most=MOST, stop=stop):
                self.post_message(self.Found(search, batch))
        except QualcodeError as error:
            self.post_message(self.Failed(search, error))

    @on(Found)
    def _show_found(self, event: Found) -> None:
        if event.search != self._search:
            return
        batch = event.batch
        self._done, self._cut = batch.last, batch.cut
        if self._fresh:
            self._fresh = False
            self._bare = batch.bare
            self._replace(batch.hits, "Nothing found")
            self.say("")
        else:
            self._hits += batch.hits
            self._bare = self._bare or batch.bare
            self._list.add(len(batch.hits))
            self._show_title()
        if batch.problems:
            first = batch.problems[0]
            if first.code == "no-text" and len(batch.problems) == 1:
                self.say(f"Not searched: {first.message}. {first.mend}", wrong=True)
                return
            lost = counted(len(batch.problems), "document")
            self.say(f"{lost} could not be searched: {first.where}: {first.message}", wrong=True)

    @on(Failed)
    def _show_failed(self, event: Failed) -> None:
        if event.search == self._search:
            self._fresh = False
            self._replace((), "")
            self.say(event.error.message, wrong=True)

    def _replace(self, hits: tuple[Hit, ...], nothing: str) -> None:
        self.hold_keys(False)
        self._hits = list(hits)
        self._list.show(len(hits), empty=nothing)
        self._show_title()

    # ---- showing --------------------------------------------------------------------------

    def _describe(self, at: int) -> Item:
        hit = self._hits[at]
        opened = self._texts.get(hit.document)
        passage = Excerpt(hit.before, hit.text, hit.after)
        borne: list[str] = []
        if opened is not None:
            start, end = self._place(hit)
            passage = excerpt(*opened, start, end, _CONTEXT)
            borne = self._borne(opened[0], start, end)
        group = self.session.study.group_name(hit.group) if hit.group else ""
        turn = f"turn {hit.turn}" + (f" at {hit.time}" if hit.time else "")
        heading = (hit.document, turn, hit.speaker, group)
        if not borne:
            return Item(heading, passage)
        book = self.session.codebook
        names = [code.name if (code := book.get(one)) else one for one in borne]
        place = next((n for n, code in enumerate(book) if code.id == borne[0]), -1)
        colour = next((code.colour for code in book if code.id == borne[0]), "")
        mark = code_colour(self, colour, max(place, 0))
        return Item(heading, passage, ", ".join(names), mark)

    def _borne(self, document: Document, start: int, end: int) -> list[str]:
        """Return the codes that the coder has given to a passage, or a part of it, already."""
        if self.session.texts.text_digest_of(document.id) != document.sha256:
            return []
        resolve = self.session.codebook.resolve
        there = self.session.at(document.id, start, end)
        return list(dict.fromkeys(resolve(coding.code) for coding in there))

    def _place(self, hit: Hit) -> tuple[int, int]:
        return self._texts.place(hit.document, hit.start, hit.end, self._unit)

    def _show_title(self) -> None:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Search ", "bold reverse")
        if self._hits:
            documents = counted(len({hit.document for hit in self._hits}), "document")
            matches = counted(len(self._hits), "match", "matches")
            line.append(f"  {'the first ' if self._cut else ''}{matches} in {documents}")
            line.append("…" if not self._done else "")
            line.append(", accents ignored" if self._bare else "")
            line.append(f" · {self._list.ticked:,} ticked · ")
            line.append("w", "bold")
            line.append(f" codes {_UNITS[self._unit]}")
        self.query_one("#title", Static).update(line)

    def _show_filters(self) -> None:
        options = self._options
        code = self.session.codebook.get(options.code)
        group = self.session.study.group_name(options.group) if options.group else "all groups"
        valence = VALENCE_NAMES.get(options.valence, "any valence").lower()
        everyone = "participants" if options.participants_only else "all speakers"
        self.show_filters([
            ("F2", "regular expression" if options.regex else "plain words", options.regex),
            ("F3", everyone, options.participants_only),
            ("F4", group, bool(options.group)),
            ("F5", code.name if code else "all codes", bool(options.code)),
            ("F6", valence, bool(options.valence)),
        ])  # fmt: skip

    # ---- narrowing ------------------------------------------------------------------------

    def _narrow(self, **changed: object) -> None:
        self._options = replace(self._options, **changed)  # type: ignore[arg-type]
        self._show_filters()
        self._begin()

    def action_switch(self, name: str) -> None:
        """Turn the regular expression, or leaving out interviewers, on or off."""
        self._narrow(**{name: not getattr(self._options, name)})

    def action_next_group(self) -> None:
        """Show only the next group's words."""
        groups = groups_of(self.session.study)
        self._narrow(group=cycled(groups, self._options.group))

    def action_next_valence(self) -> None:
        """Show only passages with the next valence."""
        self._narrow(valence=cycled(VALENCES, self._options.valence))

    def action_choose_code(self) -> None:
        """Show only passages with a code."""

        def keep(code: str | None) -> None:
            if code is not None:
                self._narrow(code=code)

        chooser = CodeChooser(self.session.codebook, "Search only where this code was given")
        self.app.push_screen(chooser, keep)

    # ---- back and forth -------------------------------------------------------------------

    @on(Input.Submitted, "#pattern")
    def action_to_list(self) -> None:
        """Go to the matches; keys typed after that go to the list."""
        self._list.focus()
        if self._later is not None:
            self._begin()
        if self._fresh:
            self.hold_keys()

    def action_words(self) -> None:
        """Go to the words."""
        self.query_one(Input).focus()

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        if event.at >= len(self._hits):  # other matches were found since the click
            return
        hit = self._hits[event.at]
        self.open_passage(hit.document, *self._place(hit))

    @on(PassageList.Ticked)
    def _ticked(self) -> None:
        self._show_title()

    # ---- coding ---------------------------------------------------------------------------

    def action_tick_all(self) -> None:
        """Tick all, or none."""
        self._list.tick_all()

    def action_unit(self) -> None:
        """Choose what to code: the words found, their sentence, or their turn."""
        self._unit = PLACE_UNITS[(PLACE_UNITS.index(self._unit) + 1) % len(PLACE_UNITS)]
        self._list.redraw()
        self._show_title()

    def action_code(self) -> None:
        """Choose codes for all ticked matches."""
        if self._behind:
            self.say("Still searching: the list is not up to date with these words yet", wrong=True)
            return
        chosen = [hit for at, hit in enumerate(self._hits) if self._list.is_ticked(at)]
        # Two matches in one sentence are one passage.
        places = list(dict.fromkeys((hit.document, self._place(hit)) for hit in chosen))
        shown = {hit.document: self._texts.get(hit.document) for hit in chosen}
        for hit in chosen:
            opened = shown[hit.document]
            if opened is not None and opened[1][hit.start : hit.end] != hit.text:
                self.say(f"The text of {hit.document} was revised: search again", wrong=True)
                return
        if not places:
            self.say("Nothing is ticked: Space ticks a passage, a ticks all")
            return
        picker = CodePicker(
            self.session.codebook,
            self.session.recent,
            f"What is coded: {_UNITS[self._unit]} (w in the list changes it)",
            f"Code {counted(len(places), 'passage')}",
        )
        texts = {name: opened[0].sha256 for name, opened in shown.items() if opened}
        self.app.push_screen(picker, lambda ids: self._give(places, texts, ids or []))

    def _give(
        self, places: list[tuple[str, tuple[int, int]]], texts: dict[str, str], ids: list[str]
    ) -> None:
        codes = [code for name in ids if (code := self.session.codebook.get(name))]
        if not codes:
            return
        names = ", ".join(quoted(code.name) for code in codes)
        try:
            for document, sha256 in texts.items():
                self.session.go_by_text(document, sha256)
            done = self.session.add_each(places, codes)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self._searcher.forget()
        self._list.redraw()
        if self.session.problem:
            self.say(f"Not saved yet: {self.session.problem}", wrong=True)
        elif not done.passages and not done.left:
            self.say(f"All of these bear {names} already")
        else:
            nobodys = self.session.nobodys(places)
            self._made = frozenset(coding for _, coding in self.session.last_touched)
            judge = "; f judges them one by one, u undoes" if done.passages else ""
            self.say(done.words(names) + judge + f". {nobodys}" * bool(nobodys))

    def action_judge(self) -> None:
        """Show the codings just made, to judge them one after the other; or all."""
        navigation(self).find_code("", self._made)

    def action_undo(self) -> None:
        """Undo, and report what was undone."""
        if self.holds_undo():
            return
        try:
            self.say(self.session.undo())
            self._made = frozenset()
        except NothingLeftError as error:
            self.say(begun(str(error)))
        except QualcodeError as error:
            self.say(str(error), wrong=True)
        self._searcher.forget()
        self._list.redraw()
