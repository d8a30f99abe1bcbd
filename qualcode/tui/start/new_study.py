"""The form for a new study: name, folder, groups, codebook, who you are."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, RadioButton, RadioSet, Static

from qualcode.errors import QualcodeError
from qualcode.tui.start.windows import WHO
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.workbench.study.new_study import (
    Wanted,
    begin_study,
    codebooks_to_choose,
    folder_for,
)

_FILE = "file"


class _Book(RadioButton):
    """A codebook to choose; which one is chosen shows without colours, too."""

    def __init__(self, words: str, value: bool) -> None:
        super().__init__(words, value=value)
        self.BUTTON_INNER = "●" if value else " "

    def watch_value(self) -> None:
        """Show whether it is the one."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


class NewStudyForm(Ahead[Path | None]):
    """Makes a study, and returns its folder; Escape leaves, twice if something was written."""

    BINDINGS = [
        Binding("ctrl+s", "make", "Make it", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(self, coder: str = "") -> None:
        super().__init__()
        self._coder = coder
        # The folder that follows the name until a person writes another.
        self._followed = ""
        self._asked = False
        self._books = (
            ("", "none yet: codes come while you code"),
            *codebooks_to_choose(),
            (_FILE, "a file of yours"),
        )

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="dialog tall", id="new-study"):
            yield Static(Text("A new study", style="bold"))
            with VerticalScroll(id="fields"):
                yield Label("Name of the study, as reports print it")
                yield Input(
                    placeholder="Young people and school",
                    id="f-name",
                    compact=True,
                    select_on_focus=False,
                )
                yield Label("Folder, which is made for it")
                yield Input(id="f-folder", compact=True)
                yield Label("Groups of people, with ; between (study.toml takes more later)")
                yield Input(
                    placeholder="Young people; School leaders",
                    id="f-groups",
                    compact=True,
                    select_on_focus=False,
                )
                yield Label("Codebook")
                with RadioSet(id="f-codebook", compact=True):
                    for number, (_, words) in enumerate(self._books):
                        yield _Book(words, value=number == 0)
                yield Label("Which file: a codebook.yaml", id="file-label")
                yield Input(
                    placeholder="~/codebook.yaml", id="f-file", compact=True, select_on_focus=False
                )
                yield Label(f"Who are you? {WHO}")
                yield Input(self._coder, placeholder="ann", id="f-coder", compact=True)
            yield Static(id="wrong")
            yield Static("Tab next field · Ctrl+S make it · Esc leave", classes="quiet")

    def on_mount(self) -> None:
        """Start with the name."""
        self._show_file(False)
        self.query_one("#f-name").focus()

    def _field(self, name: str) -> str:
        return self.query_one(f"#f-{name}", Input).value

    def _show_file(self, shown: bool) -> None:
        self.query_one("#file-label").display = shown
        self.query_one("#f-file").display = shown

    @on(Input.Changed, "#f-name")
    def _named(self, event: Input.Changed) -> None:
        folder = self.query_one("#f-folder", Input)
        if folder.value == self._followed:
            self._followed = folder.value = folder_for(event.value)

    @property
    def _book(self) -> str:
        """The codebook chosen: a name, ``_FILE``, or none."""
        at = self.query_one(RadioSet).pressed_index
        return self._books[at][0] if at >= 0 else ""

    @on(RadioSet.Changed)
    def _book_chosen(self) -> None:
        self._show_file(self._book == _FILE)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Go on with Enter, as with Tab; at the last field, make it."""
        if event.input.id == "f-coder":
            self.action_make()
        else:
            self.focus_next()

    def action_make(self) -> None:
        """Make the study, unless something is wrong."""
        chosen = self._book
        codebook = self._field("file") if chosen == _FILE else chosen
        if chosen == _FILE and codebook.strip():
            codebook = str(Path(codebook.strip()).expanduser())
        wanted = Wanted(
            self._field("name"), self._field("folder"), self._field("groups"), codebook,
            self._field("coder"),
        )  # fmt: skip
        try:
            if chosen == _FILE and not codebook:
                self._wrong("Write which file the codebook is, or choose another")
                return
            made = begin_study(wanted)
        except QualcodeError as error:
            self._wrong(str(error))
            return
        self.close(made.study.root)

    def _wrong(self, words: str) -> None:
        self.query_one("#wrong", Static).update(Text(words, "bold red"))

    def action_leave(self) -> None:
        """Close; drop what was written only when asked twice."""
        written = any(self._field(name).strip() for name in ("name", "groups", "file"))
        if written and not self._asked:
            self._asked = True
            self._wrong("No study was made yet: Ctrl+S makes it, Esc again drops this")
            return
        self.close(None)
