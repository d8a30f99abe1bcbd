"""``exports``: lists which figures left, when, by whom and for whom."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, table_options, warn


@click.command()
@table_options
@click.pass_obj
def exports(settings: Settings, as_json: bool, as_csv: bool) -> None:
    """List the figures that left: reports, tables of numbers and pictures written with --out.

    Each later export is held against them. Git keeps the list, exports.jsonl, with every number
    that was printed, and no words.

    Example:

    \b
        qualcode exports
    """
    from qualcode.store.records.exports import read_exports
    from qualcode.workbench.matrix.sent_figures import exports_table

    records, problems = read_exports(settings.study().root)
    warn(problems)
    emit(
        exports_table(records), as_json=as_json, as_csv=as_csv,
        show=("at", "what", "by_attribute", "form", "by", "to", "numbers", "suppressed",
              "given_away"),
        empty="No figures left yet: qualcode matrix --out report.docx --to NAME",
    )  # fmt: skip
