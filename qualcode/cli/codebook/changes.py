"""Prints changes of the codebook, in colour on a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.output import tell

if TYPE_CHECKING:
    from qualcode.model.codebook.diff import CodeChange


_PLACE = re.compile("\ue000([0-9]{1,9})\ue001")


def touches(change: CodeChange, count: int, words: str) -> str:
    """Return in a line which codings a change touches, if any."""
    if not count:
        return ""
    if change.kind == "split":
        return f"{words}: qualcode codebook assign {change.before[0]}"
    if change.changes_meaning:
        return f"{words}: made under the earlier definition"
    return f"Touches {words}"


def show_changes(title: str, changes: list[tuple[Any, str]], note: str = "") -> None:
    """Print changes under a title, kind by kind, each with what it touches."""
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.report.text.codebook_changes import lines_of, sections

    styled: list[str] = []

    def marked(kind: str, text: str) -> str:
        safe = safe_for_terminal(text)
        out = kind == "out"
        sign = f"[-{safe}-]" if out else f"{{+{safe}+}}"
        styled.append(click.style(sign, fg="red" if out else "green"))
        # Put in once nothing else in the line can steer the terminal.
        return f"\ue000{len(styled) - 1}\ue001"

    def shown(line: str) -> str:
        return _PLACE.sub(lambda place: _at(styled, place[1]), safe_for_terminal(line))

    click.secho(safe_for_terminal(title), bold=True)
    if note:
        tell(note)
    for heading, found in sections(changes):
        click.secho(f"\n{heading}", bold=True)
        for change, touched in found:
            first, *rest = lines_of(change, "", marked)
            click.echo(f"  {shown(first)}")
            for line in rest:
                click.echo(f"      {shown(line)}")
            if touched:
                click.secho(f"      {safe_for_terminal(touched)}", fg="yellow")


def _at(styled: list[str], number: str) -> str:
    # A stranger's text may hold such a sign too.
    return styled[int(number)] if int(number) < len(styled) else ""
