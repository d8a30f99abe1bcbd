"""A group of commands that lists where no other of its commands is named."""

from __future__ import annotations

from collections.abc import Sequence

import click

from qualcode.cli.output import tell

#: More lines than this on what was changed would push the rest off the screen.
_LINES = 20


class Listing(click.Group):
    """A group whose words, unless the first is one of its commands, are those of ``list``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` before words that name no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def echo_lines(lines: Sequence[str], *, dry_run: bool, most: int | None = _LINES) -> None:
    """Print what was changed, or would be, a line each, and how many more than ``most`` there are.

    ``None`` prints them all.
    """
    from qualcode.model.text.text import safe_for_terminal

    shown = lines[:most]
    for line in shown:
        click.echo(safe_for_terminal(line))
    if len(lines) > len(shown):
        tell(f"and {len(lines) - len(shown):,} more alike")
    if dry_run:
        tell("Nothing was changed (--dry-run).")
