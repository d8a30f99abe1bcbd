"""Recognises the layout of a typed document: paragraphs, tables, bold type."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from qualcode.transcripts.exports.reader import read_export
from qualcode.transcripts.exports.time_first import read_with_labels
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.labels.heads import leads_like_labels
from qualcode.transcripts.labels.labels import (
    TIME,
    Labelled,
    lone_label,
    milliseconds,
    plausible,
    split_label,
    split_time,
)
from qualcode.transcripts.labels.offices import office_label
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.turns.line_numbers import number_lengths
from qualcode.transcripts.turns.times_beside import times_beside
from qualcode.transcripts.turns.timestamps import stamps_out
from qualcode.transcripts.typed.bold_turns import (
    from_bold_interviewer,
    from_first_labels,
    headings_note,
)
from qualcode.transcripts.typed.inner_labels import divided_at_labels
from qualcode.transcripts.typed.paragraphs import (
    Block,
    Contents,
    Paragraph,
    TableBlock,
    filled_lines,
    flattened,
    words_in,
)
from qualcode.transcripts.typed.plain import Line, Reading, read_lines
from qualcode.transcripts.typed.table_cells import divided_cells
from qualcode.transcripts.typed.transcript_tables import (
    find_columns,
    paragraphs_of,
    rows_of_text,
    turns_of_table,
)

_Pieces = Sequence[tuple[str, bool]]

_TEAMS = re.compile(
    r"\s*(?P<label>\S.{0,80}?)(?:[ \xa0]{2,}|\t+)(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})\s*"
)
_TIME_ALONE = re.compile(rf"{TIME}\s*")
_TRANSCRIPTION = re.compile(r".{1,80} (?:started|stopped|initiated) transcription")
#: More paragraphs than this under one label are noted, if they are most of the text.
_LONG = 20


def turns_of(contents: Contents, name: str, *, kind: str, program: str) -> Parsed:
    """Return the turns of a file's document.

    ``kind`` is the short name of its format, ``program`` the name of its program.

    Raises:
        BadInputError: the file ``name`` has more times among its words than any transcript.
    """
    cleaner = Cleaner("paragraph")
    contents = contents.cleaned(cleaner)
    blocks, notes = _without_line_numbers(contents.blocks)
    read = understand(blocks, name)
    read = times_beside(stamps_out(read, [p.text for p in flattened(blocks)], name))
    turns = read.turns
    notes += [*read.notes, *contents.notes]
    footnotes = [text for note in contents.footnotes if (text := filled_lines(note))]
    if footnotes:
        turns = [*turns, *(ParsedTurn(None, text) for text in footnotes)]
        notes.append(
            f"{len(footnotes)} footnotes or endnotes ({words_in(footnotes)}) stand at the end, "
            "as text that nobody speaks"
        )
    told = (*notes, *cleaner.notes())
    leads = leads_like_labels(_bold_leads(flattened(blocks))) - read.labels
    return Parsed(kind, f"{program}, {read.layout}", tuple(turns), told, leads=leads)


def _bold_leads(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """Return the bold words that plain words follow, at the heads of lines."""
    for paragraph in paragraphs:
        for pieces in _split_lines(paragraph.pieces):
            lead = "".join(text for text, _ in itertools.takewhile(itemgetter(1), pieces))
            rest = "".join(text for text, _ in pieces)[len(lead) :]
            if lead.strip() and rest.strip() and (lead[-1:].isspace() or rest[:1].isspace()):
                yield lead.strip()


def understand(blocks: Sequence[Block], name: str) -> Reading:
    """Return the turns of paragraphs and tables, in any of the known layouts.

    Raises:
        BadInputError: the file ``name`` has more changes of speaker than any transcript.
    """
    blocks, divided = divided_cells(blocks)
    tables = {id(b): c for b in blocks if isinstance(b, TableBlock) and (c := find_columns(b))}
    spoken = [b for b in blocks if isinstance(b, TableBlock) and id(b) in tables]
    if sum(len(b.rows) for b in spoken) >= 2 and not _only_heads(spoken, blocks):
        read = _from_tables(blocks)
        return replace(read, notes=[*divided, *read.notes])
    paragraphs: list[Paragraph] = []
    notes: list[str] = [*divided]
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs.append(block)
        else:
            inside, said = paragraphs_of(block)
            paragraphs += inside
            notes += said
    paragraphs = divided_at_labels(paragraphs)
    lines = _lines(paragraphs)
    read = read_export(lines, name) or _from_teams(lines) or _from_paragraphs(paragraphs, lines)
    return replace(read, notes=[*read.notes, *notes])


def _from_paragraphs(paragraphs: Sequence[Paragraph], lines: Sequence[Line]) -> Reading:
    read = read_with_labels(lines)
    if not read.labels:
        guessed = from_bold_interviewer(paragraphs)
        return guessed or replace(read, notes=[*read.notes, *headings_note(paragraphs)])
    carried = from_first_labels(paragraphs, read.labels)
    if carried is not None:
        return carried
    if not read.turns:
        return read
    longest = max(read.turns, key=_paragraphs_said)
    long = longest.text.count("\n") + 1
    if long >= _LONG and long * 2 > sum(turn.text.count("\n") + 1 for turn in read.turns):
        note = f"“{longest.speaker}” goes on for {long} paragraphs: see whether labels are missing"
        return replace(read, notes=[*read.notes, note])
    return read


def _paragraphs_said(turn: ParsedTurn) -> int:
    return turn.text.count("\n") if turn.speaker else -1


def _only_heads(tables: Sequence[TableBlock], blocks: Sequence[Block]) -> bool:
    """Return whether possible turn tables are just an interview's header: "Interviewer | Jane".

    In such tables nobody comes twice, and most of the words are elsewhere.
    """
    rows = [row for table in tables for row in rows_of_text(table) if any(row)]
    names = [row[0].strip().casefold() for row in rows]
    if len(set(names)) < len(names):
        return False
    inside = sum(len(cell.split()) for row in rows for cell in row)
    everywhere = sum(len(p.text.split()) for p in flattened(blocks))
    return inside * 2 < everywhere


def _from_tables(blocks: Sequence[Block]) -> Reading:
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
            more, said = paragraphs_of(block)
            outside += more
            notes += said
            continue
        outsiders()
        found, said = turns_of_table(block, columns)
        turns += found
        notes += said
    outsiders()
    labels = frozenset(t.speaker for t in turns if t.speaker)
    return Reading(turns, "a table of speakers", notes, labels)


def _without_line_numbers(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Return blocks without typed line numbers, and a note on those."""
    lines = [
        "".join(part for part, _ in pieces)
        for block in blocks
        if isinstance(block, Paragraph)
        for pieces in _split_lines(block.pieces)
    ]
    lengths = number_lengths(lines)
    if lengths is None:
        return list(blocks), []
    left = iter(lengths)
    freed: list[Block] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            freed.append(block)
            continue
        pieces: list[tuple[str, bool]] = []
        for n, line in enumerate(_split_lines(block.pieces)):
            pieces += [("\n", False)] if n else []
            pieces += _without_start(line, next(left))
        freed.append(replace(block, pieces=tuple(pieces)))
    count = sum(1 for length in lengths if length)
    return freed, [f"numbers in front of {count} lines, counting up, were left out of the words"]


