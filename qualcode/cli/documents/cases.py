"""``cases``: the participants in ``cases.csv``, and changes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qualcode.cli.context import Settings
from qualcode.cli.documents.listing import Listing, echo_lines
from qualcode.cli.output import emit, table_options, warn
from qualcode.model.text.text import safe_for_terminal


@click.group(cls=Listing)
def cases() -> None:
    """List the participants in cases.csv, with the documents they speak in; set their attributes.

    'qualcode cases' lists. Who in a document is which case, 'qualcode speakers set' says.

    Examples:

    \b
        qualcode cases
        qualcode cases set SC04 --group social-care --attribute role="Social worker"
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
@click.option("--group", metavar="GROUP", help="The group, one of study.toml.")
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other column; made if there is none. May be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be changed; change nothing.")
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
@click.option("--dry-run", is_flag=True, help="Say what would be taken; change nothing.")
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
    import json
    from dataclasses import asdict

    from qualcode.workbench.importing.register import read_register, take_register

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
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        for line in report.lines():
            click.echo(safe_for_terminal(line))
        if dry_run:
            click.echo("Nothing was changed (--dry-run).")
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
