"""Shows suggested codes one by one; one key accepts, changes or rejects each."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.plural import counted
from qualcode.tui.bindings import key_bindings
from qualcode.tui.review.queue import ReviewQueue
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.passage_list import Item
from qualcode.tui.widgets.side_by_side import Version, plain_lines
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt, excerpt
from qualcode.workbench.find.rereading import meaning_lines
from qualcode.workbench.keys.review import SUGGESTING_ACTIONS
from qualcode.workbench.suggestions.answers import REASONS, Answers, ends_of
from qualcode.workbench.suggestions.code_states import CodeState, how_sure
from qualcode.workbench.suggestions.suggester import Suggester, Suggestion

#: How many of the surest are shown: each is explained, and nobody answers more in a sitting.
_MOST = 500


class SuggestingScreen(ReviewQueue[Suggestion]):
    """Lists suggestions for documents, below the code's meaning and the reasons."""

    BINDINGS = key_bindings("suggesting", SUGGESTING_ACTIONS)
    table_name = "suggesting"
    empty = nothing_left = "Nothing is suggested any more"

    def __init__(self, session: CodingSession, documents: Sequence[str]) -> None:
        super().__init__(session, ("code", "why"))
        self._documents = tuple(documents)
        self._answers = Answers(session)
        self._suggester: Suggester | None = None
        self._states: dict[str, CodeState] = {}
        self._spans: dict[tuple[str, int, str], int] = {}
        self._answered = 0

    def on_mount(self) -> None:
        """Start to learn, in the background."""
        self._title("learning from definitions and codings …")
        self.load()

    def read(self) -> Suggester:
        """Return what was learnt from definitions and codings."""
        return Suggester(self.session.study, self.session.coder)

    def take_in(self, found: Suggester) -> None:
        """Show the suggestions, and how many codes cannot be suggested."""
        self._suggester = found
        self._states = {state.code.id: state for state in found.states}
        self._suggest()
        silent = sum(state.state == "silent" for state in found.states)
        if silent:
            self.say(f"{counted(silent, 'code')} silent: qualcode suggest --codes says why")

    def show_unread(self) -> None:
        """Show that nothing was learnt."""
        self._title("")

    def _suggest(self, at: int = 0) -> None:
        assert self._suggester is not None
        self.entries = self._suggester.suggestions(documents=self._documents, most=_MOST)
        self.show(at)

    # ---- showing --------------------------------------------------------------------------

    def _title(self, words: str) -> None:
        many = len(self._documents)
        where = self._documents[0] if many == 1 else counted(many, "document")
        self.show_title("Suggested", f"{where} · {words} · {self.session.coder}")

    def show_entry(self) -> None:
        """Show how much is left, the code's meaning, and the reasons for it."""
        more = " and more" if len(self.entries) == _MOST else ""
        self._title(f"{len(self.entries)}{more} left · {self._answered} answered")
        here = self.here
        self.query_one("#both").display = here is not None
        code = self.session.codebook.get(here.code) if here else None
        if here is None or code is None:
            return
        self.query_one("#code", Version).show(code.name, plain_lines(meaning_lines(code)))
        state = self._states[here.code]
        lines = [f"Speaks for it: {', '.join(here.words) or 'the whole more than single words'}"]
        for document, start, end in here.nearest:
            words = self._words(document, start, end)
            lines.append(
                f"Coded so in {document}: “{words[:160]}{'…' if len(words) > 160 else ''}”"
            )
        if here.valence:
            lines.append(
                f"Judged, perhaps: {VALENCE_NAMES[here.valence].lower()}, "
                f"{here.valence_probability:.0%} sure; Y takes it so"
            )
        lines.append(f"This code: {state.why}")
        self.query_one("#why", Version).show(self._how_sure(here, " sure"), plain_lines(lines))

    def _how_sure(self, one: Suggestion, more: str = "") -> str:
        """Return how sure a suggestion is: no share for a code that was never measured."""
        state = self._states.get(one.code)
        return how_sure(one.probability, state, more)

    def _words(self, document: str, start: int, end: int) -> str:
        try:
            _, text = self.session.texts.open_document(document)
        except QualcodeError:
            return ""
        return " ".join(text[start:end].split())

    def _span(self, one: Suggestion) -> tuple[int, int]:
        ends = ends_of(*self.session.texts.open_document(one.document), one)
        return ends[self._spans.get((one.document, one.start, one.code), 0) % len(ends)]

    def describe(self, at: int) -> Item:
        """Return how the list shows a suggestion: how sure, where, its words and code."""
        one = self.entries[at]
        document, text = self.session.texts.open_document(one.document)
        span = self._span(one)
        place = self.places.get(one.code, -1)
        code = self.session.codebook.get(one.code)
        words: Excerpt = excerpt(document, text, *span)
        turn = document.turn_at(one.start)
        speaker = document.speaker_at(one.start)
        return Item(
            (one.document if len(self._documents) > 1 else "", self._how_sure(one),
             f"turn {turn + 1}" if turn is not None else "",
             speaker.label if speaker else ""),
            words,
            code.name if code else one.code,
            code_colour(self, code.colour if code else "", max(place, 0)),
        )  # fmt: skip

    # ---- answering ------------------------------------------------------------------------

    def answered(self, here: Suggestion) -> None:
        """Show the suggestions after one was answered."""
        at = self.entries.index(here) if here in self.entries else self.list.cursor
        self._answered += 1
        self._suggest(at)

    def action_take(self) -> None:
        """Accept the suggestion as it is, marked as assisted."""
        self.answer(self._take)

    def action_take_judged(self) -> None:
        """Accept the suggestion with the suggested valence."""
        here = self.here
        if here is not None and not here.valence:
            self.say("No valence can be suggested here; y takes it without one")
            return
        self.answer(lambda one: self._take(one, one.valence))

    def _take(self, one: Suggestion, valence: str | None = None) -> str:
        code = self.session.codebook.get(one.code)
        assert code is not None
        return self._answers.take(one, self._span(one), code, valence=valence)

    def action_ends(self) -> None:
        """Choose other ends: the passage, its most telling sentence, the whole turn."""
        here = self.here
        if here is None:
            return
        key = (here.document, here.start, here.code)
        self._spans[key] = self._spans.get(key, 0) + 1
        self.list.redraw()

    def action_recode(self) -> None:
        """Code the passage with another code."""
        here = self.here
        if here is None:
            return

        def give(code: Code) -> None:
            self.answer(lambda one: self._answers.take(one, span, code), here)

        try:
            span = self._span(here)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self.ask_code("Code it otherwise", here.text, give)

    def action_reject(self, why: str) -> None:
        """Reject the suggestion with a reason."""
        self.answer(lambda one: self._answers.reject(one, REASONS[why]))

    def action_undo(self) -> None:
        """Undo the last answer."""
        if self.gone:
            return
        try:
            back = self._answers.undo()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        if back is None:
            self.say("Nothing was answered here yet")
            return
        self._answered -= 1
        self._suggest()
        key = (back.document, back.start, back.code)
        at = [n for n, s in enumerate(self.entries) if (s.document, s.start, s.code) == key]
        self.list.move_to(at[0] if at else 0)
        self.say("Taken back")

    def place(self, entry: Suggestion) -> tuple[str, int, int]:
        """Return the place of a suggestion's words, with the chosen ends."""
        return (entry.document, *self._span(entry))
