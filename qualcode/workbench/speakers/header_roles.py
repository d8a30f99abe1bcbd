"""Matches the names in a transcript's header with its speakers' labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model.document.document import label_is_neutral
from qualcode.transcripts.labels.named_people import NamedPerson, closeness


@dataclass(frozen=True, slots=True)
class Match:
    """That a label is a person whom the front of the file names, and what it says of them."""

    person: NamedPerson

    @property
    def why(self) -> str:
        """The reason in a few words."""
        return f"“{self.person.source}” at the front of the file names them"


def matches(labels: Sequence[str], people: Sequence[NamedPerson]) -> dict[int, Match]:
    """Return the labels, by index, that are people named as interviewers or as participants.

    "Asaro", "Peter" and "PA" are Peter Asaro. A label that fits an interviewer and a participant
    equally well is neither.
    """
    found: dict[int, Match] = {}
    for at, label in enumerate(labels):
        close = sorted(
            ((closeness(label, p), p) for p in people if p.part != "present"),
            key=lambda pair: -pair[0],
        )
        if not close or not close[0][0]:
            continue
        best, person = close[0]
        parts = {p.part for score, p in close if score == best}
        if len(parts) == 1:
            found[at] = Match(person)
    return found


def missing_names(
    labels: Sequence[str], people: Sequence[NamedPerson], found: dict[int, Match]
) -> list[str]:
    """Return a note on interviewers whom the front names, if no label is any of them."""
    named = [p.name for p in people if p.part == "interviewer"]
    matched = any(match.person.part == "interviewer" for match in found.values())
    if not named or matched or not labels or all(label_is_neutral(label) for label in labels):
        return []
    shown = ", ".join(f"“{name}”" for name in dict.fromkeys(named))
    return [f"the front of the file names {shown} as the interviewer, and no label is like that"]
