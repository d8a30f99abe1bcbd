"""Says who the Q and A in front of a hearing's lines are: whoever is named behind or before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qualcode.model.plural import counted

#: "MR. LEE", "THE COURT REPORTER", "E. DIXON"
NAME = r"(?:[A-Z][A-Z.'’-]*[ ]){0,4}[A-Z][A-Z.'’-]*"
_BY = re.compile(
    r"\s{0,40}(?:[A-Z' -]{1,40}\s)?BY\s(?P<name>(?:MR|MRS|MS|MISS|DR|THE)\b\.?\s[^:\d]{1,60}):\s*",
    re.IGNORECASE,
)
#: In depositions that is who answers, whoever asks.
WITNESS = "THE WITNESS"


@dataclass
class HearingLetters:
    """Who has the letters "Q" and "A" at a place of a hearing, and how often that is a guess."""

    holders: dict[str, str] = field(default_factory=dict)
    letters: int = 0
    guessed: int = 0
    lines: int = 0

    def announced(self, line: str) -> bool:
        """Return whether a line such as "BY MR. LEE:" says who asks from there on."""
        match = _BY.fullmatch(line)
        if match is not None:
            self.holders["Q"] = match["name"].upper()
            self.lines += 1
        return match is not None

    def label(self, letter: str, name: str) -> str:
        """Return the label of a line with a letter, and perhaps a name behind it."""
        self.letters += 1
        if name:
            self.holders[letter] = name
        elif letter in self.holders:
            self.guessed += 1
        return self.holders.get(letter, letter)

    def notes(self) -> list[str]:
        """Return a note on the letters."""
        note = f"{counted(self.letters, 'letter')} Q and A in front of lines were taken for labels"
        if self.guessed:
            note += (
                f": {self.guessed} without a name for whoever has the letter last before, a guess"
            )
        notes = [note] if self.letters else []
        if self.lines:
            lines = counted(self.lines, "line says", "lines say")
            notes.append(f"{lines} who asks from there on, as “BY MR. LEE:”")
        return notes


def says_who_asks(line: str) -> bool:
    """Return whether a line is such as "BY MR. LEE:"."""
    return line.rstrip()[-1:] == ":" and bool(_BY.fullmatch(line))
