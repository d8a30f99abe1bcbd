"""Who speaks in the documents, and the cases they are: a grid in which all of it is changed."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.message import Message

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.documents.grid import GridColumn, GridScreen
from qualcode.tui.documents.who import SHORT, ask_case, ask_group, ask_role, group_of
from qualcode.tui.documents.windows import Choose
from qualcode.tui.widgets.editors import LineEditor
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.case_edit import CasesChanged, put_back_cases, set_cases
from qualcode.workbench.documents.speaker_data import (
    NOBODYS,
    ROLES,
    NewRole,
    SpeakerData,
    SpeakersChanged,
)
from qualcode.workbench.documents.speaker_edit import merge_speakers, set_speaker, take_back
from qualcode.workbench.documents.speaker_list import SpeakerLine, speaker_lines
from qualcode.workbench.keys.documents import SPEAKERS_ACTIONS

_SPEAKERS = (
    GridColumn("document", "Document", 11, 30),
    GridColumn("label", "Label", 11, 24),
    GridColumn("role", "Role", 11),
    GridColumn("case", "Case", 9, 24),
    GridColumn("group", "Group", 8, 24),
    GridColumn("turns", "Turns", 5, 7, right=True),
    GridColumn("words", "Words", 6, 9, right=True),
    GridColumn("asks", "Asks", 4, right=True),
)
_FIRST_OF_CASES = (GridColumn("case", "Case", 9, 24), GridColumn("documents", "Documents", 14, 40))
_ATTRIBUTE = "="
#: From this width on it is shown as well how often somebody asks.
_WIDE = 90


class SpeakersScreen(GridScreen):
    """Shows the speakers of all documents or, with Tab, the cases; changes are saved at once."""

    BINDINGS = key_bindings(
        "speakers", SPEAKERS_ACTIONS, priority=lambda a: a.id in ("edit", "cases")
    )
    table_name = "speakers"

    class Read(Message):
        """The speakers were read, or why not."""

        def __init__(self, lines: list[SpeakerLine], problem: str) -> None:
            super().__init__()
            self.lines = lines
            self.problem = problem

    def __init__(self, session: CodingSession, document: str = "") -> None:
        super().__init__(session)
        self._first = document
        self._lines: list[SpeakerLine] = []
        self._rows: dict[str, SpeakerLine] = {}
        self._of_cases = False
        self._read = False
        self._done: list[SpeakersChanged | CasesChanged] = []

    def on_mount(self) -> None:
        """Read the speakers in the background."""
        super().on_mount()
        self.show_title("Who speaks", "reading …")
        self.run_worker(self._read_lines, thread=True, exclusive=True, group="read")

    def _read_lines(self) -> None:
        lines, problem = [], ""
        try:
            # A newly opened study keeps no data from the old one.
            lines = speaker_lines(Study(self.session.study.root))
        except QualcodeError as error:
            problem = str(error)
        self.post_message(self.Read(lines, problem))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        self._lines, self._read = event.lines, True
        if not self.gone:
            self.fill()
            self._to_first()
            self.say(event.problem, wrong=True)

    def _to_first(self) -> None:
        """Go to the document that the screen was opened for."""
        at = next((n for n, x in enumerate(self._lines) if x.document == self._first), None)
        if at is not None and not self._of_cases:
            self.grid.move_cursor(row=at, animate=False)
        self._first = ""

    # ---- showing --------------------------------------------------------------------------

    def fill(self) -> None:
        """Show the speakers, or the cases."""
        if self.gone or not self._read:
            return
        try:
            if self._of_cases:
                self._fill_cases()
            else:
                self._fill_speakers()
        except QualcodeError as error:
            self.say(str(error), wrong=True)
        self.show_about()

    def _fill_speakers(self) -> None:
        self._rows = {f"{line.document}\n{line.label}": line for line in self._lines}
        cases = self.session.study.cases
        rows = []
        for key, line in self._rows.items():
            asks = "" if line.asks is None else f"{line.asks:.0%}"
            words = "?" if line.words is None else f"{line.words:,}"
            group = group_of(cases, line.case)
            role = SHORT.get(line.role, line.role)
            rows.append(
                (key, [line.document, line.label, role, line.case, group, f"{line.turns:,}",
                       words, asks])
            )  # fmt: skip
        columns = _SPEAKERS if self.size.width >= _WIDE else _SPEAKERS[:-1]
        self.grid.show(columns, [(key, cells[: len(columns)]) for key, cells in rows])
        open_ = sum(line.role == "participant" and not line.case for line in self._lines)
        words_ = [counted(sum(bool(line.label) for line in self._lines), "speaker")]
        words_.append(counted(len({line.document for line in self._lines}), "document"))
        if open_:
            words_.append(f"{counted(open_, 'participant')} without a case")
        self.show_title("Who speaks", " · ".join(words_))

    def _fill_cases(self) -> None:
        cases = self.session.study.cases
        names = list(dict.fromkeys(name for case in cases.values() for name in case.attributes))
        names = ["group", *(name for name in names if name != "group")]
        columns = [
            *_FIRST_OF_CASES,
            *(GridColumn(f"{_ATTRIBUTE}{name}", name.capitalize(), 10, 24) for name in names),
        ]
        rows = []
        for case in cases.values():
            spoken = dict.fromkeys(one.document for one in self._lines if one.case == case.id)
            cells = [case.id, ", ".join(spoken)]
            rows.append((case.id, [*cells, *(case.attributes.get(name, "") for name in names)]))
        self.grid.show(columns, rows)
        self.show_title("Cases", counted(len(cases), "case"))

    @property
    def _here(self) -> SpeakerLine | None:
        return None if self._of_cases or self.gone else self._rows.get(self.grid.row)

    def show_about(self) -> None:
        """Show how the speaker at the cursor begins, and the label in the text."""
        if self._of_cases:
            case = self.session.study.cases.get(self.grid.row)
            if case is not None:
                filled = [f"{name}: {value}" for name, value in case.attributes.items() if value]
                self.tell_row(case.id, [" · ".join(filled)])
            else:
                self.tell_row("No cases yet", ["Give speakers theirs: Tab, then c"])
            return
        line = self._here
        if line is None:
            self.tell_row("No documents yet" if self._read else "", [])
            return
        in_text = f"in the text: {line.in_text}" if line.in_text not in ("", line.label) else ""
        told = [part for part in (line.document, in_text) if part]
        sample = f"“{line.sample}”" if line.sample else ""
        self.tell_row(line.label or "Nobody", [" · ".join(told), sample])

    # ---- changing -------------------------------------------------------------------------

    def edit(self, column: str) -> None:
        """Change the cell at the cursor."""
        if self._of_cases:
            self._edit_case(column)
        elif column == "case":
            self.action_case()
        elif column == "group":
            self.action_group()
        elif (line := self._speaker()) is not None:
            ask_role(self, _label(line), line.role, self.action_role)

    def _speaker(self) -> SpeakerLine | None:
        """Return the speaker at the cursor; say it if there is none."""
        line = self._here
        if line is None:
            self.say("That is for speakers: Tab" if self._of_cases else "There is no speaker here")
        return line

    def action_role(self, role: str) -> None:
        """Say what the speaker at the cursor is."""
        chosen: NewRole | None = next((one for one in ROLES if one == role), None)
        line = self._speaker()
        if line is not None and chosen is not None:
            self._change(line, SpeakerData(role=chosen))

    def action_case(self) -> None:
        """Say whose the speaker at the cursor is."""
        line = self._speaker()
        if line is None:
            return

        def save(case: str) -> str:
            done = set_speaker(
                self.session.study, [line.document], _label(line), SpeakerData(case=case)
            )
            self._changed(done, [line.document])
            return ""

        ask_case(self, _label(line), line.case, save)

    def action_group(self) -> None:
        """Say the group of the case at the cursor."""
        if self._of_cases:
            self._edit_case(f"{_ATTRIBUTE}group")
            return
        line = self._speaker()
        if line is None:
            return
        study = self.session.study
        present = group_of(study.cases, line.case)
        ask_group(
            self, study, line.case or _label(line), present,
            lambda group: self._change(line, SpeakerData(group=group)),
        )  # fmt: skip

    def action_merge(self) -> None:
        """Say that the speaker at the cursor is the same person as another label."""
        line = self._speaker()
        if line is None or not line.label:
            return
        others = [
            one for one in self._lines
            if one.document == line.document and one.label not in ("", line.label)
        ]  # fmt: skip
        if not others:
            self.say("There is no other speaker in this document")
            return
        choices = [(one.label, f"{one.label}: {one.role}, {one.in_text}") for one in others]

        def join(into: str | None) -> None:
            if into:
                self._try(
                    lambda: merge_speakers(self.session.study, [line.document], line.label, into),
                    [line.document],
                )

        self.app.push_screen(Choose(f"{line.label} is the same person as", choices), join)

    def _change(self, line: SpeakerLine, data: SpeakerData) -> None:
        self._try(
            lambda: set_speaker(self.session.study, [line.document], _label(line), data),
            [line.document],
        )

    def _try(self, work: Callable[[], SpeakersChanged], documents: list[str]) -> None:
        if self.gone:
            return
        try:
            self._changed(work(), documents)
        except QualcodeError as error:
            self.say(str(error), wrong=True)

    def _changed(self, done: SpeakersChanged, documents: list[str]) -> None:
        if done.changes or done.cases_after:
            self._done.append(done)
        self._read_again(documents)
        self.say(" · ".join(done.lines))

    def _read_again(self, documents: list[str]) -> None:
        """Read some documents' speakers again, and show them where they were."""
        study = self.session.study
        made: list[SpeakerLine] = []
        for document in dict.fromkeys(line.document for line in self._lines):
            if document in documents:
                # Whoever opens it next sees it as it is now.
                self.session.texts.close_document(document)
                made += speaker_lines(study, [document])
            else:
                made += [line for line in self._lines if line.document == document]
        self._lines = made
        self.fill()

    # ---- cases ----------------------------------------------------------------------------

    def action_cases(self) -> None:
        """Show the cases, or the speakers again."""
        self._of_cases = not self._of_cases
        self.say("")
        self.fill()

    def _edit_case(self, column: str) -> None:
        case, study = self.grid.row, self.session.study
        if case not in study.cases:
            self.say("There is no case here")
            return
        name = column.removeprefix(_ATTRIBUTE)
        if not column.startswith(_ATTRIBUTE):
            self.say("Who in a document is this case: Tab, then c")
        elif name == "group":
            ask_group(
                self, study, case, study.cases[case].group,
                lambda group: self._group_case(case, group),
            )  # fmt: skip
        else:
            self.app.push_screen(
                LineEditor(
                    f"{name} of {case}", study.cases[case].attributes.get(name, ""),
                    "Kept in git: nothing that tells who it is",
                    lambda value: self._set(
                        lambda: set_cases(study, [case], attributes={name: value})
                    ),
                )
            )  # fmt: skip

    def _group_case(self, case: str, group: str) -> None:
        try:
            self._set(lambda: set_cases(self.session.study, [case], group=group))
        except QualcodeError as error:
            self.say(str(error), wrong=True)

    def action_column(self) -> None:
        """Give the case at the cursor an attribute that no case has yet."""
        case, study = self.grid.row, self.session.study
        if not self._of_cases or case not in study.cases:
            self.say("That is for cases: Tab")
            return

        def save(line: str) -> str:
            name, _, value = line.partition("=")
            return self._set(lambda: set_cases(study, [case], attributes={name: value.strip()}))

        self.app.push_screen(
            LineEditor(f"Another attribute of {case}", "", "role=Social worker", save)
        )

    def _set(self, work: Callable[[], CasesChanged]) -> str:
        done = work()
        if done.after:
            self._done.append(done)
        self.fill()
        said = " · ".join(done.lines)
        self.say(said)
        return said

    # ---- undoing --------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.gone:
            return
        if not self._done:
            self.say("Nothing was changed here yet")
            return
        last = self._done.pop()
        try:
            if isinstance(last, SpeakersChanged):
                left = take_back(self.session.study, last)
                self._read_again([change.before.id for change in last.changes])
            else:
                left = put_back_cases(self.session.study, last)
                self.fill()
        except QualcodeError as error:
            self._done.append(last)
            self.say(str(error), wrong=True)
            return
        if left:
            self.say(f"Changed by somebody since, and left: {', '.join(left)}", wrong=True)
        else:
            said = last.lines[0].partition(" (")[0] if last.lines else ""
            self.say(f"Taken back: {said}")


def _label(line: SpeakerLine) -> str:
    """Return how a speaker is named to be changed: who wrote what nobody speaks has no label."""
    return line.label or NOBODYS
