"""``matrix import``: takes back summaries that were edited in an exported Word matrix."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell, warn
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.workbench.matrix.word_import import Difference, MatrixImport

_SHOWN = ["row_name", "column_name", "group_name", "what", "words", "why"]


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.docx")
@click.option("--name", default="", metavar="MATRIX",
              help="The matrix, if not the one that the file names.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what differs, and take nothing.")
@click.option("--take", type=click.Choice(["ours", "theirs", "all"]),
              help="Where both changed: the study's text, the file's, or both.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Take what changed in the file without asking.")
@table_options
@click.pass_obj
def import_(
    settings: Settings, file: Path, name: str, dry_run: bool, take: Any, yes: bool, as_json: bool,
    as_csv: bool,
) -> int:  # fmt: skip
    """Take back summaries that were edited in an exported Word matrix, tracked or not.

    Only summaries are taken, with tracked changes accepted. Each cell is compared with what was
    exported and with the study as it is now; where only the file changed, you are asked whether to
    take it. A summary that holds real names or participants' words is kept as a draft on this
    machine. The exit status is 1 if anything in the file is not taken, with --dry-run too, or is
    still to be decided; what is not taken is listed.

    Example:

    \b
        qualcode matrix import report.docx --dry-run
        qualcode matrix import report.docx
        qualcode matrix import report.docx --yes --take theirs
    """
    from qualcode.errors import NotFoundError
    from qualcode.workbench.coding.session import CodingSession
    from qualcode.workbench.matrix.word_import import plan_import

    if not file.is_file():
        raise NotFoundError(f"there is no file {file}")
    study = settings.study()
    session = CodingSession(study, settings.coder(study))
    made = plan_import(session, file.read_bytes(), file.name, name)
    warn([p for p in made.opened.problems if p.code != "stray-summary"])
    for note in made.notes:
        say(f"{file.name}: {note}")
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    asks = terminal and not (yes or dry_run or as_json or as_csv)
    if asks and made.differences:
        emit(made.table(), show=_SHOWN[:4])
    done: dict[Any, str] = {}
    left = 0
    if not dry_run and (yes or asks):
        done, left = _taken(made, take, asks)
    table = made.table(done)
    show = _SHOWN if not done else [*_SHOWN[:5], "done"]
    if not asks:
        emit(table, as_json=as_json, as_csv=as_csv, show=show,
             empty=f"No summary differs; {made.unchanged} are as they were exported.")  # fmt: skip
    elif not made.differences:
        tell(f"No summary differs; {made.unchanged} are as they were exported.")
    if not dry_run and not (yes or asks) and any(one.is_open for one in made.differences):
        say("Nothing was taken: --yes takes what changed in the file")
    return 1 if left or not made.is_whole else 0


def _taken(made: MatrixImport, take: Any, asks: bool) -> tuple[dict[Any, str], int]:
    """Take accepted summaries; return what was done, by cell, and how many are left."""
    from qualcode.workbench.matrix.word_import import REFUSED

    done: dict[Any, str] = {}
    taken = left = 0
    for one in made.differences:
        side: Any = take if one.is_conflict else "theirs"
        if one.is_open:
            if asks:
                _show(one)
                side = _asked(one, side)
            if side is None:
                done[one.key] = "left" if asks else "to be decided: --take ours, theirs or all"
                left += not asks
                continue
            ok, said = made.take(one, side)
        else:
            ok, said = one.what != REFUSED, one.why
            if asks:
                say(f"{one.name}: {one.what}: {one.why}")
        done[one.key] = said
        taken += ok and one.is_open and side != "ours"
        left += not ok
        if one.is_open and asks:
            say(said)
    if made.differences:
        many = counted(taken, "summary")
        say(f"{many} taken from the file" + (f"; {left} not" if left else ""))
    return done, left


def _show(one: Difference) -> None:
    from qualcode.model.text.text import safe_for_terminal

    click.echo(f"\n{safe_for_terminal(one.name)}: {one.what}")
    texts = [("exported", one.base), ("study", one.ours), ("file", one.theirs)]
    for called, text in texts if one.is_conflict else (texts[1], texts[2]):
        if text is not None:
            shown = text.strip().replace("\n", "\n            ") or "(nothing)"
            click.echo(f"  {called:8}  {safe_for_terminal(shown)}")
    for note in (one.why, *one.notes):
        if note:
            click.echo(f"  note      {safe_for_terminal(note)}")


def _asked(one: Difference, side: Any) -> Any:
    if not one.is_conflict:
        words = "Keep it as a draft?" if one.as_draft else "Take it?"
        return "theirs" if click.confirm(words, default=True) else None
    if side is not None:
        return side
    words = "Which stands: ours, theirs, all of both, or leave it"
    answer = click.prompt(words, type=click.Choice(["ours", "theirs", "all", "leave"]),
                          default="leave")  # fmt: skip
    return None if answer == "leave" else answer
