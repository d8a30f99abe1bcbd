"""Reads hearings and depositions as court reporters' programs write them: numbered lines, Q and A.

Each page has some 25 lines, each with its number. "Q." and "A." and names with a colon begin turns;
the lines below go on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcode.model.plural import counted
from qualcode.transcripts.labels.hearing_letters import NAME, WITNESS, HearingLetters
from qualcode.transcripts.labels.labels import may_recur
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.line_numbers import number_starts
from qualcode.transcripts.turns.lines import Reading

_NUMBERED = re.compile(
    r"[ \t]{0,20}(?P<time>\d\d:\d\d(?::\d\d)?[ \t]{1,4})?(?P<number>\d{1,2})"
    r"(?P<body>[ \t]+\S.*|[ \t]*)"
)
_ONLY_NUMBER = re.compile(r"\s*(?:Page\s)?\d{1,6}\s*", re.IGNORECASE)
_LETTER = re.compile(r"[ \t]{0,40}(?P<letter>[QA])(?:\.[ \t]{1,9}|[ \t]{2,9})(?P<rest>\S.*)")
_NAMED = re.compile(rf"[ \t]{{0,40}}(?P<label>{NAME}):(?:[ \t]{{1,40}}(?P<rest>\S.*)|[ \t]*)")
_ASKED_BY = re.compile(
    r"\(?BY (?P<name>(?:MR|MRS|MS|MISS|DR)\b\.? [^():]{1,40})\)?:?\)?[ \t]{1,9}(?P<rest>\S.*)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?:THE|MR|MRS|MS|MISS|DR|JUDGE|A)\b\.? .+")
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*")
#: What stands below such a heading nobody says.
_AFTERWARDS = re.compile(r"CERTIFICATE|^INDEX|^ERRATA")
_FEWEST, _RECURS, _LINES = 3, 3, 20
#: So much further in than the others a line begins a paragraph, or is a heading.
_INDENT, _CENTRED = 3, 14
_MOST_NUMBER, _PAGE = 40, 25


@dataclass
class _Hearing:
    letters: HearingLetters
    names: frozenset[str]
    base: int
    turns: list[ParsedTurn] = field(default_factory=list)
    speaker: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    said: bool = False

    def line(self, body: str) -> None:
        text = body.strip()
        if self.letters.announced(body):
            self._aside(text)
        elif letter := _LETTER.fullmatch(body):
            name, rest = self._named(letter["rest"])
            self._begin(self.letters.label(letter["letter"], name))
            self._add(rest, new=True)
        elif (named := _NAMED.fullmatch(body)) and named["label"] in self.names:
            self._begin(named["label"])
            self._add(named["rest"] or "", new=True)
        else:
            self.other(body)

    def _named(self, rest: str) -> tuple[str, str]:
        """Return the name behind a letter, "MR. LEE:" or "(By Mr. Lee)", and the words."""
        by = _ASKED_BY.fullmatch(rest)
        if by is not None:
            return by["name"].upper(), by["rest"]
        named = _NAMED.fullmatch(rest)
        known = named is not None and named["label"] in self.names
        return (named["label"], named["rest"] or "") if named and known else ("", rest)

    def other(self, body: str) -> None:
        text = body.strip()
        deep = len(body) - len(body.lstrip()) - self.base
        after = text.isupper() and _AFTERWARDS.search(re.sub(r"\s", "", text))
        if after or _BRACKETED.fullmatch(text) or (deep > _CENTRED and text.isupper()):
            self._aside(text)
            self.speaker = None if after else self.speaker
        else:
            self._add(text, new=deep >= _INDENT or self.speaker is None)

    def _aside(self, text: str) -> None:
        who = self.speaker
        self.close()
        self.turns.append(ParsedTurn(None, text))
        self.speaker = who

    def _begin(self, label: str) -> None:
        self.close()
        self.speaker = label

    def _add(self, text: str, *, new: bool) -> None:
        if new or not self.paragraphs:
            self.paragraphs.append(text)
        else:
            self.paragraphs[-1] = f"{self.paragraphs[-1]} {text}".strip()

    def close(self) -> None:
        words = "\n".join(p for p in self.paragraphs if p)
        if words:
            self.turns.append(ParsedTurn(self.speaker, words))
        elif self.speaker is not None and self.paragraphs:
            self.turns.append(ParsedTurn(None, f"{self.speaker}:"))
        self.paragraphs = []


def read_hearing(lines: Sequence[str]) -> Reading | None:
    """Return the turns of a hearing's lines; ``None`` for another text."""
    if not number_starts(lines, _LINES):
        return None
    filled = [line.replace("\f", "") for line in lines if line.replace("\f", "").strip()]
    matches = [_NUMBERED.fullmatch(line) for line in filled]
    numbered = [m for m in matches if m and int(m["number"]) <= _MOST_NUMBER]
    if len(numbered) < _LINES or len(numbered) * 4 < len(filled) * 3:
        return None
    bodies = [m["body"] for m in numbered if m["body"].strip()]
    letters = Counter(m["letter"] for body in bodies if (m := _LETTER.fullmatch(body)))
    if min(letters["Q"], letters["A"]) < _FEWEST:
        return None
    hearing = _Hearing(HearingLetters(), _names(bodies), _base(bodies))
    if WITNESS in hearing.names:
        hearing.letters.holders["A"] = WITNESS
    heads = Counter(
        line.strip()
        for line, m in zip(filled, matches, strict=True)
        if not m and not _ONLY_NUMBER.fullmatch(line)
    )
    # On a quarter of the pages, or oftener, stands a running head.
    often = max(_RECURS, len(numbered) // _PAGE // 4)
    left = 0
    for line, match in zip(filled, matches, strict=True):
        if match and int(match["number"]) <= _MOST_NUMBER:
            if match["body"].strip():
                hearing.line(match["body"].expandtabs())
        elif _ONLY_NUMBER.fullmatch(line) or heads[line.strip()] >= often:
            left += 1
        else:
            hearing.other(line)
    hearing.close()
    notes = [f"numbers in front of {counted(len(numbered), 'line')} were left out of the words"]
    if left:
        notes.append(f"{counted(left, 'page number or head', 'page numbers and heads')} left out")
    if times := sum(1 for m in numbered if m["time"]):
        notes.append(f"{counted(times, 'time')} of day in the margin left out")
    labels = frozenset(turn.speaker for turn in hearing.turns if turn.speaker)
    return Reading(hearing.turns, "a hearing, Q and A", notes + hearing.letters.notes(), labels)


def _names(bodies: Sequence[str]) -> frozenset[str]:
    """Return the names before colons that are speakers: with a title, or often."""
    counts = Counter(m["label"] for body in bodies if (m := _NAMED.fullmatch(body)))
    return frozenset(
        x
        for x, n in counts.items()
        if not x.startswith("BY") and (_TITLED.fullmatch(x) or (n >= _RECURS and may_recur(x)))
    )


def _base(bodies: Sequence[str]) -> int:
    """Return how far in the lines begin that go on: the least of those that are not rare."""
    depths = Counter(len(body.expandtabs()) - len(body.expandtabs().lstrip()) for body in bodies)
    return min(
        depth for depth, n in depths.items() if n * 10 >= len(bodies) or n == max(depths.values())
    )
