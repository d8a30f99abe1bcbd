"""Reads who asks and who answers from the front of a transcript: "Interviewer: Ann Lee"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.transcripts.labels.folding import folded_name
from qualcode.transcripts.labels.header_blocks import Field, Kind, field_of, header_lines
from qualcode.transcripts.parsed import ParsedTurn

Part = Literal["interviewer", "participant", "present"]

#: How much of the front is read, in lines; a longer one is a book's.
_FRONT = 400
_WORD = r"[^\W\d_a-zà-ÿ][\w.'’-]{0,29}"
_NAME = rf"{_WORD}(?:[ ](?:(?:de|van|von|der|la|ap|ab|da|du)[ ])?{_WORD}){{1,3}}"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,|,? and| with| &)[ ]{_NAME}){{0,3}})"
_CONDUCTED = r"conducted[ ](?:\w+[ ]){0,4}?"
_ASKED_BY = re.compile(
    r"\b(?i:(?:interview(?:ed)?|oral history|conversation)(?:[ ]\w+){0,4}?[ ]"
    rf"(?:{_CONDUCTED})?by|{_CONDUCTED}by)[ ]{_NAMES}"
)
_ASKED = re.compile(rf"\b(?i:interview|conversation|oral history)[ ](?:with|of)[ ]{_NAMES}")
_OTHER_WORK = re.compile(
    r"\b(?:transcri\w+|edited|recorded|funded|sponsored|provided|supported|approved|owned)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(interviewe[re]s?|moderator|facilitator|researcher|participant|respondent|narrator|guest"
    r"|host)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person whom the front of a transcript names: their name and their part in the interview.

    ``alias`` is what stands in brackets behind the name, which may be the label: "Ann Lee (AL)".
    ``source`` is the key or the words that say it: "Interviewer", "conducted by".
    """

    name: str
    part: Part
    source: str
    alias: str = ""


def named_people(turns: Sequence[ParsedTurn]) -> list[NamedPerson]:
    """Return the people named in the headers of a transcript and in the text before its first turn.

    Each name stands once for each part. Sentences ("an interview conducted by Ann Lee") say only
    what no header says.
    """
    unspoken: list[str] = []
    front: list[str] = []
    begun = False
    for turn in turns:
        begun = begun or turn.speaker is not None
        if turn.speaker is None:
            lines = [line.strip() for line in turn.text.split("\n") if line.strip()]
            unspoken += lines
            front += [] if begun else lines
    found = list(_in_headers(unspoken))
    parts = {person.part for person in found}
    for line in front[:_FRONT]:
        found += (person for person in _in_words(line) if person.part not in parts)
    once: dict[tuple[str, Part], NamedPerson] = {}
    for person in found:
        once.setdefault((folded_name(person.name), person.part), person)
    return list(once.values())


def _in_headers(lines: Sequence[str]) -> Iterable[NamedPerson]:
    for start, end in header_lines(lines):
        for line in lines[start:end]:
            field = field_of(line)
            if field is not None and field.kind != "fact":
                yield from _of_field(field)


def _of_field(field: Field) -> Iterable[NamedPerson]:
    for piece in re.split(r"\s*(?:;|/|&|\band\b|\bwith\b|\ba\b(?=\s[A-Z]))\s*", field.value):
        for name in _divided(piece):
            aside = re.search(r"\(([^()]*)\)", name)
            plain = " ".join(re.sub(r"\([^()]*\)", " ", name).split()).strip(" .,")
            if not plain or not plain[0].isalpha():
                continue
            inside = aside.group(1).strip() if aside else ""
            part = _part(field.kind, inside)
            # "(interviewer)" is what somebody does, "(AL)" what they are called.
            yield NamedPerson(plain, part, field.key, "" if _PART.search(inside) else inside)


def _divided(piece: str) -> list[str]:
    """Divide "Ann Lee, Bob Roe" at commas, but not "Ann Lee, University of Leeds"."""
    parts = [part.strip() for part in piece.split(",") if part.strip()]
    full = [part for part in parts if re.fullmatch(rf"{_NAME}(?:\s*\([^()]*\))?", part)]
    if full and parts[0] == full[0]:
        return full
    return parts if all(part.isalpha() for part in parts) else parts[:1]


def _part(kind: Kind, inside: str) -> Part:
    said = _PART.search(inside)
    if said is not None:
        word = said[1].lower()
        asks = word.startswith(("interviewer", "moderator", "facilitator", "researcher", "host"))
        return "interviewer" if asks else "participant"
    return "present" if kind == "fact" else kind


def _in_words(line: str) -> Iterable[NamedPerson]:
    parts: tuple[tuple[re.Pattern[str], Part, str], ...] = (
        (_ASKED_BY, "interviewer", "interview by"),
        (_ASKED, "participant", "interview with"),
    )
    for pattern, part, source in parts:
        for match in pattern.finditer(line):
            if _OTHER_WORK.search(match[0][: match.start("names") - match.start()]):
                continue
            for name in re.split(r",? and | with | & |, ", match["names"]):
                yield NamedPerson(name.strip(" .,"), part, source)


def closeness(label: str, person: NamedPerson) -> int:
    """Return how surely a speaker's label is a person's name, from 0, not at all, to 4, the same.

    3 is their surname or what stands in brackets behind their name, 2 their first name or surname
    with an initial, 1 their initials.
    """
    said, name = (
        folded_name(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", label)),
        folded_name(person.name),
    )
    if not said or not name:
        return 0
    if said == name:
        return 4
    if person.alias and said == folded_name(person.alias):
        return 3
    words, own = name.split(), said.split()
    if len(own) == 1 or all(len(word) == 1 for word in own):
        return _closeness_of_word(label.strip(), said.replace(" ", ""), words)
    # "P. Asaro", "Asaro P", "Peter M. Asaro"
    if own[-1] == words[-1] and own[0][0] == words[0][0]:
        full = own[0] == words[0]
        return 4 if full else 2 if len(own[0]) == 1 or len(words[0]) == 1 else 0
    if own[0] == words[-1] and own[-1][0] == words[0][0] and len(own[-1]) == 1:
        return 2
    return 0


def _closeness_of_word(label: str, said: str, words: Sequence[str]) -> int:
    if said == words[-1]:
        return 3
    if said == words[0]:
        return 2
    capitals = re.sub(r"[.\s]", "", label)
    initials = "".join(word[0] for word in words)
    if capitals.isupper() and 2 <= len(capitals) <= 4 and len(words) > 1:
        ends = initials[0] + initials[-1]
        return 1 if capitals.casefold() in (initials, ends) else 0
    return 0
