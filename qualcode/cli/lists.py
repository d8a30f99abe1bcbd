"""``documents``, ``coders``, ``search`` and ``table``."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell, warn
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.model.table import Table


@click.command()
@table_options
@click.pass_obj
def documents(settings: Settings, as_json: bool, as_csv: bool) -> None:
    """List the transcripts: language, words, turns, speakers, cases.

    Example:

    \b
        qualcode documents --csv > documents.csv
    """
    from qualcode.analysis.listings import documents_table

    emit(
        documents_table(settings.study()),
        as_json=as_json,
        as_csv=as_csv,
        show=("id", "language", "words", "turns", "speakers", "cases"),
        empty="No documents yet: qualcode import FILES",
    )


@click.command()
@click.option("--me", metavar="NAME", help="Remember on this machine who is coding.")
@table_options
@click.pass_obj
def coders(settings: Settings, me: str | None, as_json: bool, as_csv: bool) -> None:
    """List the coders with their codings, or say with --me who you are.

    Example:

    \b
        qualcode coders --me anwen
    """
    study = settings.study()
    if me:
        study.set_local_coder(me)
        tell(f"On this machine codings are now {me}'s.")
        return
    from qualcode.analysis.listings import coders_table

    emit(
        coders_table(study),
        as_json=as_json,
        as_csv=as_csv,
        empty="Nobody has coded yet: qualcode coders --me NAME, then qualcode coding add …",
    )


@click.command()
@click.argument("pattern")
@click.option("--regex", is_flag=True, help="PATTERN is a regular expression (Python's re).")
@click.option("--document", default="", metavar="DOC", help="Only in this document.")
@click.option(
    "--code", default="", metavar="CODE", help="Only in passages with this code or below."
)
@click.option("--group", default="", metavar="GROUP", help="Only in what this group says.")
@click.option("--participants", is_flag=True, help="Leave interviewers out.")
@click.option("--context", default=40, show_default=True, help="Characters either side.")
@table_options
@click.pass_obj
def search(
    settings: Settings,
    pattern: str,
    regex: bool,
    document: str,
    code: str,
    group: str,
    participants: bool,
    context: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Find words in what people said, ignoring case; the exit status is 0 even if none are found.

    Accents are ignored too, which is then said, unless PATTERN has any; with --regex nothing is.

    Examples:

    \b
        qualcode search "personal education plan" --group young-people
        qualcode search --regex "tax(i|is)\\b"
    """
    from qualcode.workbench.find.search import SearchOptions, ignored_accents
    from qualcode.workbench.find.search import search as find

    options = SearchOptions(
        regex=regex,
        document=document,
        code=code,
        group=group,
        participants_only=participants,
        context=max(context, 0),
    )
    problems: list[Problem] = []
    # For a single document that was asked for, its absence is the answer.
    kept = None if options.document else problems
    hits = list(find(settings.study(), pattern, options, problems=kept))
    warn(problems)
    columns = ("document", "turn", "speaker", "group", "start", "end", "text", "before", "after",
               "time")  # fmt: skip
    rows = [tuple(getattr(hit, name) for name in columns) for hit in hits]
    if as_json or as_csv:
        emit(Table.of(columns, rows), as_json=as_json, as_csv=as_csv)
        return
    from qualcode.model.text.text import safe_for_terminal

    for hit in hits:
        time = f" at {hit.time}" if hit.time else ""
        place = f"{hit.document} turn {hit.turn}{time} [{hit.start}:{hit.end}] {hit.speaker}"
        words = click.style(safe_for_terminal(hit.text), bold=True, fg="yellow")
        before, after = safe_for_terminal(hit.before), safe_for_terminal(hit.after)
        click.echo(f"{safe_for_terminal(place)}\n    {before}{words}{after}")
    found = len({hit.document for hit in hits})
    bare = ", accents ignored" if ignored_accents(pattern, options, hits) else ""
    say(f"{counted(len(hits), 'passage')} in {counted(found, 'document')}{bare}")


@click.command()
@click.argument("what", type=click.Choice(["codes", "documents", "crosstab"]))
@click.option(
    "--by",
    default="document",
    show_default=True,
    type=click.Choice(["document", "coder", "valence", "group", "case"]),
    help="For crosstab: what the columns are.",
)
@click.option("--coder", "only", multiple=True, metavar="NAME", help="Only this coder's codings.")
@table_options
@click.pass_obj
def table(
    settings: Settings, what: str, by: str, only: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """Count codings: by code, by document, or code by document, coder, valence, group or case.

    By group or case a coding counts for every participant who speaks in its words, as in the
    matrix; words that only an interviewer says are under "none". Orphaned codings and those that
    repeat another are not counted, which is said. Nothing is suppressed: these tables are for the
    team. For figures that leave see qualcode matrix numbers.

    Examples:

    \b
        qualcode table codes
        qualcode table crosstab --by group --csv > codes-by-group.csv
    """
    from qualcode.analysis import listings

    study = settings.study()
    codings = [c for c in study.codings() if not only or c.coder in only]
    if what == "codes":
        made = listings.code_counts(study, codings)
    elif what == "documents":
        made = listings.document_counts(study, codings)
    else:
        made = listings.crosstab(study, codings, by=by)
    warn(study.problems)
    emit(made, as_json=as_json, as_csv=as_csv)
