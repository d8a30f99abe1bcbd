"""The screen of suggested themes: makes them, codes their passages, turns them into draft codes."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import QualcodeError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.codebook.edit import with_code_added
from qualcode.tui.bindings import key_bindings
from qualcode.tui.styles import STYLES
from qualcode.tui.themes.theme_screen import ThemeShowingScreen
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.editors import DraftCode
from qualcode.tui.widgets.passage_screen import PassageScreen
from qualcode.workbench.coding.history import NothingLeftError
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun, quoted
from qualcode.workbench.keys.find import THEMES_ACTIONS
from qualcode.workbench.themes.adoption import drafted
from qualcode.workbench.themes.code_names import name_from_label
from qualcode.workbench.themes.coder_view import place_now, why_not_there

#: How much of a passage is shown while choosing its code.
_LONG = 300
#: How much of a label can become a code's name.
_NAME = 80


class ThemesScreen(ThemeShowingScreen):
    """Shows themes, and does with them what a person decides."""

    CSS_PATH = [*PassageScreen.CSS_PATHS, STYLES / "suggested_themes.tcss"]
    BINDINGS = key_bindings("themes", THEMES_ACTIONS)
    table_name = "themes"

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._asked_anew = False

    def action_make(self) -> None:
        """Make themes; replace existing ones only when asked twice."""
        if self._rows and not self._asked_anew and not self.making:
            self._asked_anew = True
            made = self._found[0].made if self._found else ""
            key = self._key("make")
            self.say(f"{key} again makes new themes, in place of those made {made}")
            return
        self._asked_anew = False
        self.make_themes()

    def action_code(self) -> None:
        """Choose codes for the passage at the cursor."""
        if self._gaps:
            self.say("A part is read before it is coded: Enter opens it in its text")
            return
        at = 0 if self.gone else self.passages.cursor
        if at >= len(self._passages):
            self.say("There is no passage here")
            return
        passage = self._passages[at]
        span = place_now(self.session, passage)
        if span is None:
            self.say(why_not_there(self.session, passage.document), wrong=True)
            return
        words = safe_for_terminal(" ".join(passage.text[:_LONG].split()))
        of = self.session.texts.text_digest_of(passage.document)
        book, recent = self.session.codebook, self.session.recent
        self.app.push_screen(
            CodePicker(book, recent, words, "Code this passage, marked as assisted"),
            lambda ids: self._give(passage.document, of, span, ids or []),
        )

    def _give(self, document: str, of: str, span: tuple[int, int], ids: Sequence[str]) -> None:
        codes = [code for name in ids if (code := self.session.codebook.get(name))]
        if not codes:
            return
        try:
            self.session.go_by_text(document, of)
            self.session.add(document, codes, span, assisted=True)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        nobodys = self.session.nobodys([(document, span)])
        names = ", ".join(quoted(code.name) for code in codes)
        more = f". {nobodys}" if nobodys else ""
        self._done(f"Coded {names}, assisted; u takes it back{more}")

    def action_draft(self) -> None:
        """Make a draft code from the theme; a person chooses its name, and its definition later."""
        if self._found is None or self._theme is None or self._gaps:
            self.say("A draft code is made of a theme: choose one first")
            return
        stored, theme = self._found[0], self._theme
        try:
            name, left_out = name_from_label(self.session.study, theme)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        if left_out:
            self.say("Terms that may be somebody's name were left out of the label")
        book = self.session.codebook
        parents = [code for code in book if book.depth(code.id) < 2]

        def save(name: str, parent: str) -> str:
            code = drafted(self.session.codebook, stored, theme, name)
            self.session.edit_codebook(
                f"made the draft code {quoted(code.name)}",
                lambda text: with_code_added(text, code, parent=parent),
            )
            return f"Draft code {quoted(code.name)}: its definition is left to you; u takes it back"

        window = DraftCode("Draft code of this theme", name[:_NAME], parents, "", save)
        self.app.push_screen(window, lambda said: self._done(said) if said else None)

    def action_undo(self) -> None:
        """Undo, and report what was undone."""
        if self.holds_undo():
            return
        try:
            self._done(self.session.undo())
        except NothingLeftError as error:
            self.say(begun(str(error)))
        except QualcodeError as error:
            self.say(str(error), wrong=True)

    def _done(self, words: str) -> None:
        """Report what was done, and read the codings again."""
        unsaved = self.session.problem
        self.say(f"Not saved yet: {unsaved}" if unsaved else words, wrong=bool(unsaved))
        self._load()
