"""What a user asks of an import, for all files and for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.document.document import Role
from qualcode.model.document.kind import WRITTEN
from qualcode.workbench.importing.choices import FileChoices
from qualcode.workbench.importing.id_template import IdTemplate
from qualcode.workbench.importing.layout import Hints
from qualcode.workbench.speakers.speakers import SpeakerRules, SpeakerTable

if TYPE_CHECKING:
    from qualcode.transcripts.survey.reader import SurveyOptions

_NO_CHOICES = FileChoices()


@dataclass(frozen=True)
class ImportOptions:
    """The user's options for the files: see ``qualcode import --help``."""

    as_id: str = ""
    ids: IdTemplate | None = None
    case: str = ""
    group: str = ""
    speakers: dict[str, str] = field(default_factory=dict)
    interviewers: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    table: SpeakerTable | None = None
    hints: Hints = field(default_factory=Hints)
    survey: SurveyOptions | None = None
    replace: bool = False
    dry_run: bool = False
    choices: Mapping[Path, FileChoices] = field(default_factory=dict)

    def refuse_contradictions(self) -> None:
        """Raise BadInputError if two options say different things of one label, or one says none.

        In what somebody wrote there are no speakers, so whatever names one has no effect.
        """
        interviewers, participants = set(self.interviewers), set(self.participants)
        no_labels = set(self.hints.no_labels)
        for first, second, both in (
            ("--interviewer", "--participant", interviewers & participants),
            ("--label", "--no-label", no_labels & set(self.hints.labels)),
            ("--interviewer", "--no-label", no_labels & interviewers),
            ("--participant", "--no-label", no_labels & participants),
            ("--speaker", "--no-label", no_labels & self.speakers.keys()),
        ):
            if both:
                raise BadInputError(
                    f"{first} and {second} both name {min(both)!r}", mend="Leave one of them out"
                )
        if self.hints.kind in WRITTEN:
            for option, given in (
                ("--label", self.hints.labels),
                ("--interviewer", interviewers),
                ("--participant", participants),
                ("--speaker", self.speakers),
            ):
                if given:
                    raise BadInputError(
                        f"{option} has no effect with --kind {self.hints.kind}, in which nobody "
                        "speaks",
                        mend="Leave one of them out; --case says who wrote it",
                    )

    def hints_for(self, file: Path, *, several: bool) -> Hints:
        """Return how to read a file, of ``several`` or alone, with what was chosen for it alone."""
        return msgspec.structs.replace(self._chosen(file).hints(self.hints), several=several)

    def rules(
        self,
        file: Path,
        labels: Sequence[str],
        known: Mapping[str, str],
        cases_by_fold: Mapping[str, str],
    ) -> SpeakerRules:
        """Return which cases and roles the labels of a file have.

        ``known`` are cases that the file itself gives for its labels; ``cases_by_fold`` are those
        of the study by their ids in lower case. What was chosen for the file goes over what is
        given for all, and that over the table of speakers.
        """
        given = self.table.rules.get(file.name) if self.table else None
        cases = {**known, **(given.cases if given else {})}
        roles: dict[str, Role] = dict(given.roles) if given else {}
        # A label that is a case's id needs no note.
        for label in labels:
            if label.casefold() in cases_by_fold:
                cases.setdefault(label, cases_by_fold[label.casefold()])
        cases.update(self.speakers)
        roles.update(dict.fromkeys(self.interviewers, "interviewer"))
        roles.update(dict.fromkeys(self.participants, "participant"))
        chosen = self._chosen(file)
        cases = {label: case for label, case in cases.items() if label not in chosen.roles}
        cases.update(chosen.cases)
        cases = {label: case for label, case in cases.items() if case}
        roles.update(chosen.roles)
        return SpeakerRules(cases, roles, self.case)

    def chosen_labels(self, file: Path) -> frozenset[str]:
        """Return the labels that a person chose something for in this file alone."""
        chosen = self._chosen(file)
        return frozenset((*chosen.roles, *chosen.cases))

    def _chosen(self, file: Path) -> FileChoices:
        return self.choices.get(file, _NO_CHOICES)
