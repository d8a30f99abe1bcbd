"""Word interviews: which layout the typist chose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.cleaning import Cleaner
from qualcode.transcripts.gathering import TurnList
from qualcode.transcripts.labels import (
    Labelled,
    lone_label,
    milliseconds,
    plausible,
    split_label,
    split_time,
)
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.text import Line, Reading, read_lines
from qualcode.transcripts.word_parts import Paragraph, TableBlock, open_word
from qualcode.transcripts.word_tables import find_columns, paragraphs_of, turns_of_table

_Pieces = Sequence[tuple[str, bool]]

_TEAMS = re.compile(
    r"\s*(?P<label>\S.{0,80}?)(?:[ \xa0]{2,}|\t+)(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})\s*"
)
_TRANSCRIPTION = re.compile(r".{1,80} (?:started|stopped) transcription")
_GUESSED = "nobody is named: bold paragraphs were taken for the interviewer's, a guess"


def read_docx(data: bytes, name: str) -> Parsed:
    """Read a Word transcript.

    Recognises tables of speaker, time and words; bold names; ``Label: words``; Teams' own; and
    an interviewer set in bold. Tracked changes are read as accepted.

    Raises:
        BadInputError: the file is not a Word document, or is unsafe to open.
    """
    word = open_word(data, name)
    cleaner = Cleaner("paragraph")
    blocks = _cleaned(word.blocks, cleaner)
    read = _understand(blocks)
    notes = (*read.notes, *word.notes, *cleaner.notes())
    return Parsed("docx", f"Word, {read.layout}", tuple(read.turns), notes)


def _cleaned(
    blocks: Sequence[Paragraph | TableBlock], cleaner: Cleaner
) -> list[Paragraph | TableBlock]:
    number = 0

    def cleaned(paragraph: Paragraph) -> Paragraph:
        nonlocal number
        number += 1
        pieces = tuple((cleaner.clean_piece(text, number), b) for text, b in paragraph.pieces)
        return replace(paragraph, pieces=pieces)

    return [
        cleaned(block)
        if isinstance(block, Paragraph)
        else TableBlock([[[cleaned(p) for p in cell] for cell in row] for row in block.rows])
        for block in blocks
    ]


def _understand(blocks: Sequence[Paragraph | TableBlock]) -> Reading:
    tables = {id(b): c for b in blocks if isinstance(b, TableBlock) and (c := find_columns(b))}
    if sum(len(b.rows) for b in blocks if isinstance(b, TableBlock) and id(b) in tables) >= 2:
        return _from_tables(blocks)
    paragraphs: list[Paragraph] = []
    for block in blocks:
        paragraphs += [block] if isinstance(block, Paragraph) else paragraphs_of(block)
    teams = _from_teams(paragraphs)
    if teams is not None:
        return teams
    read = read_lines(_lines(paragraphs))
    if not read.labels:
        return _from_bold_interviewer(paragraphs) or read
    return read


def _from_tables(blocks: Sequence[Paragraph | TableBlock]) -> Reading:
    turns: list[ParsedTurn] = []
    notes: list[str] = []
    outside: list[Paragraph] = []

    def outsiders() -> None:
        read = read_lines(_lines(outside))
        turns.extend(read.turns)
        if read.labels:
            notes.extend(read.notes)
        outside.clear()

    for block in blocks:
        if isinstance(block, Paragraph):
            outside.append(block)
            continue
        columns = find_columns(block)
        if columns is None:
            outside += paragraphs_of(block)
            continue
        outsiders()
        more, said = turns_of_table(block, columns)
        turns += more
        notes += said
    outsiders()
    labels = frozenset(t.speaker for t in turns if t.speaker)
    return Reading(turns, "a table of speakers", notes, labels)


# ---- paragraphs -----------------------------------------------------------------------------


def _split_lines(pieces: _Pieces) -> list[list[tuple[str, bool]]]:
    """Return the pieces of each line, as line breaks inside a paragraph divide it."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in pieces:
        for n, part in enumerate(text.split("\n")):
            if n:
                lines.append([])
            if part:
                lines[-1].append((part, bold))
    return lines


