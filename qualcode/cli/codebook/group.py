"""``codebook``: shows, checks, compares and edits the codes."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.codebook import drift as codebook_drift
from qualcode.cli.codebook import edit as codebook_edits
from qualcode.cli.codebook import exchange as codebook_forms
from qualcode.cli.codebook import resolve as codebook_resolve
from qualcode.cli.codebook import split as codebook_split
from qualcode.cli.codebook.changes import show_changes, touches
from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell
from qualcode.model.plural import counted
from qualcode.model.text.text import table_without_steering


@click.group()
def codebook() -> None:
    """Show, check, compare and edit the codebook."""


@codebook.command()
@click.argument("code", required=False)
@table_options
@click.pass_obj
def show(settings: Settings, code: str | None, as_json: bool, as_csv: bool) -> None:
    """Show all codes as a tree, or one CODE with its definition and rules.

    Examples:

    \b
        qualcode codebook show
        qualcode codebook show personal-education-plan
    """
    from qualcode.analysis.listings import codebook_table
    from qualcode.model.codebook.code import Codebook
    from qualcode.model.codebook.find import find_code

    book = settings.study().codebook
    if as_json or as_csv:
        one = Codebook(codes=(find_code(book, code),)) if code else book
        emit(codebook_table(one), as_json=as_json, as_csv=as_csv)
        return
    if code is None:
        for entry in book:
            mark = "" if entry.status == "active" else f"  [{entry.status}]"
            tell(f"{'  ' * book.depth(entry.id)}{entry.id}: {entry.name}{mark}")
        say(counted(len(book), "code"))
        return
    entry = find_code(book, code)
    tell(f"{entry.id}: {entry.name}")
    for title, lines in (
        ("Welsh name", [entry.name_cy]),
        ("Status", [entry.status]),
        ("In brief", [entry.brief]),
        ("Definition", [entry.definition]),
        ("Include", entry.include),
        ("Exclude", entry.exclude),
        ("Examples", entry.examples),
        ("Source", [entry.source]),
        ("Before", entry.was),
        ("Below it", [child.id for child in entry.children]),
    ):
        present = [line for line in lines if line]
        if len(present) == 1:
            tell(f"  {title}: {present[0]}")
        elif present:
            tell(f"  {title}:")
            for line in present:
                tell(f"    - {line}")


@codebook.command()
@table_options
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=None)
)
@click.pass_obj
def check(settings: Settings, file: str | None, as_json: bool, as_csv: bool) -> int:
    """Check the study's codebook, or a codebook FILE, each problem with its line.

    For the study's own codebook it also reports on its use: nearly identical names, codes used by
    nobody or by one coder only, codes always given together, examples that are a participant's
    words.

    The exit status is 3 if any problem is at level error.

    Example:

    \b
        qualcode codebook check
    """
    from qualcode.store.codebook.reader import read_codebook
    from qualcode.workbench.check.study import problems_table

    study = None if file else settings.study()
    path = Path(file) if file else study.codebook_path  # type: ignore[union-attr]
    book, found = read_codebook(path)
    if study is not None:
        from qualcode.workbench.codebook.review import review_codebook

        found = [*found, *review_codebook(study)]
    errors = sum(p.level == "error" for p in found)
    if as_json or as_csv:
        emit(problems_table(found), as_json=as_json, as_csv=as_csv)
    else:
        for problem in found:
            tell(problem.line())
        rest = counted(len(found) - errors, "warning or note", "warnings and notes")
        say(f"{counted(len(book), 'code')}, {counted(errors, 'error')}, {rest}")
    return 3 if errors else 0


@codebook.command()
@click.argument("old", required=False, default="HEAD", metavar="[OLD")
@click.argument("new", required=False, default="", metavar="[NEW]]")
@click.option("--markdown", "as_markdown", is_flag=True, help="For a pull request.")
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="FILE", help="A page.")
@table_options
@click.pass_obj
def diff(
    settings: Settings,
    old: str,
    new: str,
    as_markdown: bool,
    page: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Show what changed in the codebook, by code and field, and the codings each change touches.

    OLD and NEW are commits, branches, tags or files; by default the last commit and the present
    file. Comments, order and quoting are kept apart from changes of meaning.

    Examples:

    \b
        qualcode codebook diff
        qualcode codebook diff main~5 main --markdown
    """
    from qualcode.report.text import codebook_changes
    from qualcode.workbench.codebook.comparison import compare, comparison_table

    found = compare(settings.study(), old, new)
    if as_json or as_csv:
        emit(comparison_table(found), as_json=as_json, as_csv=as_csv)
        return
    changes = [(change, touches(change, t.count, t.words))
               for change, t in found.changes]  # fmt: skip
    names = found.old.name, found.new.name
    note = ""
    if found.comments_only:
        note = "Only comments, blanks or quoting differ: nothing that means anything."
    elif not changes:
        note = "Nothing changed."
    if page is not None:
        from qualcode.store.io.durable import write_atomic

        write_atomic(page, codebook_changes.page(*names, changes, note), wordless=True)
        tell(f"{page}: {len(changes)} changes")
    elif as_markdown:
        click.echo(
            table_without_steering(codebook_changes.markdown(*names, changes, note)), nl=False
        )
    else:
        show_changes(f"Codebook: {names[0]} → {names[1]}", changes, note)


@codebook.command()
@click.argument("code")
@table_options
@click.pass_obj
def history(settings: Settings, code: str, as_json: bool, as_csv: bool) -> None:
    """Follow one code through every commit that changed it, through other ids and merges.

    Example:

    \b
        qualcode codebook history trusted-adults
    """
    from qualcode.workbench.codebook.comparison import history as history_of

    table = history_of(settings.study(), code)
    emit(table, as_json=as_json, as_csv=as_csv, empty="No commit has this code yet.",
         show=("day", "author", "commit", "kind", "field", "before", "after"))  # fmt: skip


for _command in (
    *codebook_edits.COMMANDS,
    *codebook_forms.COMMANDS,
    *codebook_resolve.COMMANDS,
    *codebook_split.COMMANDS,
    *codebook_drift.COMMANDS,
):
    codebook.add_command(_command)
