"""The form for one code: name, definition, rules, examples, and the effect of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, Select, Static, TextArea

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import STATUSES, Code, Codebook
from qualcode.model.plural import counted
from qualcode.tui.widgets.editors import Window
from qualcode.workbench.codebook.code_form import Touched, meaning_changes, problems_of

Fields = Mapping[str, str | Sequence[str]]

_LINES = {
    "name": "Name",
    "brief": "In brief (a line, for lists)",
    "name_cy": "Name in Welsh",
    "colour": "Colour",
    "source": "Source",
}
_LISTS = {
    "include": "Include (a rule a line)",
    "exclude": "Do not include (a rule a line)",
    "examples": "Examples (one a line)",
}


class CodeForm(Window):
    """Edits one code; closes when it is saved, or when a second Escape drops the changes."""

    BINDINGS = [
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(
        self, code: Code, book: Codebook, touches: Touched, save: Callable[[Fields], str]
    ) -> None:
        super().__init__()
        self._code, self._book, self._touches, self._save = code, book, touches, save
        # The changes about which leaving was asked; for other changes it asks again.
        self._asked: Fields = {}

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        code = self._code
        with Vertical(classes="dialog tall", id="code-form"):
            yield Static(Text(f"Code {code.id}", style="bold"))
            yield Static(Text(self._touches.words), id="touches")
            with VerticalScroll(id="fields"):
                yield from self._line("name")
                yield Label("Definition")
                yield TextArea(
                    code.definition, id="f-definition", soft_wrap=True, tab_behavior="focus"
                )
                for name, title in _LISTS.items():
                    yield Label(title)
                    yield TextArea(
                        "\n".join(getattr(code, name)),
                        id=f"f-{name}",
                        soft_wrap=True,
                        tab_behavior="focus",
                    )
                with Horizontal(classes="pair"):
                    with Vertical():
                        yield Label("Status")
                        status = code.status if code.status in STATUSES else STATUSES[0]
                        yield Select(
                            [(s, s) for s in STATUSES],
                            value=status,
                            allow_blank=False,
                            id="f-status",
                        )
                    with Vertical():
                        yield from self._line("colour")
                yield from self._line("brief")
                yield from self._line("name_cy")
                yield from self._line("source")
            yield Static(id="wrong")
            yield Static("Tab next field · Ctrl+S keep · Esc leave as it was", classes="quiet")

    def _line(self, name: str) -> ComposeResult:
        yield Label(_LINES[name])
        yield Input(getattr(self._code, name), id=f"f-{name}")

    def on_mount(self) -> None:
        """Start with the name."""
        self.query_one("#f-name").focus()
        self._check()

    def fields(self) -> dict[str, str | list[str]]:
        """Return the fields that differ from the code's, in the form that the writer takes."""
        found: dict[str, str | list[str]] = {}
        for name in _LINES:
            found[name] = self.query_one(f"#f-{name}", Input).value.strip()
        found["definition"] = self.query_one("#f-definition", TextArea).text.strip()
        found["status"] = str(self.query_one("#f-status", Select).value)
        for name in _LISTS:
            lines = self.query_one(f"#f-{name}", TextArea).text.splitlines()
            found[name] = [line.strip() for line in lines if line.strip()]
        code = self._code
        return {
            name: value
            for name, value in found.items()
            if value != (list(getattr(code, name)) if name in _LISTS else getattr(code, name))
        }

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def _check(self) -> None:
        """Show at once what is wrong, and the effect of a changed meaning."""
        if not self.is_mounted:
            return
        fields = self.fields()
        errors, warnings = problems_of(self._book, self._code.id, fields)
        shown = Text()
        for words in errors.values():
            shown.append(f"{words}. ", "bold red")
        for words in warnings.values():
            shown.append(f"{words}. ", "yellow")
        if not errors and meaning_changes(self._code, fields):
            n = self._touches.codings
            shown.append(
                f"The meaning changes: {counted(n, 'coding')} will be listed to read again."
                if n
                else "The meaning changes; there are no codings of this code yet.",
                "bold",
            )
        self.query_one("#wrong", Static).update(shown)

    def action_keep(self) -> None:
        """Save and close, unless something is wrong."""
        fields = self.fields()
        errors, _ = problems_of(self._book, self._code.id, fields)
        if errors:
            self._check()
            return
        try:
            said = self._save(fields)
        except QualcodeError as error:
            self.query_one("#wrong", Static).update(Text(f"Not saved: {error}", "bold red"))
            return
        self.close(said)

    def action_leave(self) -> None:
        """Close; drop changes only when asked twice."""
        fields = self.fields()
        if fields == self._asked:
            self.close(None)
            return
        self._asked = fields
        self.query_one("#wrong", Static).update(
            Text("Not kept yet: Ctrl+S keeps the changes, Esc again drops them", "bold")
        )
