"""``picture``: draws bars, heat maps and other pictures in the terminal or to a file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell, warn
from qualcode.model.text.text import safe_for_terminal

if TYPE_CHECKING:
    from qualcode.model.matrix.definition import MatrixDefinition
    from qualcode.model.matrix.matrix import Matrix
    from qualcode.model.problem import Problem
    from qualcode.model.table import Table
    from qualcode.report.pictures.kinds import Picture
    from qualcode.store.study import Study

_KINDS = ("bars", "heat", "documents", "co-occurrence")
_FORMS = (".svg", ".png", ".csv")
#: The width if no terminal states its own.
_PIPED = 100


@dataclass(frozen=True)
class _Made:
    """A picture in each format, made on request."""

    lines: Callable[[int], list[str]]
    pictures: Callable[[], list[Picture]]
    table: Callable[[], Table]
    problems: list[Problem]


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--name", default="main", show_default=True, metavar="MATRIX",
              help="Which matrix: its themes, groups, coders and filters.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help=".svg, .png or .csv; otherwise it is shown here.")  # fmt: skip
@click.pass_obj
def picture(settings: Settings, kind: str, name: str, out: Path | None) -> None:
    """Draw a picture of the numbers: here in the terminal, or to a file for a report.

    \b
    bars           people who say of each theme that it works less well, or well
    heat           themes by groups: people who speak of each
    documents      codes by transcripts: codings; of more than 120, by groups
    co-occurrence  codes by codes: how often two are given to words that they share

    Pictures are readable in black and white and hold no participant's words; a code or group name
    that holds such words, or a real name, is withheld. A picture of several pages is also written
    to FILE-2.svg and so on.

    Examples:

    \b
        qualcode picture bars
        qualcode picture heat --name cymraeg --out heat.png
        qualcode picture co-occurrence --out codes.csv
    """
    from qualcode.errors import BadInputError, StudyError
    from qualcode.model.table import Table
    from qualcode.report.pictures.terminal import NARROWEST
    from qualcode.store.io.durable import write_atomic
    from qualcode.store.io.tables import csv_file, csv_parts
    from qualcode.store.matrix_definitions import read_matrix

    if out is not None and out.suffix.lower() not in _FORMS:
        raise BadInputError(
            f"a picture cannot be written as {out.suffix or 'a file without an ending'}",
            where=out.name,
            mend=f"Use {', '.join(_FORMS)}",
        )
    study = settings.study()
    made = _made(study, kind, read_matrix(study, name))
    warn(made.problems)
    if out is None:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED
        shown = made.lines(max(NARROWEST, width))
        if not shown:
            raise StudyError(_nothing(kind), mend=_MEND)
        for line in shown:
            tell(line)
        return
    if out.suffix.lower() == ".csv":
        table = made.table()
        if not table.rows:
            raise StudyError(_nothing(kind), mend=_MEND)
        if kind == "documents":
            from qualcode.report.wording import TRANSCRIPTS

            rows = [(*row, TRANSCRIPTS) for row in table.rows]
            table = Table.of((*table.columns, "watermark"), rows)
        write_atomic(out, csv_file(csv_parts(table)))
        click.echo(f"{safe_for_terminal(str(out))}: {len(table.rows)} rows")
        _tell_whom(kind, out)
        return
    pictures = made.pictures()
    if not pictures:
        raise StudyError(_nothing(kind), mend=_MEND)
    _write_pictures(pictures, out)
    _tell_whom(kind, out)


def _tell_whom(kind: str, out: Path) -> None:
    """Say for whom a picture is; one of transcripts must not be sent on with a report."""
    from qualcode.report.wording import TRANSCRIPTS

    whom = TRANSCRIPTS if kind == "documents" else "For a client: numbers, and no words said."
    say(f"{safe_for_terminal(str(out))}: {whom}")


_MEND = "Code some passages: qualcode open"


def _nothing(kind: str) -> str:
    if kind == "co-occurrence":
        return "no two codes meet yet, so there is no picture"
    return f"nothing is coded yet for a picture of {kind}"


def _made(study: Study, kind: str, definition: MatrixDefinition) -> _Made:
    from qualcode.model.table import Table
    from qualcode.report.pictures import kinds as pictures
    from qualcode.report.pictures import numbers, terminal

    def table(found: numbers.Numbers | None) -> Table:
        return numbers.numbers_table(found) if found else Table.of((), ())

    if kind in ("bars", "heat"):
        matrix, problems = _matrix(study, kind, definition)
        if kind == "bars":
            return _Made(
                lambda width: terminal.bars_lines(matrix, width),
                lambda: pictures.bars(matrix),
                lambda: numbers.bars_table(matrix),
                problems,
            )
        people = numbers.people_by_group(matrix)
        return _Made(
            lambda width: terminal.numbers_lines(people, width),
            lambda: pictures.heat_map(matrix),
            lambda: table(people),
            problems,
        )
    from qualcode.workbench.matrix.pictures import documents_for_export, meetings_for_export

    if kind == "documents":
        counts, problems = documents_for_export(study, definition)
        codings = numbers.codings_by_document(counts)
        return _Made(
            lambda width: terminal.numbers_lines(codings, width),
            lambda: pictures.documents(counts),
            lambda: table(codings),
            problems,
        )
    met, problems = meetings_for_export(study, definition)
    return _Made(
        lambda width: terminal.numbers_lines(numbers.codes_meeting(met), width),
        lambda: pictures.co_occurrence(met),
        lambda: table(numbers.codes_meeting(met, len(met.rows))),
        problems,
    )


def _matrix(study: Study, kind: str, definition: MatrixDefinition) -> tuple[Matrix, list[Problem]]:
    """Return the matrix fit to be shown; raises BadInputError if it has no such picture.

    Pictures do not show quotations and summaries, so those left out are not reported.
    """
    from qualcode.errors import BadInputError
    from qualcode.workbench.matrix.export import matrix_for_export

    mend = "Name another with --name; qualcode matrix list says which there are"
    if definition.by_case:
        raise BadInputError(
            f"{definition.name} is a framework chart, of which there is no picture of {kind}",
            mend=mend,
        )
    matrix, problems = matrix_for_export(study, definition)
    if kind == "bars" and matrix.rows:
        there = {column for column, _ in matrix.columns}
        if not {"works_well", "works_less_well"} <= there:
            raise BadInputError(
                f"{definition.name} has not both columns that bars need, "
                "works_well and works_less_well",
                mend=mend,
            )
    untold = [one for one in problems if one.code == "words-withheld" and one.where.endswith(".md")]
    return matrix, [one for one in problems if one.code != "uncleared" and one not in untold]


def _write_pictures(pictures: list[Picture], out: Path) -> None:
    from qualcode.report.pictures.kinds import png
    from qualcode.store.io.durable import write_atomic

    for number, one in enumerate(pictures, 1):
        path = out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}")
        drawn = one.svg.encode() if out.suffix.lower() == ".svg" else png(one.svg)
        write_atomic(path, drawn)
        size = f"{one.width:.0f} × {one.height:.1f} cm"
        page = f", page {number} of {len(pictures)}" if len(pictures) > 1 else ""
        click.echo(f"{safe_for_terminal(str(path))}: {size}{page}")
