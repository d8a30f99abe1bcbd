"""The heat map: how many people of each group speak of each theme."""

from __future__ import annotations

from qualcode.model.matrix.matrix import Matrix
from qualcode.report.pictures.grid import Grid, Part, cells_of, picture_of
from qualcode.report.pictures.numbers import UNASKED, Numbers, people_by_group
from qualcode.report.pictures.svg import Picture, points, quoted

_LEGEND = (
    "under a quarter",
    "a quarter to a half",
    "half to three quarters",
    "three quarters and more",
)


def heat_map(matrix: Matrix, *, width: float = 16.0) -> list[Picture]:
    """Return themes by groups: the people of a group who speak of a theme, whatever they think.

    The number is printed in each cell; the shade, and the bar at the cell's foot, show the share of
    the group's people. ``width`` is in cm; no picture is taller than 22 cm. Returns nothing if the
    matrix does not know who spoke (``Matrix.spoken``), as in a framework chart.
    """
    numbers = people_by_group(matrix)
    if numbers is None:
        return []
    note = (
        "Numbers of people who speak of the theme, whether they say that it works or not. Shade, "
        "and the bar in the cell: their share of the people of the group who were interviewed."
    )
    if numbers.unasked:
        note += f" {UNASKED} stands where a group was not asked."
    notes = [(note, False)]
    grid = Grid(numbers, width=points(width), legend=_LEGEND, notes=notes, narrow=24.0, wide=110.0)
    parts = grid.parts()
    return [
        picture_of("heat", (at, len(parts)), numbers, part, _told(numbers, part))
        for at, part in enumerate(parts, 1)
    ]


def _told(numbers: Numbers, part: Part) -> list[str]:
    cells = cells_of(numbers, part)
    groups = dict.fromkeys(group for _, group, *_ in cells)
    told = [f"{len(part.rows)} themes by {len(groups)} groups: people who speak of each."]
    if len(groups) > 1:
        totals = [
            (sum(n or 0 for n in numbers.numbers[row]), numbers.rows[row].name) for row in part.rows
        ]
        top = sorted(totals, key=lambda pair: -pair[0])[:2]
        said = " and ".join(f"{quoted(name)} ({number})" for number, name in top if number)
        told += [f"Most people speak of {said}."] if said else []
    for group in list(groups)[:6]:
        own = [cell for cell in cells if cell[1] == group]
        most = max(cell[2] for cell in own)
        names = [name for name, _, number, _ in own if number == most]
        if most:
            size = round(most / max(share for *_, number, share in own if number == most))
            more = f" and of {len(names) - 1} more" if names[1:] else ""
            told.append(f"{quoted(group)} most of {quoted(names[0])}{more}: {most} of {size}.")
    unasked = sum((r, c) in numbers.unasked for r in part.rows for c in part.columns)
    silent = sum(not number for *_, number, _ in cells) - unasked
    told.append(f"In {silent} of {len(cells)} squares nobody does." if silent else "")
    told.append(f"In {unasked} the group was not asked." if unasked else "")
    return told
