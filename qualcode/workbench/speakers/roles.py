"""Decides which speakers of a file are interviewers, each with its reason, or that it is not known.

A role that was said by hand goes first, then the label, then the names at the front of the file,
then the other files of the folder (in ``folder_roles``), then who asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.model.document.document import Role, label_is_interviewer
from qualcode.transcripts.labels.named_people import NamedPerson
from qualcode.workbench.speakers.askers import Part, askers
from qualcode.workbench.speakers.header_roles import matches, missing_names

BY_HAND, BY_LABEL = "you said so", "by the label"
BY_ASKING = "asks most of the questions"
NOT_KNOWN = "not known who asks"
_ENOUGH = 3
#: Labels that recognisers give: another person in every file.
_NUMBERED = re.compile(
    r"(?:speaker|spk|unknown|voice|person|male|female|guest|caller|all)\b.*"
    r"|(?:speaker|spk)_?\w+|\d+",
    re.IGNORECASE,
)


def numbered(label: str) -> bool:
    """Return whether a label is one that recognisers give: "Speaker 2", "Unknown Speaker"."""
    return bool(_NUMBERED.fullmatch(label.strip()))


@dataclass(frozen=True, slots=True)
class Decision:
    """A speaker's role and why; ``None`` if it is not known.

    ``firm`` is one that somebody said: by hand, by the label, or at the front of the file.
    """

    role: Role | None = None
    why: str = ""
    firm: bool = False


@dataclass
class FileRoles:
    """What speaks for the roles in one file, and the decisions, in the order of its labels."""

    labels: Sequence[str]
    parts: Sequence[Part]
    decisions: list[Decision]
    notes: list[str] = field(default_factory=list)

    @property
    def interviewers(self) -> list[int]:
        """The speakers who are interviewers."""
        return [at for at, one in enumerate(self.decisions) if one.role == "interviewer"]

    def others_answer(self) -> None:
        """Take those without a role for participants, since it is known who asks."""
        if self.interviewers:
            self.decisions = [
                Decision("participant") if one.role is None else one for one in self.decisions
            ]


def decide(
    labels: Sequence[str],
    parts: Sequence[Part],
    said: Mapping[str, Decision],
    people: Sequence[NamedPerson] = (),
    guessed: Mapping[str, str] | None = None,
) -> FileRoles:
    """Decide the roles in one file by itself; ``said`` holds what was said by hand, by label.

    ``guessed`` says why a reader gave a label to words without one: that is the reason then.
    """
    guesses = guessed or {}
    found = [said.get(label, Decision()) for label in labels]
    named = matches(labels, people)
    for at, label in enumerate(labels):
        if found[at].role is not None:
            continue
        if label_is_interviewer(label):
            why = guesses.get(label, BY_LABEL)
            found[at] = Decision("interviewer", why, firm=label not in guesses)
        elif label in guesses:
            found[at] = Decision("participant", guesses[label])
        elif at in named and named[at].person.part == "interviewer":
            found[at] = Decision("interviewer", named[at].why, firm=True)
        elif at in named:
            found[at] = Decision("participant", named[at].why, firm=True)
    roles = FileRoles(labels, parts, found)
    if not roles.interviewers:
        roles.notes += missing_names(labels, people, named)
    _by_elimination(roles)
    if not any(roles.decisions[at].why in guesses.values() for at in roles.interviewers):
        _by_asking(roles)
    roles.others_answer()
    return roles


def _by_elimination(roles: FileRoles) -> None:
    """If one of two people is named as the participant, and asks less, the other asks."""
    if roles.interviewers:
        return
    talk = [at for at, part in enumerate(roles.parts) if part.turns >= _ENOUGH]
    answers = [at for at in talk if roles.decisions[at].role == "participant"]
    others = [at for at in talk if roles.decisions[at].role is None]
    if len(answers) != 1 or len(others) != 1:
        return
    answer, other = answers[0], others[0]
    if roles.parts[other].density > roles.parts[answer].density:
        why = f"asks “{roles.labels[answer]}”, whom the front of the file names as the participant"
        if roles.decisions[answer].firm:
            roles.decisions[other] = Decision("interviewer", why)


def _by_asking(roles: FileRoles) -> None:
    surely = (BY_LABEL, BY_HAND)
    if any(roles.decisions[at].why in surely for at in roles.interviewers):
        return
    open_to = [at for at, one in enumerate(roles.decisions) if one.role in (None, "interviewer")]
    named = [at for at in range(len(roles.labels)) if not numbered(roles.labels[at])]
    parts = list(roles.parts)
    if sum(parts[at].turns >= _ENOUGH for at in named) > 1:
        # Under "Unknown Speaker" stand stray words of the others.
        parts = [part if at in named else Part() for at, part in enumerate(parts)]
    for number, at in enumerate(askers(parts, open_to)):
        if roles.decisions[at].role is None:
            first = not number and not roles.interviewers
            roles.decisions[at] = Decision("interviewer", BY_ASKING if first else "asks, too")
