"""``coding add|list|change|remove|confirm|undo``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options, tell, warn
from qualcode.model.plural import counted
from qualcode.model.table import Table

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.coding.session import CodingSession


@click.group()
def coding() -> None:
    """Add, list, change, remove, confirm and undo codings."""


def _session(settings: Settings) -> CodingSession:
    from qualcode.workbench.coding.session import CodingSession

    study = settings.study()
    return CodingSession(study, settings.coder(study))


def parsed_valence(text: str | None) -> str | None:
    """Return the valence that an option names; raises UsageError if it names none."""
    from qualcode.model.coding.valence import parse_valence

    if text is None:
        return None
    try:
        return parse_valence(text)
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from None


@coding.command()
@click.argument("document")
@click.argument("code")
@click.option(
    "--quote", metavar="TEXT", help="The words themselves; blanks and quote marks may differ."
)
@click.option("--span", metavar="S:E", help="Offsets in characters, from 0, end not included.")
@click.option("--turn", type=int, metavar="N", help="A whole turn, counted from 1.")
@click.option(
    "--valence", metavar="V", help="works_well, works_less_well, mixed, neutral (+ - ~ 0)."
)
@click.option("--note", default="", help="A note on this coding.")
@click.option("--json", "as_json", is_flag=True, help="Print the coding as JSON.")
@click.pass_obj
def add(
    settings: Settings,
    document: str,
    code: str,
    quote: str | None,
    span: str | None,
    turn: int | None,
    valence: str | None,
    note: str,
    as_json: bool,
) -> None:
    """Code a passage of DOCUMENT with CODE. It is printed once it is safely on disk.

    Examples:

    \b
        qualcode coding add sc-01 pep-timeliness --quote "three weeks late" --valence -
        qualcode coding add sc-01 stigma --span 1204:1266
    """
    import json

    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.coding.session import CodedAlreadyError

    judged = parsed_valence(valence)
    if sum(given is not None for given in (quote, span, turn)) != 1:
        raise click.UsageError(
            "say which passage: one of --quote, --span, --turn", click.get_current_context()
        )
    session = _session(settings)
    entry = find_code(session.codebook, code)
    place = _place(session, document, quote, span, turn)
    new = True
    try:
        [added] = session.add(document, [entry], place, valence=judged, note=note)
    except CodedAlreadyError as error:
        added, new = error.coding, False
    session.check_saved()
    if as_json:
        from qualcode.analysis.listings import codings_table

        table, _ = codings_table(session.study, [added])
        click.echo(json.dumps(table.records()[0], ensure_ascii=False))
        return
    from qualcode.model.text.text import safe_for_terminal

    _, text = session.texts.open_document(document)
    words = safe_for_terminal(" ".join(text[slice(*place)].split()))
    shown = words if len(words) <= 70 else f"{words[:45]} … {words[-20:]}"
    if new:
        tell(f"{added.id}: {document} [{place[0]}:{place[1]}] {entry.id}: {shown}")
    else:
        tell(f"{added.id}: coded so already, nothing added: {shown}")
    if new and session.is_nobodys(document, place):
        say("No participant says these words: they are nobody's evidence, in no matrix.")


def _place(
    session: CodingSession, document: str, quote: str | None, span: str | None, turn: int | None
) -> tuple[int, int]:
    if quote is not None:
        return session.texts.quote(document, quote)
    if turn is not None:
        return session.texts.turn(document, turn)
    return session.texts.whole_span(document, *_span(str(span)))


def _span(text: str) -> tuple[int, int]:
    start, separator, end = text.partition(":")
    if not separator or not start.strip().isdecimal() or not end.strip().isdecimal():
        raise click.UsageError(
            f"--span {text!r} should be START:END, two whole numbers", click.get_current_context()
        )
    return int(start), int(end)


@coding.command("list")
@click.option("--document", metavar="DOC", help="Only codings of this document.")
@click.option("--code", metavar="CODE", help="Only codings of this code and those below it.")
@click.option("--by", "only", metavar="NAME", help="Only this coder's.")
@click.option("--valence", metavar="V", help="Only codings of this valence.")
@click.option("--text-changed", is_flag=True, help="Only those whose words a revision changed.")
@click.option("--orphaned", is_flag=True, help="Only those whose words are no longer there.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=".csv, .xlsx, .docx or .json; several are possible. It will hold participants' words.",
)
@table_options
@click.pass_obj
def list_(
    settings: Settings,
    document: str | None,
    code: str | None,
    only: str | None,
    valence: str | None,
    text_changed: bool,
    orphaned: bool,
    outs: tuple[Path, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the codings that stand, with their words; or write them to a file with --out.

    After 'qualcode revise' some may be flagged: text changed, or orphaned (their words are gone).

    Examples:

    \b
        qualcode coding list --code wellbeing --valence + --csv > wellbeing.csv
        qualcode coding list --out codings.xlsx
        qualcode coding list --text-changed --orphaned
    """
    from qualcode.analysis.listings import codings_table
    from qualcode.model.codebook.find import find_code
    from qualcode.report.listing_files import check_listing_path
    from qualcode.store.folder import without_collector

    for out in outs:
        check_listing_path(out)
    # Until everything read here is no longer needed: a large study has a million objects.
    click.get_current_context().with_resource(without_collector())
    study = settings.study()
    if document is not None:
        study.document(document)
    found = study.codings(coder=only, document=document)
    if code is not None:
        wanted = study.codebook.below(find_code(study.codebook, code).id)
        found = [c for c in found if study.codebook.resolve(c.code) in wanted]
    if valence is not None:
        judged = parsed_valence(valence)
        found = [c for c in found if c.event.valence == judged]
    table, problems = codings_table(study, found)
    if text_changed or orphaned:
        wanted_flags = [n for n, w in (("text_changed", text_changed), ("orphaned", orphaned)) if w]
        at = [table.columns.index(name) for name in wanted_flags]
        table = Table.of(table.columns, [row for row in table.rows if any(row[i] for i in at)])
    warn(problems)
    _write(table, outs, study, tell=say if as_json or as_csv else tell)
    if outs and not (as_json or as_csv):
        return
    flags = tuple(
        name
        for name in ("text_changed", "orphaned")
        if any(row[table.columns.index(name)] for row in table.rows)
    )
    shown = ("id", "document", "coder", "code", "valence", *flags, "text")
    emit(table, as_json=as_json, as_csv=as_csv, show=shown, empty="No codings.")


