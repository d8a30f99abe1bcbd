"""Labels that a reader gave to words without one, a guess: its notes say so, and here is why."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Notes of the readers on a guess, by what they say, and why each label of it was given.
GUESSES: dict[re.Pattern[str], dict[str, str]] = {
    re.compile(r"only “.*” (?:has a label|have labels): .* a participant's"): {
        "Participant": "what has no label, a guess"
    },
    re.compile(r"only “.*” has a label: .* the interviewer's"): {
        "Interviewer": "the questions without a label, a guess"
    },
    re.compile(r"nobody is named: bold paragraphs"): {
        "Interviewer": "what is in bold, a guess",
        "Participant": "what is not in bold, a guess",
    },
}


def guessed_labels(notes: Iterable[str]) -> dict[str, str]:
    """Return the labels that were guessed, of a file's notes, each with the reason in few words."""
    found: dict[str, str] = {}
    for note in notes:
        for pattern, labels in GUESSES.items():
            if pattern.match(note):
                found |= labels
    return found
