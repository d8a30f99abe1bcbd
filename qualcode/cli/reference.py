"""Makes the reference of all commands from their help texts."""

from __future__ import annotations

from collections.abc import Iterator

import click

from qualcode.cli.main import cli


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its full name, groups before their parts."""
    context = click.Context(cli, info_name="qualcode")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is None:
            continue
        yield name, command
        if isinstance(command, click.Group):
            # Some groups load their commands only when one is called; those come last.
            for part in dict.fromkeys([*command.commands, *command.list_commands(context)]):
                found = command.get_command(context, part)
                if found is not None:
                    yield f"{name} {part}", found


def reference() -> str:
    """Return the reference as Markdown."""
    lines = ["# Every command", "", "Made from the help texts by `tools/make_docs`.", ""]
    lines += ["## `qualcode`", "", "```text", _help("qualcode", cli), "```", ""]
    for name, command in every_command():
        lines += [f"## `qualcode {name}`", "", "```text", _help(f"qualcode {name}", command)]
        lines += ["```", ""]
    return "\n".join(lines)


def _help(name: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=90, max_content_width=90,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    return command.get_help(context).rstrip()
