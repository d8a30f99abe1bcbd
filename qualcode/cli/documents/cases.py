"""``cases``: the participants in ``cases.csv``, and changes of it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from qualcode.cli.context import Settings
from qualcode.cli.documents.listing import Listing, echo_lines
from qualcode.cli.output import emit, table_options, warn


@click.group(cls=Listing)
def cases() -> None:
    """List the participants in cases.csv, with the documents they speak in; set their attributes.

    'qualcode cases' lists. Who in a document is which case, 'qualcode speakers set' says.

    Examples:

    \b
        qualcode cases
        qualcode cases set SC04 --group social-care --attribute role="Social worker"
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
