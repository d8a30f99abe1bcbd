"""``speakers``: who speaks in documents, and changes of it."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.documents.listing import Listing, echo_lines
from qualcode.cli.documents.options import dry_run_option, everywhere_option, group_option
from qualcode.cli.output import emit, say, table_options, warn
from qualcode.model.plural import counted, plural
from qualcode.model.table import Table
from qualcode.workbench.documents.speaker_data import ROLES


@click.group(cls=Listing)
def speakers() -> None:
    """List who speaks in documents, and say who they are: role, case, group.

    'qualcode speakers DOC' lists; without DOC it lists all documents. Texts stay as they are, so
    codings stay where they are; counts by case and group follow at once.

    Examples:

    \b
        qualcode speakers sc-04
        qualcode speakers set sc-04 "Speaker 2" --role participant --case SC04 --group social-care
        qualcode speakers set --all Tutor --role interviewer
        qualcode speakers set sc-04 Details --role nobody
        qualcode speakers merge sc-04 "Speaker 3" "Speaker 2"
    """


@speakers.command("list")
@click.argument("documents", nargs=-1, metavar="[DOC]...")
@table_options
@click.pass_obj
def list_(settings: Settings, documents: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """List who speaks: label, role, case, turns, words, how often they ask, how they begin.

    Text that nobody speaks is there as well, as 'nobody'. The label in the text may be a name: it
    is shown on this machine only.

    Example:

    \b
        qualcode speakers list sc-04 --json
    """
    from qualcode.workbench.documents.speaker_list import speaker_lines, speakers_table

    study = settings.study()
    lines = speaker_lines(study, documents)
    table = speakers_table(lines)
    show = ["label", "role", "case", "group", "turns", "words", "asks", "sample"]
    if len(documents) != 1:
        show.insert(0, "document")
    if any(line.in_text not in ("", line.label) for line in lines):
        show.insert(show.index("label") + 1, "in_text")
    if not (as_json or as_csv):
        at = table.columns.index("asks")
        table = Table.of(table.columns, [
            (*row[:at], "" if row[at] is None else f"{row[at]:.0%}", *row[at + 1:])
            for row in table.rows
        ])  # fmt: skip
    empty = "No documents yet: qualcode import FILES"
    emit(table, as_json=as_json, as_csv=as_csv, show=show, empty=empty)
    missing = dict.fromkeys(line.document for line in lines if line.words is None)
    warn([*study.problems, *([study.missing_texts([*missing])] if missing else [])])


@speakers.command("set")
@click.argument("words", nargs=-1, required=True, metavar="DOC... LABEL")
@everywhere_option
@click.option("--role", type=click.Choice(ROLES), help="What the speaker is; nobody: no speaker.")
@click.option("--case", metavar="ID", help="The case; made if cases.csv has none of that id.")
@click.option("--no-case", is_flag=True, help="The speaker is no case.")
@group_option
@dry_run_option
@click.pass_obj
def set_(
    settings: Settings,
    words: tuple[str, ...],
    everywhere: bool,
    role: str | None,
    case: str | None,
    no_case: bool,
    group: str | None,
    dry_run: bool,
) -> None:
    """Say who a speaker is, by the label shown or the one in the text.

    'nobody' makes the words text that nobody speaks; another role takes that back, and what was
    changed says how. The label stays before the words, and is no part of them.
    With a group and no case, the only participant of a document gets a case called like it. The
    label 'nobody' is for who wrote a document in which nobody speaks.

    Examples:

    \b
        qualcode speakers set sc-04 P --case SC04 --group social-care
        qualcode speakers set sc-04 sc-05 "Speaker 1" --role interviewer
        qualcode speakers set --all P --group schools --dry-run
        qualcode speakers set diary-3 nobody --case YP3
    """
    from qualcode.workbench.documents.speaker_data import SpeakerData
    from qualcode.workbench.documents.speaker_edit import set_speaker

    documents, label = _documents(words, 1, everywhere)
    if case is not None and no_case:
        raise click.UsageError("--case and --no-case exclude one another")
    if case == "":
        raise click.UsageError("--case is empty; to take a case away: --no-case")
    wanted = next((one for one in ROLES if one == role), None)
    data = SpeakerData(wanted, "" if no_case else case, group)
    study = settings.study()
    done = set_speaker(study, documents, label[0], data, dry_run=dry_run)
    echo_lines(done.lines, dry_run=dry_run)
    _without(done.without, label)
    warn(study.problems)


@speakers.command("merge")
@click.argument("words", nargs=-1, required=True, metavar="DOC... LABEL INTO")
@everywhere_option
@dry_run_option
@click.pass_obj
def merge(settings: Settings, words: tuple[str, ...], everywhere: bool, dry_run: bool) -> None:
    """Make two labels of one person one speaker: LABEL's turns become INTO's.

    INTO keeps its role, and its case; if it has none, it gets LABEL's.

    Example:

    \b
        qualcode speakers merge fg-01 "Interviewer (I)" I
    """
    from qualcode.workbench.documents.speaker_edit import merge_speakers

    documents, labels = _documents(words, 2, everywhere)
    study = settings.study()
    done = merge_speakers(study, documents, *labels, dry_run=dry_run)
    echo_lines(done.lines, dry_run=dry_run)
    _without(done.without, labels)
    warn(study.problems)


def _documents(
    words: tuple[str, ...], labels: int, everywhere: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the documents and the labels that were named: the labels are the last words."""
    documents, named = words[:-labels], words[-labels:]
    if everywhere and documents:
        raise click.UsageError(f"--all is for all documents, and {documents[0]!r} is named")
    if len(named) < labels or not (everywhere or documents):
        what = plural(labels, "LABEL", "LABEL and INTO")
        raise click.UsageError(f"name a document, or say --all, and {what}")
    return documents, named


def _without(count: int, labels: tuple[str, ...]) -> None:
    if count:
        named = " and ".join(map(repr, labels))
        say(f"{counted(count, 'document has', 'documents have')} no {named}")
