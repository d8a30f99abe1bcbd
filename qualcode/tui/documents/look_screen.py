"""Labels of files before they are imported: what each is taken as, chosen by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.bindings import key_bindings
from qualcode.tui.documents.grid import GridColumn, GridScreen
from qualcode.tui.documents.who import SHORT, ask_case, ask_group, ask_role
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.import_look import ImportLook, LookRow
from qualcode.workbench.documents.speaker_data import ROLES, NewRole
from qualcode.workbench.importing.report import ImportResult, report_lines
from qualcode.workbench.keys.coding import first_keys
from qualcode.workbench.keys.documents import LOOK_ACTIONS

#: Seconds between updates of the progress.
_LOOK = 0.2
_TOGETHER = (
    GridColumn("label", "Label", 14, 34),
    GridColumn("files", "Files", 5, right=True),
    GridColumn("turns", "Turns", 5, 7, right=True),
    GridColumn("words", "Words", 6, 9, right=True),
    GridColumn("asks", "Asks", 4, right=True),
    GridColumn("role", "Taken as", 12),
    GridColumn("case", "Case", 8, 20),
    GridColumn("group", "Group", 8, 20),
)
_BY_FILE = (
    GridColumn("file", "Document", 12, 30),
    GridColumn("label", "Label", 12, 30),
    GridColumn("turns", "Turns", 5, 7, right=True),
    GridColumn("asks", "Asks", 4, right=True),
    GridColumn("role", "Taken as", 12),
    GridColumn("case", "Case", 8, 20),
    GridColumn("group", "Group", 8, 20),
)


class Report(Ahead[None]):
    """What was imported, in lines."""

    BINDINGS = [("escape,enter,q,space", "close", "Close")]

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield Static(Text("\n".join(map(safe_for_terminal, self._lines))))
            yield Static("Enter to the overview · ↑↓ read", classes="quiet")

    def action_close(self) -> None:
        """Go back."""
        self.close(None)


class ImportWindow(Ahead[str | None]):
    """Asks for a file or folder to look at; returns its path, ``None`` with Escape."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(self) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog small"):
            yield Static(Text("Import: which file or folder?", style="bold"))
            yield Input(placeholder="~/interviews", id="path")
            yield Static(
                "Enter look at its labels; nothing is imported yet · Esc leave",
                classes="quiet",
                id="hint",
            )

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        path = Path(event.value.strip().strip("\"'")).expanduser()
        if not event.value.strip() or not path.exists():
            hint = f"There is no {event.value.strip()}" if event.value.strip() else "Write a path"
            self.query_one("#hint", Static).update(Text(safe_for_terminal(hint), "bold red"))
            return
        self.close(str(path))

    def action_leave(self) -> None:
        """Close and look at nothing."""
        self.close(None)


