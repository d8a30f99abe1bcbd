"""Shows suggested codes one by one; one key accepts, changes or rejects each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Footer, Static

from qualcode.errors import QualcodeError
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.dialogs import CodePicker
from qualcode.tui.widgets.paint import code_colour, sign
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.tui.widgets.side_by_side import Version, plain_lines
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.excerpts import Excerpt, excerpt
from qualcode.workbench.find.rereading import meaning_lines
from qualcode.workbench.keys.review import SUGGESTING_ACTIONS
from qualcode.workbench.suggestions.answers import REASONS, Answers, ends_of
from qualcode.workbench.suggestions.code_states import CodeState
from qualcode.workbench.suggestions.suggester import Suggester, Suggestion

#: The code and what speaks for it stand beside each other from this width on.
WIDE = 90
#: The surest so many are shown: each is explained, and nobody answers more in a sitting.
_MOST = 500


class SuggestingScreen(PassageScreen):
    """Lists suggestions for documents, below what the code means and what speaks for it."""

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "reviewing.tcss"]
    BINDINGS = key_bindings("suggesting", SUGGESTING_ACTIONS)
    table_name = "suggesting"

    class Learnt(Message):
        """What was learnt, or why nothing was."""

        def __init__(self, suggester: Suggester | None, problem: str) -> None:
            super().__init__()
            self.suggester = suggester
            self.problem = problem

    def __init__(self, session: CodingSession, documents: Sequence[str]) -> None:
        super().__init__(session)
        self._documents = tuple(documents)
        self._answers = Answers(session)
        self._suggester: Suggester | None = None
        self._states: dict[str, CodeState] = {}
        self._found: list[Suggestion] = []
        self._spans: dict[tuple[str, int, str], int] = {}
        self._places = {code.id: n for n, code in enumerate(session.codebook)}
        self._answered = 0

    def compose(self) -> ComposeResult:
        """Lay out the code, its reasons, and the passages below them."""
        yield Static(id="title")
        with Container(id="both"):
            yield Version("code")
            yield Version("why")
        yield PassageList(self._describe)
        yield Static(id="said")
        yield Footer(show_command_palette=False)

    @property
    def list(self) -> PassageList:
        """The list of passages."""
        return self.query_one(PassageList)

    def on_mount(self) -> None:
        """Begin to learn, in the background."""
        self.list.focus()
        self._show_title("learning from definitions and codings …")
        self.run_worker(self._learn, thread=True, exclusive=True, group="load")

    def on_resize(self) -> None:
        """Put the code and the reasons beside each other where there is room."""
        for both in self.query("#both"):
            both.set_class(self.size.width >= WIDE, "wide")

    def _learn(self) -> None:
        try:
            made = Suggester(self.session.study, self.session.coder)
        except QualcodeError as error:
            self.post_message(self.Learnt(None, str(error)))
            return
        self.post_message(self.Learnt(made, ""))

    @on(Learnt)
    def _show_learnt(self, event: Learnt) -> None:
        if self.gone:
            return
        if event.suggester is None:
            self._show_title("")
            self.say(event.problem, wrong=True)
            return
        self._suggester = event.suggester
        self._states = {state.code.id: state for state in event.suggester.states}
        self._read()
        silent = sum(state.state == "silent" for state in event.suggester.states)
        if silent:
            self.say(f"{counted(silent, 'code')} silent: qualcode suggest --codes says why")

    def _read(self, at: int = 0) -> None:
        assert self._suggester is not None
        self._found = self._suggester.suggestions(documents=self._documents, most=_MOST)
        self._show(at)

    # ---- showing --------------------------------------------------------------------------

    def _show_title(self, words: str) -> None:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Suggested ", "bold reverse")
        many = len(self._documents)
        where = self._documents[0] if many == 1 else counted(many, "document")
        line.append(f"  {where} · {words} · {self.session.coder}")
        self.query_one("#title", Static).update(line)

    def _show(self, at: int) -> None:
        self.list.show(len(self._found), cursor=at, empty="Nothing is suggested any more")
        self._show_code()

    @property
    def _here(self) -> Suggestion | None:
        at = self.list.cursor
        return self._found[at] if not self.gone and at < len(self._found) else None

    @on(PassageList.Moved)
    def _show_code(self) -> None:
        if self.gone:
            return
        more = " and more" if len(self._found) == _MOST else ""
        self._show_title(f"{len(self._found)}{more} left · {self._answered} answered")
        here = self._here
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
                f"{here.valence_probability:.0%} sure; v takes it so"
            )
        lines.append(f"This code: {state.why}")
        self.query_one("#why", Version).show(f"{here.probability:.0%} sure", plain_lines(lines))

    def _words(self, document: str, start: int, end: int) -> str:
        try:
            _, text = self.session.desk.open_document(document)
        except QualcodeError:
            return ""
        return " ".join(text[start:end].split())

    def _span(self, one: Suggestion) -> tuple[int, int]:
        ends = ends_of(*self.session.desk.open_document(one.document), one)
        return ends[self._spans.get((one.document, one.start, one.code), 0) % len(ends)]

    def _describe(self, at: int) -> Item:
        one = self._found[at]
        document, text = self.session.desk.open_document(one.document)
        span = self._span(one)
        place = self._places.get(one.code, -1)
        code = self.session.codebook.get(one.code)
        words: Excerpt = excerpt(document, text, *span)
        turn = document.turn_at(one.start)
        speaker = document.speaker_at(one.start)
        return Item(
            (one.document if len(self._documents) > 1 else "", f"{one.probability:.0%}",
             f"turn {turn + 1}" if turn is not None else "",
             speaker.label if speaker else ""),
            words,
            f"{sign(place)} {code.name if code else one.code}",
            code_colour(self, code.colour if code else "", max(place, 0)),
        )  # fmt: skip

    # ---- answering ------------------------------------------------------------------------

    def _do(self, work: Callable[[Suggestion], str], here: Suggestion | None = None) -> None:
        """Answer a suggestion, the one at the cursor if none is said."""
        here = here or self._here
        if here is None or self.gone:
            self.say("Nothing is suggested any more")
            return
        try:
            said = work(here)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        at = self._found.index(here) if here in self._found else self.list.cursor
        self._answered += 1
        self._read(at)
        self.say(self.session.problem or said, wrong=bool(self.session.problem))

    def action_take(self) -> None:
        """Code the passage so, marked as assisted."""
        self._do(self._take)

    def action_take_judged(self) -> None:
        """Code it so, with the valence suggested."""
        here = self._here
        if here is not None and not here.valence:
            self.say("How it is judged cannot be told here; y takes it without")
            return
        self._do(lambda one: self._take(one, one.valence))

    def _take(self, one: Suggestion, valence: str | None = None) -> str:
        code = self.session.codebook.get(one.code)
        assert code is not None
        return self._answers.take(one, self._span(one), code, valence=valence)

    def action_ends(self) -> None:
        """Other ends: the passage, its telling sentence, the whole turn."""
        here = self._here
        if here is None:
            return
        key = (here.document, here.start, here.code)
        self._spans[key] = self._spans.get(key, 0) + 1
        self.list.redraw()

    def action_recode(self) -> None:
        """Code it otherwise."""
        here = self._here
        if here is None:
            return

        def keep(ids: list[str] | None) -> None:
            code = self.session.codebook.get(ids[0]) if ids else None
            if code is not None:
                self._do(lambda one: self._answers.take(one, span, code), here)

        try:
            span = self._span(here)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        words = safe_for_terminal(" ".join(here.text.split()))
        book = self.session.codebook
        self.app.push_screen(
            CodePicker(book, self.session.recent, words, "Code it otherwise"), keep
        )

    def action_reject(self, why: str) -> None:
        """Say why it is wrong."""
        self._do(lambda one: self._answers.reject(one, REASONS[why]))

    def action_undo(self) -> None:
        """Take the last answer back."""
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
        self._read()
        key = (back.document, back.start, back.code)
        at = [n for n, s in enumerate(self._found) if (s.document, s.start, s.code) == key]
        self.list.move_to(at[0] if at else 0)
        self.say("Taken back")

    @on(PassageList.Opened)
    def _open(self, event: PassageList.Opened) -> None:
        one = self._found[event.at]
        self.open_passage(one.document, *self._span(one))
