"""``import``: transcripts in, with a report of what was understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.main import Settings

if TYPE_CHECKING:
    from qualcode.workbench.importing import ImportReport


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "as_id", default="", metavar="ID", help="The document's id (one file).")
@click.option("--case", default="", metavar="CASE", help="The only participant's case (one file).")
@click.option("--group", default="", metavar="GROUP", help="The group of cases that are new.")
@click.option("--language", default="", metavar="CODE", help="en, cy, …")
@click.option(
    "--speaker",
    "speakers",
    multiple=True,
    metavar="LABEL=CASE",
    help="Whose case a speaker label is; may be given several times.",
)
@click.option(
    "--interviewer",
    "interviewers",
    multiple=True,
    metavar="LABEL",
    help="A speaker who asks and is not studied; may be given several times.",
)
@click.option(
    "--speakers",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A CSV with columns file,label and document,case,role, for a whole folder.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be understood; store nothing.")
@click.option("--quiet", is_flag=True, help="One line a file.")
@click.pass_obj
def import_(
    settings: Settings,
    files: tuple[Path, ...],
    as_id: str,
    case: str,
    group: str,
    language: str,
    speakers: tuple[str, ...],
    interviewers: tuple[str, ...],
    table: Path | None,
    dry_run: bool,
    quiet: bool,
) -> int:
    """Bring transcripts in: .txt, .docx and .vtt files, or whole folders of them.

    Prints who speaks, who is taken for the interviewer and why, and what else the file held.
    A label that may be a name is kept out of everything git sees (docs/privacy.md).

    Examples:

    \b
        qualcode import "Interview 4.docx" --as sc-04 --case SC04 --group social-care
        qualcode import transcripts/ --speakers who.csv --dry-run
    """
    from qualcode.cli.output import progress_bar
    from qualcode.workbench.importing import Importer, ImportOptions, transcript_files
    from qualcode.workbench.speakers import read_speaker_table

    pairs = {}
    for pair in speakers:
        # A label may hold "="; a case id never does.
        label, separator, case_id = pair.rpartition("=")
        if not separator or not label.strip() or not case_id.strip():
            raise click.UsageError(f"--speaker {pair!r} should be LABEL=CASE")
        pairs[label.strip()] = case_id.strip()
    options = ImportOptions(
        as_id=as_id,
        case=case,
        group=group,
        language=language,
        speakers=pairs,
        interviewers=interviewers,
        table=read_speaker_table(table) if table else None,
        dry_run=dry_run,
    )
    importer = Importer(settings.study(), options)
    with progress_bar() as progress:
        reports = importer.import_files(transcript_files(files), progress)
    for report in reports:
        _show(report, brief=quiet or len(reports) > 20)
    failed = [r for r in reports if r.status == "failed"]
    if len(reports) > 1:
        done = sum(r.status in ("imported", "would import") for r in reports)
        same = sum(r.status == "unchanged" for r in reports)
        verb = "would be imported" if dry_run else "imported"
        click.echo(f"{done} {verb}, {same} unchanged, {len(failed)} failed")
    return 1 if failed else 0


def _show(report: ImportReport, *, brief: bool) -> None:
    from qualcode.model.text import safe_for_terminal

    if report.status == "failed":
        click.echo(f"qualcode: {safe_for_terminal(report.error)}", err=True)
        return
    if report.status == "unchanged":
        click.echo(f"{report.document}: unchanged, imported before")
        return
    click.echo(
        f"{report.document}: {report.status}, {report.turns} turns, {report.words:,} words, "
        f"{len(report.speakers)} speakers ({report.layout})"
    )
    if brief:
        return
    for one in report.speakers:
        label = safe_for_terminal(one.label)
        shown = one.speaker.label
        name = label if label == shown else f"{label} → {shown}"
        why = f", {one.why}" if one.why else ""
        case = f", case {one.speaker.case}" if one.speaker.case else ""
        click.echo(
            f"  {name}: {one.speaker.role}{why}{case}; {one.turns} turns, {one.words:,} words"
        )
    if any(one.label != one.speaker.label for one in report.speakers):
        click.echo("  Names after → stand in private/speakers.csv only, which git does not take.")
    for note in report.notes:
        click.echo(f"  {safe_for_terminal(note)}")