def _write(
    table: Table, outs: Sequence[Path], study: Study, *, tell: Callable[[str], None]
) -> None:
    from qualcode.report.listing_files import texts_cut, write_listing

    for out in outs:
        names = {code.id: code.name for code in study.codebook}
        write_listing(table, out, title=f"Codings: {study.config.name}", names=names)
        tell(f"{out}: {counted(len(table.rows), 'coding')}")
        if cut := texts_cut(table, out):
            say(f"{out}: {counted(cut, 'text')} cut, since a cell of Excel's holds no more")
    if outs and table.rows:
        say("For the team only: participants' words are in it. Keep it out of git.")


@coding.command()
@click.argument("coding_id", metavar="ID")
@click.option("--code", metavar="CODE", help="Another code.")
@click.option("--valence", metavar="V", help='Another valence; "" for none.')
@click.option("--note", help='Another note; "" for none.')
@click.option("--quote", metavar="TEXT", help="Another place: the words there.")
@click.option("--span", metavar="S:E", help="Another place: offsets in characters.")
@click.option("--turn", type=int, metavar="N", help="Another place: a whole turn.")
@click.pass_obj
def change(
    settings: Settings,
    coding_id: str,
    code: str | None,
    valence: str | None,
    note: str | None,
    quote: str | None,
    span: str | None,
    turn: int | None,
) -> None:
    """Change the code, valence, note or place of one of your codings.

    Examples:

    \b
        qualcode coding change 06f1a --valence mixed
        qualcode coding change 06f1a --quote "three weeks late"
    """
    from qualcode.model.codebook.find import check_usable, find_code
    from qualcode.workbench.coding.locate import find_coding

    judged = parsed_valence(valence)
    session = _session(settings)
    changes: dict[str, Any] = {}
    if code is not None:
        entry = check_usable(find_code(session.codebook, code))
        changes |= {"code": entry.id, "definition": entry.digest}
    if valence is not None:
        changes["valence"] = judged
    if note is not None:
        changes["note"] = note
    places = sum(given is not None for given in (quote, span, turn))
    if places > 1:
        raise click.UsageError(
            "one place only: --quote, --span or --turn", click.get_current_context()
        )
    if not changes and not places:
        raise click.UsageError(
            "nothing to change: --code, --valence, --note or a place (--quote, --span, --turn)",
            click.get_current_context(),
        )
    found = find_coding(session.study, session.coder, coding_id)
    if places:
        start, end = _place(session, found.document, quote, span, turn)
        changes |= {"start": start, "end": end}
    changed = session.change(found, looked_at=True, **changes)
    session.check_saved()
    tell(f"{changed.id}: changed: {changed.code}, {changed.event.valence or 'not judged'}")


@coding.command()
@click.argument("coding_ids", metavar="ID…", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@click.pass_obj
def remove(settings: Settings, coding_ids: tuple[str, ...], dry_run: bool) -> None:
    """Remove codings of yours. The log keeps them, and 'coding undo' brings them back.

    Example:

    \b
        qualcode coding remove 06f1a 06f1b
    """
    from qualcode.workbench.coding.locate import find_coding

    session = _session(settings)
    found = [find_coding(session.study, session.coder, wanted) for wanted in coding_ids]
    for one in found:
        if not dry_run:
            session.remove([one])
            session.check_saved()
        verb = "would be removed" if dry_run else "removed"
        tell(f"{one.id}: {verb}: {one.code} on {one.document}")


@coding.command()
@click.argument("coding_ids", metavar="ID…", nargs=-1, required=True)
@click.pass_obj
def confirm(settings: Settings, coding_ids: tuple[str, ...]) -> None:
    """Confirm codings of yours that still hold, though their words or definition changed.

    They are then no longer flagged "text changed" or listed by 'codebook drift'.

    Example:

    \b
        qualcode coding confirm 06f1a 06f1b
    """
    from qualcode.workbench.coding.locate import check_placed, find_coding

    session = _session(settings)
    for coding_id in coding_ids:
        found = find_coding(session.study, session.coder, coding_id)
        check_placed(session.study, found)
        session.confirm_each([found])
        session.check_saved()
        tell(f"{found.id}: still holds: {found.code} on {found.document}")


@coding.command()
@click.pass_obj
def undo(settings: Settings) -> None:
    """Undo your last addition, change or removal; again for the one before it.

    Example:

    \b
        qualcode coding undo
    """
    session = _session(settings)
    undone = session.take_back()
    session.check_saved()
    tell(f"Undone: {undone.words}")
    say("The log keeps both; nothing is lost.")
