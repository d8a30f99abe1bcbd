"""``import``: imports transcripts and reports what was recognised in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import tell, tell_json
from qualcode.model.document.kind import KINDS
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.transcripts.survey.reader import SurveyOptions
    from qualcode.workbench.documents.import_look import ImportLook
    from qualcode.workbench.importing.report import ImportResult

#: More lines of errors than this would push the report off the screen.
_ERRORS = 20


def _filled(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return an option's value; raise BadParameter if it was given and is empty."""
    source = context.get_parameter_source(str(option.name))
    if source is click.core.ParameterSource.COMMANDLINE and not value.strip():
        raise click.BadParameter("it is empty, and would have no effect", context, option)
    return value


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "as_id",
    default="",
    callback=_filled,
    metavar="ID",
    help="The document's id (one file).",
)
@click.option(
    "--ids",
    "template",
    metavar="TEMPLATE",
    help='The documents\' ids, e.g. "doc-{n:03}"; also {name}, {folder}.',
)
@click.option(
    "--case",
    default="",
    callback=_filled,
    metavar="CASE",
    help="The case of the only participant, or of the writer (one file).",
)
@click.option(
    "--group",
    default="",
    callback=_filled,
    metavar="GROUP",
    help="The group of new cases; a file's only participant becomes one.",
)
@click.option("--language", default="", callback=_filled, metavar="CODE", help="en, cy, …")
@click.option(
    "--speaker",
    "speakers",
    multiple=True,
    metavar="LABEL=CASE",
    help="The case of a speaker label; may be given several times.",
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
@click.option(
    "--participant",
    "participants",
    multiple=True,
    metavar="LABEL",
    help="A speaker who was wrongly taken for the interviewer; may be given several times.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="LABEL",
    help="A speaker label that was not recognised; may be given several times.",
)
@click.option(
    "--no-label",
    "no_labels",
    multiple=True,
    metavar="LABEL",
    help="Words that were wrongly taken for a speaker label; may be given several times.",
)
@click.option(
    "--survey",
    "per",
    type=click.Choice(["question", "respondent"]),
    help="Tables hold answers to a survey: make a document per question, or per respondent.",
)
@click.option(
    "--id-column",
    default="",
    callback=_filled,
    metavar="COLUMN",
    help="Which column has respondents' ids.",
)
@click.option(
    "--answers",
    multiple=True,
    metavar="COLUMN",
    help="A column of open answers; may be given several times.",
)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="What it is; of notes, a diary or a letter, words before a colon are no speakers.",
)
@click.option(
    "--encoding",
    default="",
    callback=_filled,
    metavar="NAME",
    help="The files' encoding, e.g. cp1252.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Take a changed file's new text, if its name is the same and nobody has coded it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be recognised; store nothing.")
