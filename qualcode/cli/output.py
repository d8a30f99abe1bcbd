"""Prints tables on the screen, as JSON or as CSV, and shows progress on a terminal."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from qualcode.cli.screen_table import screen_lines
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.model.text.text import (
    safe_for_terminal,
    steering_escaped,
    table_without_steering,
)
from qualcode.report.tables_text import json_text
from qualcode.store.io.tables import csv_parts
from qualcode.workbench.progress import Progress, silent


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json`` and ``--csv`` to a command that prints a table."""
    command = click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")(command)
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def emit(
    table: Table,
    *,
    as_json: bool = False,
    as_csv: bool = False,
    show: Sequence[str] | None = None,
    empty: str = "Nothing to list.",
) -> None:
    """Print a table; ``show`` picks the columns for the screen, JSON and CSV have all."""
    if as_json:
        click.echo(json_text(table), nl=False)
    elif as_csv:
        for part in csv_parts(table):
            click.echo(table_without_steering(part), nl=False)
    elif not table.rows:
        click.echo(empty)
    else:
        _show(table, show or table.columns)


def _show(table: Table, columns: Sequence[str]) -> None:
    # In a pipe nothing is fitted to a width.
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in screen_lines(table, columns, width):
        click.echo(line)


def tell(text: str = "") -> None:
    """Print lines that may hold anybody's words: nothing in them steers the terminal."""
    click.echo("\n".join(map(safe_for_terminal, text.split("\n"))))


def tell_json(value: Any, *, indent: int | None = 2) -> None:
    """Print a value as JSON, in which nothing steers the terminal."""
    click.echo(steering_escaped(json.dumps(value, ensure_ascii=False, indent=indent)))


def say(line: str) -> None:
    """Print a line on progress to standard error, since standard output is data."""
    click.echo(safe_for_terminal(line), err=True)


def warn(problems: Sequence[Problem]) -> None:
    """Print problems that were met, each once, on standard error."""
    for line in dict.fromkeys(problem.line() for problem in problems):
        say(f"qualcode: {line}")


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """Provide a function for reporting progress: a bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(doing: str, done: int, total: int) -> None:
            bar.update(task, description=doing, completed=done, total=total or None)

        yield report
