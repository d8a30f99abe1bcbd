"""``names`` and ``pseudonymise``: find what may identify somebody, and replace it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, progress_bar, say, table_options, tell, tell_json, warn
from qualcode.model.plural import plural

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.privacy.names import Names

_ROWS = 40


def _documents(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--document", "-d", "documents", multiple=True, metavar="DOC", help="Only this document."
    )(command)


def _hints(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--no-hints", is_flag=True, help="Leave the language model's guesses out: much faster."
    )(command)


@click.group(invoke_without_command=True)
@_documents
@_hints
@click.option("--all", "everything", is_flag=True, help=f"Show all, not the first {_ROWS}.")
@table_options
@click.pass_context
def names(
    ctx: click.Context,
    documents: tuple[str, ...],
    no_hints: bool,
    everything: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List what in the transcripts may identify somebody, the riskiest first.

    Names of the study's own table (private/names.csv) with their possessives, mutations,
    misspellings and short forms; speakers' names; numbers, addresses, dates of birth; words with
    capitals; and, as a hint only, what a small English language model takes for names. Nothing is
    changed: 'names review' asks you about each, 'pseudonymise' replaces what you accepted. It finds
    a lot, but never everything: a person has to read the texts.

    Examples:

    \b
        qualcode names
        qualcode names review
        qualcode names add "Dafydd Prys" --also Daf --as "[social worker 2]"
        qualcode pseudonymise --dry-run
    """
    if ctx.invoked_subcommand is not None:
        return
    from qualcode.model.table import Table
    from qualcode.workbench.privacy.names import candidates_table

    found = _search(ctx.obj.study(), documents, hints=not no_hints)
    table = candidates_table(found.candidates)
    if as_json or as_csv:
        emit(table, as_json=as_json, as_csv=as_csv)
    else:
        shown = table.rows if everything else table.rows[:_ROWS]
        emit(
            Table.of(_SHOWN, [_shown(row) for row in shown]),
            empty="Nothing was found that looks like a name. That is no proof that there is none.",
        )
        if len(shown) < len(table.rows):
            say(f"{len(table.rows) - len(shown)} more: --all, or --csv for a spreadsheet")
    for line in found.checked:
        say(f"Looked at: {line}.")
    for line in found.unchecked:
        say(f"Not looked at: {line}.")


def _times(count: int) -> str:
    return plural(count, "once", f"{count:,} times")


#: What the screen shows of the table; JSON and CSV have all of it.
_SHOWN = ("risk", "text", "how", "count", "context")


