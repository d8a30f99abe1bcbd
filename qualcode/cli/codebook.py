"""``codebook show`` and ``codebook check``."""

from __future__ import annotations

import click

from qualcode.cli.main import Settings
from qualcode.cli.output import emit, say, table_options


@click.group()
def codebook() -> None:
    """Show and check the codebook."""


@codebook.command()
@click.argument("code", required=False)
@table_options
@click.pass_obj
def show(settings: Settings, code: str | None, as_json: bool, as_csv: bool) -> None:
    """Show all codes as a tree, or one CODE with its definition and rules.

    Examples:

    \b
        qualcode codebook show
        qualcode codebook show personal-education-plan
    """
    from qualcode.analysis.listings import codebook_table
    from qualcode.model.codebook import Codebook
    from qualcode.workbench.coding import find_code

    book = settings.study().codebook
    if as_json or as_csv:
        one = Codebook(codes=(find_code(book, code),)) if code else book
        emit(codebook_table(one), as_json=as_json, as_csv=as_csv)
        return
    if code is None:
        for entry in book:
            mark = "" if entry.status == "active" else f"  [{entry.status}]"
            click.echo(f"{'  ' * book.depth(entry.id)}{entry.id}: {entry.name}{mark}")
        say(f"{len(book)} codes")
        return
    entry = find_code(book, code)
    click.echo(f"{entry.id}: {entry.name}")
    for title, lines in (
        ("Welsh name", [entry.name_cy]),
        ("Status", [entry.status]),
        ("Definition", [entry.definition]),
        ("Include", entry.include),
        ("Exclude", entry.exclude),
        ("Examples", entry.examples),
        ("Source", [entry.source]),
        ("Before", entry.was),
        ("Below it", [child.id for child in entry.children]),
    ):
        present = [line for line in lines if line]
        if len(present) == 1:
            click.echo(f"  {title}: {present[0]}")
        elif present:
            click.echo(f"  {title}:")
            for line in present:
                click.echo(f"    - {line}")


@codebook.command()
@table_options
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=None)
)
@click.pass_obj
def check(settings: Settings, file: str | None, as_json: bool, as_csv: bool) -> int:
    """Check the study's codebook, or a codebook FILE, each problem with its line.

    Exit status 3 if anything is at level error.

    Example:

    \b
        qualcode codebook check
    """
    from pathlib import Path

    from qualcode.store.yaml_codebook import read_codebook
    from qualcode.workbench.checking import problems_table

    path = Path(file) if file else settings.study().codebook_path
    book, found = read_codebook(path)
    errors = sum(p.level == "error" for p in found)
    if as_json or as_csv:
        emit(problems_table(found), as_json=as_json, as_csv=as_csv)
    else:
        for problem in found:
            click.echo(problem.line())
        say(f"{len(book)} codes, {errors} errors, {len(found) - errors} warnings and notes")
    return 3 if errors else 0
