"""Pictures of codes by document, and of codes by code."""

from __future__ import annotations

from qualcode.analysis.code_cooccurrence import CodeCooccurrence
from qualcode.analysis.codes_by_document import CodesByDocument
from qualcode.report.pictures.grid import Grid, Part, cells_of, count_legend, picture_of
from qualcode.report.pictures.numbers import (
    MOST_CODES,
    Numbers,
    codes_meeting,
    codings_by_document,
)
from qualcode.report.pictures.svg import SIZE, SMALL, Picture, label, points, quoted
from qualcode.report.pictures.text_widths import text_width
from qualcode.report.wording import TRANSCRIPTS

#: In codes by code: the largest share of the width for names, and the size of numbers.
_NAMES, _TINY = 0.36, 6.5


def documents(counts: CodesByDocument, *, width: float = 16.0) -> list[Picture]:
    """Return codes by document: the number of codings of each code itself in each document.

    The number is printed; the shade, and the bar in the cell, are relative to the highest number.
    Documents that do not fit next to each other go to further pictures. With more than 120
    documents the columns are groups of people instead, as the title says. ``width`` is in cm; no
    picture is taller than 22 cm. Returns nothing if nothing is coded.
    """
    numbers = codings_by_document(counts)
    if numbers is None:
        return []
    note = (
        "Numbers of codings of the code itself, without the codes below it. Shade, and the bar in "
        "the cell: against the highest number. A dot: none."
    )
    if numbers.by_group:
        note += " A passage of people of two groups counts for both."
    grouped = numbers.by_group
    notes = [(note, False), *([] if grouped else [(TRANSCRIPTS, True)])]
    grid = Grid(
        numbers, width=points(width), legend=count_legend(numbers.most), notes=notes, none="·",
        turned=None if grouped else True, narrow=20.0, wide=80.0 if grouped else 26.0,
        names=0.34, size=SMALL,
    )  # fmt: skip
    parts = grid.parts()
    return [
        picture_of("documents", (at, len(parts)), numbers, part, _told(numbers, part))
        for at, part in enumerate(parts, 1)
    ]


def _told(numbers: Numbers, part: Part) -> list[str]:
    what = "groups" if numbers.by_group else "documents"
    cells = cells_of(numbers, part)
    codes: dict[str, int] = {}
    places: dict[str, int] = {}
    for code, place, number, _ in cells:
        codes[code] = codes.get(code, 0) + number
        places[place] = places.get(place, 0) + number
    told = [f"{len(part.rows)} codes by {len(part.columns)} {what}: numbers of codings."]
    top = [pair for pair in sorted(codes.items(), key=lambda p: -p[1])[:3] if pair[1]]
    said = "; ".join(f"{quoted(code)}, {number:,}" for code, number in top)
    told += [f"Used most: {said}."] if said else []
    code, place, number, _ = max(cells, key=lambda cell: cell[2])
    told += [f"The highest number is {number:,}, {quoted(code)} in {quoted(place)}."]
    bare = [place for place, total in places.items() if not total]
    told += [f"Nothing is coded in {len(bare)} of the {what}."] if bare else []
    return told


def co_occurrence(met: CodeCooccurrence, *, width: float = 16.0) -> list[Picture]:
    """Return codes by codes: how often two meet, as ``analysis.code_cooccurrence`` defines it.

    Only the lower triangle is drawn, since the upper one would repeat it; columns have the numbers
    that stand before the rows' names. Of more than 30 codes, or more than the numbers leave room
    for, those that meet most are shown, as the title says. ``width`` is in cm. Returns nothing if
    no two codes meet.
    """
    numbers = codes_meeting(met, _room_for(met, points(width)))
    if numbers is None:
        return []
    note = (
        "How many times two codes are given to words that they share, by the same coder or by "
        "two; a passage that two coders gave the same code counts once. Columns are numbered as "
        "the rows are. Shade, and the bar in the cell: against the highest number. A dot: never."
    )
    notes = [(note, False)]
    grid = Grid(
        numbers, width=points(width), legend=count_legend(numbers.most), notes=notes, none="·",
        turned=False, narrow=11.0, wide=34.0, names=_NAMES, size=_TINY, pad=3.0,
        most_columns=len(numbers.columns),
    )  # fmt: skip
    parts = grid.parts()
    return [
        picture_of("co-occurrence", (at, len(parts)), numbers, part, _meetings(numbers, part))
        for at, part in enumerate(parts, 1)
    ]


def _room_for(met: CodeCooccurrence, width: float) -> int:
    """Return how many codes fit on both axes with readable numbers."""
    asked = max((text_width(f"{MOST_CODES} {label(r.name)}", SIZE) for r in met.rows), default=0.0)
    room = width - max(width * 0.2, min(width * _NAMES, asked + 4)) - 10
    most = max(met.times.values(), default=0)
    fit = int(room / max(11.0, text_width(f"{most:,}", _TINY) + 3)) + 1
    return min(MOST_CODES, fit)


def _meetings(numbers: Numbers, part: Part) -> list[str]:
    names = [row.name.partition(" ")[2] for row in numbers.rows]
    pairs = [
        (number, names[c], names[r])
        for r in part.rows
        for c in part.columns
        if (number := numbers.numbers[r][c]) is not None
    ]
    told = [f"{len(names)} codes against each other: how often two are given to words they share."]
    top = [pair for pair in sorted(pairs, key=lambda pair: -pair[0])[:3] if pair[0]]
    said = "; ".join(f"{quoted(one)} and {quoted(other)}, {number:,}" for number, one, other in top)
    told += [f"Meeting most: {said}."] if said else []
    never = sum(not pair[0] for pair in pairs)
    told += [f"{never} of {len(pairs)} pairs never meet."] if never else []
    return told
