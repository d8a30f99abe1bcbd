"""``matrix``: the synthesis matrix to a file or the screen."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.main import Settings


@click.command()
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=".docx, .md, .csv or .json; may be given several times.",
)
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Only this coder's codings.")
@click.option("--title", default="Synthesis matrix", show_default=True)
@click.option("--sub-codes", is_flag=True, help="A row for every code, not only for themes.")
@click.option("--no-assisted", is_flag=True, help="Leave out codings a model suggested.")
@click.pass_obj
def matrix(
    settings: Settings,
    outs: tuple[Path, ...],
    coders: tuple[str, ...],
    title: str,
    sub_codes: bool,
    no_assisted: bool,
) -> None:
    """Write what works well and less well, by theme and stakeholder group.

    Each cell has the analyst's summary (synthesis/main/*.md) if there is one, else the number
    of people and quotations. Without --out, prints a table of people.

    Example:

    \b
        qualcode matrix --out report.docx --out matrix.csv
    """
    from qualcode.analysis.matrix import build_matrix
    from qualcode.cli.output import emit, warn
    from qualcode.model.table import Table
    from qualcode.report.writing import check_matrix_path, write_matrix

    study = settings.study()
    for out in outs:
        check_matrix_path(out)
    made, problems = build_matrix(
        study, coders=coders, title=title, sub_codes=sub_codes, assisted=not no_assisted
    )
    warn(problems)
    for out in outs:
        write_matrix(made, out)
        click.echo(f"{out}: {len(made.rows)} themes × {len(made.groups)} groups")
    if not outs:
        rows = [
            (
                row.name,
                group.name,
                *(made.cell(row.id, c, group.id).people for c, _ in made.columns),
            )
            for row in made.rows
            for group in made.groups
        ]
        headings = ("theme", "group", *(name for _, name in made.columns))
        emit(Table.of(headings, rows), empty="No codings yet, so no matrix: qualcode coding add …")
