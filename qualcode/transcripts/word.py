"""Word interviews: which layout the typist chose, and everything else the file holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qualcode.transcripts.cleaning import Cleaner
from qualcode.transcripts.labels import (
    choose_labels,
    lone_label,
    milliseconds,
    plausible,
    split_label,
)
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.text import turns_of_lines
from qualcode.transcripts.word_parts import Paragraph, TableBlock, WordFile, open_word

_TIME = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?")
_TEAMS = re.compile(r"^(?P<label>.{1,60}?)\s{2,}(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})$")
_HEADINGS = {
    "speaker": ("speaker", "name", "who", "participant", "person"),
    "time": ("time", "timestamp", "start", "timecode"),
    "text": ("text", "transcript", "words", "speech", "utterance", "content", "transcription"),
}


def read_docx(data: bytes, name: str) -> Parsed:
    """Read a Word transcript.

    Recognises tables of speaker, time and words; bold names; ``Label: words``; Teams' own; and
    an interviewer set in bold. Tracked changes are read as accepted.

    Raises:
        BadInputError: the file is not a Word document, or is unsafe to open.
    """
    word = open_word(data, name)
    cleaner = Cleaner()
    turns, layout = _understand(word)
    cleaned = [
        ParsedTurn(
            None if t.speaker is None else " ".join(cleaner.clean(t.speaker).split()),
            cleaner.clean(t.text),
            t.start_ms,
        )
        for t in turns
    ]
    return Parsed("docx", f"Word, {layout}", tuple(cleaned), (*word.notes, *cleaner.notes()))


def _understand(word: WordFile) -> tuple[list[ParsedTurn], str]:
    tables = [b for b in word.blocks if isinstance(b, TableBlock)]
    in_tables = sum(len(t.rows) for t in tables if _columns(t))
    if in_tables >= 2:
        return _from_tables(word), "a table of speakers"
    paragraphs = _flattened(word)
    teams = sum(bool(_TEAMS.match(p.text.strip())) for p in paragraphs)
    if teams >= 2:
        return _from_teams(paragraphs), "as Teams writes it"
    bold = _bold_labels(paragraphs)
    if bold:
        return _from_bold(paragraphs, bold), "bold speaker names"
    spoken = [p for p in paragraphs if not p.heading]
    labelled = [found for p in spoken if (found := split_label(p.text))]
    if not choose_labels([f.label for f in labelled], len(spoken)):
        whole = [p for p in spoken if p.bold_all]
        if len(whole) >= 2 and len(whole) < len(spoken):
            return _from_bold_interviewer(paragraphs), "no names; bold paragraphs taken as asked"
    return turns_of_lines([line for p in paragraphs for line in [*p.text.split("\n"), ""]])


def _flattened(word: WordFile) -> list[Paragraph]:
    out: list[Paragraph] = []
    for block in word.blocks:
        if isinstance(block, Paragraph):
            out.append(block)
        else:
            out += [Paragraph(cell, False, "", False) for row in block.rows for cell in row if cell]
    return [p for p in out if p.text.strip()]


# ---- tables ---------------------------------------------------------------------------------


def _columns(table: TableBlock) -> dict[str, int] | None:
    """Return which column is speaker, time (perhaps) and text; ``None`` for another table."""
    if not table.rows or len(table.rows[0]) < 2:
        return None
    heads = [cell.strip().lower().rstrip(":") for cell in table.rows[0]]
    named = {
        kind: next(i for i, head in enumerate(heads) if head in words)
        for kind, words in _HEADINGS.items()
        if any(head in words for head in heads)
    }
    if "speaker" in named and "text" in named:
        return {**named, "header": 1}
    width = len(table.rows[0])
    cells = [[row[i] for row in table.rows if i < len(row)] for i in range(width)]
    times = [i for i in range(width) if _mostly(cells[i], _TIME.fullmatch)]
    others = [i for i in range(width) if i not in times]
    labels = [i for i in others if _mostly(cells[i], _who)]
    if not labels or len(others) < 2:
        return None
    # Of two columns that could be names, speakers are the one that repeats itself.
    speaker = min(labels, key=lambda i: (len(set(cells[i])), i))
    text = max((i for i in others if i != speaker), key=lambda i: sum(map(len, cells[i])))
    found = {"speaker": speaker, "text": text, "header": 0}
    return {**found, "time": times[0]} if times else found


def _who(cell: str) -> object:
    return plausible(cell.rstrip(":")) and len(cell) <= 60


def _mostly(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(bool(test(cell)) for cell in filled) * 10 >= len(filled) * 8


def _from_tables(word: WordFile) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    for block in word.blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                turns.append(ParsedTurn(None, block.text.strip()))
            continue
        columns = _columns(block)
        if columns is None:
            turns += [ParsedTurn(None, " | ".join(c for c in row if c)) for row in block.rows]
        else:
            turns += _from_rows(block, columns)
    return [t for t in turns if t.text.strip()]


def _from_rows(table: TableBlock, columns: dict[str, int]) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    if columns["header"]:
        turns.append(ParsedTurn(None, " | ".join(c.strip() for c in table.rows[0] if c.strip())))
    speaker: str | None = None
    for row in table.rows[columns["header"] :]:
        cells = [*row, "", "", ""]
        label = cells[columns["speaker"]].strip().rstrip(":").strip()
        speaker = label or speaker
        time = _TIME.search(cells[columns["time"]]) if "time" in columns else None
        known = {columns["speaker"], columns["text"], columns.get("time", -1)}
        rest = [c.strip() for i, c in enumerate(row) if i not in known and c.strip()]
        words = "\n".join(part for part in [cells[columns["text"]].strip(), *rest] if part)
        if words:
            start = milliseconds(time.group(1)) if time else None
            turns.append(ParsedTurn(speaker, words, start))
    return turns


# ---- paragraphs -----------------------------------------------------------------------------


def _from_teams(paragraphs: Sequence[Paragraph]) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    speaker: str | None = None
    start: int | None = None
    words: list[str] = []
    for paragraph in paragraphs:
        # Newer Teams files put name, time and words into one paragraph with line breaks.
        for line in paragraph.text.split("\n"):
            match = _TEAMS.match(line.strip())
            noise = re.search(r"(started|stopped) transcription$", line.strip())
            if match or noise:
                if words:
                    turns.append(ParsedTurn(speaker, "\n".join(words), start))
                    words = []
                if match:
                    speaker = match.group("label").strip()
                    start = milliseconds(match.group("time"))
                else:
                    turns.append(ParsedTurn(None, line.strip()))
                    speaker = start = None
            elif line.strip():
                words.append(line.strip())
    if words:
        turns.append(ParsedTurn(speaker, "\n".join(words), start))
    return turns


def _bold_labels(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Return the labels that stand in bold before the words, or in a paragraph of their own."""
    found = []
    for p in paragraphs:
        if p.heading or not p.bold_lead:
            continue
        label = _bold_label(p)
        if label:
            found.append(label)
    return choose_labels(found, len(found)) if len(found) >= 2 else frozenset()


