"""``matrix cell|quotations|trim|clear|balance|numbers``: work on cells and quotations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.matrix.options import NAME, wanted
from qualcode.cli.output import emit, say, table_options, tell, warn
from qualcode.cli.sending import (
    ready_to_send,
    recipient_option,
    record_sent,
    refuse_without_file,
)
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.workbench.coding.session import CodingSession
    from qualcode.workbench.matrix.cell_editor import CellEditor
    from qualcode.workbench.matrix.open_matrix import OpenMatrix


def _opened(settings: Settings, name: str) -> tuple[CodingSession, OpenMatrix]:
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.workbench.coding.session import CodingSession
    from qualcode.workbench.matrix.open_matrix import open_matrix

    study = settings.study()
    session = CodingSession(study, settings.coder(study))
    opened = open_matrix(study, read_matrix(study, name))
    warn([p for p in opened.problems if p.code != "stray-summary"])
    return session, opened


@click.command()
@click.argument("row", metavar="ROW")
@click.argument("column", metavar="COLUMN")
@click.argument("group", default="", metavar="[GROUP]")
@NAME
@click.option("--write", "text", metavar="TEXT", help="Write the summary; - reads it from a pipe.")
@click.option("--link", "links", multiple=True, metavar="CODING",
              help="Link a coding to the summary, or unlink it.")  # fmt: skip
@click.option("--quote", "quotes", multiple=True, metavar="CODING",
              help="Choose a coding as a quotation, or undo that.")  # fmt: skip
@click.option("--up-to-date", "mark", is_flag=True,
              help="Mark the summary as up to date with the cell.")  # fmt: skip
@click.option("--draft", is_flag=True, help="Print a first draft: the linked passages.")
@table_options
@click.pass_obj
def cell(
    settings: Settings, row: str, column: str, group: str, name: str, text: str | None,
    links: tuple[str, ...], quotes: tuple[str, ...], mark: bool, draft: bool, as_json: bool,
    as_csv: bool,
) -> int:  # fmt: skip
    """Show a cell's evidence and summary, or work on it; ids or names say which.

    In a framework chart ROW is a participant and COLUMN a code. A summary that holds real names
    or participants' words is kept as a draft on this machine, out of git; nothing else is done
    then, and the exit status is 1.

    Example:

    \b
        qualcode matrix cell wellbeing works_well young-people
        qualcode matrix cell wellbeing works_well young-people --quote A211 --up-to-date
    """
    from qualcode.workbench.matrix.cell_editor import CellEditor
    from qualcode.workbench.matrix.tables import cell_table

    session, opened = _opened(settings, name)
    from qualcode.workbench.matrix.charting import Charting

    key = Charting(session.study, session.coder, opened.assembled).find(row, column, group)
    desk = CellEditor(session, opened, key)
    if draft:
        tell(desk.first_draft())
        return 0
    changed = bool(text is not None or links or quotes or mark)
    for coding in (*links, *quotes):
        # Either all of these codings are there, or nothing is done.
        desk.check(coding)
    if text is not None:
        say(desk.save(sys.stdin.read() if text == "-" else text))
        if desk.draft:
            # A text that was not saved cannot rest on codings or be marked as up to date.
            return 1
    for coding in links:
        say(desk.link(coding))
    for coding in quotes:
        say(desk.quote(coding))
    if mark:
        say(desk.mark())
    if changed and not (as_json or as_csv):
        return 0
    table = cell_table(desk)
    if not (as_json or as_csv):
        _about(desk)
    emit(table, as_json=as_json, as_csv=as_csv,
         show=["person", "document", "turn", "linked", "quoted", "new", "coding", "text"],
         empty="Nothing is coded here.")  # fmt: skip
    return 0


def _about(desk: CellEditor) -> None:
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.workbench.matrix.status import silence, told

    one = desk.cell
    click.echo(safe_for_terminal(desk.name))
    if one.summary:
        click.echo(f"\n{safe_for_terminal(one.summary)}\n")
        tell(f"{one.author} {one.date}, {len(one.linked)} codings linked")
    if one.stale:
        changes = told(desk.opened.assembled.evidence, one.changes, 50)
        click.echo(f"Stale: {safe_for_terminal(changes)}")
    if not one.codings:
        tell(silence(desk.opened, one).capitalize())
    tell("")


@click.command()
@click.argument("name", default="", metavar="[MATRIX]")
@click.option("--uncleared", is_flag=True, help="Only those not cleared for print.")
@table_options
@click.pass_obj
def quotations(settings: Settings, name: str, uncleared: bool, as_json: bool, as_csv: bool) -> None:
    """List the chosen quotations: printed form, who signed them off, findings against them.

    Example:

    \b
        qualcode matrix quotations --uncleared
    """
    from qualcode.model.table import Table
    from qualcode.workbench.matrix.open_matrix import open_matrix
    from qualcode.workbench.matrix.tables import QUOTATION_COLUMNS, quotations_table

    study = settings.study()
    rows: list[tuple[Any, ...]] = []
    for definition in wanted(study, name):
        opened = open_matrix(study, definition)
        warn([p for p in opened.problems if p.code != "stray-summary"])
        rows += quotations_table(opened).rows
    table = Table.of(QUOTATION_COLUMNS, rows)
    if uncleared:
        at = table.columns.index("cleared")
        table = Table.of(table.columns, [r for r in rows if not r[at]])
    emit(table, as_json=as_json, as_csv=as_csv, empty="No quotation is chosen yet.",
         show=["coding", "cleared", "signed_by", "against", "attribution", "text"])  # fmt: skip


@click.command()
@click.argument("coding", metavar="CODING")
@click.option(
    "--to",
    "text",
    metavar="TEXT",
    help="The text to keep: leave words out, or put […] or [words of your own] in their place.",
)
@click.option(
    "--sign-as",
    "template",
    metavar="TEMPLATE",
    help="Another attribution than the study's; empty for the study's own.",
)
@NAME
@click.pass_obj
def trim(
    settings: Settings, coding: str, text: str | None, template: str | None, name: str
) -> None:
    """Trim a quotation; kept as cuts by offset, so no words of it go to git.

    Words outside brackets must be what was said, in order. The quotation then has to be signed off
    again.

    Example:

    \b
        qualcode matrix trim A213 --to "There was a […] different coloured lunch card."
    """
    from qualcode.errors import BadInputError
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.workbench.matrix.cell_editor import find_in_cells

    if text is None and template is None:
        raise BadInputError("nothing to do", mend="Give --to TEXT or --sign-as TEMPLATE")
    session, opened = _opened(settings, name)
    desk = find_in_cells(session, opened, coding)
    shown = desk.trim(coding, text, template)
    click.echo(f"“{safe_for_terminal(shown)}”")


@click.command()
@click.argument("coding", metavar="CODING")
@click.option("--accept", "accepts", multiple=True, metavar="FINDING",
              help="Sign it off despite this finding: negation, unique …")  # fmt: skip
@click.option("--why", default="", help="Why it may be printed all the same; kept in git.")
@click.option("--take-back", is_flag=True, help="Take your sign-off back.")
@NAME
@click.pass_obj
def clear(
    settings: Settings, coding: str, accepts: tuple[str, ...], why: str, take_back: bool, name: str
) -> None:
    """Sign a quotation off for print, in its present form; recorded in git with your name.

    Real names are never accepted. Where the study says so (young people) a second person must
    sign it off as well.

    Example:

    \b
        qualcode matrix clear A213
        qualcode matrix clear A211 --accept negation --why "nothing is turned round"
    """
    from qualcode.errors import BadInputError
    from qualcode.workbench.matrix.cell_editor import find_in_cells

    session, opened = _opened(settings, name)
    desk = find_in_cells(session, opened, coding)
    if take_back:
        tell(desk.unsign(coding))
        return
    if accepts and not why.strip():
        raise BadInputError("no reason is given", mend='Say it: --why "…"')
    tell(desk.sign(coding, accepts, why.strip()))


@click.command()
@NAME
@table_options
@click.pass_obj
def balance(settings: Settings, name: str, as_json: bool, as_csv: bool) -> None:
    """List who is quoted how often, the most quoted first, and who never is.

    Example:

    \b
        qualcode matrix balance
    """
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.workbench.matrix.open_matrix import open_matrix
    from qualcode.workbench.matrix.tables import balance_table

    study = settings.study()
    table = balance_table(open_matrix(study, read_matrix(study, name)))
    emit(table, as_json=as_json, as_csv=as_csv, empty="Nobody speaks in this study yet.")


@click.command()
@click.option("--by", "attribute", default="local_authority", show_default=True,
              metavar="ATTRIBUTE", help="A column of cases.csv.")  # fmt: skip
@click.option("--column", type=click.Choice(["works_well", "works_less_well", "mixed"]),
              help="Only those who said so; otherwise everybody who spoke of a theme.")  # fmt: skip
@click.option("--round", "base", type=click.IntRange(2), metavar="N",
              help="Round to multiples of N and suppress nothing.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help=".csv or .json: written to be sent on, and recorded.")  # fmt: skip
@recipient_option
@NAME
@table_options
@click.pass_obj
def numbers(
    settings: Settings, attribute: str, column: str | None, base: int | None, out: Path | None,
    to: str, name: str, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    """Count people by theme and local authority, or another attribute, fit to be printed.

    Small numbers are suppressed (–), with as many others as needed so that no total reveals them;
    or everything is rounded. More is suppressed if it could be worked out beside a report of the
    matrix, or beside figures that left before (qualcode exports).

    Example:

    \b
        qualcode matrix numbers --by local_authority
        qualcode matrix numbers --by role --round 5 --out roles.csv --to "Welsh Government"
    """
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.workbench.matrix.numbers import figures
    from qualcode.workbench.matrix.numbers_beside import numbers_beside
    from qualcode.workbench.matrix.open_matrix import open_matrix

    if out is None:
        refuse_without_file(to)
    elif as_json or as_csv:
        raise click.UsageError("--out and --json or --csv: the file's ending says its form")
    study = settings.study()
    opened = open_matrix(study, read_matrix(study, name))
    made = figures(opened, attribute, column=column or "", base=-1 if base is None else base)
    made, held = numbers_beside(opened, made)
    table = made.table()
    if out is not None:
        from qualcode.report.figures_file import check_figures_path, write_figures

        check_figures_path(out)
        sent = ready_to_send(settings, study, [made.printed(opened)], held, what="numbers",
                             matrix=name, to=to)  # fmt: skip
        write_figures(table, out)
        tell(f"{out}: {counted(len(table.rows), 'row')}")
        record_sent(sent, [out])
    else:
        for line in (*held.told, *held.stopping):
            say(f"qualcode: note: {line}")
        emit(table, as_json=as_json, as_csv=as_csv, show=[c for c in table.columns if c != "id"])
    if not (as_json or as_csv):
        hidden = sum(one is None for row in made.shown.cells for one in row)
        if hidden:
            least = study.config.suppress_below
            say(f"– in {hidden} cells: fewer than {least} people, or what would tell such a cell")