def _lines(paragraphs: Sequence[Paragraph]) -> list[Line]:
    """Return the lines of paragraphs, with an empty one after each paragraph."""
    lines: list[Line] = []
    for p in paragraphs:
        for pieces in _split_lines(p.pieces):
            text = "".join(part for part, _ in pieces)
            if text.strip():
                lines.append(Line(text.strip(" \t"), p.unspoken, _bold_label(pieces)))
        lines.append(Line(""))
    return lines


def _bold_label(pieces: _Pieces) -> Labelled | None:
    """Return the label that stands in bold before plain words, or alone on the line."""
    lead = ""
    for part, bold in pieces:
        if not bold and part.strip():
            break
        lead += part
    text = "".join(part for part, _ in pieces)
    if not any(bold for part, bold in pieces if part.strip()) or not lead.strip():
        return None
    after = text[len(lead) :]
    name = lead.strip()
    if name.endswith(":"):
        one = split_label(name)
        if one is None or one.rest:
            return None
        return replace(one, rest=after.strip(), shape="bold")
    one = lone_label(name)
    if one is None:
        return None
    if after.lstrip().startswith(":"):
        return replace(one, rest=after.lstrip()[1:].strip(), shape="bold")
    # "**Ann**a" is no label, and of "**Ann** (0:10): words" the plain rule takes care.
    if after and not (after[0].isspace() or lead[-1].isspace()):
        return None
    if split_label(text) is not None:
        return None
    time, rest = split_time(after.strip())
    start = one.start_ms if time is None else time
    apart = not rest or time is not None or after[:1] == "\t" or after[:2].isspace()
    return Labelled(one.label, start, rest.strip(), "bold" if apart else "stress")


def _from_teams(paragraphs: Sequence[Paragraph]) -> Reading | None:
    """Read Teams' own layout, ``Name   0:03`` and then paragraphs; ``None`` if it is not that."""
    lines = _lines(paragraphs)
    heads = [_TEAMS.fullmatch(line.text) for line in lines]
    counts = Counter(m.group("label").strip() for m in heads if m)
    labels = frozenset(label for label, n in counts.items() if n > 1 or plausible(label))
    told = any(_TRANSCRIPTION.fullmatch(line.text) for line in lines)
    if sum(counts[label] for label in labels) < (1 if told else 2):
        return None
    begun = False
    given: list[Line] = []
    for line, match in zip(lines, heads, strict=True):
        label = match.group("label").strip() if match else ""
        if match and label in labels:
            begun = True
            start = milliseconds(match.group("time"))
            line = Line(line.text, False, Labelled(label, start, "", "marked"))
        else:
            # Before the first name stand the meeting's title, date and length.
            line = Line(line.text, not begun or line.unspoken)
        given.append(line)
    read = read_lines(given, labels)
    return replace(read, layout="as Teams writes it")


def _from_bold_interviewer(paragraphs: Sequence[Paragraph]) -> Reading | None:
    """Read an interview where only bold type tells who asks; ``None`` if it is none."""
    spoken = [p for p in paragraphs if not p.unspoken and p.text.strip()]
    bold = [p for p in spoken if p.bold_all]
    asked = sum(1 for p in bold if p.text.rstrip().endswith("?"))
    if len(bold) < 2 or len(bold) == len(spoken):
        return None
    # Bold headings between paragraphs are few, and ask nothing.
    if asked * 3 < len(bold) and len(bold) * 4 < len(spoken):
        return None
    turns = TurnList()
    begun = False
    for p in paragraphs:
        text = "\n".join(line.strip(" \t") for line in p.text.split("\n") if line.strip())
        if not text:
            continue
        # Titles in front may be bold too; they do not end as sentences do.
        begun = begun or (not p.unspoken and text[-1] in ".?!…:”\"'’")
        if p.unspoken or not begun:
            turns.add(None, text)
            continue
        who = "Interviewer" if p.bold_all else "Participant"
        turns.add(who, text, joins=turns.last_speaker == who)
    layout = "no names; bold paragraphs taken as asked"
    return Reading(turns.done(), layout, [_GUESSED], frozenset(["Interviewer", "Participant"]))
