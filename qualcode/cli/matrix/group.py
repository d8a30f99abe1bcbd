"""``matrix``: writes a matrix to a file or the screen; ``list``, ``new`` and ``status``."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.matrix.options import NAME, wanted
from qualcode.cli.output import emit, table_options, tell, warn
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.store.study import Study

#: How much work is listed unless all of it is asked for.
_MOST = 40


class _MatrixGroup(click.Group):
    """Loads the commands on cells and quotations only when one is called or listed."""

    _MORE = ("cell", "quotations", "trim", "clear", "balance", "numbers", "key", "import")
    #: Commands that have a module of their own.
    _ALONE = {"import": ("import_", "import_"), "key": ("key", "key")}  # noqa: RUF012

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command."""
        return [*super().list_commands(ctx), *self._MORE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name in self._MORE:
            module, name = self._ALONE.get(cmd_name, ("cells", cmd_name))
            command: click.Command = getattr(
                importlib.import_module(f"qualcode.cli.matrix.{module}"), name
            )
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=_MatrixGroup, invoke_without_command=True)
@NAME
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=".docx, .xlsx, .html, .md, .csv or .json; may be given several times.",
)
@click.option("--for", "audience", type=click.Choice(["client", "team"]),
              help="For whom the files are. client, the default: no ids, coders, states, or record "
              "of summaries. team: to be edited in Word and taken back.")  # fmt: skip
@click.option("--final", is_flag=True, help="The same as --for client.")
@click.option("--layout", type=click.Choice(["synthesis", "cases"]),
              help="Another layout than the matrix has.")  # fmt: skip
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Only this coder's codings.")
@click.option("--title", default="", help="Another title.")
@click.option("--sub-codes", is_flag=True, help="A row for every code, not only for themes.")
@click.option("--across", is_flag=True, help="Everybody together, not group by group.")
@click.option("--no-assisted", is_flag=True, help="Leave out codings a model suggested.")
@click.option("--uncleared", is_flag=True,
              help="Team: also quotations not cleared for print, with a watermark.")  # fmt: skip
@click.option("--template", type=click.Path(path_type=Path), metavar="FILE.docx",
              help="Word: your own template; its styles are used by their names.")  # fmt: skip
@click.option("--without", multiple=True,
              type=click.Choice(["pictures", "sections", "tables", "codebook", "evidence"]),
              help="Word: leave out a part; may be given several times.")  # fmt: skip
@click.option("--with", "extras", multiple=True,
              type=click.Choice(["ids", "documents", "co-occurrence"]),
              help="ids: the ids of codings, in every format (team). Word, HTML: a picture of "
              "codes by transcripts (team), or by codes.")  # fmt: skip
