"""Puts the rows of a PDF's pages into reading order, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from qualcode.model.plural import counted
from qualcode.transcripts.pdf.extraction import Page, Word
from qualcode.transcripts.pdf.margins import take_footnotes, without_line_numbers
from qualcode.transcripts.pdf.rows import Row, put_in_rows
from qualcode.transcripts.pdf.running_heads import without_running_heads


def rows_of(pages: Sequence[Page]) -> tuple[dict[int, list[Row]], list[str], list[str]]:
    """Return the lines of each page from top to bottom, the footnotes, and notes.

    The notes list what stands in the margins and is not part of the words.
    """
    notes: list[str] = []
    plain = {page.number: put_in_rows(page.number, page.words) for page in pages}
    notes += without_running_heads(plain)
    notes += without_line_numbers(plain)
    return plain, take_footnotes(plain), notes


def by_columns(plain: Mapping[int, list[Row]]) -> tuple[list[Row], list[str]]:
    """Return the lines of pages in reading order, and a note on columns."""
    rows: list[Row] = []
    notes: list[str] = []
    in_columns = 0
    gutters = {number: _gutter(found) for number, found in plain.items()}
    # The last page may have only three lines in its second column; other pages show where it is.
    usual = Counter(round(g) for g in gutters.values() if g is not None).most_common(1)
    for number, found in plain.items():
        gutter = gutters[number]
        if gutter is None and usual and usual[0][1] * 2 >= len(plain) - 1:
            gutter = _also(found, float(usual[0][0]))
        in_columns += gutter is not None
        rows += found if gutter is None else _columns(number, found, gutter)
    if in_columns:
        pages = counted(in_columns, "page is", "pages are")
        notes.append(f"{pages} in two columns, read one after the other")
    return rows, notes


def _columns(page: int, rows: Sequence[Row], gutter: float) -> list[Row]:
    """Return a page's rows column by column; rows across both columns divide it into bands."""
    made: list[Row] = []
    band: list[Word] = []

    def close() -> None:
        made.extend(put_in_rows(page, [w for w in band if w.x1 <= gutter], 0))
        made.extend(put_in_rows(page, [w for w in band if w.x1 > gutter], 1))
        band.clear()

    for row in rows:
        if _crosses(row, gutter):
            close()
            row.column = 2
            made.append(row)
        else:
            band.extend(row.words)
    close()
    return made


def _crosses(row: Row, gutter: float) -> bool:
    """Return whether a row crosses the gutter: with a word, or with words close on both sides."""
    if any(w.x0 < gutter < w.x1 for w in row.words):
        return True
    before = [w.x1 for w in row.words if w.x1 <= gutter]
    after = [w.x0 for w in row.words if w.x0 >= gutter]
    return bool(before and after) and min(after) - max(before) < row.size * 0.6


def _also(rows: Sequence[Row], gutter: float) -> float | None:
    """Return the gutter of other pages if this page may have it too."""
    over = sum(1 for row in rows if _crosses(row, gutter))
    beyond = any(word.x0 > gutter for row in rows for word in row.words)
    return gutter if beyond and over * 5 <= len(rows) else None


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return the right edge of a white strip between two columns of running text, if any."""
    if len(rows) < 6:
        return None
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    third = (right - left) / 3
    starts = Counter(
        round(word.x0)
        for row in rows
        for before, word in zip([None, *row.words], row.words, strict=False)
        if (before is None or word.x0 - before.x1 > row.size * 0.6)
        and left + third < word.x0 < right - third / 2
    )
    for start, times in starts.most_common(3):
        gutter = start - 2.0
        within = [row for row in rows if not _crosses(row, gutter)]
        sides = [
            ([w for w in row.words if w.x1 <= gutter], [w for w in row.words if w.x1 > gutter])
            for row in within
        ]
        lefts = [side[0] for side in sides if side[0]]
        rights = [side[1] for side in sides if side[1]]
        # Running text fills its column on both sides; labels, times and answers do not.
        if (
            times * 6 >= len(rows)
            and len(within) * 5 >= len(rows) * 4
            and min(len(lefts), len(rights)) * 4 >= len(sides)
            and min(_usual_words(lefts), _usual_words(rights)) >= 3
            and max(side[-1].x1 for side in lefts) - left >= third
        ):
            return gutter
    return None


def _usual_words(sides: Sequence[Sequence[Word]]) -> float:
    return median(len(side) for side in sides)
