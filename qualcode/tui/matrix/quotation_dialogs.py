"""Windows for a quotation: trimming it, and signing it off despite findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, Static, TextArea

from qualcode.analysis.matrix.quotations import Source
from qualcode.errors import QualcodeError
from qualcode.model.matrix.matrix import Finding, Quotation
from qualcode.model.quotation.edit import cuts_from
from qualcode.model.quotation.trim import printed
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.editors import Window


class TrimQuotation(Window):
    """Trims a quotation by editing it; returns the message to show, ``None`` if cancelled."""

    BINDINGS = [
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(
        self,
        source: Source,
        one: Quotation,
        template: str,
        signature: Callable[[str], str],
        save: Callable[[str, str], str],
    ) -> None:
        super().__init__()
        self._source, self._one, self._template = source, one, template
        self._signature, self._save = signature, save

    def compose(self) -> ComposeResult:
        """Lay out what was said, what is left of it, and the attribution."""
        with Vertical(classes="dialog tall", id="trim"):
            yield Static(Text("Trim the quotation", style="bold"))
            yield Static("What was said:", classes="quiet")
            with VerticalScroll(id="trim-whole"):
                yield Static(Text(self._whole()))
            yield Static(
                Text("Take words out, or put […]; words of your own in [brackets]:"),
                classes="quiet",
            )
            yield TextArea(
                self._one.text, id="trim-text", soft_wrap=True, tab_behavior="focus",
                show_line_numbers=False,
            )  # fmt: skip
            yield Label("Signed, with columns of cases.csv in braces")
            yield Input(self._template, id="trim-signed")
            yield Static(id="trim-shown")
            yield Static(
                "Ctrl+S keep · Tab how it is signed · Esc leave as it was", classes="quiet"
            )

    def _whole(self) -> str:
        event = self._source.coding.event
        return safe_for_terminal(
            printed(self._source.text, event.start, event.end, (), self._source.labels)
        )

    def on_mount(self) -> None:
        """Start in the text."""
        self.query_one("#trim-text").focus()
        self._check()

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _check(self) -> None:
        """Show at once what would be printed, or what is wrong."""
        shown = self.query("#trim-shown").results(Static)
        event, source = self._source.coding.event, self._source
        text = Text()
        try:
            edited = self.query_one("#trim-text", TextArea).text
            cuts = cuts_from(source.text, event.start, event.end, edited, source.labels)
            words = printed(source.text, event.start, event.end, cuts, source.labels)
            signed = self._signature(self.query_one("#trim-signed", Input).value.strip())
            text.append("Printed: ", "bold")
            text.append(safe_for_terminal(f"“{words}” ({signed})" if signed else f"“{words}”"))
        except QualcodeError as error:
            text.append(safe_for_terminal(str(error)), "bold red")
        for one in shown:
            one.update(text)

    def action_keep(self) -> None:
        """Save it, unless something is wrong."""
        signed = self.query_one("#trim-signed", Input).value.strip()
        try:
            self._save(self.query_one("#trim-text", TextArea).text, signed)
        except QualcodeError as error:
            self.query_one("#trim-shown", Static).update(Text(f"Not kept: {error}", "bold red"))
            return
        self.close("The quotation is trimmed as shown")


class AcceptFindings(Window):
    """Shows the findings against a quotation; returns the reason to print it all the same."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(self, one: Quotation, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._one, self._findings = one, findings

    def compose(self) -> ComposeResult:
        """Lay out the findings and the line for the reason."""
        with Vertical(classes="dialog small", id="accept"):
            yield Static(Text("Clear it for print all the same?", style="bold"))
            yield Static(Text(safe_for_terminal(f"“{self._one.text}” ({self._one.attribution})")))
            found = Text()
            for one in self._findings:
                found.append(f"! {safe_for_terminal(one.message)}\n", "bold")
            yield Static(found)
            yield Input(placeholder="Why it may be printed; kept in git")
            yield Static(
                "Enter sign it off · Esc leave it uncleared, and trim it with e",
                classes="quiet", id="hint",
            )  # fmt: skip

    @on(Input.Submitted)
    def _accept(self, event: Input.Submitted) -> None:
        if not self.is_current:
            return
        why = event.value.strip()
        if not why:
            self.query_one("#hint", Static).update(Text("Say why it may be printed", "bold red"))
            return
        self.close(why)