@click.pass_context
def matrix(
    context: click.Context,
    name: str,
    outs: tuple[Path, ...],
    audience: Any,
    final: bool,
    layout: str | None,
    coders: tuple[str, ...],
    title: str,
    sub_codes: bool,
    across: bool,
    no_assisted: bool,
    uncleared: bool,
    template: Path | None,
    without: tuple[Any, ...],
    extras: tuple[Any, ...],
) -> None:
    """Write what works well and less well, by theme and stakeholder group.

    Each cell has the analyst's summary (synthesis/MATRIX/*.md) if there is one, the number of
    people, and the quotations that were cleared for print. Without --out, prints a table of people.
    The options narrow or change the matrix this time only.

    In Word it becomes a report: how it was made, pictures, a section for each theme, tables for
    each group, the codebook, and the codings behind each summary.

    Files are for a client, anybody outside the team, unless --for team is given. What only the team
    may have (--uncleared, --with ids, --with documents, a framework chart) makes them the team's.

    Example:

    \b
        qualcode matrix --out report.docx --out matrix.csv
        qualcode matrix --for team --out to-edit.docx
        qualcode matrix --out report.docx --template ours.docx --without codebook
        qualcode matrix status
        qualcode matrix new chart --layout cases --order local_authority
    """
    if context.invoked_subcommand is not None:
        return
    from qualcode.report.matrix_files import check_matrix_path
    from qualcode.store.matrix_definitions import read_matrix
    from qualcode.workbench.matrix.exporting import write_export
    from qualcode.workbench.matrix.report import template_of

    audience = _audience(audience, final=final, files=bool(outs))
    settings: Settings = context.obj
    study = settings.study()
    for out in outs:
        check_matrix_path(out)
    changes: dict[str, Any] = {"layout": layout, "coders": coders, "title": title,
                               "sub_codes": sub_codes, "across": across}  # fmt: skip
    definition = read_matrix(study, name)
    if layout and layout != definition.layout:
        # The name and title of one matrix do not fit the other.
        definition = replace(definition, title="", title_cy="", summary="")
    definition = replace(definition, **{k: v for k, v in changes.items() if v})
    if title:
        definition = replace(definition, title_cy=title)
    if no_assisted:
        definition = replace(definition, assisted=False)
    ours = template_of(study, template) if any(o.suffix.lower() == ".docx" for o in outs) else None
    done = write_export(
        study, definition, outs, audience=audience, uncleared=uncleared,
        without=without, ids="ids" in extras, extras=[one for one in extras if one != "ids"],
        template=ours,
    )  # fmt: skip
    made, problems = done.matrix, done.problems
    if definition != read_matrix(study, name):
        # Cells left out only this time do not make summaries stray.
        problems = [one for one in problems if one.code != "stray-summary"]
    warn(problems if outs else [one for one in problems if one.code != "uncleared"])
    for out in outs:
        if made.layout == "cases":
            down, wide = counted(len(made.rows), "participant"), counted(len(made.columns), "theme")
        else:
            down, wide = counted(len(made.rows), "theme"), counted(len(made.groups), "group")
        tell(f"{out}: {down} × {wide}")
    if outs:
        tell(done.said)
    if not outs:
        from qualcode.workbench.matrix.tables import people_table

        emit(people_table(made), empty="No codings yet, so no matrix: qualcode coding add …")


def _audience(asked: Any, *, final: bool, files: bool) -> Any:
    """Return for whom files are, as asked; raises BadInputError if that has no meaning."""
    from qualcode.errors import BadInputError

    if final and asked == "team":
        raise BadInputError("--final is for a client, --for team is not", mend="Leave out one")
    if (final or asked) and not files:
        raise BadInputError("--for and --final are about files", mend="Say which: --out FILE")
    return "client" if final else asked


@matrix.command("list")
@table_options
@click.pass_obj
def list_(settings: Settings, as_json: bool, as_csv: bool) -> None:
    """List the matrices of the study, and how far each is written.

    Example:

    \b
        qualcode matrix list
    """
    from qualcode.workbench.matrix.tables import matrices_table

    study = settings.study()
    emit(matrices_table(study, wanted(study, "")), as_json=as_json, as_csv=as_csv)


@matrix.command()
@click.argument("name", metavar="NAME")
@click.option("--layout", type=click.Choice(["synthesis", "cases"]), default="synthesis",
              show_default=True, help="Themes by what works, or cases by themes.")  # fmt: skip
@click.option("--title", default="", help="What reports call it.")
@click.option("--title-cy", default="", help="The same in Welsh.")
@click.option("--language", type=click.Choice(["en", "cy"]), help="Of headings and theme names.")
@click.option("--code", "codes", multiple=True, metavar="CODE",
              help="A row (of cases: a column), in this order; otherwise all themes.")  # fmt: skip
@click.option("--sub-codes", is_flag=True, help="Rows for the codes below each too.")
@click.option("--group", "groups", multiple=True, metavar="GROUP", help="Only these groups.")
@click.option("--across", is_flag=True, help="Everybody together, not group by group.")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Only their codings.")
@click.option("--order", multiple=True, metavar="ATTRIBUTE",
              help="Order cases by it; -ATTRIBUTE backwards.")  # fmt: skip
@click.option("--where", multiple=True, metavar="ATTRIBUTE=VALUE",
              help="Only participants with this value; may be given several times.")  # fmt: skip
