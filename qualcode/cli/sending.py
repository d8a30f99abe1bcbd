"""The options of every command whose figures leave, and what it says and records of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.output import say

if TYPE_CHECKING:
    from qualcode.cli.context import Settings
    from qualcode.model.matrix.definition import MatrixDefinition
    from qualcode.model.matrix.figure_table import FigureTable
    from qualcode.model.matrix.matrix import Matrix
    from qualcode.store.records.exports import What
    from qualcode.store.study import Study
    from qualcode.workbench.matrix.audience import Audience
    from qualcode.workbench.matrix.earlier_exports import Held
    from qualcode.workbench.matrix.sent_figures import ExportOf


def recipient_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--to`` to a command that writes figures to a file."""
    return click.option(
        "--to", metavar="NAME", default="",
        help="Who gets the file; kept with its figures in exports.jsonl.",
    )(command)  # fmt: skip


def sending_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--to`` and ``--give-away``, for figures that cannot be suppressed."""
    command = click.option(
        "--give-away", is_flag=True,
        help="Write them although suppressed numbers could be worked out; it is recorded.",
    )(command)  # fmt: skip
    return recipient_option(command)


def refuse_without_file(to: str, give_away: bool = False) -> None:
    """Refuse the options if nothing is written."""
    if to or give_away:
        option = "--to" if to else "--give-away"
        raise click.UsageError(f"{option} has no effect without --out FILE")


def report_to_send(
    settings: Settings, study: Study, matrix: Matrix | None, definition: MatrixDefinition, *,
    outs: Sequence[Path], to: str, give_away: bool, what: What = "matrix",
    whose: Audience = "client",
) -> ExportOf | None:  # fmt: skip
    """Hold the numbers of a report or picture against earlier exports; refuse what tells too much.

    A picture of codings, without a ``matrix``, has no numbers of people. Nothing leaves without
    ``outs``, nor in what is the team's.

    Raises:
        BadInputError: they give away what was suppressed, and ``give_away`` is not said.
    """
    from qualcode.workbench.matrix.earlier_exports import Held, held_report

    if not outs:
        refuse_without_file(to, give_away)
        return None
    if whose == "team":
        if to or give_away:
            option = "--to" if to else "--give-away"
            raise click.UsageError(
                f"{option} has no effect: what is for the team does not leave it"
            )
        return None
    tables, held = held_report(study, matrix, definition) if matrix else ((), Held())
    return ready_to_send(settings, study, tables, held, what=what, matrix=definition.name, to=to,
                         give_away=give_away)  # fmt: skip


def ready_to_send(
    settings: Settings, study: Study, tables: Sequence[FigureTable], held: Held, *,
    what: What, matrix: str, to: str, give_away: bool = False,
) -> ExportOf:  # fmt: skip
    """Say what figures tell beside earlier ones, and refuse what tells too much.

    Raises:
        BadInputError: they give away what was suppressed, and ``give_away`` is not said.
    """
    from qualcode.workbench.matrix.sent_figures import ExportOf

    if give_away and not held.stopping:
        raise click.UsageError("--give-away has no effect: these figures give nothing away")
    export = ExportOf(study, what, tuple(tables), matrix, settings.known_coder(study), to.strip(),
                      held, give_away)  # fmt: skip
    for line in held.told:
        say(f"qualcode: note: {line}")
    export.check()
    for line in held.stopping:
        say(f"qualcode: warning: {line}; it is written all the same, and recorded")
    return export


def record_sent(export: ExportOf, outs: Sequence[Path]) -> None:
    """Record that files left, and say so."""
    fresh = [out for out in outs if not export.record(out)]
    whom = f" for {export.to}" if export.to else ""
    if fresh:
        say(f"Recorded in exports.jsonl{whom}: qualcode exports lists what left")
