"""``cases``: the participants in ``cases.csv``, and changes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qualcode.cli.context import Settings
from qualcode.cli.documents.listing import Listing, echo_lines
from qualcode.cli.documents.options import dry_run_option, group_option
from qualcode.cli.output import emit, say, table_options, tell_json, warn


@click.group(cls=Listing)
def cases() -> None:
    """List the participants in cases.csv, with the documents they speak in; set their attributes.

    'qualcode cases' lists. Who in a document is which case, 'qualcode speakers set' says.

    Examples:

    \b
        qualcode cases
        qualcode cases set SC04 --group social-care --attribute role="Social worker"
        qualcode cases rename SC04 SC14
        qualcode cases import register.xlsx --dry-run
    """


@cases.command("list")
@table_options
@click.pass_obj
def list_(settings: Settings, as_json: bool, as_csv: bool) -> None:
    """List the participants in cases.csv, with the documents they speak in.

    Example:

    \b
        qualcode cases list --csv
    """
    from qualcode.analysis.listings import cases_table

    study = settings.study()
    emit(
        cases_table(study),
        as_json=as_json,
        as_csv=as_csv,
        empty="No cases yet: qualcode speakers set, or import with --case",
    )
    warn(study.problems)


@cases.command("set")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@group_option
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other column; made if there is none. May be given several times.",
)
@dry_run_option
@click.pass_obj
def set_(
    settings: Settings,
    ids: tuple[str, ...],
    group: str | None,
    attributes: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Set the group or other attributes of cases, in cases.csv.

    Examples:

    \b
        qualcode cases set SC04 SC05 --group social-care
        qualcode cases set SC04 --attribute local_authority=7 --attribute role="Social worker"
    """
    from qualcode.workbench.documents.case_edit import set_cases

    given = _attributes(attributes)
    study = settings.study()
    done = set_cases(study, ids, group=group, attributes=given, dry_run=dry_run)
    echo_lines(done.lines, dry_run=dry_run)
    warn(study.problems)


@cases.command("rename")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@dry_run_option
@click.pass_obj
def rename(settings: Settings, old: str, new: str, dry_run: bool) -> None:
    """Give a case another id, in cases.csv and wherever the case speaks; codings stay.

    Memos on the case and its rows of framework charts go with it. Where the old id stands in texts
    that people wrote, it stays, and the files are named.

    Example:

    \b
        qualcode cases rename P01 P21
    """
    from qualcode.workbench.documents.case_rename import rename_case
    from qualcode.workbench.documents.rename import still_named

    study = settings.study()
    echo_lines(rename_case(study, old, new, dry_run=dry_run), dry_run=dry_run)
    if not dry_run and (files := still_named(study, old)):
        some = ", ".join(files[:6]) + (f" and {len(files) - 6:,} more" if files[6:] else "")
        say(f"{old} still stands in {some}: change it there, or make them again.")
    warn(study.problems)


@cases.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--case-column", default="", metavar="COLUMN", help="Which column has case ids.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN[=ATTRIBUTE]",
    help="Take only this column, as this attribute; may be given several times.",
)
@dry_run_option
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.pass_obj
def import_(
    settings: Settings,
    file: Path,
    case_column: str,
    columns: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take attributes of cases from a register of participants: .xlsx, .csv and the like.

    What tells who somebody is, names and addresses, is not taken: cases.csv is in git. A value that
    a case has already stays, and is told; cases that are missing are made.

    Examples:

    \b
        qualcode cases import register.xlsx --dry-run
        qualcode cases import register.csv --case-column "Participant ID" --column Setting=role
    """
    from dataclasses import asdict

    from qualcode.workbench.importing.register.table import read_register
    from qualcode.workbench.importing.register.taking import take_register

    named = {}
    for column in columns:
        heading, _, attribute = column.partition("=")
        if not heading.strip() or heading.strip() in named:
            raise click.UsageError(
                f"--column {column!r} should be COLUMN or COLUMN=ATTRIBUTE, once"
            )
        named[heading.strip()] = attribute.strip()
    study = settings.study()
    report = take_register(study, read_register(file), case_column, named, dry_run=dry_run)
    if as_json:
        tell_json(asdict(report))
    else:
        echo_lines(report.lines(), dry_run=dry_run, most=None)
    warn(study.problems)


def _attributes(pairs: Sequence[str]) -> dict[str, str]:
    """Return attributes with their values, of ``NAME=VALUE``."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name.strip():
            raise click.UsageError(f"--attribute {pair!r} should be NAME=VALUE")
        if name.strip() in found:
            raise click.UsageError(f"--attribute {name.strip()} is given twice")
        found[name.strip()] = value
    return found