def _bold_label(paragraph: Paragraph) -> str | None:
    lead = paragraph.bold_lead.strip()
    if not lead:
        return None
    if not lead.endswith(":"):
        after = paragraph.text[len(paragraph.bold_lead) :].lstrip()
        found = lone_label(lead)
        # A bold name without a colon: words follow it, or it stands alone.
        if found and (after[:1] == ":" or not after or paragraph.bold_lead != paragraph.text):
            return found.label
        return None
    labelled = split_label(lead)
    return labelled.label if labelled and not labelled.rest else None


def _from_bold(paragraphs: Sequence[Paragraph], labels: frozenset[str]) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    speaker: str | None = None
    start: int | None = None
    words: list[str] = []
    for p in paragraphs:
        label = None if p.heading or not p.bold_lead else _bold_label(p)
        if label is None or label not in labels:
            plain = split_label(p.text)
            if plain is not None and plain.label in labels:
                # The typist forgot the bold once.
                label, rest, time = plain.label, plain.rest, plain.start_ms
            else:
                if speaker is None:
                    turns.append(ParsedTurn(None, p.text.strip()))
                else:
                    words.append(p.text.strip())
                continue
        else:
            lead = split_label(p.bold_lead.strip()) or lone_label(p.bold_lead.strip())
            time = lead.start_ms if lead else None
            rest = p.text[len(p.bold_lead) :].lstrip(": \t\n")
        if words:
            turns.append(ParsedTurn(speaker, "\n".join(words), start))
        speaker, start, words = label, time, [rest.strip()] if rest.strip() else []
    if words:
        turns.append(ParsedTurn(speaker, "\n".join(words), start))
    return turns


def _from_bold_interviewer(paragraphs: Sequence[Paragraph]) -> list[ParsedTurn]:
    turns = []
    for p in paragraphs:
        if p.heading:
            turns.append(ParsedTurn(None, p.text.strip()))
        else:
            turns.append(ParsedTurn("Interviewer" if p.bold_all else "Participant", p.text.strip()))
    return turns
