"""The lines of a PDF's pages: words put into rows, columns read one after the other.

Running heads, page numbers and numbers of lines in the margin are taken out here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from qualcode.transcripts.pdf_parts import Page, Word

#: Rows from the top and from the bottom of a page that may be a running head or foot.
_DEEPEST = 4
_DIGITS = re.compile(r"\d+")
_ONLY_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |tudalen )?[-–—\[( ]*\d{1,4}[-–—\]) ]*(?:(?:of|/|o) ?\d{1,4})?",
    re.IGNORECASE,
)
#: What browsers print above and below a page.
_PRINTED_ABOVE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?: [AP]M)?(?:\s.*)?")
_PRINTED_BELOW = re.compile(r"(?:https?|file|about):\S*\s+\d{1,4}/\d{1,4}|\S.*\s\d{1,4}/\d{1,4}")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: Fewer numbers in the margin than these may be anything.
_FEWEST_NUMBERS = 8


class Row:
    """One line of a page: its words from left to right; ``column`` is the page's, from 0.

    ``size`` is the height of most of its type, ``y`` the line that it stands on.
    """

    __slots__ = ("_pieces", "column", "page", "size", "words", "x0", "x1", "y")

    def __init__(self, page: int, words: list[Word], column: int = 0) -> None:
        self.page = page
        self.column = column
        self.hold(words)
        self.size = median(word.size for word in words)
        self.y = max(words, key=lambda word: word.size * len(word.text)).y

    def hold(self, words: list[Word]) -> None:
        """Have these words and no others."""
        self.words = words
        self.x0 = words[0].x0 if words else 0.0
        self.x1 = max((word.x1 for word in words), default=0.0)
        self._pieces: list[tuple[str, bool]] | None = None

    @property
    def text(self) -> str:
        """Its words, with tabs where the gaps are wide."""
        return "".join(text for text, _ in self.pieces())

    def gaps(self) -> list[str]:
        """Return what stands before each word: nothing, spaces, or a tab for a wide gap."""
        widths = [b.x0 - a.x1 for a, b in zip(self.words, self.words[1:], strict=False)]
        usual = median(widths) if len(widths) > 2 else 0.0
        found = [""]
        for word, width in zip(self.words[1:], widths, strict=True):
            if width > max(2 * word.size, 2.5 * usual):
                found.append("\t")
            elif not word.space and width < 0.15 * word.size:
                found.append("")
            else:
                found.append(word.space or " ")
        return found

    def pieces(self) -> list[tuple[str, bool]]:
        """Return its text in pieces with whether they are bold."""
        if self._pieces is not None:
            return self._pieces
        made: list[tuple[str, bool]] = []
        for gap, word in zip(self.gaps(), self.words, strict=True):
            if made and made[-1][1] == word.bold:
                made[-1] = (made[-1][0] + gap + word.text, word.bold)
            else:
                if made and gap:
                    made[-1] = (made[-1][0] + gap, made[-1][1])
                made.append((word.text, word.bold))
        self._pieces = made
        return made


def rows_of(pages: Sequence[Page]) -> tuple[list[Row], list[str]]:
    """Return the lines of pages in the order in which they are read, and notes on what is not."""
    notes: list[str] = []
    plain = {page.number: _rows(page.number, page.words) for page in pages}
    notes += _without_running_heads(plain)
    notes += _without_line_numbers(plain)
    rows: list[Row] = []
    in_columns = 0
    gutters = {number: _gutter(found) for number, found in plain.items()}
    # A last page has perhaps three lines in its second column; the others say where that is.
    usual = Counter(round(g) for g in gutters.values() if g is not None).most_common(1)
    for number, found in plain.items():
        gutter = gutters[number]
        if gutter is None and usual and usual[0][1] * 2 >= len(plain) - 1:
            gutter = _also(found, float(usual[0][0]))
        in_columns += gutter is not None
        rows += found if gutter is None else _columns(number, found, gutter)
    if in_columns:
        s = "s are" if in_columns > 1 else " is"
        notes.append(f"{in_columns} page{s} in two columns, read one after the other")
    return rows, notes


def _rows(page: int, words: Sequence[Word], column: int = 0) -> list[Row]:
    """Put words that stand on one line into a row, from the top down."""
    lines: list[tuple[float, float, list[tuple[int, Word]]]] = []
    for order, word in sorted(enumerate(words), key=lambda pair: pair[1].y):
        if lines:
            y, size, inside = lines[-1]
            if word.y - y < 0.45 * max(size, word.size):
                # A raised number does not make the line's place; the larger type does.
                if word.size > size:
                    lines[-1] = (word.y, word.size, inside)
                inside.append((order, word))
                continue
        lines.append((word.y, word.size, [(order, word)]))
    return [Row(page, _in_order(inside), column) for _, _, inside in lines]


def _in_order(inside: list[tuple[int, Word]]) -> list[Word]:
    if any(_RIGHT_TO_LEFT.search(word.text) for _, word in inside):
        return [word for _, word in sorted(inside, key=lambda pair: pair[0])]
    return [word for _, word in sorted(inside, key=lambda pair: (pair[1].x0, pair[0]))]


# ---- running heads --------------------------------------------------------------------------


def _without_running_heads(plain: dict[int, list[Row]]) -> list[str]:
    """Take out what stands in the same place on most pages; return notes that tell the words."""
    pages = len([rows for rows in plain.values() if rows])
    seen: dict[str, list[Row]] = defaultdict(list)
    for rows in plain.values():
        for row in _edge_rows(rows):
            seen[_DIGITS.sub("#", row.text)].append(row)
    taken: dict[str, list[Row]] = {}
    for text, found in seen.items():
        by_place: dict[int, list[Row]] = defaultdict(list)
        for row in found:
            by_place[round(row.y / 4)].append(row)
        for place, here in by_place.items():
            # The place may lie on the border between two of the roughened ones.
            near = [*by_place.get(place - 1, ()), *here, *by_place.get(place + 1, ())]
            on = len({one.page for one in near})
            most = on > 2 and on * 10 >= (pages - 1) * 7
            # Of what stands on every second page, or on two, some may be speech.
            some = on > 1 and on * 5 >= pages * 2
            if (most or some) and _paged(near) and (most or _far_out(near, plain)):
                taken.setdefault(text, []).extend(here)
    gone = {id(row) for rows in taken.values() for row in rows}
    for rows in plain.values():
        for row in _printed(rows):
            if id(row) not in gone:
                gone.add(id(row))
                taken.setdefault(_DIGITS.sub("#", row.text), []).append(row)
    for number, rows in plain.items():
        plain[number] = [row for row in rows if id(row) not in gone]
    return _told(taken)


def _edge_rows(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= 2 * _DEEPEST:
        return list(rows)
    return [*rows[:_DEEPEST], *rows[-_DEEPEST:]]


def _paged(rows: Sequence[Row]) -> bool:
    """Say whether the numbers in rows stay the same or count the pages: "12:03" does neither."""
    numbers = [[int(n[:9]) for n in _DIGITS.findall(row.text)] for row in rows]
    return all(
        len(set(slot)) == 1 or len({n - row.page for n, row in zip(slot, rows, strict=True)}) == 1
        for slot in zip(*numbers, strict=True)
    )


def _printed(rows: Sequence[Row]) -> list[Row]:
    """Return what a browser printed above and below a page, or the number below it."""
    if len(rows) < 3:
        return []
    above, below = rows[0], rows[-1]
    if _PRINTED_ABOVE.fullmatch(_spaced(above)) and _PRINTED_BELOW.fullmatch(_spaced(below)):
        return [above, below]
    return [below] if _ONLY_NUMBER.fullmatch(_spaced(below)) and _apart(rows) else []


def _spaced(row: Row) -> str:
    return row.text.replace("\t", " ")


def _far_out(found: Sequence[Row], plain: dict[int, list[Row]]) -> bool:
    """Say whether rows stand apart from the rest: of two alike on two pages one may be speech."""
    for row in found:
        rows = plain[row.page]
        at = next(n for n, one in enumerate(rows) if one is row)
        inner = rows[at + 1 : at + 2] if at < len(rows) / 2 else rows[max(at - 1, 0) : at]
        if not inner or abs(inner[0].y - row.y) < 1.6 * row.size:
            return False
    return True


def _apart(rows: Sequence[Row]) -> bool:
    """Say whether a page's last row stands further down than the others from each other."""
    steps = [b.y - a.y for a, b in zip(rows, rows[1:], strict=False)]
    return steps[-1] > 1.5 * median(steps[:-1] or steps)


