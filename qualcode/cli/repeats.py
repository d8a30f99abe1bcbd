"""Refuses an option that takes one value and is given twice, since the last would win silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click


def without_repeats(command: click.Command) -> click.Command:
    """Return a command that refuses repeats from now on, and so do the commands below it."""
    if "parse_args" not in vars(command):
        parse_args = command.parse_args

        def parse_once(ctx: click.Context, args: list[str]) -> list[str]:
            rest = parse_args(ctx, [*args])
            refuse_repeats(command, ctx, args)
            return rest

        vars(command)["parse_args"] = parse_once
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        without_repeats(below)
    return command


def refuse_repeats(command: click.Command, ctx: click.Context, args: list[str]) -> None:
    """Raise UsageError if an option that takes one value has several among the arguments."""
    try:
        _, _, given = command.make_parser(ctx).parse_args([*args])
    except click.UsageError:
        # The command puts other words before them, and has read them so.
        return
    for option, times in Counter(given).items():
        if times > 1 and isinstance(option, click.Option) and _takes_one(option):
            name = max(option.opts, key=len)
            how = "twice" if times == 2 else f"{times} times"
            raise click.UsageError(f"{name} is given {how}, and takes one value. Name one", ctx)


def _takes_one(option: click.Option) -> bool:
    return not (option.multiple or option.count or option.is_flag)


def pairs(given: Sequence[str], option: str, form: str) -> dict[str, str]:
    """Return what an option that may be repeated gives, ``LEFT=RIGHT`` each, by what is left.

    Raises:
        click.UsageError: one is of another form, or two have the same on the left.
    """
    found: dict[str, str] = {}
    ctx = click.get_current_context(silent=True)
    for pair in given:
        left, _, right = (part.strip() for part in pair.partition("="))
        if not left or not right:
            raise click.UsageError(f"{option} {pair!r} should be {form}", ctx)
        if left in found:
            raise click.UsageError(f"{option} gives {left!r} twice. Name one", ctx)
        found[left] = right
    return found
