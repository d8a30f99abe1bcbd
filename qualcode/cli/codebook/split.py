"""``codebook split|assign``: splits a code into parts and assigns its codings to them."""

from __future__ import annotations

import sys
from typing import Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell
from qualcode.model.plural import counted


@click.command()
@click.argument("code")
@click.option("--into", multiple=True, required=True, metavar="[ID=]NAME",
              help="A part; give two or more. CODE becomes the first.")  # fmt: skip
@click.option("--below", is_flag=True, help="CODE stays, as the theme of its parts.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.pass_obj
def split(settings: Settings, code: str, into: tuple[str, ...], below: bool, dry_run: bool) -> None:
    """Split a code into parts; its codings are then assigned to them, whoever made them.

    CODE becomes the first part and keeps its definition, with every coding not assigned to another
    part; its earlier id is kept in 'was:'. No coding log is touched, so 'git revert' undoes a
    split, codings included.

    Examples:

    \b
        qualcode codebook split stigma --into "Stigma from staff" --into "Stigma from peers"
        qualcode codebook split wellbeing --below --into "Feeling safe" --into "Sleep"
    """
    from qualcode.workbench.codebook.split import split_code

    study = settings.study()
    pairs = [_pair(text) for text in into]
    found = split_code(
        study, code, pairs, coder=settings.coder(study), below=below, dry_run=dry_run
    )
    names = ", ".join(f"{part.name} [{part.id}]" for part in found.parts)
    tell(f"{found.code}: {'would be' if dry_run else 'is'} split into {names}")
    if found.codings and not dry_run:
        say(f"{len(found.codings)} codings to be assigned: qualcode codebook assign {found.code}")
        say(f"Say what belongs where: qualcode codebook edit {found.parts[-1].id} --definition …")


def _pair(text: str) -> tuple[str, str]:
    from qualcode.model.codebook.code import valid_code_id

    left, separator, right = text.partition("=")
    if separator and valid_code_id(left.strip()) and right.strip():
        return left.strip(), right.strip()
    return "", text.strip()


@click.command()
@click.argument("code")
@click.argument("part", required=False)
@click.option("--containing", default="", metavar="TEXT", help="Codings on these words.")
@click.option("--document", default="", metavar="DOC", help="Codings of one document.")
@click.option("--group", default="", metavar="ID", help="Codings of what a group says.")
@click.option("--valence", default="", metavar="V", help="Codings of a valence, or not_judged.")
@click.option("--by", "only", default="", metavar="CODER", help="One coder's codings.")
@click.option("--coding", "ids", multiple=True, metavar="ID", help="This coding; repeatable.")
@click.option("--again", is_flag=True, help="Also codings that were assigned already.")
@click.option("--dry-run", is_flag=True, help="Say how many; change nothing.")
@table_options
@click.pass_obj
def assign(
    settings: Settings, code: str, part: str | None, containing: str, document: str, group: str,
    valence: str, only: str, ids: tuple[str, ...], again: bool, dry_run: bool, as_json: bool,
    as_csv: bool,
) -> None:  # fmt: skip
    """Assign codings of a split CODE to a PART by rule; without PART, in a list, one by one.

    A coding must match all options. Without PART and without a terminal, the remaining codings are
    listed.

    Examples:

    \b
        qualcode codebook assign stigma
        qualcode codebook assign stigma stigma-from-peers --group young-people --containing friends
    """
    from qualcode.cli.coding import parsed_valence
    from qualcode.workbench.codebook.split import Rule, chosen_by, find_split, tally
    from qualcode.workbench.codebook.split import assign as assign_to
    from qualcode.workbench.coding.session import CodingSession

    study = settings.study()
    found = find_split(study, code)
    judged = valence if valence == "not_judged" else parsed_valence(valence) or ""
    rule = Rule(only, document, group, judged, containing, ids)
    if part is None:
        if not (as_json or as_csv) and sys.stdin.isatty() and sys.stdout.isatty():
            _open_list(settings, found.code)
            return
        emit(_listing(study, chosen_by(study, found.codings if again else found.left, rule)),
             as_json=as_json, as_csv=as_csv, empty=f"All assigned: {tally(found)}")  # fmt: skip
        return
    target = found.find_part(part)
    wanted = chosen_by(study, found.codings if again else found.left, rule)
    if not dry_run:
        coder = CodingSession(study, settings.coder(study)).coder
        found = assign_to(study, found, target, wanted, coder=coder)
    many = counted(len(wanted), "coding")
    tell(f"{target.id}: {many} {'would be ' if dry_run else ''}assigned to it")
    say(f"{found.words}: {tally(found)}")


def _listing(study: Any, codings: Any) -> Any:
    from qualcode.analysis.listings import codings_table

    return codings_table(study, codings)[0]


def _open_list(settings: Settings, code: str) -> None:
    from qualcode.tui.app import QualcodeApp

    study = settings.study()
    QualcodeApp(study, settings.coder(study), split=code).run()


COMMANDS = (split, assign)