def _told(taken: dict[str, list[Row]]) -> list[str]:
    numbers = sum(
        len(rows) for rows in taken.values() if all(_ONLY_NUMBER.fullmatch(_spaced(r)) for r in rows)
    )
    notes = [f"{numbers} page numbers were left out"] if numbers else []
    heads = [
        f"“{_short(_spaced(rows[0]))}” on {len(rows)} page{'s' if len(rows) > 1 else ''}"
        for rows in taken.values()
        if not all(_ONLY_NUMBER.fullmatch(_spaced(r)) for r in rows)
    ]
    if heads:
        shown = ", ".join(heads[:4]) + (f" and {len(heads) - 4} more" if len(heads) > 4 else "")
        notes.append(f"page headers and footers were left out: {shown}")
    return notes


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


# ---- numbers of lines -----------------------------------------------------------------------


def _without_line_numbers(plain: dict[int, list[Row]]) -> list[str]:
    """Take out numbers in the margin that count the lines; return a note on them."""
    rows = [row for found in plain.values() for row in found]
    for side in (0, -1):
        numbered = [row for row in rows if _numbers(row, side)]
        if len(numbered) < _FEWEST_NUMBERS or not _counting(numbered, side):
            continue
        rest = [row for row in rows if len(row.words) > 1 or not _numbers(row, side)]
        inner = [_inner(row, side) for row in rest if not _numbers(row, side) or len(row.words) > 1]
        edge = sorted(inner)[len(inner) // 20] if side == 0 else sorted(inner)[-len(inner) // 20 - 1]
        outside = [
            row
            for row in numbered
            if (row.words[0].x1 < edge - 1 if side == 0 else row.words[-1].x0 > edge + 1)
        ]
        if len(outside) * 10 < len(numbered) * 9:
            continue
        gone = {id(row) for row in outside}
        for row in outside:
            row.hold(row.words[1:] if side == 0 else row.words[:-1])
        for number, found in plain.items():
            plain[number] = [row for row in found if row.words]
        return [f"{len(gone)} numbers of lines in the margin were left out"]
    return []


def _numbers(row: Row, side: int) -> bool:
    return row.words[side].text.isdecimal() and len(row.words[side].text) < 6


def _inner(row: Row, side: int) -> float:
    words = row.words
    if _numbers(row, side) and len(words) > 1:
        return words[1].x0 if side == 0 else words[-2].x1
    return words[0].x0 if side == 0 else words[-1].x1


def _counting(rows: Sequence[Row], side: int) -> bool:
    numbers = [int(row.words[side].text) for row in rows]
    steps = Counter(b - a for a, b in zip(numbers, numbers[1:], strict=False) if b > a)
    if not steps:
        return False
    step, times = steps.most_common(1)[0]
    # Each page may begin again; a step other than one is "every fifth line".
    restarts = sum(1 for a, b in zip(numbers, numbers[1:], strict=False) if b <= a)
    return step <= 20 and (times + min(restarts, len({r.page for r in rows}))) * 10 >= 9 * (
        len(numbers) - 1
    )


# ---- columns --------------------------------------------------------------------------------


def _columns(page: int, rows: Sequence[Row], gutter: float) -> list[Row]:
    """Return a page's rows column by column; what runs over both divides it into bands."""
    made: list[Row] = []
    band: list[Word] = []

    def close() -> None:
        made.extend(_rows(page, [w for w in band if w.x1 <= gutter], 0))
        made.extend(_rows(page, [w for w in band if w.x1 > gutter], 1))
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
    """Say whether a row runs over the gutter: with a word, or with words close on both sides."""
    if any(w.x0 < gutter < w.x1 for w in row.words):
        return True
    before = [w.x1 for w in row.words if w.x1 <= gutter]
    after = [w.x0 for w in row.words if w.x0 >= gutter]
    return bool(before and after) and min(after) - max(before) < row.size * 0.6


def _also(rows: Sequence[Row], gutter: float) -> float | None:
    """Return the gutter of other pages if a page may have it too."""
    over = sum(1 for row in rows if _crosses(row, gutter))
    beyond = any(word.x0 > gutter for row in rows for word in row.words)
    return gutter if beyond and over * 5 <= len(rows) else None


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return where a white strip between two columns of running text ends, if there is one."""
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
