"""Finds the running heads and feet of a PDF's pages: text in one place on many of them."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from qualcode.model.plural import counted
from qualcode.transcripts.pdf.rows import Row

#: How many rows at the top and at the bottom of a page may be a running head or foot.
_DEEPEST = 4
#: In points: how far apart the same line may stand on two pages.
_LEVEL = 4.0
_DIGITS = re.compile(r"\d+")
_ONLY_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |tudalen )?[-–—\[( ]*\d{1,4}[-–—\]) ]*(?:(?:of|/|o) ?\d{1,4})?",
    re.IGNORECASE,
)
#: Text that browsers print above and below a page.
_PRINTED_ABOVE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?: [AP]M)?(?:\s.*)?")
_PRINTED_BELOW = re.compile(r"(?:https?|file|about):\S*\s+\d{1,4}/\d{1,4}|\S.*\s\d{1,4}/\d{1,4}")


def without_running_heads(plain: dict[int, list[Row]]) -> list[str]:
    """Remove text that stands in the same place on most pages; return notes with its words."""
    taken: dict[str, list[Row]] = {}
    gone: set[int] = set()

    def take(rows: Sequence[Row]) -> None:
        for row in rows:
            if id(row) not in gone:
                gone.add(id(row))
                taken.setdefault(_shape(row), []).append(row)

    pages = len([rows for rows in plain.values() if rows])
    groups = list(_groups(plain))
    recurring = {id(row) for near, here in groups if _several(near) for row in here}
    for near, here in groups:
        if _is_head(near, plain, pages, recurring):
            take(here)
    for rows in plain.values():
        take(_printed(rows))
    take(list(_elsewhere(plain, taken, gone)))
    for number, rows in plain.items():
        plain[number] = [row for row in rows if id(row) not in gone]
    return _told(taken)


def _shape(row: Row) -> str:
    return _DIGITS.sub("#", row.text)


def _groups(plain: Mapping[int, list[Row]]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield rows of one text in one place, together with those close to them, and alone."""
    seen: dict[str, list[Row]] = defaultdict(list)
    for rows in plain.values():
        for row in _edge_rows(rows):
            seen[_shape(row)].append(row)
    for found in seen.values():
        by_place: dict[int, list[Row]] = defaultdict(list)
        for row in found:
            by_place[round(row.y / _LEVEL)].append(row)
        for place, here in list(by_place.items()):
            # The place may lie on the border between two rounded ones.
            near = [*by_place.get(place - 1, ()), *here, *by_place.get(place + 1, ())]
            yield near, here


