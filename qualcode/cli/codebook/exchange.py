"""``codebook export|import``: to Word, Excel, CSV or Markdown, and back with the edits."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.workbench.codebook.foreign import TreeLine


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.pass_obj
def export(settings: Settings, files: tuple[Path, ...]) -> None:
    """Write the codebook to FILE: .docx, .xlsx, .csv or .md.

    It has all of each code: name, brief and full definition, when to use it, when not, an example.
    'codebook import' takes the edited file back. It is for the team; a client has the codes in the
    appendix of a report, without examples and drafts, and with real names withheld.

    Examples:

    \b
        qualcode codebook export codebook.docx
        qualcode codebook export codebook.xlsx codebook.md
    """
    from qualcode.store.io.durable import read_text
    from qualcode.workbench.codebook.exchange import export_codebook
    from qualcode.workbench.privacy.real_names import Disclosure

    study = settings.study()
    names = Disclosure(study.root).names_in(read_text(study.codebook_path))
    for file in files:
        export_codebook(study, file)
        tell(f"{file}: {counted(len(study.codebook), 'code')}")
    tell("For the team only: examples and drafts are in it. A client has the codes in a report.")
    if names:
        say(f"It holds “{names[0]}”, a real name of the private table: qualcode check says where")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--base", default="", metavar="REV|FILE",
              help="The codebook from which FILE was made, if it does not say.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--framework", is_flag=True,
              help="FILE is a report, .pdf or .docx: list what could be codes.")  # fmt: skip
@click.option("--sheet", type=click.Path(path_type=Path), metavar="FILE",
              help="With --framework: the sheet to write, .xlsx or .csv, to tick.")  # fmt: skip
@click.pass_obj
def import_(
    settings: Settings, file: Path, base: str, dry_run: bool, framework: bool, sheet: Path | None
) -> int:
    """Take the edits in an exported FILE, or another program's codebook, into the codebook.

    FILE is a Word, Excel, CSV, Markdown, REFI-QDA (.qdc) or text file, a codebook.yaml, or the name
    of a codebook that comes with qualcode; of the last two only what is new is taken.

    Codes are matched by id, otherwise by name; a new row is a new code. Changes made here since the
    export stay; where both changed the same thing, the codebook gets both and the exit status is 1.
    No code is removed: those missing from FILE are listed. Tracked changes in Word count as
    accepted.

    Examples:

    \b
        qualcode codebook import codebook.docx --dry-run
        qualcode codebook import codebook.docx
        qualcode codebook import "NVivo codebook.xlsx" --dry-run
        qualcode codebook import policy-themes
        qualcode codebook import report.pdf --framework --sheet principles.xlsx
    """
    if framework:
        if base or dry_run:
            wrong = "--base" if base else "--dry-run"
            raise click.UsageError(f"{wrong} has no effect with --framework, which changes nothing")
        return _framework(settings, file, sheet)
    if sheet:
        raise click.UsageError("--sheet goes with --framework")
    from qualcode.cli.codebook.changes import show_changes
    from qualcode.workbench.codebook.exchange import plan_import, take_import

    study = settings.study()
    planned = (plan_import if dry_run else take_import)(study, file, base=base)
    title = f"{file.name}, beside {planned.base}" + (": nothing is written" if dry_run else "")
    new = {line.id for line in planned.tree if line.fate == "new"}
    changes = [(change, "") for change in planned.changes if change.code not in new]
    nothing = "" if planned.changes else "Nothing in it is new."
    show_changes(title, changes, nothing)
    if planned.tree and planned.changes:
        _show_tree(planned.tree)
    for line in planned.told:
        say(line)
    for note in planned.notes:
        say(note)
    if planned.absent:
        say(f"Not in the file, and kept: {', '.join(planned.absent)}. If they are to go: "
            "qualcode codebook retire CODE")  # fmt: skip
    for conflict in planned.conflicts:
        say(f"codebook.yaml: {conflict.words}")
    if planned.conflicts and not dry_run:
        say("Both versions stand in codebook.yaml: qualcode codebook resolve")
    return 1 if planned.conflicts else 0


def _framework(settings: Settings, file: Path, sheet: Path | None) -> int:
    """List a report's statements: to be ticked in a terminal or on a sheet, or just printed."""
    from qualcode.cli.open import run_app
    from qualcode.cli.who import in_terminal
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.workbench.codebook.framework import (
        placeholders,
        read_framework,
        write_framework_sheet,
    )

    study = settings.study()
    found = read_framework(file)
    for note in found.notes:
        say(note)
    if sheet is None and in_terminal():
        run_app(settings, study, report=found)
        return 0
    if sheet is None:
        click.secho(safe_for_terminal(found.title), bold=True)
        for one in found.statements:
            click.echo(f"  {one.place:>4}  {one.kind:<9} {safe_for_terminal(one.full_name)}")
        say(f"To tick and edit them: qualcode codebook import {file.name!r} --framework --sheet "
            "FILE.xlsx")  # fmt: skip
        return 0
    write_framework_sheet(study, found, sheet)
    click.echo(f"{sheet}: {counted(len(found.statements), 'statement')} of "
               f"{safe_for_terminal(found.title)!r}")  # fmt: skip
    waiting = placeholders(study)
    if waiting:
        ids = ", ".join(key for key, _ in waiting)
        say(f"{counted(len(waiting), 'placeholder')} to fill: {ids}")
    say(f"Put x into Take, save it, and then: qualcode codebook import {sheet.name}")
    return 0


def _show_tree(tree: list[TreeLine]) -> None:
    """Print the codes of a file as a tree, and what becomes of each."""
    from qualcode.model.text.text import safe_for_terminal

    fates = Counter(line.fate for line in tree)
    how_many = ", ".join(f"{count} {fate}" for fate, count in fates.items())
    click.secho(f"\n{counted(len(tree), 'code')} in it: {how_many}", bold=True)
    for line in tree:
        mark = {"new": "+", "changed": "~"}.get(line.fate, "=")
        click.echo(f"  {mark} {'    ' * line.depth}{safe_for_terminal(line.name)}")


COMMANDS = (export, import_)
