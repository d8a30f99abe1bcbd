"""The terminal UI: one study, one coder, and moving between screens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.screen import Screen

from qualcode.errors import QualcodeError
from qualcode.model.merge_decision import Choices
from qualcode.store.records.memos import MemoKind
from qualcode.store.study import Study
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.looks import NAMES, THEMES, next_theme
from qualcode.tui.navigation import Navigation
from qualcode.tui.overview.screen import Overview
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.editors import MemoEditor
from qualcode.tui.widgets.key_queue import AheadApp
from qualcode.tui.widgets.palette import Palette
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.coding import Action, shown_key
from qualcode.workbench.suggestions.answers import refuse_if_off

_WHAT = {"documents": "document", "codes": "code", "cases": "case"}


class QualcodeApp(AheadApp):
    """Opens a study at its overview, or at a document. Escape always leads back."""

    CSS_PATH = STYLES / "styles.tcss"
    TITLE = "qualcode"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        study: Study,
        coder: str,
        document: str = "",
        split: str = "",
        look: ImportLook | None = None,
        report: Framework | None = None,
        names: NamesWanted | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._report = report
        self._names = names
        self._split = split
        self.session = CodingSession(study, coder)
        # Report wrong keys and wrong names before taking over the screen.
        self._keys_changed = self.session.keymap
        self._document = document
        self._warned = False
        wanted = study.local_settings().get("theme", "")
        self.wear(THEMES, wanted if wanted in NAMES else THEMES[0].name)
        if document:
            self.session.texts.open_document(document)

    def on_mount(self) -> None:
        """Set the keys and open the first screen."""
        self.set_keymap(self._keys_changed)
        self.push_screen(Overview(self.session))
        if self._document and (why := self.open_document(self._document)):
            self.notify(why, severity="error", markup=False)
        if self._split:
            self.assign(self._split)
        if self._look is not None:
            self._show_look(self._look)
        if self._report is not None:
            self.show_report(self._report)
        if self._names is not None:
            self.show_names(self._names)

    # ---- opening screens ------------------------------------------------------------------

    def open_document(self, document: str, start: int | None = None, end: int | None = None) -> str:
        """Open a document for coding with a span selected; return why not, if it could not be."""
        try:
            screen = CodingScreen(self.session, document)
        except QualcodeError as error:
            return str(error)
        if start is not None:
            screen.reading.select(start, start + 1 if end is None else end)
        self.push_screen(screen)
        return ""

    def find_code(self, code: str = "", ids: frozenset[str] = frozenset()) -> None:
        """Open the codings of a code, or of all codes; of them only those with ``ids``, if any."""
        from qualcode.tui.find.retrieval import RetrievalScreen

        self.push_screen(RetrievalScreen(self.session, code, ids))

    def re_read(self) -> None:
        """Open the queue of codings made under earlier definitions."""
        from qualcode.tui.review.rereading import ReReadingScreen

        self.push_screen(ReReadingScreen(self.session))

    def assign(self, code: str = "") -> str:
        """Open the codings of a split code, or of the first unfinished one; return why not."""
        from qualcode.tui.review.split_assignment import AssigningScreen
        from qualcode.workbench.codebook.split import find_split, splits_of

        try:
            study = self.session.study
            if not code:
                every = splits_of(study)
                if not every:
                    return "No code was split"
                split = next((one for one in every if one.left), every[0])
            else:
                split = find_split(study, code)
        except QualcodeError as error:
            return str(error)
        self.push_screen(AssigningScreen(self.session, split.code, len(split.parts)))
        return ""

    def decide(self, then: Callable[[str], None]) -> str:
        """Decide what a merge left open in the codebook; return why there is nothing to decide."""
        from qualcode.tui.review.merge_decisions import DecidingScreen
        from qualcode.workbench.team.resolution import open_decisions, resolve_codebook

        try:
            decisions = open_decisions(self.session.study)
        except QualcodeError as error:
            return str(error)
        if not decisions:
            return "There is nothing to decide in the codebook"

        def done(chosen: Choices | None) -> None:
            if chosen is None:
                then("The codebook is as it was")
                return
            try:
                left, said = resolve_codebook(self.session.study, chosen)
            except QualcodeError as error:
                then(str(error))
                return
            self.session.refresh_codebook()
            then(f"{len(chosen)} decided" + (f", {len(left)} left" if left else f". {said}"))

        self.push_screen(DecidingScreen(decisions, {}), done)
        return ""

    def suggest(self, *documents: str) -> None:
        """Open the codes suggested for documents."""
        from qualcode.tui.review.suggestions import SuggestingScreen

        self.push_screen(SuggestingScreen(self.session, documents))

    def suggest_everywhere(self) -> str:
        """Open suggested codes for all documents marked done; return why not."""
        try:
            refuse_if_off(self.session.study)
            documents = self.session.study.document_ids()
            done = [name for name in documents if self.session.is_done(name)]
        except QualcodeError as error:
            return str(error)
        if not done:
            return (
                "First without: suggestions are for documents that you have coded and marked done"
            )
        self.suggest(*done)
        return ""

    def show_themes(self) -> None:
        """Open the last suggested themes, with their passages."""
        from qualcode.tui.themes.screen import ThemesScreen

        self.push_screen(ThemesScreen(self.session))

    def show_matrix(self, name: str = "main") -> None:
        """Open a synthesis matrix."""
        from qualcode.tui.matrix.screen import MatrixScreen

        self.push_screen(MatrixScreen(self.session, name))

    def show_speakers(self, document: str = "") -> None:
        """Open who speaks in the documents, at one of them, and the cases."""
        from qualcode.tui.documents.speakers_screen import SpeakersScreen

        self.push_screen(SpeakersScreen(self.session, document))

    def show_names(self, wanted: NamesWanted | None = None) -> None:
        """Open the names found in the texts, to decide about each."""
        from qualcode.tui.privacy.names_screen import NamesScreen

        self.push_screen(NamesScreen(self.session, wanted))

    def look_before_import(self, then: Callable[[str], None]) -> None:
        """Ask for a file or folder, and open the labels in it; ``then`` is told why not."""
        from qualcode.tui.documents.look_screen import ImportWindow
        from qualcode.workbench.documents.import_look import look_at

        def look(path: str | None) -> None:
            if path is None:
                return
            try:
                self._show_look(look_at(self.session.study, path))
            except QualcodeError as error:
                then(str(error))

        self.push_screen(ImportWindow(), look)

    def _show_look(self, look: ImportLook) -> None:
        from qualcode.tui.documents.look_screen import LookScreen

        self.push_screen(LookScreen(self.session, look))

    def add_codes(self, then: Callable[[str, bool], None]) -> None:
        """Add codes from a codebook, a report or a file; ``then`` is told what, or why not."""
        from qualcode.tui.codebook.add_codes import add_codes

        add_codes(self, self.session, self.show_report, then)

    def show_report(self, report: Path | Framework) -> None:
        """Open the statements of a published report, to be ticked as codes."""
        from qualcode.tui.codebook.report_screen import ReportScreen

        self.push_screen(ReportScreen(self.session, report))

    def search(self, pattern: str = "") -> None:
        """Open the search of the study's transcripts."""
        from qualcode.tui.find.search import SearchScreen

        self.push_screen(SearchScreen(self.session, pattern))

    def edit_memo(
        self, kind: MemoKind, about: str, then: Callable[[str], None] | None = None
    ) -> None:
        """Write the coder's memo on something; ``then`` is called with the message to show."""
        session = self.session
        # The codebook is the team's, so others' memos on a code are shown as well.
        others = [
            (memo.coder, memo.text())
            for memo in (session.study.memos() if kind == "codes" else [])
            if memo.kind == kind and memo.about == about and memo.coder != session.coder
        ]
        try:
            written = session.memo(kind, about)
        except QualcodeError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        title = f"Memo on the {_WHAT[kind]} {about}"
        editor = MemoEditor(
            title, written, others, lambda text: session.write_memo(kind, about, text)
        )
        self.push_screen(editor, lambda said: then(said) if then and said else None)

    def leave(self, screen: Screen[None]) -> None:
        """Go back from a screen, just once, and never from the overview."""
        # A second Escape may have been typed before the first one's screen was gone.
        if self.screen is screen and len(self.screen_stack) > 2:
            self.pop_screen()

    def find_action(self, actions: Sequence[Action], at: Offset | None = None) -> None:
        """Choose an action of the present screen by name, and run it; ``at`` opens a menu there."""
        here = self.screen

        def do(action: str | None) -> None:
            if action:
                here.call_later(here.run_action, action)

        self.push_screen(Palette(actions, at), do)

    # ---- everywhere -----------------------------------------------------------------------

    def action_theme(self) -> str:
        """Change the look; it is remembered on this machine."""
        self.theme = next_theme(self.theme)
        with contextlib.suppress(QualcodeError):
            self.session.study.set_local("theme", self.theme)
        return NAMES[self.theme]

    def action_help_quit(self) -> None:
        """Say how to leave: in most terminal programs Ctrl+C would."""
        leave = next(one for one in self.session.keys["overview"] if one.id == "quit")
        keys = " or ".join(map(shown_key, leave.keys)) or "no key"
        self.notify(
            f"To leave qualcode: {keys} on the overview, or Ctrl+Q anywhere. Ctrl+C copies what is "
            "selected where you write. What is coded is on disk already",
            markup=False,
        )

    async def action_quit(self) -> None:
        """Quit; with something unsaved, only when asked twice."""
        if self.session.retry() == "unsaved" and not self._warned:
            self._warned = True
            unsaved = len(self.session.unsaved)
            self.notify(
                f"{unsaved} changes are not on disk: {self.session.problem}. "
                "Quit again to lose them.",
                severity="error",
                timeout=20,
                markup=False,
            )
            return
        for screen in self.screen_stack:
            if isinstance(screen, CodingScreen):
                screen.remember_place()
        self.exit()


if TYPE_CHECKING:
    from qualcode.workbench.codebook.framework import Framework
    from qualcode.workbench.documents.import_look import ImportLook
    from qualcode.workbench.privacy.name_sitting import NamesWanted

    # Screens know the app as Navigation; this lets a type checker verify that it fits.
    _NAVIGATION: type[Navigation] = QualcodeApp
