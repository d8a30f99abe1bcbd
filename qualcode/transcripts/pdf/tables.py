"""Finds transcripts in tables on a PDF's pages, with columns for speaker, time and words.

A PDF has no tables, only words with places. White strips through all rows separate columns.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from statistics import median

from qualcode.transcripts.labels.labels import split_label
from qualcode.transcripts.labels.speakers import choose_labels
from qualcode.transcripts.pdf.paragraphs import Joiner, usual_step
from qualcode.transcripts.pdf.rows import Row
from qualcode.transcripts.typed.paragraphs import Block, Paragraph, TableBlock
from qualcode.transcripts.typed.transcript_tables import find_columns

#: Fewer rows than this are not a table.
_FEWEST = 6
_MOST_COLUMNS = 6
#: The usual number of lines in a table row; if there are more, the row spacing was misread.
_TALLEST = 40
#: In points: a narrower strip is the space between two words.
_NARROWEST = 3


def table_in(rows: Sequence[Row]) -> list[Block] | None:
    """Return rows as paragraphs and tables; ``None`` if they are not a transcript in a table.

    Rows before, between and after tables become one paragraph each.
    """
    if len(rows) < _FEWEST:
        return None
    found = [split_label(row.text) for row in rows]
    labels = choose_labels(found, [row.text for row in rows])
    if len({one.label for one in found if one and one.label in labels}) > 1:
        return None
    strips = _strips(rows)
    if not 1 <= len(strips) < _MOST_COLUMNS:
        return None
    blocks: list[Block | list[Row]] = []
    for row in rows:
        if any(w.x0 < strip < w.x1 for w in row.words for strip in strips):
            blocks.append(Paragraph(tuple(row.pieces()), True))
        elif blocks and isinstance(blocks[-1], list):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    joiner = Joiner(rows)
    made: list[Block] = []
    recognised = 0
    for block in blocks:
        if not isinstance(block, list):
            made.append(block)
            continue
        table = _table(block, strips, joiner)
        columns = find_columns(table)
        if columns is None:
            made += [Paragraph(tuple(row.pieces()), True) for row in block]
            continue
        first = [row[columns.speaker] for row in table.rows]
        said = [cell[0].text for cell in first if cell and cell[0].text]
        # "P1:" with words beside it is a hanging label, which is read just as well without a table.
        if sum(text.endswith(":") for text in said) * 2 > len(said):
            return None
        recognised += len(block)
        made.append(table)
    return made if recognised * 10 >= len(rows) * 8 else None


def _strips(rows: Sequence[Row]) -> list[float]:
    """Return the middles of the white strips between columns."""
    left, right = int(min(row.x0 for row in rows)), int(max(row.x1 for row in rows)) + 1
    if right - left > 5_000:
        return []
    covered = [0] * (right - left + 1)
    for row in rows:
        seen: set[int] = set()
        for word in row.words:
            seen.update(range(int(word.x0) - left, min(int(word.x1), right) - left + 1))
        for at in seen:
            covered[at] += 1
    few = max(2, len(rows) // 50)
    strips: list[float] = []
    start: int | None = None
    for at, times in enumerate(covered):
        if times <= few and start is None:
            start = at
        elif times > few and start is not None:
            if at - start >= _NARROWEST:
                strips.append(left + (start + at) / 2)
            start = None
    edges = [float("-inf"), *strips, float("inf")]
    aligned = all(_aligned(rows, low, high) for low, high in itertools.pairwise(edges))
    usual = median([_gap(row, at) for row in rows for at in range(1, len(row.words))] or [0.0])
    wide = all(_across(rows, strip) > 1.4 * usual for strip in strips)
    return strips if aligned and wide else []


def _gap(row: Row, at: int) -> float:
    return row.words[at].x0 - row.words[at - 1].x1


def _across(rows: Sequence[Row], strip: float) -> float:
    """Return the usual width of the gap that a strip runs through."""
    gaps = [
        _gap(row, at)
        for row in rows
        for at in range(1, len(row.words))
        if row.words[at - 1].x1 <= strip <= row.words[at].x0
    ]
    return median(gaps) if gaps else 0.0


def _aligned(rows: Sequence[Row], low: float, high: float) -> bool:
    """Return whether the words between two strips are a column: frequent, with one left edge.

    Cells of a column are like that; words in the middle of running text are not.
    """
    starts = [next((w.x0 for w in row.words if low <= w.x0 and w.x1 <= high), None) for row in rows]
    places = Counter(round(x) for x in starts if x is not None)
    if places.total() < max(3, len(rows) // 20):
        return False
    common = places.most_common(1)[0][0]
    return sum(n for x, n in places.items() if abs(x - common) <= 1) * 10 >= places.total() * 8


def _table(rows: Sequence[Row], strips: Sequence[float], joiner: Joiner) -> TableBlock:
    edges = [float("-inf"), *strips, float("inf")]
    lines: list[list[Row | None]] = []
    for row in rows:
        parts: list[Row | None] = []
        for low, high in itertools.pairwise(edges):
            words = [w for w in row.words if low <= (w.x0 + w.x1) / 2 < high]
            parts.append(Row(row.page, words) if words else None)
        lines.append(parts)
    columns = range(len(strips) + 1)
    counts = [sum(len(c.words) for line in lines if (c := line[at])) for at in columns]
    text = counts.index(max(counts))
    table: list[list[list[Paragraph]]] = []
    for group in _groups(lines, text):
        cells = [[cell for line in group if (cell := line[at])] for at in columns]
        table.append([_cell(cell, joiner) for cell in cells])
    return TableBlock(table)


def _cell(rows: Sequence[Row], joiner: Joiner) -> list[Paragraph]:
    return [Paragraph(tuple(joiner.joined(rows)))] if rows else []


def _groups(lines: Sequence[list[Row | None]], text: int) -> list[list[list[Row | None]]]:
    """Return the lines of each row of the table."""
    spaced = _by_space(lines, text)
    if spaced is not None:
        return spaced
    marks = [at for at in range(len(lines[0])) if at != text]
    # The column that is filled least often marks the rows: a time is not wrapped, a name may be.
    filled = {at: sum(1 for line in lines if line[at]) for at in marks}
    often = [at for at in marks if filled[at] * 3 > max(filled.values(), default=0)]
    mark = min(often, key=lambda at: filled[at]) if often else None
    groups: list[list[list[Row | None]]] = []
    for line in lines:
        if not groups or mark is None or line[mark]:
            groups.append([])
        groups[-1].append(line)
    return groups


def _by_space(lines: Sequence[list[Row | None]], text: int) -> list[list[list[Row | None]]] | None:
    """Group lines by the space between table rows; ``None`` if there is none."""
    ys = [max(cell.y for cell in line if cell) for line in lines]
    pages = [next(cell.page for cell in line if cell) for line in lines]
    said = [(pages[n], ys[n]) for n, line in enumerate(lines) if line[text]]
    steps = [b[1] - a[1] for a, b in itertools.pairwise(said) if a[0] == b[0]]
    pitch = usual_step(steps)
    wide = [step for step in steps if step > 1.2 * pitch]
    if not pitch or len(wide) * 20 < len(steps) or min(wide, default=0) < pitch + 1.5:
        return None
    # Groups are made of the lines of words, which stand at regular distances; names and times in
    # the middle of a tall cell go to the group around them.
    spans = _spans(said, 1.2 * pitch)
    groups: list[list[list[Row | None]]] = [[] for _ in spans]
    for n, line in enumerate(lines):
        groups[_nearest(spans, pages[n], ys[n])].append(line)
    if median(len(group) for group in groups) >= _TALLEST:
        return None
    joined: list[list[list[Row | None]]] = []
    for n, group in enumerate(groups):
        alone = all(cell is None or at == text for line in group for at, cell in enumerate(line))
        # A cell that continues from the page before has no name.
        if joined and alone and spans[n][0][0] != spans[n - 1][0][0]:
            joined[-1].extend(group)
        else:
            joined.append(group)
    return joined


def _spans(places: Sequence[tuple[int, float]], apart: float) -> list[list[tuple[int, float]]]:
    """Part places, pages and heights, where they are further apart: 10, 22 and 60 after 22."""
    spans: list[list[tuple[int, float]]] = []
    for page, y in places:
        if not spans or spans[-1][-1][0] != page or y - spans[-1][-1][1] > apart:
            spans.append([])
        spans[-1].append((page, y))
    return spans


def _nearest(spans: Sequence[Sequence[tuple[int, float]]], page: int, y: float) -> int:
    def far(at: int) -> tuple[int, float]:
        first, last = spans[at][0], spans[at][-1]
        return abs(first[0] - page), max(first[1] - y, y - last[1], 0.0)

    return min(range(len(spans)), key=far)