def _edge_rows(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= 2 * _DEEPEST:
        return list(rows)
    return [*rows[:_DEEPEST], *rows[-_DEEPEST:]]


def _is_head(
    near: Sequence[Row], plain: Mapping[int, list[Row]], pages: int, recurring: set[int]
) -> bool:
    """Return whether rows of one text and place are a running head or foot."""
    on = len({one.page for one in near})
    if on > 2 and on * 10 >= (pages - 1) * 7 and _paged(near):
        return True
    # Text on every second page, or on only two, may be speech.
    if on > 1 and on * 5 >= pages * 2 and _paged(near) and _far_out(near, plain, recurring):
        return True
    return _several(near) and _outside(near, plain, pages, recurring)


def _several(near: Sequence[Row]) -> bool:
    return len({one.page for one in near}) > 2 and _mostly_paged(near)


def _slots(rows: Sequence[Row]) -> list[list[tuple[int, int]]]:
    """Return the numbers in rows of one text, each with its distance to the page's."""
    numbers = [[int(n[:9]) for n in _DIGITS.findall(row.text)] for row in rows]
    return [
        [(n, n - row.page) for n, row in zip(slot, rows, strict=True)]
        for slot in zip(*numbers, strict=True)
    ]


def _paged(rows: Sequence[Row]) -> bool:
    """Return whether numbers in rows stay the same or count pages: "12:03" does neither."""
    return all(
        len({n for n, _ in slot}) == 1 or len({far for _, far in slot}) == 1
        for slot in _slots(rows)
    )


def _mostly_paged(rows: Sequence[Row]) -> bool:
    """Return whether each number stands on several pages, as dates do, or counts pages."""
    return all(
        min(Counter(n for n, _ in slot).values()) > 1
        or min(Counter(far for _, far in slot).values()) > 1
        for slot in _slots(rows)
    )


def _outside(
    near: Sequence[Row], plain: Mapping[int, list[Row]], pages: int, recurring: set[int]
) -> bool:
    """Return whether rows stand where other pages have such rows too, and never any others.

    What somebody says at the top of some pages stands where other pages begin with other words.
    """
    above = all(_upper(row, plain) for row in near)
    if not above and any(_upper(row, plain) for row in near):
        return False
    low, high = min(row.y for row in near) - _LEVEL, max(row.y for row in near) + _LEVEL
    also = others = 0
    for rows in plain.values():
        also += any(low < row.y < high for row in rows if id(row) in recurring)
        body = [row for row in rows if id(row) not in recurring]
        others += any(row.y < high if above else row.y > low for row in body)
    # The first page has a title there, and a page here and there a head of its own.
    if others > 1 and others * 10 > pages:
        return False
    return also * 10 >= pages * (4 if _far_out(near, plain, recurring) else 7)


def _upper(row: Row, plain: Mapping[int, list[Row]]) -> bool:
    rows = plain[row.page]
    return row.y - rows[0].y < rows[-1].y - row.y


def _far_out(found: Sequence[Row], plain: Mapping[int, list[Row]], layout: set[int]) -> bool:
    """Return whether rows, and the rows of layout inside them, stand apart from the rest.

    Of two equal rows that do not, one may be speech.
    """
    for row in found:
        rows = plain[row.page]
        at = next(n for n, one in enumerate(rows) if one is row)
        inner = rows[at + 1 :] if at < len(rows) / 2 else rows[:at][::-1]
        last = row
        for one in inner:
            if abs(one.y - last.y) >= 1.6 * last.size:
                break
            if id(one) not in layout:
                return False
            last = one
        else:
            return False
    return True


def _printed(rows: Sequence[Row]) -> list[Row]:
    """Return what a browser printed above and below a page, or the number below it."""
    if len(rows) < 3:
        return []
    above, below = rows[0], rows[-1]
    if _PRINTED_ABOVE.fullmatch(_spaced(above)) and _PRINTED_BELOW.fullmatch(_spaced(below)):
        return [above, below]
    return [below] if _ONLY_NUMBER.fullmatch(_spaced(below)) and _apart(rows) else []


def _elsewhere(
    plain: Mapping[int, list[Row]], taken: Mapping[str, list[Row]], gone: set[int]
) -> Iterator[Row]:
    """Yield rows of the same text that stand outermost and apart, in another place on their page.

    The first page keeps its own, which is its title.
    """
    for rows in itertools.islice(plain.values(), 1, None):
        for ordered in (rows, rows[::-1]):
            block: list[Row] = []
            for row in ordered[:_DEEPEST]:
                known = _shape(row) in taken and any(sign.isalpha() for sign in row.text)
                if id(row) not in gone and not known:
                    break
                block.append(row)
            inside = {id(row) for row in block}
            new = [row for row in block if id(row) not in gone]
            if new and _far_out(new, plain, inside):
                yield from new


def _spaced(row: Row) -> str:
    return row.text.replace("\t", " ")


def _apart(rows: Sequence[Row]) -> bool:
    """Return whether a page's last row stands further down than the others from each other."""
    steps = [b.y - a.y for a, b in itertools.pairwise(rows)]
    return steps[-1] > 1.5 * median(steps[:-1] or steps)


def _told(taken: dict[str, list[Row]]) -> list[str]:
    numbers = 0
    heads = []
    for rows in taken.values():
        if all(_ONLY_NUMBER.fullmatch(_spaced(row)) for row in rows):
            numbers += len(rows)
        else:
            heads.append(f"“{_short(_spaced(rows[0]))}” on {counted(len(rows), 'page')}")
    notes = [f"{numbers} page numbers were left out"] if numbers else []
    if heads:
        shown = ", ".join(heads[:4]) + (f" and {len(heads) - 4} more" if len(heads) > 4 else "")
        notes.append(f"page headers and footers were left out: {shown}")
    return notes


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
