"""Finds who speaks in a transcript: makes labels safe for git, and tells interviewers apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qualcode.errors import BadInputError
from qualcode.model.document.document import (
    Role,
    Speaker,
    Turn,
)
from qualcode.model.document.shown_label import shown_label
from qualcode.model.problem import Problem
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import read_table, table_text, without_rows
from qualcode.store.records.speaker_table import DOCUMENT, HEAD, speakers_in
from qualcode.transcripts.labels.named_people import NamedPerson
from qualcode.workbench.speakers.askers import Part
from qualcode.workbench.speakers.roles import (
    BY_HAND,
    NOT_KNOWN,
    Decision,
    FileRoles,
    decide,
)

_Rule = TypeVar("_Rule", str, Role)
_ROLES: dict[str, Role] = {
    "participant": "participant",
    "interviewer": "interviewer",
    "other": "other",
}


@dataclass(frozen=True)
class SpeakerRules:
    """The user's statements about speakers, by label in the file."""

    cases: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    only_case: str = ""

    def spelt(self, spellings: Mapping[str, str]) -> SpeakerRules:
        """Return the rules for the labels that became others; a label's own rule goes first."""

        def of(rules: Mapping[str, _Rule]) -> dict[str, _Rule]:
            given = {spellings[x]: rule for x, rule in rules.items() if x in spellings}
            return given | {x: rule for x, rule in rules.items() if x not in spellings}

        return SpeakerRules(of(self.cases), of(self.roles), self.only_case)

    def without(self, labels: Collection[str]) -> SpeakerRules:
        """Return the rules on other labels than these."""
        cases = {label: case for label, case in self.cases.items() if label not in labels}
        roles = {label: role for label, role in self.roles.items() if label not in labels}
        return SpeakerRules(cases, roles, self.only_case)


@dataclass(frozen=True)
class Understood:
    """One speaker as recognised: the label in the file, the label for git, and why."""

    label: str
    speaker: Speaker
    turns: int
    words: int
    why: str


def roles_of(
    labels: Sequence[str],
    turns: Sequence[Turn],
    words: Sequence[int],
    asks: Sequence[bool],
    rules: SpeakerRules,
    people: Sequence[NamedPerson] = (),
    guessed: Mapping[str, str] | None = None,
) -> FileRoles:
    """Decide each speaker's role by what one file says.

    ``words`` and ``asks`` give for each turn its number of words, and whether it ends in a
    question; ``people`` are those whom the front of the file names; ``guessed`` are labels that the
    reader gave to words without one, with why.

    Raises:
        BadInputError: a rule names a speaker the file has not.
    """
    for label in (*rules.cases, *rules.roles):
        if label not in labels:
            raise BadInputError(
                f"no speaker {label!r}",
                mend=f"The file has {', '.join(map(repr, labels)) or 'no speakers'}",
            )
    parts = _parts(len(labels), turns, words, asks)
    said = {label: Decision("participant", "has a case", firm=True) for label in rules.cases}
    said |= {label: Decision(role, BY_HAND, firm=True) for label, role in rules.roles.items()}
    return decide(labels, parts, said, people, guessed or {})


def _parts(
    speakers: int, turns: Sequence[Turn], words: Sequence[int], asks: Sequence[bool]
) -> list[Part]:
    """Return how much each speaker says."""
    made = [[0, 0, 0] for _ in range(speakers)]
    for turn, count, question in zip(turns, words, asks, strict=True):
        if turn.speaker >= 0:
            one = made[turn.speaker]
            one[0] += 1
            one[1] += count
            one[2] += bool(question)
    return [Part(*one) for one in made]


def speakers_of(file: FileRoles, rules: SpeakerRules) -> list[Understood]:
    """Return each speaker of a file as recognised, with case and safe label.

    Where it is not known who asks, all are participants, and the reason says so.

    Raises:
        BadInputError: one case is given for several participants.
    """
    labels = file.labels
    roles: list[Role] = [one.role or "participant" for one in file.decisions]
    cases = _cases(labels, roles, rules)
    found = []
    for index, label in enumerate(labels):
        why = file.decisions[index].why
        if file.decisions[index].role is None and len(labels) > 1:
            why = NOT_KNOWN
        role, case = roles[index], cases[index]
        speaker = Speaker(shown_label(label, role, case, index + 1), role, case)
        part = file.parts[index]
        found.append(Understood(label, speaker, part.turns, part.words, why))
    return _distinct(found)


