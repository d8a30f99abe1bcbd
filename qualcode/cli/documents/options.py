"""The options that commands on speakers and cases share."""

from __future__ import annotations

import click

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be changed; change nothing."
)
everywhere_option = click.option(
    "--all", "everywhere", is_flag=True, help="In all documents that have what is named."
)
group_option = click.option(
    "--group", metavar="GROUP", help="The group of the case, one of study.toml."
)
