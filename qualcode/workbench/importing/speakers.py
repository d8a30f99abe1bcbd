"""Finds who speaks in a transcript: makes labels safe for git, and tells interviewers apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qualcode.errors import BadInputError
from qualcode.model.document.document import (
    Role,
    Speaker,
    Turn,
    label_is_interviewer,
    label_is_neutral,
)
from qualcode.model.problem import Problem
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import read_table, table_text, without_rows
from qualcode.store.records.speaker_table import DOCUMENT, HEAD, speakers_in

_Rule = TypeVar("_Rule", str, Role)
_ROLES: dict[str, Role] = {
    "participant": "participant",
    "interviewer": "interviewer",
    "other": "other",
}
#: Who asks in at least this share of turns, others at most half as often, is the interviewer.
_ASKS = 0.5
#: A speaker needs at least this many turns for the share of questions to mean anything.
_ENOUGH = 3


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


@dataclass(frozen=True)
class Understood:
    """One speaker as recognised: the label in the file, the label for git, and why."""

    label: str
    speaker: Speaker
    turns: int
    words: int
    why: str


def understand(
    labels: Sequence[str],
    turns: Sequence[Turn],
    words: Sequence[int],
    asks: Sequence[bool],
    rules: SpeakerRules,
) -> list[Understood]:
    """Decide each speaker's role, case and safe label.

    ``words`` and ``asks`` give for each turn its number of words, and whether it has a question.

    Raises:
        BadInputError: a rule names a speaker the file has not, or one case is given for
            several participants.
    """
    for label in (*rules.cases, *rules.roles):
        if label not in labels:
            raise BadInputError(
                f"no speaker {label!r}", mend=f"The file has {', '.join(map(repr, labels))}"
            )
    counts = [0] * len(labels)
    questions: list[list[bool]] = [[] for _ in labels]
    for turn, count, question in zip(turns, words, asks, strict=True):
        if turn.speaker >= 0:
            counts[turn.speaker] += count
            questions[turn.speaker].append(question)
    asker = _asker(labels, questions)
    roles = [_role(label, index == asker, rules) for index, label in enumerate(labels)]
    cases = _cases(labels, [role for role, _ in roles], rules)
    found = []
    for index, label in enumerate(labels):
        role, why = roles[index]
        speaker = Speaker(_safe_label(label, role, cases[index], index), role, cases[index])
        found.append(Understood(label, speaker, len(questions[index]), counts[index], why))
    return _distinct(found)


def _role(label: str, asks: bool, rules: SpeakerRules) -> tuple[Role, str]:
    if label in rules.roles:
        return rules.roles[label], "you said so"
    if label in rules.cases:
        return "participant", "has a case"
    if label_is_interviewer(label):
        return "interviewer", "by the label"
    if asks:
        return "interviewer", "asks most of the questions"
    return "participant", ""


def _asker(labels: Sequence[str], questions: Sequence[Sequence[bool]]) -> int | None:
    """Return the speaker who asks and so is the interviewer, ``None`` if it is not clear.

    It is clear if one asks in at least half of the turns, and nobody else in half as many.
    """
    if len(labels) < 2 or any(label_is_interviewer(label) for label in labels):
        return None
    shares = [sum(turns) / max(len(turns), 1) for turns in questions]
    first = max(range(len(labels)), key=lambda at: shares[at])
    # Somebody who spoke twice and asked once shows nothing about who asks.
    others = [s for at, s in enumerate(shares) if at != first and len(questions[at]) >= _ENOUGH]
    plain = len(questions[first]) >= _ENOUGH and bool(others)
    if plain and shares[first] >= _ASKS and max(others) <= shares[first] / 2:
        return first
    return None


def _cases(labels: Sequence[str], roles: Sequence[Role], rules: SpeakerRules) -> list[str | None]:
    cases: list[str | None] = [rules.cases.get(label) for label in labels]
    if rules.only_case:
        open_ = [i for i, r in enumerate(roles) if r == "participant" and cases[i] is None]
        if len(open_) > 1:
            names = ", ".join(repr(labels[i]) for i in open_)
            raise BadInputError(
                f"--case {rules.only_case} for {len(open_)} participants: {names}",
                mend="Use --speaker LABEL=CASE for each, and --interviewer LABEL",
            )
        for i in open_:
            cases[i] = rules.only_case
    return cases


def _safe_label(label: str, role: Role, case: str | None, index: int) -> str:
    if label_is_neutral(label):
        return label
    if case:
        return case
    return "Interviewer" if role == "interviewer" else f"Speaker {index + 1}"


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


@dataclass(frozen=True)
class SpeakerTable:
    """A table of speakers for a folder of files: one row per file and speaker."""

    documents: dict[str, str]
    rules: dict[str, SpeakerRules]
    saved: Problem | None = None


def read_speaker_table(path: Path) -> SpeakerTable:
    """Read a table with the columns file, label and, if wanted, document, case, role.

    Raises:
        BadInputError: a column is missing or a role unknown; with the row.
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
    return SpeakerTable(documents, rules, table.problem(path.name, kept=False))


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
