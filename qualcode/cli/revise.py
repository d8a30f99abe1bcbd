"""``revise`` and ``edit``: give a document a new text; its codings follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell, warn

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.documents.revision import Revised


@click.command()
@click.argument("document", metavar="DOC")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--why", default="", metavar="TEXT", help="A reason, kept with the revision.")
@click.option("--undo", is_flag=True, help="Bring the text before the last revision back.")
@click.option("--list", "listed", is_flag=True, help="List the document's revisions.")
@click.option("--to", "wanted", metavar="TEXT", help="Bring back a text that --list shows.")
@click.option("--as", "new_id", metavar="ID", help="Give the document another id.")
@click.option(
    "--encoding", default="", metavar="NAME", help="FILE's encoding, if it is not detected."
)
@click.option("--force", is_flag=True, help="Go on even if the new text keeps little of the old.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@table_options
@click.pass_obj
def revise(
    settings: Settings,
    document: str,
    file: Path | None,
    why: str,
    undo: bool,
    listed: bool,
    wanted: str | None,
    new_id: str | None,
    encoding: str,
    force: bool,
    dry_run: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Give DOC a new text, from FILE; every coding follows its words.

    FILE may be a corrected copy of transcripts/DOC.txt or a new file of any kind that 'import'
    takes. Without FILE, the changes made to transcripts/DOC.txt in another program are taken
    over. Codings whose words changed are listed and flagged "text changed"; those whose words
    are gone are "orphaned"; none is dropped. The earlier text stays on this machine.

    Examples:

    \b
        qualcode revise sc-01 corrected.txt --dry-run
        qualcode revise sc-01 corrected.txt --why "second listening"
        qualcode revise sc-01 --undo
        qualcode revise dafydd-prys --as sc-07
    """
    from qualcode.workbench.documents import revision as revising

    study = settings.study()
    if sum((file is not None, undo, listed, wanted is not None, new_id is not None)) > 1:
        raise click.UsageError(
            "one of FILE, --undo, --to, --as and --list", click.get_current_context()
        )
    if listed:
        from qualcode.workbench.documents.revision_list import in_local_time, revisions_table

        table = revisions_table(study, document)
        warn(study.problems)
        if not (as_json or as_csv):
            table = in_local_time(table)
        emit(table, as_json=as_json, as_csv=as_csv, empty="Never revised.",
             show=("text", "at", "by", "why", "characters", "on_this_machine", "now"))  # fmt: skip
        return
    if new_id is not None:
        from qualcode.store.folder_changes import earlier_ids
        from qualcode.workbench.documents.rename import (
            follow_rename,
            rename_document,
            still_named,
        )

        there = document in study.document_ids()
        if not there and earlier_ids(study).get(document) == new_id:
            renamed = None if dry_run else follow_rename(study, document, new_id)
            verb = "would go" if dry_run else "goes"
            tell(f"{document}: what is here of it {verb} to {new_id}")
        else:
            study.document(document)
            renamed = None if dry_run else rename_document(study, document, new_id)
            verb = "would be" if dry_run else "is now"
            tell(f"{document}: {verb} {new_id}, codings and all")
        if renamed and renamed.lost:
            say(
                f"Its text is not on this machine. Quotations of it that an earlier version of "
                f"qualcode signed off have to be signed off again, {renamed.lost:,} at most: see "
                "qualcode matrix quotations."
            )
        if renamed and (files := still_named(study, document)):
            some = ", ".join(files[:6]) + (f" and {len(files) - 6:,} more" if files[6:] else "")
            say(f"{document} still stands in {some}: change it there, or make them again.")
        warn(study.problems)
        return
    coder = settings.known_coder(study)
    if undo or wanted is not None:
        from qualcode.workbench.documents.revision_list import bring_back

        done = bring_back(study, document, wanted or "", dry_run=dry_run)
    else:
        done = revising.revise_from(
            study, document, file, why=why, coder=coder, encoding=encoding,
            force=force, dry_run=dry_run,
        )  # fmt: skip
    _tell(study, done, dry_run=dry_run, as_json=as_json, as_csv=as_csv)