def _cases(labels: Sequence[str], roles: Sequence[Role], rules: SpeakerRules) -> list[str | None]:
    cases: list[str | None] = [rules.cases.get(label) for label in labels]
    if rules.only_case:
        open_ = [i for i, r in enumerate(roles) if r == "participant" and cases[i] is None]
        if not open_:
            there = (
                "every participant has a case"
                if "participant" in roles
                else "there is no participant"
            )
            raise BadInputError(
                f"--case {rules.only_case} has no effect: {there}",
                mend="Use --speaker LABEL=CASE, or --participant LABEL, or leave it out",
            )
        if len(open_) > 1:
            names = ", ".join(repr(labels[i]) for i in open_)
            raise BadInputError(
                f"--case {rules.only_case} for {len(open_)} participants: {names}",
                mend="Use --speaker LABEL=CASE for each, and --interviewer LABEL",
            )
        for i in open_:
            cases[i] = rules.only_case
    return cases


def _distinct(found: list[Understood]) -> list[Understood]:
    """Number labels that became the same, so that people stay distinct."""
    seen: dict[str, int] = {}
    out = []
    for one in found:
        label = one.speaker.label
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            speaker = Speaker(f"{label} {seen[label]}", one.speaker.role, one.speaker.case)
            one = Understood(one.label, speaker, one.turns, one.words, one.why)
        out.append(one)
    return out


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table of speakers: a file and a label, and whether it says who that is."""

    file: str
    label: str
    document: str = ""
    says_who: bool = False


@dataclass(frozen=True)
class SpeakerTable:
    """A table of speakers for a folder of files: one row per file and speaker."""

    documents: dict[str, str]
    rules: dict[str, SpeakerRules]
    saved: Problem | None = None
    name: str = ""
    rows: tuple[TableRow, ...] = ()


def read_speaker_table(path: Path) -> SpeakerTable:
    """Read a table with the columns file, label and, if wanted, document, case, role.

    Raises:
        BadInputError: a column is missing or a role unknown, with the row; or there are no rows.
    """
    table = read_table(path, ("file", "label", "document", "case", "role"))
    missing = {"file", "label"} - set(table.headings)
    if missing:
        raise BadInputError(
            f"no column {', '.join(sorted(missing))}",
            where=f"{path.name}:1",
            mend="It needs the columns file,label and may have document,case,role",
        )
    documents: dict[str, str] = {}
    rules: dict[str, SpeakerRules] = {}
    rows: list[TableRow] = []
    for number, row in table.records():
        file, label = row["file"], row["label"]
        role = row.get("role", "").lower()
        if role and role not in _ROLES:
            raise BadInputError(
                f"role {role!r}", where=f"{path.name}:{number}", mend=f"Use {', '.join(_ROLES)}"
            )
        one = rules.setdefault(file, SpeakerRules())
        if row.get("document"):
            documents[file] = row["document"]
        if row.get("case"):
            one.cases[label] = row["case"]
        if role:
            one.roles[label] = _ROLES[role]
        rows.append(TableRow(file, label, row.get("document", ""), bool(row.get("case") or role)))
    if not rows:
        raise BadInputError(
            "--speakers has no effect: the table has no rows below its headings", where=path.name
        )
    return SpeakerTable(
        documents, rules, table.problem(path.name, kept=False), path.name, tuple(rows)
    )


def keep_real_labels(
    path: Path,
    found: Mapping[str, Sequence[tuple[str, str]]],
    write: Callable[[Path, str], None] = write_atomic,
) -> None:
    """Add to ``private/speakers.csv``, by document, which label in the text is which speaker.

    ``found`` holds pairs of both; a document's earlier rows are replaced. The caller holds the lock
    of that file, and may provide the function that writes it.
    """
    kept = {document: pairs for document, pairs in found.items() if pairs}
    if not kept:
        return
    old = speakers_in(path)
    heads = [head.strip() for head in old[0]] if old else [*HEAD]
    rows: list[Sequence[str]] = without_rows(old, lambda row: row[DOCUMENT] in kept) or [heads]
    for document, pairs in kept.items():
        for label, speaker in pairs:
            cells = dict(zip(HEAD, (document, label, speaker), strict=True))
            rows.append([cells.get(head, "") for head in heads])
    write(path, table_text(rows))