@click.option("--look", is_flag=True, help="Look at the labels on a screen, choose, then import.")
@click.option("--quiet", is_flag=True, help="Say only what was not imported.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.pass_obj
def import_(
    settings: Settings,
    files: tuple[Path, ...],
    as_id: str,
    template: str | None,
    case: str,
    group: str,
    language: str,
    speakers: tuple[str, ...],
    interviewers: tuple[str, ...],
    table: Path | None,
    participants: tuple[str, ...],
    labels: tuple[str, ...],
    no_labels: tuple[str, ...],
    per: Literal["question", "respondent"] | None,
    id_column: str,
    answers: tuple[str, ...],
    kind: str | None,
    encoding: str,
    replace: bool,
    dry_run: bool,
    look: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Import transcripts: files of every usual kind (docs/formats.md), or whole folders.

    It lists who speaks, who is taken for the interviewer and why, and what else is in the files;
    try it first with --dry-run, which shows every label with its turns, words, share of questions
    and first words, taken or not. Files imported before are skipped, so a stopped import continues
    where it was. A label that may be a name is kept out of everything git sees (docs/privacy.md).

    In notes, a diary or a letter nobody speaks: --case says who wrote it, and all its words are
    that person's. Researchers' notes (--kind notes) are evidence of nobody.

    Examples:

    \b
        qualcode import "Interview 4.docx" --as sc-04 --case SC04 --group social-care
        qualcode import transcripts/ --look
        qualcode import transcripts/ --speakers who.csv --dry-run
        qualcode import transcripts/ --ids "yp-{n:03}"
        qualcode import "Visit 2.docx" --kind notes
        qualcode import answers.xlsx --survey question --dry-run

    Exit status: 0 all files are in, 1 some are not, 130 stopped.
    """

    from qualcode.cli.output import progress_bar, say, warn
    from qualcode.model.languages import checked_language
    from qualcode.workbench.importing.files import transcript_files
    from qualcode.workbench.importing.id_template import IdTemplate
    from qualcode.workbench.importing.importer import Importer
    from qualcode.workbench.importing.layout import Hints
    from qualcode.workbench.importing.options import ImportOptions
    from qualcode.workbench.importing.report import IN_SHORT, report_lines
    from qualcode.workbench.speakers.free_ids import FreeIds
    from qualcode.workbench.speakers.named_files import named_line
    from qualcode.workbench.speakers.speakers import read_speaker_table

    pairs = _speakers(speakers)
    found = transcript_files(files, not_these=[table])
    if template is not None and (as_id or per):
        other = "--as" if as_id else "--survey, which makes many documents of a file: give --as"
        raise click.UsageError(f"--ids does not go with {other}")
    language = checked_language(language) if language else ""
    survey = _survey(per, id_column, answers)
    options = ImportOptions(
        as_id=as_id,
        ids=None if template is None else IdTemplate(template),
        case=case,
        group=group,
        speakers=pairs,
        interviewers=interviewers,
        participants=participants,
        table=read_speaker_table(table) if table else None,
        hints=Hints(
            encoding=encoding,
            language=language,
            labels=labels,
            no_labels=no_labels,
            names=dry_run or len(found.files) <= IN_SHORT,
            kind=kind or "",
        ),
        survey=survey,
        replace=replace,
        dry_run=dry_run,
    )
    study = settings.study()
    if look:
        from qualcode.workbench.documents.import_look import ImportLook

        given = {"--dry-run": dry_run, "--json": as_json, "--quiet": quiet, "--survey": bool(per)}
        _look(settings, ImportLook(study, found.files, options, found.doubtful), given)
        return 0
    if options.table and options.table.saved:
        warn([options.table.saved])
    importer = Importer(study, options)
    with progress_bar() as progress:
        result = importer.import_files(found.files, progress, found.doubtful)
    _tell_errors(result)
    _tell_without_effect(
        result,
        {
            "--label": bool(labels), "--no-label": bool(no_labels), "--kind": bool(kind),
            "--interviewer": bool(interviewers), "--participant": bool(participants),
            "--speaker": bool(pairs), "--speakers": bool(table), "--case": bool(case),
            "--group": bool(group), "--language": bool(language), "--encoding": bool(encoding),
        },
    )  # fmt: skip
    if as_json:
        tell_json([r.record() for r in result.reports])
    elif not quiet:
        for line in report_lines(result, found.passed_over):
            tell(line)
        _show_labels(result)
    if as_json or quiet:
        for line in result.told:
            say(f"qualcode: {line}")
    if named := {r.document: r.named for r in result.reports if r.done and r.named}:
        say(f"qualcode: {named_line(named, FreeIds(study.root), stored=not dry_run)}")
    told = ("half-written", "saved-otherwise", "saved-anew")
    warn([problem for problem in study.problems if problem.code in told])
    if result.kept and len(found.files) > IN_SHORT:
        say(f"The whole report, file by file: {result.kept}")
    if result.interrupted:
        say(
            f"qualcode: stopped after {len(result.reports):,} of {len(found.files):,} files. "
            "The same command again goes on from there"
        )
        return 130
    return 1 if result.of("changed", "failed") else 0


def _survey(
    per: Literal["question", "respondent"] | None, id_column: str, answers: tuple[str, ...]
) -> SurveyOptions | None:
    """Return how to read a survey; ``None`` if the files are transcripts."""
    if per is None:
        if id_column or answers:
            raise click.UsageError("--id-column and --answers go with --survey")
        return None
    from qualcode.transcripts.survey.reader import SurveyOptions

    return SurveyOptions(per, id_column, answers)


def _tell_errors(result: ImportResult) -> None:
    """Say what was not imported, by kind."""
    from qualcode.cli.output import say
    from qualcode.workbench.importing.failures import failure_lines

    errors = failure_lines(result.of("changed", "failed"))
    for error in errors[:_ERRORS]:
        say(f"qualcode: {error}")
    if len(errors) > _ERRORS:
        rest = counted(len(errors) - _ERRORS, "other reason")
        say(f"qualcode: more files were not imported, for {rest}")


def _tell_without_effect(result: ImportResult, options: dict[str, bool]) -> None:
    """Say which options did nothing, if every file was imported before."""
    from qualcode.cli.output import say

    given = [option for option, is_given in options.items() if is_given]
    before = result.of("unchanged")
    if given and len(before) == len(result.reports):
        files = counted(len(before), "file was", "files were")
        say(
            f"qualcode: {files} imported before, so {', '.join(given)} changed nothing: "
            "'qualcode speakers set' and 'speakers merge' say who speaks"
        )


def _look(settings: Settings, look: ImportLook, given: dict[str, bool]) -> None:
    """Open the screen of labels."""
    from qualcode.cli.open import run_app

    for option, is_given in given.items():
        if is_given:
            raise click.UsageError(f"{option} has no effect with --look")
    run_app(settings, look.study, look=look)


def _show_labels(result: ImportResult) -> None:
    """Print the table of labels of a dry run."""
    from qualcode.cli.output import emit
    from qualcode.workbench.importing.candidates import MOST, gathered, labels_table

    labels = gathered((r.document, r.candidates) for r in result.reports if r.candidates)
    if not labels:
        return
    tell()
    several = len({file for label in labels for file in label.files}) > 1
    columns = ("label", "files", "turns", "words", "asks", "taken_as", "begins")
    emit(labels_table(labels), show=[c for c in columns if several or c != "files"])
    if len(labels) > MOST:
        tell(f"and {len(labels) - MOST:,} more labels, which --json lists")


def _speakers(given: Sequence[str]) -> dict[str, str]:
    """Return the case of each label, of ``LABEL=CASE``."""
    pairs: dict[str, str] = {}
    for pair in given:
        # A label may contain "="; a case id never does.
        label, separator, case_id = pair.rpartition("=")
        if not separator or not label.strip() or not case_id.strip():
            raise click.UsageError(f"--speaker {pair!r} should be LABEL=CASE")
        label, case_id = label.strip(), case_id.strip()
        if pairs.setdefault(label, case_id) != case_id:
            raise click.UsageError(
                f"--speaker gives {label!r} two cases: {pairs[label]}, {case_id}"
            )
    return pairs
