"""Joins the rows of a PDF's pages into paragraphs, since a PDF knows only places of letters."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qualcode.transcripts.labels.labels import Labelled, lone_label, split_label
from qualcode.transcripts.labels.offices import office_label
from qualcode.transcripts.labels.speakers import choose_labels
from qualcode.transcripts.pdf.rows import Row
from qualcode.transcripts.typed.paragraphs import Paragraph

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_PIECE = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)-$")
_FIRST_PIECE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(slots=True)
class _Style:
    """How a document sets its paragraphs, found out from all of its rows."""

    pitch: float
    edges: dict[int, float]
    indents_begin: bool
    outdents_begin: bool
    labels: frozenset[str]


def paragraphs_of(rows: Sequence[Row]) -> tuple[list[Paragraph], list[str]]:
    """Return the paragraphs that rows form, and a note on words divided at line ends."""
    joiner = Joiner(rows)
    made = [Paragraph(tuple(joiner.joined(group))) for group in grouped(rows)]
    return made, joiner.notes()


def grouped(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each paragraph."""
    style = _style(rows)
    paragraphs: list[list[Row]] = []
    for at, row in enumerate(rows):
        if at == 0 or _begins(rows[at - 1], row, style):
            paragraphs.append([])
        paragraphs[-1].append(row)
    return paragraphs


def _style(rows: Sequence[Row]) -> _Style:
    found = [split_label(row.text) for row in rows]
    labels = choose_labels(found, [row.text for row in rows])
    ends: dict[int, list[float]] = {}
    for row in rows:
        ends.setdefault(row.column, []).append(row.x1)
    # A few rows may stick out: a table, an address that cannot be divided.
    edges = {column: sorted(xs)[-1 - len(xs) // 50] for column, xs in ends.items()}
    style = _Style(0.0, edges, False, False, labels)
    steps: list[float] = []
    indents: list[bool] = []
    outdents: list[bool] = []
    for before, row in itertools.pairwise(rows):
        ended = _ended(before, row, style)
        same = before.page == row.page and before.column == row.column
        if same and not ended and row.y > before.y:
            steps.append(row.y - before.y)
        if not same:
            continue
        if row.x0 - before.x0 > 0.7 * row.size:
            indents.append(ended)
        elif before.x0 - row.x0 > 0.7 * row.size:
            outdents.append(ended)
    style.pitch = usual_step(steps)
    style.indents_begin = sum(indents) * 2 > len(indents)
    style.outdents_begin = sum(outdents) * 2 > len(outdents)
    if style.indents_begin and style.outdents_begin:
        style.outdents_begin = False if len(indents) > len(outdents) else style.outdents_begin
    return style


def usual_step(steps: Sequence[float]) -> float:
    """Return the most common distance between lines of running text."""
    if not steps:
        return 0.0
    common = Counter(round(step * 2) / 2 for step in steps).most_common(1)[0][0]
    near = [step for step in steps if abs(step - common) <= 0.75]
    return median(near)


def _ended(before: Row, row: Row, style: _Style) -> bool:
    """Return whether a row ends early: the next row's first word would have fitted."""
    first = row.words[0]
    space = 0.3 * before.size
    if before.words[-1].text.endswith("-"):
        return False
    return before.x1 + space + (first.x1 - first.x0) <= style.edges[before.column] - 1


def _begins(before: Row, row: Row, style: _Style) -> bool:
    """Return whether a paragraph begins with a row."""
    if _ended(before, row, style):
        return True
    if abs(before.size - row.size) > 0.15 * max(before.size, row.size):
        return True
    bold = [all(word.bold for word in r.words) for r in (before, row)]
    plain = [not any(word.bold for word in r.words) for r in (before, row)]
    if (bold[0] and plain[1]) or (plain[0] and bold[1]):
        return True
    one = None if _continues_label(before, row) else split_label(row.text)
    if one is not None and one.label in style.labels:
        return True
    if not before.words[-1].bold and _bold_label(row):
        return True
    if before.page != row.page or before.column != row.column:
        return False
    if style.pitch and row.y - before.y > 1.25 * style.pitch:
        return True
    if style.indents_begin and row.x0 - before.x0 > 0.7 * row.size:
        return True
    return style.outdents_begin and before.x0 - row.x0 > 0.7 * row.size


def _continues_label(before: Row, row: Row) -> bool:
    """Return whether a label that a row begins with is the end of the row's before."""
    if not before.words[0].bold or ":" in before.text:
        return False
    return office_label(f"{before.text} {row.text}") is not None


def _bold_label(row: Row) -> Labelled | None:
    """Return the bold label that a row begins with, if the rest of it is plain."""
    lead = []
    for word in row.words:
        if not word.bold:
            break
        lead.append(word.text)
    if not lead or len(lead) == len(row.words):
        return None
    text = " ".join(lead)
    one = split_label(text) if text.endswith(":") else lone_label(text)
    return None if one is None or one.doubtful else one


class Joiner:
    """Joins the rows of paragraphs, and words divided at line ends."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._whole: set[str] = set()
        for row in rows:
            found = _WORD.findall(row.text)
            # The last piece of a divided word is not a word.
            self._whole.update(word.casefold() for word in found)
        self._joined = 0
        self._kept = 0

    def joined(self, rows: Sequence[Row]) -> list[tuple[str, bool]]:
        """Return the pieces of a paragraph's text."""
        made: list[tuple[str, bool]] = []
        previous: Row | None = None
        for row in rows:
            pieces = row.pieces()
            if previous is not None:
                glue = self._glue(previous, row)
                text, bold = made[-1]
                made[-1] = (text[:-1] if glue is None else text + glue, bold)
            for text, bold in pieces:
                if made and made[-1][1] == bold:
                    made[-1] = (made[-1][0] + text, bold)
                else:
                    made.append((text, bold))
            previous = row
        return made

    def _glue(self, before: Row, row: Row) -> str | None:
        """Return the text between two rows; ``None`` to remove the hyphen at the end."""
        last, first = before.words[-1], row.words[0].text
        if last.soft:
            self._joined += 1
            return None
        end, start = _LAST_PIECE.search(last.text), _FIRST_PIECE.match(first)
        if end is None or start is None or not first[0].islower():
            return " "
        whole, hyphened = f"{end[1]}{start[0]}".casefold(), f"{end[1]}-{start[0]}".casefold()
        if whole in self._whole and hyphened not in self._whole:
            self._joined += 1
            return None
        self._kept += 1
        return ""

    def notes(self) -> list[str]:
        """Return a note on the words divided at line ends, if any."""
        if not self._joined and not self._kept:
            return []
        parts = []
        if self._joined:
            parts.append(f"{self._joined} joined")
        if self._kept:
            parts.append(f"{self._kept} left with their hyphen")
        return [f"words divided at a line's end: {', '.join(parts)}"]
