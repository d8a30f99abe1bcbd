"""For whom an export is: outsiders, who see what is final, or the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.report.wording import TEAM

#: A client is anybody outside the team.
Audience = Literal["client", "team"]

UNFINISHED = f"{TEAM}it names coders and says what is unfinished."
SINGLE_PEOPLE = f"{TEAM}every row is one participant."
WITH_IDS = f"{TEAM}ids of codings can tell whose passages belong together."


def audience_for(asked: Audience | None, team_only: Iterable[str]) -> Audience:
    """Return for whom an export is: as asked, otherwise for a client.

    ``team_only`` names what was asked for that only the team may have; with any of it, the export
    is for the team.

    Raises:
        BadInputError: it is asked for a client, with something that only the team may have.
    """
    found = list(team_only)
    if asked == "client" and found:
        raise BadInputError(
            f"{found[0]} is for the team only, and the export is to be final, for a client",
            mend=f"Leave out {found[0]}, or write --for team",
        )
    return asked or ("team" if found else "client")


def marked(matrix: Matrix, reasons: Iterable[str]) -> Matrix:
    """Return a matrix with the mark that it is for the team only, and the reasons in it."""
    others = [one for one in [matrix.watermark.replace(SINGLE_PEOPLE, "").strip()] if one]
    single = [SINGLE_PEOPLE] if SINGLE_PEOPLE in matrix.watermark else []
    said = [one.removeprefix(TEAM).rstrip(".") for one in (UNFINISHED, *single, *reasons)]
    return replace(matrix, watermark=" ".join([*others, f"{TEAM}{'; '.join(said)}."]))


def for_client(matrix: Matrix) -> Matrix:
    """Return a matrix without the names of coders, and without what is only a state of the work.

    The states are: who wrote a summary and when, what it rests on and what changed since, and
    codes that are still to be defined.
    """
    return replace(
        matrix,
        cells=tuple(map(_final, matrix.cells)),
        coders=(),
        coded_by=len(matrix.coders),
        placeholders=(),
        is_final=True,
    )


def _final(cell: Cell) -> Cell:
    if not (cell.author or cell.date or cell.stale or cell.linked or cell.changes or cell.where):
        return cell
    return replace(cell, author="", date="", stale=False, linked=(), changes=(), where="")


def codes_for_client(book: Codebook) -> Codebook:
    """Return a codebook without placeholders, and without the word "draft" beside codes."""
    return replace(book, codes=tuple(_codes(book.codes)))


def _codes(codes: Iterable[Code]) -> Iterable[Code]:
    for code in codes:
        below = tuple(_codes(code.children))
        if code.status != "placeholder" or below:
            yield replace(code, status="active", children=below)
