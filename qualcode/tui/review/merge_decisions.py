"""Shows the conflicts of a merge one by one, both sides next to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.merge_decision import Choice, Choices, Decision, Side
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.looks import NAMES, THEMES
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.dialogs import KeysHelp
from qualcode.tui.widgets.editors import MemoEditor
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.key_queue import AheadApp, ReadyScreen
from qualcode.tui.widgets.said import Said
from qualcode.tui.widgets.side_by_side import Version, plain_lines, with_marks
from qualcode.workbench.keys.review import DECIDING_ACTIONS

#: From this width on both sides stand next to each other.
WIDE = 90
_SAID = {"ours": "yours", "theirs": "theirs", None: "written"}


class DecidingScreen(ReadyScreen[Choices | None]):
    """Decides one thing after the other; returns the choices, or ``None`` for nothing."""

    CSS_PATH = STYLES / "reviewing.tcss"
    BINDINGS = key_bindings("deciding", DECIDING_ACTIONS, priority=lambda action: True)

    def __init__(self, decisions: Sequence[Decision], whose: Mapping[str, str]) -> None:
        super().__init__()
        self._decisions = list(decisions)
        self._whose = whose
        self._chosen: dict[int, Choice] = {}
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the list, and both sides of the entry chosen in it."""
        yield Static(id="title")
        yield OptionList(*(Option("") for _ in self._decisions), id="items")
        with Container(id="both"):
            for name in ("ours", "theirs"):
                yield Version(name)
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        """Start with the first."""
        self.query_one("#items", OptionList).focus()
        self._show()

    def on_resize(self) -> None:
        """Put both sides next to each other if there is room."""
        for both in self.query("#both"):
            both.set_class(self.size.width >= WIDE, "wide")

    # ---- showing --------------------------------------------------------------------------

    def _show(self) -> None:
        if not self.query("#said"):
            return  # the screen, or the app, is being left
        items = self.query_one("#items", OptionList)
        for number in range(len(self._decisions)):
            items.replace_option_prompt_at_index(number, self._line(number))
        items.highlighted = self._at
        left = len(self._decisions) - len(self._chosen)
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(" To decide ", "bold reverse")
        title.append(f"  {left} of {len(self._decisions)} left · both of you changed these")
        self.query_one("#title", Static).update(title)
        self._show_sides()
        if not left:
            self._say("All is decided. Enter: go on with it. Esc: leave everything as it was.")
        else:
            self._say("")

    def _line(self, number: int) -> Text:
        decision, choice = self._decisions[number], self._chosen.get(number)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{'✓' if choice else '·'} ", "bold")
        line.append(safe_for_terminal(decision.what), "" if choice else "bold")
        if choice:
            line.append(f"  {_SAID[choice.side]}", "italic")
        return line

    def _show_sides(self) -> None:
        decision = self._decisions[self._at]
        choice = self._chosen.get(self._at)
        who = self._whose.get(decision.file, "")
        theirs = f"Theirs: {who}" if who else "Theirs"
        for name, title, text in (
            ("ours", "1  Yours", decision.ours),
            ("theirs", f"2  {theirs}", decision.theirs),
        ):
            shown = plain_lines(text.split("\n")) if text.strip() else Text("(nothing)", "italic")
            if decision.writable and text.strip():
                shown = with_marks(decision.ours, decision.theirs, old=name == "ours")
            stands = choice is not None and choice.side == name
            barred = decision.only not in (None, name)
            mark = "✓ stands" if stands else "cannot be taken here" if barred else ""
            self.query_one(f"#{name}", Version).show(title, shown, mark=mark)
        if choice is not None and choice.side is None:
            self._say(f"Written: {' '.join(choice.text.split())}")

    def _say(self, words: str) -> None:
        for said in self.query(Said):
            said.say(words)

    # ---- deciding -------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index != self._at:
            self._at = event.option_index
            self._show()

    def action_step(self, by: int) -> None:
        """Move to another entry."""
        self._at = max(0, min(self._at + by, len(self._decisions) - 1))
        self._show()

    def action_take(self, side: Side) -> None:
        """Choose a side, and go to the next open entry."""
        decision = self._decisions[self._at]
        if decision.only not in (None, side):
            self._say("That side cannot be taken here; edit the codebook afterwards")
            return
        self._choose(self._at, Choice(side))

    def _choose(self, at: int, choice: Choice) -> None:
        self._chosen[at] = choice
        many = len(self._decisions)
        self._at = at
        later = [(at + n) % many for n in range(1, many)]
        self._at = next((n for n in later if n not in self._chosen), self._at)
        self._show()

    def action_write(self) -> None:
        """Write a third text."""
        at = self._at
        decision = self._decisions[at]
        if not decision.writable:
            self._say("No third text can stand there: 1 or 2")
            return

        def keep(text: str) -> str:
            self._choose(at, Choice(None, text.strip()))
            return ""

        before = self._chosen.get(at)
        text = before.text if before is not None and before.side is None else decision.ours
        others = [("Theirs", safe_for_terminal(decision.theirs))]
        self.app.push_screen(MemoEditor(decision.what, text, others, keep))

    def action_finish(self) -> None:
        """Apply the choices, once everything is decided."""
        for number in range(len(self._decisions)):
            if number not in self._chosen:
                self._at = number
                self._show()
                self._say("This one is not decided yet: 1 yours, 2 theirs, e write")
                return
        self._close(
            {(d.file, d.key): self._chosen[n] for n, d in enumerate(self._decisions)}
        )  # fmt: skip

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(KeysHelp(DECIDING_ACTIONS))

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self._close(None)

    def _close(self, chosen: Choices | None) -> None:
        """Close, unless that is under way."""
        if self.is_current:
            self.dismiss(chosen)


class DecidingApp(AheadApp):
    """The screen alone, for a command that is about to merge."""

    CSS_PATH = STYLES / "styles.tcss"
    TITLE = "qualcode"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, decisions: Sequence[Decision], whose: Mapping[str, str], theme: str = ""
    ) -> None:
        super().__init__()
        self._decisions, self._whose = decisions, whose
        self.chosen: Choices | None = None
        self.wear(THEMES, theme if theme in NAMES else THEMES[0].name)

    def on_mount(self) -> None:
        """Open the screen; leave with its result."""

        def done(chosen: Choices | None) -> None:
            self.chosen = chosen
            self.exit()

        self.push_screen(DecidingScreen(self._decisions, self._whose), done)


def decide_in_terminal(decisions: Sequence[Decision], whose: Mapping[str, str]) -> Choices | None:
    """Take over the terminal until everything is decided, or the user leaves."""
    app = DecidingApp(decisions, whose)
    app.run()
    return app.chosen