@click.pass_obj
def new(
    settings: Settings,
    name: str,
    layout: Any,
    title: str,
    title_cy: str,
    language: str | None,
    codes: tuple[str, ...],
    sub_codes: bool,
    groups: tuple[str, ...],
    across: bool,
    coders: tuple[str, ...],
    order: tuple[str, ...],
    where: tuple[str, ...],
) -> None:
    """Make another matrix: synthesis/NAME/matrix.toml, to be edited freely.

    Example:

    \b
        qualcode matrix new chart --layout cases --order group --order local_authority
        qualcode matrix new cymraeg --language cy --where language=cy
    """
    from qualcode.errors import BadInputError, NotFoundError
    from qualcode.model.matrix.definition import MatrixDefinition
    from qualcode.store.matrix_definitions import write_matrix_definition

    study = settings.study()
    narrowed: dict[str, tuple[str, ...]] = {}
    for one in where:
        attribute, sign, value = one.partition("=")
        if not sign:
            raise BadInputError(f"--where {one!r}", mend="Write ATTRIBUTE=VALUE")
        narrowed[attribute] = (*narrowed.get(attribute, ()), value)
    for coder in coders:
        if coder not in study.coders():
            listed = ", ".join(study.coders()) or "nobody"
            raise NotFoundError(f"no codings by {coder!r}", mend=f"There are codings by {listed}")
    book = study.codebook
    ids = tuple(code.id if (code := book.get(one)) else one for one in codes)
    definition = MatrixDefinition(
        name, layout, title, title_cy, language or "", ids, sub_codes, groups=groups,
        across=across, coders=coders, order=order, where=narrowed,
    )  # fmt: skip
    path = write_matrix_definition(study, definition)
    tell(f"Made {path.relative_to(study.root).as_posix()}")


def _nothing_left(study: Study, *, unread: bool) -> str:
    """Return why no work is listed."""
    if unread:
        return "No work left in what could be read."
    return "Nothing left to do." if study.codings() else "No codings yet, so nothing to do."


@matrix.command()
@click.argument("name", default="", metavar="[MATRIX]")
@click.option("--kind", "kinds", multiple=True, metavar="KIND",
              help="Only this kind: stale, unwritten, thin, empty, quotation …")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="All of it, thin and empty cells too.")
@table_options
@click.pass_obj
def status(
    settings: Settings, name: str, kinds: tuple[str, ...], every: bool, as_json: bool, as_csv: bool
) -> None:
    """List the work left: cells stale, unwritten, thin or empty, quotations not cleared.

    For a stale cell it shows exactly what changed under its summary, for an empty one whether its
    group was asked. It also lists names, single people and trimmed words that reports would reveal.

    Example:

    \b
        qualcode matrix status
        qualcode matrix status --kind stale --kind quotation
        qualcode matrix status --json
    """
    from qualcode.errors import BadInputError
    from qualcode.model.table import Table
    from qualcode.workbench.matrix.status import KINDS, matrix_status, tally

    study = settings.study()
    for kind in kinds:
        if kind not in KINDS:
            raise BadInputError(f"no kind {kind!r}", mend=f"There is {', '.join(KINDS)}")
    table, opened = matrix_status(study, wanted(study, name))
    for one in opened:
        warn([p for p in one.problems if p.code != "stray-summary"])
    if kinds:
        rows = [row for row in table.rows if row[1] in kinds]
    elif every or as_json or as_csv:
        rows = list(table.rows)
    else:
        rows = [row for row in table.rows if row[1] not in ("thin", "empty", "small-count")]
        rows = rows[:_MOST]
    if not (as_json or as_csv):
        said = tally([row[1] for row in table.rows])
        unread = not opened or any(p.level == "error" for one in opened for p in one.problems)
        tell(f"Work left: {said}." if said else _nothing_left(study, unread=unread))
        if len(rows) < len(table.rows) and not kinds:
            tell(f"{len(table.rows) - len(rows):,} are not listed here: --all, or --kind KIND")
    show = ["kind", "row", "column", "group", "what"]
    if len(opened) > 1:
        show.insert(0, "matrix")
    if rows or as_json or as_csv:
        emit(Table.of(table.columns, rows), as_json=as_json, as_csv=as_csv, show=show)