class LookScreen(GridScreen):
    """Shows the labels of files, and imports the files as a person chose."""

    BINDINGS = key_bindings("look", LOOK_ACTIONS, priority=lambda a: a.id == "edit")
    table_name = "look"

    class Read(Message):
        """The files were read, or why not."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    class Taken(Message):
        """The files were imported, or why not."""

        def __init__(self, result: ImportResult | None, problem: str) -> None:
            super().__init__()
            self.result = result
            self.problem = problem

    def __init__(self, session: CodingSession, look: ImportLook) -> None:
        super().__init__(session)
        self._look = look
        self._together = len(look.files) > 1
        self._rows: dict[str, LookRow] = {}
        # Set by the working thread, and read by the screen.
        self._doing = ("", 0, 0)
        self._timer: Timer | None = None
        self._read = False
        # Whether leaving was asked since the last choice.
        self._asked = False

    def on_mount(self) -> None:
        """Read the files in the background."""
        super().on_mount()
        self._start(self._read_files)

    # ---- working in the background --------------------------------------------------------

    def _start(self, work: Callable[[], None]) -> None:
        self._doing = ("", 0, 0)
        self._timer = self.set_interval(_LOOK, self._show)
        self._show()
        self.run_worker(work, thread=True, exclusive=True, group="look")

    @property
    def _busy(self) -> bool:
        return self._timer is not None

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _progress(self, doing: str, done: int, total: int) -> None:
        self._doing = (doing, done, total)

    def _read_files(self) -> None:
        problem = ""
        try:
            self._look.read(self._progress)
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Read(problem))

    def _take_files(self) -> None:
        result, problem = None, ""
        try:
            result = self._look.take(self._progress)
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Taken(result, problem))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self._stop()
        self._read = True
        if self.gone:
            return
        self.fill()
        if event.problem:
            self.say(event.problem, wrong=True)
        elif self._look.failed:
            more = len(self._look.failed) - 1
            also = f" (and {counted(more, 'more file')})" if more else ""
            self.say(f"Cannot be imported: {self._look.failed[0]}{also}", wrong=True)

    @on(Taken)
    def _was_taken(self, event: Taken) -> None:
        self._stop()
        if self.gone:
            return
        self._show()
        if event.result is None:
            self.say(event.problem, wrong=True)
            return
        lines = report_lines(event.result)
        lines += [f"Not imported: {one.error}" for one in event.result.of("changed", "failed")]
        self.app.push_screen(Report(lines), lambda _: super(LookScreen, self).action_leave())

    # ---- showing --------------------------------------------------------------------------

    def _show(self) -> None:
        if self.gone:
            return
        look = self._look
        if self._busy:
            doing, done, total = self._doing
            what = "importing" if self._read else "reading"
            files = counted(len(look.files), "file")
            far = f"{done:,} of {counted(total, 'file')}" if doing else files
            self.show_title("Import", f"{what} {far} …")
            return
        words = [counted(look.documents, "document"), counted(len(self._rows), "label")]
        if look.before:
            words.append(f"{look.before:,} imported before")
        if look.twins:
            words.append(f"{look.twins:,} the same as another")
        if look.failed:
            words.append(f"{len(look.failed):,} cannot be imported")
        if look.documents > 1:
            words.append("f: file by file" if self._together else "f: all files together")
        self.show_title("Import", " · ".join(words))

    def fill(self) -> None:
        """Show the labels."""
        if self.gone:
            return
        columns: tuple[GridColumn, ...] = _TOGETHER if self._together else _BY_FILE
        if not self._together and self._look.documents == 1:
            columns = tuple(one for one in _TOGETHER if one.id != "files")
        rows = self._look.rows(together=self._together) if self._read else []
        self._rows = {f"{row.file}\n{row.label}": row for row in rows}
        self.grid.show(
            columns,
            [(key, [_cell(row, one.id) for one in columns]) for key, row in self._rows.items()],
        )
        self._show()
        self.show_about()

    @property
    def _here(self) -> LookRow | None:
        return self._rows.get(self.grid.row)

    def show_about(self) -> None:
        """Show how the label at the cursor begins, where, and why it is taken as it is."""
        row = self._here
        if row is None:
            self._show_what_to_do()
            return
        why = f"{row.role}{': ' + row.why if row.why else ''}"
        if row.role == "nobody" and not row.chosen:
            why = "heads paragraphs, and is not taken for a speaker"
        some = ", ".join(row.files[:4]) + (" …" if len(row.files) > 4 else "")
        lines = [f"{why} · in {some}", *(f"“{one}”" for one in row.samples)]
        if not row.samples:
            lines.append("no words")
        self.tell_row(row.label, lines)

    def _show_what_to_do(self) -> None:
        """Where there are no labels, show what to do."""
        if not self._read or self._busy:
            self.tell_row("", [])
            return
        offered = [("take", "import")] if self._look.documents else []
        offered.append(("leave", "back, to choose another file or folder"))
        line = " · ".join(f"{self._key(one)} {what}" for one, what in offered)
        self.tell_row(self._look.what_to_do(), ["", line])

    def _key(self, action: str) -> str:
        """Return the first key of an action, as it is shown."""
        return first_keys(self.session.keys[self.table_name])[action]

    # ---- choosing -------------------------------------------------------------------------

    def edit(self, column: str) -> None:
        """Change the cell at the cursor."""
        if column == "case":
            self.action_case()
        elif column == "group":
            self.action_group()
        elif (row := self._here) is not None and not self._busy:
            ask_role(self, row.label, row.role, self.action_role)

    def action_role(self, role: str) -> None:
        """Choose what the label at the cursor is."""
        chosen: NewRole | None = next((one for one in ROLES if one == role), None)
        if chosen is not None:
            self._choose(lambda row: self._look.set_role(row, chosen))

    def action_case(self) -> None:
        """Choose the case of the label at the cursor."""
        row = self._here
        if row is not None and not self._busy:
            present = "" if row.made or " " in row.case else row.case
            ask_case(self, row.label, present, lambda case: self._keep_case(row, case))

    def _keep_case(self, row: LookRow, case: str) -> str:
        self._asked = False
        said = self._look.set_case(row, case)
        self.fill()
        self.say(said)
        return said

    def action_group(self) -> None:
        """Choose the group of the label at the cursor."""
        row = self._here
        if row is not None and not self._busy:
            ask_group(
                self, self.session.study, row.label, row.group,
                lambda group: self._choose(lambda here: self._look.set_group(here, group), row),
            )  # fmt: skip

    def _choose(self, change: Callable[[LookRow], str], row: LookRow | None = None) -> None:
        row = row or self._here
        if row is None or self._busy or self.gone:
            return
        self._asked = False
        try:
            said = change(row)
        except QualcodeError as error:
            self.say(str(error), wrong=True)
            return
        self.fill()
        self.say(f"{said}; u takes it back")

    def action_undo(self) -> None:
        """Take the last choice back."""
        if not self._busy and not self.gone:
            said = self._look.undo()
            self.fill()
            self.say(said)

    def action_together(self) -> None:
        """Show all files together, or file by file."""
        if self._look.documents < 2:
            self.say("There is one file")
            return
        self._together = not self._together
        self.fill()

    def action_take(self) -> None:
        """Import the files as chosen."""
        if self._busy or self.gone:
            return
        if not self._look.documents:
            self.say("There is nothing to import", wrong=True)
            return
        self.say("")
        self._start(self._take_files)

    def action_leave(self) -> None:
        """Go back; nothing is imported then, unless that is under way. Choices ask first."""
        if self._busy and self._read:
            self.say("The files are being imported: it ends by itself")
            return
        if self._look.has_choices and not self._asked:
            self._asked = True
            take, back = (self._key(name) for name in ("take", "leave"))
            self.say(f"Nothing is imported yet: {take} imports the files so, {back} again drops it")
            return
        super().action_leave()


def _cell(row: LookRow, column: str) -> str:
    match column:
        case "file":
            return row.files[0]
        case "files":
            return f"{len(row.files):,}"
        case "turns" | "words":
            return f"{getattr(row, column):,}"
        case "asks":
            return "" if row.asks is None else f"{row.asks:.0%}"
        case "role":
            return f"{SHORT.get(row.role, row.role)}{'*' if row.chosen else ''}"
    return str(getattr(row, column))
