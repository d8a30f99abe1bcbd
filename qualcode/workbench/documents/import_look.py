"""Looks at the labels of files before they are imported, and keeps what a person chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.case import valid_case_id
from qualcode.model.document.document import Role
from qualcode.model.plural import counted, plural
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id, check_group, set_cases
from qualcode.workbench.documents.speaker_data import NewRole
from qualcode.workbench.importing.candidates import Candidate, GatheredLabel, gathered
from qualcode.workbench.importing.choices import FileChoices
from qualcode.workbench.importing.files import transcript_files
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.report import ImportResult
from qualcode.workbench.progress import Progress, silent

#: How a role is shown that is not the same in all files.
DIFFERS = "differs"
_Key = tuple[str, str]


@dataclass(frozen=True)
class _Choice:
    role: NewRole | None = None
    case: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class LookRow:
    """A label of one file or, with an empty ``file``, of all; ``role`` may be ``DIFFERS``.

    ``files`` are the documents' ids. ``made`` says that the case is made of the document's id,
    since there is a group; ``chosen`` that a person chose something.
    """

    file: str
    label: str
    files: tuple[str, ...]
    turns: int
    words: int
    asks: float | None
    samples: tuple[str, ...]
    role: str
    why: str
    case: str
    group: str
    made: bool
    chosen: bool


def look_at(study: Study, path: str) -> ImportLook:
    """Return a look at the transcripts of a file or folder, which are read with ``read``.

    Raises:
        NotFoundError: there is no such path, or no transcript in it.
    """
    found = transcript_files([Path(path)])
    return ImportLook(study, found.files, ImportOptions(), found.doubtful)


@dataclass
class ImportLook:
    """Files that were read and not imported yet, with the choices for their labels."""

    study: Study
    files: Sequence[Path]
    options: ImportOptions
    doubtful: frozenset[Path] = frozenset()
    #: Errors of files that cannot be read, and how many were imported before.
    failed: list[str] = field(default_factory=list)
    before: int = 0
    #: How many are the same as another of the files, byte for byte.
    twins: int = 0

    def __post_init__(self) -> None:
        if self.options.survey is not None:
            raise BadInputError(
                "answers to a survey have no labels to look at", mend="Use --dry-run"
            )
        self._choices: dict[_Key, _Choice] = {}
        self._done: list[dict[_Key, _Choice]] = []
        self._found: dict[str, tuple[str, dict[str, Candidate]]] = {}

    def read(self, progress: Progress = silent) -> None:
        """Read the files; nothing is stored.

        Raises:
            QualcodeError: the options cannot be used with these files.
        """
        dry = Importer(self.study, replace(self.options, dry_run=True))
        result = dry.import_files(self.files, progress, self.doubtful)
        self._found = {
            report.file: (report.document, {one.label: one for one in report.candidates})
            for report in result.of("would import")
        }
        self.failed = [report.error for report in result.reports if report.error]
        self.twins = len(result.twins())
        self.before = result.count("unchanged", "would put back") - self.twins

    @property
    def documents(self) -> int:
        """How many documents there would be."""
        return len(self._found)

    def what_to_do(self) -> str:
        """Return what to do where there is no label to choose for; "" where there is one."""
        if any(labels for _, labels in self._found.values()):
            return ""
        if self._found:
            which, they = ("it is", "It") if len(self._found) == 1 else ("they are", "They")
            return (
                f"No labels in {counted(len(self._found), 'file')}: {which} text that nobody "
                f"speaks. {they} can be imported so, and who wrote it be said afterwards"
            )
        if self.failed:
            files = counted(len(self.failed), "file")
            return f"Nothing of {files} can be imported; the reason stands below"
        if self.before:
            there = plural(self.before, "is a document", "are documents")
            return f"Nothing is new: {counted(self.before, 'file')} {there} of the study already"
        return "Nothing is here to import: choose another file or folder"

    # ---- showing --------------------------------------------------------------------------

    def rows(self, *, together: bool) -> list[LookRow]:
        """Return the labels, each once for all files together, or file by file."""
        if together:
            every = gathered((file, [*of.values()]) for file, (_, of) in self._found.items())
            return [self._row("", label) for label in every]
        return [
            self._row(file, GatheredLabel(label, {file: one}))
            for file, (_, of) in self._found.items()
            for label, one in of.items()
        ]

    def _row(self, file: str, label: GatheredLabel) -> LookRow:
        keys = [(one, label.label) for one in label.files]
        roles = dict.fromkeys(map(self._role, keys))
        cases = dict.fromkeys(self._case(key) for key in keys)
        groups = dict.fromkeys(self._group(key) for key in keys)
        chosen = any(key in self._choices for key in keys)
        whys = dict.fromkeys(one.why for one in label.files.values() if one.why)
        samples = dict.fromkeys(one.sample for one in label.files.values() if one.sample)
        return LookRow(
            file,
            label.label,
            tuple(self._found[one][0] for one in label.files),
            label.turns,
            label.words,
            label.asks,
            tuple(samples)[:3],
            next(iter(roles)) if len(roles) == 1 else DIFFERS,
            "you said so" if chosen else ", ".join(whys),
            next(iter(cases)) if len(cases) == 1 else "one a file",
            next(iter(groups)) if len(groups) == 1 else DIFFERS,
            any(self._made(key) for key in keys),
            chosen,
        )

    def _keys(self, row: LookRow) -> list[_Key]:
        if row.file:
            return [(row.file, row.label)]
        return [(file, row.label) for file, (_, of) in self._found.items() if row.label in of]

    def _role(self, key: _Key) -> NewRole:
        chosen = self._choices.get(key, _Choice()).role
        if chosen is not None:
            return chosen
        taken = self._found[key[0]][1][key[1]].taken_as
        roles: dict[str, NewRole] = {
            "interviewer": "interviewer", "participant": "participant", "other": "other",
        }  # fmt: skip
        return roles.get(taken, "nobody")

    def _case(self, key: _Key) -> str:
        if self._role(key) not in ("participant", "other"):
            return ""
        chosen = self._choices.get(key, _Choice()).case
        if chosen is None:
            chosen = self._found[key[0]][1][key[1]].case
        return chosen or self._made(key)

    def _made(self, key: _Key) -> str:
        """Return the case that is made for a participant who has a group and no case."""
        choice = self._choices.get(key, _Choice())
        case = self._found[key[0]][1][key[1]].case if choice.case is None else choice.case
        if case or not choice.group or self._role(key) != "participant":
            return ""
        document, labels = self._found[key[0]]
        theirs = [one for one in labels if self._role((key[0], one)) == "participant"]
        if len(theirs) == 1:
            return document
        return f"{document}-{theirs.index(key[1]) + 1}"

    def _group(self, key: _Key) -> str:
        chosen = self._choices.get(key, _Choice()).group
        if chosen is not None and self._role(key) in ("participant", "other"):
            return chosen
        case = self.study.cases.get(self._case(key))
        if case is not None:
            return case.group
        return self.options.group if self._case(key) else ""

    # ---- choosing -------------------------------------------------------------------------

    def set_role(self, row: LookRow, role: NewRole) -> str:
        """Choose what a label is, in its file or in all; return what was done, in words."""
        self._choose(row, lambda choice: replace(choice, role=role))
        return f"{row.label}: {role}{self._where(row)}"

    def set_case(self, row: LookRow, case: str) -> str:
        """Choose whose a label is: a case that is there, or a new one; "" for none.

        Raises:
            BadInputError: it cannot be an id, or the label is nobody's who is studied.
        """
        self._refuse_unless_studied(row, "case")
        if case:
            check_case_id(self.study, case)
        self._choose(row, lambda choice: replace(choice, case=case))
        there = (
            "" if not case else ", which is there" if case in self.study.cases else ", a new one"
        )
        return f"{row.label}: case {case or 'none'}{there}{self._where(row)}"

    def set_group(self, row: LookRow, group: str) -> str:
        """Choose the group of a label's case; without a case, one is made for each file.

        Raises:
            NotFoundError: the study has no such group.
            BadInputError: the label is nobody's who is studied.
        """
        self._refuse_unless_studied(row, "group")
        check_group(self.study, group)
        self._choose(row, lambda choice: replace(choice, group=group))
        return f"{row.label}: group {group or 'none'}{self._where(row)}"

    @property
    def has_choices(self) -> bool:
        """Whether anything was chosen that stands."""
        return bool(self._choices)

    def undo(self) -> str:
        """Take the last choice back; return what was done, in words."""
        if not self._done:
            return "Nothing was chosen yet"
        self._choices = self._done.pop()
        return "Taken back"

    def _choose(self, row: LookRow, change: Callable[[_Choice], _Choice]) -> None:
        self._done.append(dict(self._choices))
        for key in self._keys(row):
            self._choices[key] = change(self._choices.get(key, _Choice()))

    def _where(self, row: LookRow) -> str:
        files = len(self._keys(row))
        return f", in all {files:,} files" if files > 1 else ""

    def _refuse_unless_studied(self, row: LookRow, what: str) -> None:
        if not any(self._role(key) in ("participant", "other") for key in self._keys(row)):
            raise BadInputError(
                f"{row.label} has no {what}: only a participant or somebody else has one",
                mend="Choose that first",
            )

    # ---- taking ---------------------------------------------------------------------------

    def take(self, progress: Progress = silent) -> ImportResult:
        """Import the files as chosen.

        Raises:
            QualcodeError: nothing could be imported.
        """
        chosen = self._file_choices()
        known = {
            case: group
            for one in chosen.values()
            for case, group in one.groups.items()
            if case in self.study.cases and self.study.cases[case].group != group
        }
        options = replace(self.options, dry_run=False, choices=chosen)
        result = Importer(self.study, options).import_files(self.files, progress, self.doubtful)
        for case, group in known.items():
            set_cases(self.study, [case], group=group)
        return result

    def _file_choices(self) -> dict[Path, FileChoices]:
        made: dict[Path, FileChoices] = {}
        for file, (_, labels) in self._found.items():
            keys = [(file, label) for label in labels]
            if any(key in self._choices for key in keys):
                made[Path(file)] = self._of_file(keys)
        self._refuse_two_people(made)
        return made

    def _of_file(self, keys: Sequence[_Key]) -> FileChoices:
        roles: dict[str, Role] = {}
        cases: dict[str, str] = {}
        groups: dict[str, str] = {}
        taken, given_back = [], []
        for key in keys:
            label, role = key[1], self._role(key)
            speaks = self._found[key[0]][1][label].is_speaker
            if role == "nobody":
                given_back += [label] if speaks else []
                continue
            taken += [] if speaks else [label]
            if self._choices.get(key, _Choice()).role is not None:
                roles[label] = role
            case = self._case(key)
            if case or self._choices.get(key, _Choice()).case == "":
                cases[label] = case
            if case and (group := self._group(key)):
                groups[case] = group
        return FileChoices(tuple(taken), tuple(given_back), roles, cases, groups)

    def _refuse_two_people(self, chosen: dict[Path, FileChoices]) -> None:
        """Refuse ids that cannot be, and one case for two labels of a file."""
        for file, one in chosen.items():
            twice = [case for case, n in Counter(one.cases.values()).items() if case and n > 1]
            if twice:
                labels = [label for label, case in one.cases.items() if case == twice[0]]
                raise BadInputError(
                    f"{' and '.join(labels)} are both case {twice[0]}",
                    where=file.name,
                    mend="Give one of them another case, or join them after the import",
                )
            for label, case in one.cases.items():
                if case and not valid_case_id(case):
                    raise BadInputError(
                        f"{case!r} cannot be a case id", where=f"{file.name}, {label}",
                        mend="Give a case with letters, digits, _ . -",
                    )  # fmt: skip
