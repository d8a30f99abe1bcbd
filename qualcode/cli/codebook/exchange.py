"""``codebook export|import``: to Word, Excel, CSV or Markdown, and back with the edits."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell
from qualcode.model.plural import counted


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.pass_obj
def export(settings: Settings, files: tuple[Path, ...]) -> None:
    """Write the codebook to FILE: .docx, .xlsx, .csv or .md.

    It has what a methods appendix needs for each code: name, brief and full definition, when to use
    it, when not, an example. 'codebook import' takes the edited file back.

    Examples:

    \b
        qualcode codebook export codebook.docx
        qualcode codebook export codebook.xlsx codebook.md
    """
    from qualcode.workbench.codebook.exchange import export_codebook

    study = settings.study()
    for file in files:
        export_codebook(study, file)
        tell(f"{file}: {counted(len(study.codebook), 'code')}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--base", default="", metavar="REV|FILE",
              help="The codebook from which FILE was made, if it does not say.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.pass_obj
def import_(settings: Settings, file: Path, base: str, dry_run: bool) -> int:
    """Take the edits in an exported FILE, or the codes of any table, into the codebook.

    Codes are matched by id, otherwise by name; a new row is a new code. Changes made here since the
    export stay; where both changed the same thing, the codebook gets both and the exit status is 1.
    No code is removed: those missing from FILE are listed. Tracked changes in Word count as
    accepted.

    Examples:

    \b
        qualcode codebook import codebook.docx --dry-run
        qualcode codebook import codebook.docx
    """
    from qualcode.cli.codebook.changes import show_changes
    from qualcode.workbench.codebook.exchange import plan_import, take_import

    study = settings.study()
    planned = (plan_import if dry_run else take_import)(study, file, base=base)
    title = f"{file.name}, beside {planned.base}" + (": nothing is written" if dry_run else "")
    changes = [(change, "") for change in planned.changes]
    show_changes(title, changes, "" if changes else "Nothing in it is new.")
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


COMMANDS = (export, import_)
