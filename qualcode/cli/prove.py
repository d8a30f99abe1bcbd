"""``prove``: runs qualcode under watch, and looks through all that it left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import progress_bar, say, tell
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.workbench.proof.proof import Proof


@click.command()
@click.option("--out", "outs", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
              metavar="FILE", help="Write the page: .docx or .md; may be repeated.")  # fmt: skip
@click.option("--quick", is_flag=True, help="Without the sample study, its themes and reports.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Keep the study it was tried on, to be looked at; a new folder.")  # fmt: skip
@click.option("--commands", "listed", metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="Commands to run on your own study, one a line.")  # fmt: skip
@click.option("--network", is_flag=True,
              help="Leave commands of yours the network, and list connections.")  # fmt: skip
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND…]")
@click.pass_obj
def prove(
    settings: Settings, outs: tuple[Path, ...], quick: bool, keep: Path | None,
    listed: Path | None, network: bool, command: tuple[str, ...],
) -> int:  # fmt: skip
    """Try out whether names or words leave this computer, and write a page about it.

    An invented study lives from import to withdrawal, with made-up names and sentences planted in
    it: transcripts are imported, names replaced, passages coded, reports made, work sent to a
    team's copy on this computer; copies and memos with words are committed, which must be refused.
    Every command runs under watch, without a network where the system can take it away. Then git,
    reports, caches, the home folder, temporary files and what an editor leaves are searched for
    what was planted. Nothing of yours is read or changed.

    With a COMMAND of yours after --, or several in a file, these are run on your own study instead,
    in this terminal, as they are (what they do is done): 'prove -- open' watches a whole session.
    Then the study's real names and words are looked for in all that they wrote.

    The page says what was tried, what was found, what was not looked at, and with which versions:
    for an ethics committee, or a data protection officer.

    Exit status: 0 nothing was found, 1 something was, or a command did not end as it must.

    Examples:

    \\b
        qualcode prove --out proof.docx
        qualcode prove --quick
        qualcode -C my-study prove --out proof.md -- matrix --out report.docx
        qualcode -C my-study prove -- open
    """
    from qualcode.workbench.proof.page import check_form, verdict, write_page

    for path in outs:
        check_form(path)
    if command or listed:
        if quick or keep:
            raise click.UsageError("--quick and --keep are for the invented study, without COMMAND")
        made = _on_own_study(settings, command, listed, network)
    elif network:
        raise click.UsageError("--network is for commands of your own: qualcode prove -- COMMAND")
    else:
        made = _on_invented_study(quick, keep)
    for finding in made.findings:
        say(finding.line)
    for path in outs:
        write_page(made, path)
        tell(f"Wrote {path}")
    files = sum(looked.files for _, looked in made.looked)
    commands = counted(len(made.runs), "command")
    tell(f"{commands}, {counted(files, 'file')} looked through. {verdict(made)}")
    for note in made.notes:
        tell(note)
    if not made.has_own_network and not network:
        tell("This system cannot run a command without a network: the page says what that means.")
    return 0 if made.holds else 1


def _on_invented_study(quick: bool, keep: Path | None) -> Proof:
    from qualcode.errors import BadInputError
    from qualcode.workbench.proof import proof

    if keep is not None and keep.exists():
        raise BadInputError(f"{keep} is there already", mend="Name a new folder: --keep FOLDER")
    with progress_bar() as progress:
        return proof.prove(progress, quick=quick, keep=keep)


def _on_own_study(
    settings: Settings, command: tuple[str, ...], listed: Path | None, network: bool
) -> Proof:
    from qualcode.workbench.proof.own_study import commands_in, prove_commands

    commands = [list(command)] if command else []
    if listed:
        commands += commands_in(listed)
    if any(one[0] == "prove" for one in commands):
        raise click.UsageError("a proof is not run within a proof: name another command")
    return prove_commands(settings.study(), commands, network=network)
