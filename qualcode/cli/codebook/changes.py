"""Prints changes of the codebook, in colour on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from qualcode.model.codebook.diff import CodeChange


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

    def marked(kind: str, text: str) -> str:
        safe = safe_for_terminal(text)
        if kind == "out":
            return click.style(f"[-{safe}-]", fg="red")
        return click.style(f"{{+{safe}+}}", fg="green")

    click.secho(title, bold=True)
    if note:
        click.echo(note)
    for heading, found in sections(changes):
        click.secho(f"\n{heading}", bold=True)
        for change, touched in found:
            first, *rest = lines_of(change, "", marked)
            click.echo(f"  {first}")
            for line in rest:
                click.echo(f"      {line}")
            if touched:
                click.secho(f"      {touched}", fg="yellow")