@click.command()
@click.argument("document", metavar="DOC")
@click.option("--why", default="", metavar="TEXT", help="A reason, kept with the revision.")
@click.option("--discard", is_flag=True, help="Drop an unfinished edit.")
@click.option("--force", is_flag=True, help="Go on even if the new text keeps little of the old.")
@click.pass_obj
def edit(settings: Settings, document: str, why: str, discard: bool, force: bool) -> None:
    """Edit DOC's text in your editor ($VISUAL or $EDITOR); codings follow when you save.

    Keep "LABEL: words" and the blank line between turns.

    Example:

    \b
        qualcode edit sc-01
    """
    from qualcode.errors import QualcodeError, StudyError
    from qualcode.workbench.documents.revision import NewText, revise_texts
    from qualcode.workbench.documents.text_edit import (
        begin_edit,
        copies_elsewhere,
        end_edit,
        end_edit_unwritten,
        run_editor,
    )

    study = settings.study()
    if discard:
        end_edit(study, study.document(document))
        tell(f"{document}: stays as it is")
        return
    begun, path = begin_edit(study, document)
    if begun.resumed:
        say(f"Going on with the edit of {document} that was begun before; --discard forgets it.")
    if elsewhere := copies_elsewhere(study.root):
        say(f"{elsewhere}.")
    kept = f"What you wrote is kept: 'qualcode edit {document}' goes on with it."
    try:
        run_editor(path, study.root)
    except StudyError:
        if not end_edit_unwritten(study, begun.document):
            say(kept)
        raise
    text = begun.read(path)
    try:
        [done] = revise_texts(
            study, [NewText(document, text)], why=why, coder=settings.known_coder(study),
            force=force,
        )  # fmt: skip
    except QualcodeError:
        say(kept)
        raise
    end_edit(study, begun.document)
    _tell(study, done, dry_run=False, as_json=False, as_csv=False)


def _tell(study: Study, done: Revised, *, dry_run: bool, as_json: bool, as_csv: bool) -> None:
    """Print what a revision did to the text and to its codings."""
    from qualcode.model.table import Table
    from qualcode.workbench.documents.revision_list import around_difference, flagged_table

    table = flagged_table(study, done)
    if as_json or as_csv:
        emit(table, as_json=as_json, as_csv=as_csv)
        return
    name = done.document.id
    if done.same:
        if done.regained:
            tell(f"{name}: the text is as it was; {_regained(done)}")
        else:
            tell(f"{name}: the text is as it was; nothing changed")
        return
    verb = "would change" if dry_run else "changed"
    kept = "" if done.kept is None else f"; {done.kept:.1%} of the old text kept"
    words = f"{done.before.words:,} → {done.document.words:,} words"
    turns = f"{len(done.before.turns):,} → {len(done.document.turns):,} turns"
    tell(f"{name}: text {verb}: {words}, {turns}{kept}")
    for line in done.speaker_lines():
        tell(f"  {line}")
    if done.regained:
        tell(f"{_regained(done)}")
    if not (done.unchanged or done.changed or done.orphaned or done.regained):
        tell("No codings stand on it.")
        return
    tell(
        f"Codings: {done.unchanged:,} with the same words, {len(done.changed):,} flagged "
        f"'text changed', {len(done.orphaned):,} orphaned"
    )
    if table.rows:
        # The difference should be visible, and lines are short.
        rows = [(*row[:5], *around_difference(*row[5:])) for row in table.rows]
        emit(Table.of(table.columns, rows), show=("id", "coder", "code", "flag", "before", "now"))
    if not dry_run:
        # By its digest: after going back, --undo goes further back.
        say(f"To take it back: qualcode revise {name} --to {done.before.sha256[:12]}")


def _regained(done: Revised) -> str:
    from qualcode.model.plural import counted

    codings = counted(done.regained, "orphaned coding is", "orphaned codings are")
    return f"{codings} on the words again"