def _shown(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row with few columns, so that there is room for the words around the string."""
    risk, text, kind, how, form_of, replacement, count, _, contexts = row
    told = [how if kind == "person" else f"{kind}, {how}"]
    told += [f"of {form_of}"] if form_of else []
    told += [f"→ {replacement}"] if replacement else []
    return risk, text, " ".join(told), count, ", ".join(_short(c) for c in contexts[:1])


def _short(context: str, around: int = 24) -> str:
    """Return a context with only a few words around the string, so that it fits in a table."""
    before, _, rest = context.partition("«")
    said, _, after = rest.partition("»")
    document, _, lead = before.partition(": ")
    return f"{document}: …{lead[-around:]}«{said}»{after[:around]}…"


def _tell_saved(study: Study) -> None:
    """Report a table of names with an unexpected encoding or separator."""
    from qualcode.store.records.study_tables import saved_otherwise

    warn([*saved_otherwise(study.root, "private/names.csv")])


def _search(study: Study, documents: tuple[str, ...], *, hints: bool) -> Names:
    from qualcode.workbench.privacy.names import find_names

    _tell_saved(study)
    with progress_bar() as progress:
        return find_names(study, documents, hints=hints, progress=progress)


@names.command()
@_documents
@_hints
@click.option("--risk", type=click.Choice(["high", "medium", "low"]), default="medium",
              help="Ask about these and riskier ones; by default medium.")  # fmt: skip
@click.option("--lines", is_flag=True, help="Ask line by line, not on a screen.")
@click.pass_obj
def review(
    settings: Settings, documents: tuple[str, ...], no_hints: bool, risk: str, lines: bool
) -> None:
    """Decide about the names found, one at a time, on a screen; each decision is saved at once.

    The forms of one name are decided together. y replaces it by the pseudonym shown, n keeps it in
    plain sight, e writes another pseudonym, u undoes, a shows what is decided and replaces it; ?
    shows all keys. In a pipe, on a terminal that cannot show a screen, and with --lines it asks
    line by line; there ? explains the answers.

    Examples:

    \b
        qualcode names review
        qualcode names review --document sc-04 --risk low
    """
    from qualcode.workbench.privacy.name_sitting import NamesWanted

    study = settings.study()
    wanted = NamesWanted(documents, risk, not no_hints)
    if not lines and _shows_screens():
        from qualcode.cli.open import run_app

        _tell_saved(study)
        run_app(settings, study, names=wanted)
        return
    from qualcode.cli.names_prompt import ask_all

    _tell_saved(study)
    ask_all(study, wanted)


def _shows_screens() -> bool:
    """Return whether there is a terminal that can show a screen."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return terminal and os.environ.get("TERM", "") not in ("dumb", "unknown")


@names.command("add")
@click.argument("name")
@click.option("--kind", default="", metavar="KIND",
              help="person (the default), school, place, organisation, …")  # fmt: skip
@click.option("--as", "replacement", default="", metavar="TEXT", help='"[social worker 2]".')
@click.option("--role", default="", metavar="TEXT", help='What the person is: "social worker".')
@click.option("--also", multiple=True, metavar="FORM", help="Another form of it; may be repeated.")
@click.pass_obj
def add(
    settings: Settings, name: str, kind: str, replacement: str, role: str, also: tuple[str, ...]
) -> None:
    """Add a name to the private table; the next 'pseudonymise' replaces it.

    Examples:

    \b
        qualcode names add "Dafydd Prys" --role "social worker" --also Daf
        qualcode names add "Ysgol Maes Hyfryd" --kind school --as "[School A]"
    """
    from qualcode.workbench.privacy.names import NameTable

    made = NameTable(settings.study()).accept(name, kind, replacement, also, role=role)
    also_said = f" (also {', '.join(made.variants)})" if made.variants else ""
    tell(f"{made.name}{also_said} → {made.replacement}")


@names.command("keep")
@click.argument("strings", metavar="TEXT…", nargs=-1, required=True)
@click.pass_obj
def keep(settings: Settings, strings: tuple[str, ...]) -> None:
    """Say that strings identify nobody: they stay, and are not listed again.

    Example:

    \b
        qualcode names keep Estyn "Welsh Government"
    """
    from qualcode.workbench.privacy.names import NameTable

    table = NameTable(settings.study())
    for text in strings:
        table.keep(text)
    tell(f"{len(strings)} kept as they are")


@names.command("table")
@table_options
@click.pass_obj
def table_(settings: Settings, as_json: bool, as_csv: bool) -> None:
    """List the private table: names, replacements, other forms, strings that are kept.

    Example:

    \b
        qualcode names table
    """
    from qualcode.store.records.real_names import read_names
    from qualcode.workbench.privacy.names import table_of_names

    study = settings.study()
    _tell_saved(study)
    table = table_of_names(read_names(study.root))
    emit(table, as_json=as_json, as_csv=as_csv, empty="No names yet: qualcode names review")


@names.command("sheet")
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@_documents
@_hints
@click.pass_obj
def sheet(settings: Settings, file: Path, documents: tuple[str, ...], no_hints: bool) -> None:
    """Write the strings found to a sheet, to decide on them in a spreadsheet program.

    Write yes or no under "accept"; "choose" may hold a replacement, such as [School A]. Keep the
    file in private/, which git does not take.

    Example:

    \b
        qualcode names sheet private/names-to-decide.csv
        qualcode names accept private/names-to-decide.csv
    """
    from qualcode.errors import BadInputError
    from qualcode.store.io.durable import write_atomic
    from qualcode.store.io.tables import table_text
    from qualcode.workbench.privacy.name_sheet import sheet_rows

    study = settings.study()
    inside = file.resolve().is_relative_to(study.root)
    if inside and not file.resolve().is_relative_to(study.root / "private"):
        raise BadInputError(
            f"{file} holds real names, and git would take it",
            mend=f"Write it to private/{file.name}",
        )
    found = _search(study, documents, hints=not no_hints)
    rows = sheet_rows(found.candidates)
    write_atomic(file, table_text(rows))
    tell(f"{file}: {len(rows) - 1} strings to decide. Then: qualcode names accept {file}")


@names.command("accept")
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.pass_obj
def accept(settings: Settings, file: Path) -> None:
    """Take over the decisions from a sheet that 'names sheet' wrote.

    Example:

    \b
        qualcode names accept private/names-to-decide.csv
    """
    from qualcode.store.io.tables import read_table
    from qualcode.workbench.privacy.name_sheet import COLUMNS, take_sheet

    study = settings.study()
    filled_in = read_table(file, COLUMNS)
    saved = filled_in.problem(file.name, kept=False)
    warn([saved] if saved else [])
    accepted, kept = take_sheet(study, filled_in, file.name)
    tell(f"{accepted} accepted, {kept} kept as they are")
    if accepted:
        tell("To replace them: qualcode pseudonymise --dry-run")


@click.command()
@click.argument("documents", metavar="[DOC…]", nargs=-1)
@click.option(
    "--forget-earlier",
    is_flag=True,
    help="Remove the earlier texts too; 'revise --undo' then no longer works.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be replaced; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def pseudonymise(
    settings: Settings,
    documents: tuple[str, ...],
    forget_earlier: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Replace every accepted name; codings stay in place.

    Names are replaced in transcripts with their speaker labels, titles, notes on codings, memos and
    summaries. A second search then looks for misspellings and short forms of these names.

    Example:

    \b
        qualcode pseudonymise --dry-run
        qualcode pseudonymise
    """

    from qualcode.store.records.real_names import read_names
    from qualcode.workbench.documents.pseudonym_words import done_lines
    from qualcode.workbench.documents.pseudonyms import pseudonymise as replace_names
    from qualcode.workbench.privacy.names import find_names

    study = settings.study()
    with progress_bar() as progress:
        done = replace_names(
            study, documents, coder=settings.known_coder(study), dry_run=dry_run,
            forget_earlier=forget_earlier, progress=progress,
        )  # fmt: skip
        again = find_names(study, documents, hints=False, forms_only=True, progress=progress)
    listed = read_names(study.root)
    warn([problem for problem in study.problems if problem.code == "half-written"])
    forms = [
        c
        for c in again.candidates
        if c.how in ("part of a name", "initials", "familiar form", "misspelling")
        and c.of in listed
    ]
    if as_json:
        tell_json({
            "documents": done.documents, "places": done.places, "names": done.names,
            "codings": done.codings, "text_changed": done.changed, "left": done.left,
            "seems_to_be": [{"text": c.text, "name": c.of.name if c.of else "", "how": c.how,
                             "count": c.count} for c in forms],
        })  # fmt: skip
        return
    total = sum(done.places.values())
    for line in done_lines(done, dry_run=dry_run):
        if line.startswith("Left to you: "):
            say(line)
        else:
            tell(line)
    if forms:
        say("These seem to be forms of names in the table; say which with 'qualcode names review':")
        for c in forms[:12]:
            of = f", {c.how} of {c.of.name}" if c.of else ""
            say(f"  {c.text}{of}, {_times(c.count)} in {', '.join(sorted(c.documents)[:3])}")
    if done.forgotten:
        say(f"{done.forgotten:,} earlier texts removed from this machine.")
    if total and not dry_run:
        for folder in ("reports", "themes"):
            if (study.root / folder).is_dir():
                say(f"{folder}/ is as it was made before, with names: make it again, or delete it.")
        earlier = "" if forget_earlier else " and earlier texts (--forget-earlier removes these)"
        say(f"On this machine originals/, private/{earlier} still hold names.")
