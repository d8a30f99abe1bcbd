"""``matrix key``: which coding a numbered quotation of an export is."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, table_options, warn


@click.command()
@click.argument("export", default="", metavar="[EXPORT]")
@click.argument("labels", nargs=-1, metavar="[Q17]…")
@table_options
@click.pass_obj
def key(
    settings: Settings, export: str, labels: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """Say which codings the numbered quotations of an export are, for the team only.

    EXPORT stands at the head of its files: it has letters and digits. Without it, the exports made
    on this machine are listed. The keys stay in private/exports/.

    Example:

    \b
        qualcode matrix key
        qualcode matrix key K7QD Q17
    """
    from qualcode.workbench.matrix.export_key import exports_table, numbers_table

    study = settings.study()
    if export:
        table, problems = numbers_table(study, export, labels)
    else:
        table, problems = exports_table(study)
    warn(problems)
    emit(table, as_json=as_json, as_csv=as_csv, empty="No export with quotations was made here.")
