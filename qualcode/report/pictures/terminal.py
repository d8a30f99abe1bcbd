"""Draws pictures in a terminal with block characters, readable without colour and in a pipe."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

from qualcode.model.matrix.matrix import Matrix
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.report import wording
from qualcode.report.pictures.numbers import UNASKED, BarRow, Numbers, bar_rows
from qualcode.report.pictures.svg import label, shade_of

#: The narrowest terminal for which these are made.
NARROWEST = 80
#: A character for each shade, from nothing to much.
_BLOCKS = " ░▒▓█"
_LESS, _WELL = "░", "█"
_WIDEST_NAME = 44


def bars_lines(matrix: Matrix, width: int) -> list[str]:
    """Return bars as lines of at most ``width`` characters: ░ less well, left; █ well, right."""
    rows = bar_rows(matrix)
    if not rows or not matrix.groups:
        return []
    heads = dict(matrix.columns)
    less, well = (_safe(heads[c]) for c in ("works_less_well", "works_well"))
    spoken = any(row.spoken for row in rows)
    last = (
        max(len("speak of it"), *(len(counted(r.spoken, "person")) for r in rows)) if spoken else 0
    )
    digits = len(str(max(max(row.less, row.well) for row in rows)))
    names = min(_names_width([(r.name, r.depth) for r in rows]), width // 3)
    # The room for one side, without the axis, blanks and both numbers.
    half = (width - names - 1 - 2 * (digits + 1) - 1 - (last + 2 if spoken else 0)) // 2
    longest = max(max(row.less, row.well) for row in rows) or 1
    side = half + digits + 1
    made = [
        f"{'':{names}} {_fit(f'{less} ░', side, right=True)} {_fit(f'█ {well}', side)}"
        + (f"  {_fit('speak of it', last, right=True)}" if spoken else "")
    ]
    for row in rows:
        made.append(_bar(row, names, half, digits, longest, last))
    total = sum(group.people for group in matrix.groups)
    said = f"Numbers of people, {total} interviewed. {wording.both_sides(matrix)}"
    made += ["", *textwrap.wrap(said, width)]
    return _ended(made, matrix.invented)


def _bar(row: BarRow, names: int, half: int, digits: int, longest: int, last: int) -> str:
    left, right = (
        max(1, round(half * count / longest)) if count else 0 for count in (row.less, row.well)
    )
    name = _fit("  " * row.depth + _safe(row.name), names)
    less = f"{row.less} {_LESS * left}"
    well = f"{_WELL * right} {row.well}" if right else f" {row.well}"
    line = f"{name} {less:>{half + digits + 1}}│{well:<{half + digits + 1}}"
    return f"{line}  {counted(row.spoken, 'person'):>{last}}" if last else line


def numbers_lines(numbers: Numbers | None, width: int) -> list[str]:
    """Return a table of numbers with shades as lines of at most ``width`` characters.

    Columns that do not fit next to each other follow below, with the same rows.
    """
    if numbers is None:
        return []
    names = min(_names_width([(r.name, r.depth) for r in numbers.rows]), width // 3)
    digits = len(f"{numbers.most:,}")
    heads = [_safe(column.name) for column in numbers.columns]
    asked = max((_cells(head) for head in heads), default=1)
    column = max(digits + 2, min(asked, 18 if len(heads) <= 6 else 8))
    side_by_side = (width - names) // max(1, len(heads)) - 2
    if max(9, digits + 2) <= side_by_side < column:
        column = side_by_side
    fit = max(1, (width - names) // (column + 2))
    made = textwrap.wrap(safe_for_terminal(numbers.title), width)
    for start in range(0, len(heads), fit):
        shown = range(start, min(start + fit, len(heads)))
        made += ["", _fit("", names) + "".join("  " + _fit(heads[c], column) for c in shown)]
        if any(numbers.columns[c].below for c in shown):
            below = (_fit(numbers.columns[c].below, column) for c in shown)
            made.append(_fit("", names) + "".join(f"  {words}" for words in below))
        made += _rows(numbers, shown, names, digits, column)
    made += ["", _legend(numbers)]
    return _ended(made, numbers.invented)


def _rows(numbers: Numbers, shown: range, names: int, digits: int, column: int) -> Iterator[str]:
    lines = zip(numbers.rows, numbers.numbers, numbers.shares, strict=True)
    for row, (side, line, shares) in enumerate(lines):
        name = _fit("  " * side.depth + _safe(side.name), names)
        cells = []
        for at in shown:
            number = line[at]
            if number is None:
                cells.append(" " * column)
                continue
            if (row, at) in numbers.unasked:
                cells.append(_fit(f"{UNASKED:>{digits}}", column))
                continue
            if not number and not numbers.of_people:
                cells.append(_fit(f"{'·':>{digits}}", column))
                continue
            block = _BLOCKS[shade_of(shares[at])] * min(3, max(1, column - digits - 1))
            cells.append(_fit(f"{number:>{digits},} {block}", column))
        yield name + "".join(f"  {cell}" for cell in cells)


def _legend(numbers: Numbers) -> str:
    of = "the group" if numbers.of_people else "the highest number"
    none = "" if numbers.of_people else " A dot: none."
    none += f" {UNASKED}: not asked." if numbers.unasked else ""
    return f"░ under a quarter of {of}, ▒ to a half, ▓ to three quarters, █ more.{none}"


def _ended(lines: list[str], invented: bool) -> list[str]:
    return [line.rstrip() for line in [*lines, *([wording.INVENTED] if invented else [])]]


def _safe(text: str) -> str:
    return safe_for_terminal(label(text))


def _names_width(names: list[tuple[str, int]]) -> int:
    return min(_WIDEST_NAME, max(2 * depth + _cells(_safe(name)) for name, depth in names))


def _cells(text: str) -> int:
    """Return the width of a text in a terminal, in cells."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def _fit(text: str, width: int, *, right: bool = False) -> str:
    """Return a text exactly ``width`` wide, cut with … or padded with blanks."""
    if _cells(text) > width:
        while text and _cells(text) > width - 1:
            text = text[:-1]
        text += "…"
    blanks = " " * (width - _cells(text))
    return blanks + text if right else text + blanks