def _without_start(pieces: _Pieces, length: int) -> list[tuple[str, bool]]:
    kept = []
    for text, bold in pieces:
        if text[length:]:
            kept.append((text[length:], bold))
        length = max(0, length - len(text))
    return kept


# ---- paragraphs -----------------------------------------------------------------------------


def _split_lines(pieces: _Pieces) -> list[list[tuple[str, bool]]]:
    """Return the pieces of each line, divided at line breaks inside a paragraph."""
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
        heavy = p.bold_all
        for pieces in _split_lines(p.pieces):
            text = "".join(part for part, _ in pieces)
            if text.strip():
                label = _bold_label(pieces)
                lines.append(Line(text.strip(" \t"), p.unspoken, label, p.level, heavy))
        lines.append(Line(""))
    return lines


def _bold_label(pieces: _Pieces) -> Labelled | None:
    """Return a bold label before plain words, or alone on its line."""
    if not any(bold for _, bold in pieces):
        return None
    lead = ""
    for part, bold in pieces:
        if not bold and part.strip():
            break
        lead += part
    text = "".join(part for part, _ in pieces)
    if not any(bold for part, bold in pieces if part.strip()) or not lead.strip():
        return None
    office = office_label(text) if pieces[0][1] else None
    if office is not None:
        return office
    after = text[len(lead) :]
    name = lead.strip()
    if name.endswith((":", "\N{FULLWIDTH COLON}")):
        one = split_label(name)
        if one is None or one.rest:
            return None
        return replace(one, rest=after.strip(), shape="bold")
    one = lone_label(name)
    if one is None:
        return None
    if after.lstrip().startswith(":"):
        return replace(one, rest=after.lstrip()[1:].strip(), shape="bold")
    # "**Ann**a" is not a label, and the plain rule handles "**Ann** (0:10): words".
    if after and not (after[0].isspace() or lead[-1].isspace()):
        return _timed_label(one, after)
    if split_label(text, likely=True) is not None:
        return None
    time, rest = split_time(after.strip())
    start = one.start_ms if time is None else time
    apart = not rest or time is not None or after[:1] == "\t" or after[:2].isspace()
    return replace(one, start_ms=start, rest=rest.strip(), shape="bold" if apart else "stress")


def _timed_label(one: Labelled, after: str) -> Labelled | None:
    """Return a label with the time right behind it: "**P7**3:37", where "P7" replaced a name."""
    if one.start_ms is not None or not _TIME_ALONE.fullmatch(after):
        return None
    return replace(one, start_ms=milliseconds(after.strip()), shape="bold")


def _from_teams(lines: Sequence[Line]) -> Reading | None:
    """Read Teams' layout, ``Name   0:03`` followed by paragraphs; ``None`` if it is another."""
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
            # The meeting's title, date and length stand before the first name.
            line = Line(line.text, not begun or line.unspoken)
        given.append(line)
    read = read_lines(given, labels)
    return replace(read, layout="name and time above the words, as Teams and Otter write them")
