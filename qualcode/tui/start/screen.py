"""The start screen: studies opened before, a new one, the folder of one, the sample study."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.errors import QualcodeError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.recent_studies import forget_study, keep_recent
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.start.demo_making import DemoMaking
from qualcode.tui.start.new_study import NewStudyForm
from qualcode.tui.start.windows import AskFolder, ask_who
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.cut import cut_in_middle
from qualcode.tui.widgets.dialogs import KeysHelp
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.said import Said
from qualcode.workbench.keys.coding import shown_key
from qualcode.workbench.keys.start import START_ACTIONS
from qualcode.workbench.study.recent import RecentStudy, recent_studies

_MOUSE = "Mouse: click a line to open it."
#: What can be done, by action, below the studies.
_OFFERS = (
    ("new", "New study", "name, groups, codebook, who you are"),
    ("folder", "Open a folder", "a study that is not listed here"),
    ("demo", "Try it", "a study of twelve invented interviews, made here"),
)
#: From this width on a study's folder stands beside its name.
_BESIDE = 60


class StartScreen(DemoMaking):
    """Lists what can be opened; ``choose`` is called with the study's folder."""

    CSS_PATH = STYLES / "start.tcss"
    BINDINGS = key_bindings("start", START_ACTIONS, priority=lambda a: a.id == "open")

    class Listed(Message):
        """The studies that were opened before, or why they cannot be listed."""

        def __init__(self, studies: list[RecentStudy], problem: str) -> None:
            super().__init__()
            self.studies = studies
            self.problem = problem

    def __init__(self, coder: str, choose: Callable[[Path], None]) -> None:
        super().__init__()
        self._coder = coder
        self._choose = choose
        self._studies: list[RecentStudy] = []
        self._listed = False
        # The list before something was taken off it.
        self._before: list[list[Path]] = []

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Static(id="title")
        yield Static(
            Text("Interviews in, codings and themes, a synthesis matrix out. All of it stays on "
                 "this machine."),
            id="what",
        )  # fmt: skip
        yield Options(id="studies")
        yield Said()
        yield KeyLine()

    @property
    def options(self) -> OptionList:
        """The list of studies and of what can be done."""
        return self.query_one("#studies", OptionList)

    @property
    def gone(self) -> bool:
        """Whether its widgets are gone, since the app is being left."""
        return not self.query("#studies")

    def on_mount(self) -> None:
        """List the studies, once they were looked at: a share may be slow to say it is away."""
        self._fill()
        self.options.focus()
        self.hold_keys()
        self._look()

    def on_resize(self) -> None:
        """Lay the lines out in another width."""
        self._fill()

    # ---- showing --------------------------------------------------------------------------

    def _look(self) -> None:
        self.run_worker(self._read, thread=True, exclusive=True, group="list")

    def _read(self) -> None:
        try:
            self.post_message(self.Listed(recent_studies(), ""))
        except QualcodeError as error:
            self.post_message(self.Listed([], str(error)))

    @on(Listed)
    def _show_listed(self, event: Listed) -> None:
        first = not self._listed
        self._studies, self._listed = event.studies, True
        if self.gone:
            return
        self._fill()
        if first:
            self.options.highlighted = self.options.get_option_index(self._first)
            self.hold_keys(False)
        if event.problem:
            self.say(event.problem, wrong=True)

    def _fill(self) -> None:
        """Show the studies, and what can be done."""
        if self.gone:
            return
        here = self._at
        options = self.options
        width = max(30, options.scrollable_content_region.width - 2)
        lines = [Option(Text(" Studies opened here", "bold"), disabled=True)]
        for number, one in enumerate(self._studies):
            lines.append(Option(_study_line(one, width), id=f"study-{number}"))
        if not self._studies:
            none = "  none yet" if self._listed else "  looking …"
            lines.append(Option(Text(none, "dim"), disabled=True))
        lines += [Option(Text(), disabled=True), Option(Text(" Begin", "bold"), disabled=True)]
        for action, name, what in _OFFERS:
            lines.append(Option(_offer_line(action, name, what), id=action))
        options.clear_options()
        options.add_options(lines)
        wanted = here if any(line.id == here for line in lines) else self._first
        options.highlighted = options.get_option_index(wanted)
        self._show_title()

    @property
    def _first(self) -> str:
        """The id of the line to begin at."""
        return "study-0" if self._studies else "new"

    @property
    def _at(self) -> str:
        """The id of the line at the cursor, empty before there is one."""
        options = self.options
        at = options.highlighted
        return (options.get_option_at_index(at).id or "") if at is not None else ""

    @property
    def _study_at(self) -> RecentStudy | None:
        number = self._at.removeprefix("study-")
        return self._studies[int(number)] if number.isdigit() else None

    def _show_title(self) -> None:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" qualcode ", "bold reverse")
        line.append(f"  no study is open in {safe_for_terminal(str(Path.cwd()))}")
        self.query_one("#title", Static).update(line)

    # ---- what can be done -----------------------------------------------------------------

    @on(OptionList.OptionSelected)
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """Open the study at the cursor, or do what its line says."""
        study = self._study_at
        if study is not None:
            self.open_study(study.folder)
        elif self._at:
            await self.run_action(self._at)

    def open_study(self, folder: Path) -> None:
        """Open a study; if it does not know who works in it, ask first."""
        if self.refuses():
            return
        if any(one.folder == folder and not one.there for one in self._studies):
            self.say(
                f"{folder} is not there: it was moved, or its drive is away. x takes it off the "
                "list",
                wrong=True,
            )
            self._look()
            return
        try:
            study = Study.open(folder)
            _ = study.readable_config
            known = self._coder or study.local_coder()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        if known:
            self._choose(study.root)
            return
        ask_who(self, study, lambda said: self._choose(study.root) if said else None)

    def action_new(self) -> None:
        """Make a study."""
        if not self.refuses():
            self.app.push_screen(
                NewStudyForm(self._coder), lambda folder: self._choose(folder) if folder else None
            )

    def action_folder(self) -> None:
        """Open a study by its folder."""
        if not self.refuses():
            self.app.push_screen(
                AskFolder(), lambda folder: self.open_study(Path(folder)) if folder else None
            )

    def action_demo(self) -> None:
        """Make the sample study here and open it, or open the one that is here."""
        if not self.refuses():
            self.make_demo_at(Path.cwd() / "demo-study")

    def action_forget(self) -> None:
        """Take the study at the cursor off the list."""
        study = self._study_at
        if study is None:
            self.say("Put the cursor on a study first")
            return
        self._change(
            [one.folder for one in self._studies],
            lambda: forget_study(study.folder),
            f"“{study.name}” is off the list, and its folder stays; u puts it back",
        )

    def action_undo(self) -> None:
        """Put back what was taken off the list."""
        if not self._before:
            self.say("Nothing was taken off the list")
            return
        before = self._before.pop()
        if not self._change(None, lambda: keep_recent(before), "It is on the list again"):
            self._before.append(before)

    def _change(self, before: list[Path] | None, change: Callable[[], None], said: str) -> bool:
        try:
            change()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return False
        if before is not None:
            self._before.append(before)
        self.say(said)
        self._look()
        return True

    # ---- moving, and elsewhere ------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Move by a line."""
        (self.options.action_cursor_down if by > 0 else self.options.action_cursor_up)()

    def action_edge(self, by: int) -> None:
        """Go to the first or the last line."""
        (self.options.action_last if by > 0 else self.options.action_first)()

    async def action_theme(self) -> None:
        """Change the look."""
        await self.app.run_action("theme")

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(KeysHelp(START_ACTIONS, mouse=_MOUSE))

    def action_quit(self) -> None:
        """Leave; what is being made is stopped only when asked twice."""
        if self.may_leave():
            with contextlib.suppress(QualcodeError):
                self.app.exit()


def _study_line(study: RecentStudy, width: int) -> Text:
    """Return a study's line: its name, its folder, and whether it is gone."""
    style = "" if study.there else "dim"
    folder = safe_for_terminal(study.shown_folder) + ("" if study.there else "  not there")
    line = Text("   ", style, no_wrap=True, overflow="ellipsis")
    name = Text(safe_for_terminal(study.name), "bold" if study.there else "dim")
    if width < _BESIDE:
        line.append_text(name)
        return line
    room = width - 5
    half = max(room // 2, room - len(folder))
    name.truncate(half, overflow="ellipsis", pad=True)
    line.append_text(name)
    line.append("  ")
    return line.append(cut_in_middle(folder, room - half), "dim")


def _offer_line(action: str, name: str, what: str) -> Text:
    keys = next(one.keys for one in START_ACTIONS if one.id == action)
    line = Text("   ", no_wrap=True, overflow="ellipsis")
    line.append(f"{shown_key(keys[0])}  ", "bold")
    line.append(f"{name:<15}", "bold")
    return line.append(what, "dim")
