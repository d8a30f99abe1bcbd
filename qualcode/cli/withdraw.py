"""``withdraw``: removes a participant's words and codings, and keeps a receipt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell, tell_json
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.withdrawal.removal import Withdrawal


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--dry-run", is_flag=True, help="Show what would go; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and do not ask.")
@click.pass_obj
def withdraw(settings: Settings, case: str, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Take a participant who withdraws out of the study: words, codings, quotations.

    It first shows what will be removed. If CASE is the only participant, the whole document is
    removed, with its original and everything on it; in a group only CASE's turns are removed, and
    others' codings stay on their words. Quotations of CASE are cut out of summaries, memos, notes
    and the codebook; reports and other files that hold any are removed. A receipt without words is
    kept in withdrawals/, and the id is never used again. At the end it lists what git's history and
    other people's copies may still hold.

    Examples:

    \b
        qualcode withdraw YP2 --dry-run
        qualcode withdraw YP2
    """

    from qualcode.workbench.withdrawal.removal import Withdrawing

    study = settings.study()
    work = Withdrawing(study, case, settings.known_coder(study))
    found = work.found
    held = _held(study, found)
    # As long as their attributes are known.
    counting = _counting(study, case)
    if as_json:
        done = not dry_run and not found.problems
        if done:
            work.do()
        tell_json(_record(study, found, done=done))
        return 1 if found.problems or found.left else 0
    _show(study, found)
    if found.problems:
        for line in found.problems:
            say(f"qualcode: {line}")
        say("Nothing was changed: what can be removed only in part is not begun.")
        return 1
    if found.nothing and found.again:
        tell(f"{case} was withdrawn, and nothing of theirs is here.")
        if not dry_run:
            work.do()
        return 0
    if dry_run:
        return 0
    if not yes:
        click.echo(f"This cannot be undone. To go on, type the case's id ({case}): ", nl=False)
        if sys.stdin.readline().strip() != case:
            tell("\nNothing was changed.")
            return 1
    work.do()
    for line in found.left:
        say(f"qualcode: warning: {line}")
    tell(f"\n{case} is withdrawn. Receipt: withdrawals/{case}.json")
    tell(_looked(found))
    _say_what_is_elsewhere(study, held, counting)
    return 1 if found.left else 0


def _looked(found: Withdrawal) -> str:
    """Return the line on what was looked into, and what could not be."""
    line = (
        f"Looked into {counted(found.looked.total(), 'file')} of "
        f"{counted(len(+found.looked), 'kind')}"
    )
    if found.unread:
        some = ", ".join(f"{count} {ending}" for ending, count in sorted(found.unread.items()))
        line += f"; could not be read: {some}"
    if found.unseen:
        line += f"; not on this machine: {counted(len(found.unseen), 'text')} of theirs"
    return line


def _counting(study: Study, case: str) -> tuple[str, ...]:
    from qualcode.store.records.exports import exports_counting

    return exports_counting(study.root, study.cases[case]) if case in study.cases else ()


def _say_what_is_elsewhere(study: Study, held: list[str], counting: tuple[str, ...]) -> None:
    from qualcode.workbench.withdrawal.git_history import still_held

    tell("What may still hold something of theirs:")
    for line in still_held(study.root, held):
        tell(f"  - {line}")
    for line in counting:
        tell(f"  - numbers that count them: {line}")


def _held(study: Study, found: Withdrawal) -> list[str]:
    """Return the files that held something of theirs, for what git's history may still hold."""
    held = [p.relative_to(study.root).as_posix() for p in (*found.files, *found.edited)]
    for document in [*found.gone, *(d for d, _ in found.cut)]:
        held += [f"transcripts/{document.id}.txt", f"documents/{document.id}.json"]
        held += [f"codings/{coder}/{document.id}.jsonl" for coder in found.codings]
    return held


def _show(study: Study, found: Withdrawal) -> None:
    tell(f"{found.case}: what goes")
    _show_documents(study, found)
    _show_files(study, found)
    if not found.nothing:
        tell("  the case in cases.csv, its labels in private/, caches in .qualcode/")
    if found.unseen:
        say(
            f"The text of {', '.join(found.unseen)} is not on this machine, so quotations of it "
            "cannot be found: run this where the text is, if anybody has it"
        )
    for path in found.naming:
        name = path.relative_to(study.root).as_posix()
        say(f"{name} names {found.case} or a document of theirs, and stays: look yourself")
    for path in found.closed:
        say(f"Could not look into {path.relative_to(study.root).as_posix()}: look yourself")


def _show_documents(study: Study, found: Withdrawal) -> None:
    for document in found.gone:
        tell(
            f"  document {document.id}, whole: {len(document.turns)} turns, {document.words:,} "
            "words, its original, earlier texts, memos on it"
        )
    for document, spans in found.cut:
        others = len(document.turns) - len(spans)
        tell(
            f"  in {document.id}: {len(spans)} turns of theirs; {others} turns of others stay. "
            "The original and earlier texts go: they hold all"
        )
    for coder, count in sorted(found.codings.items()):
        tell(f"  codings of {coder}: {count}")
    for path, count in found.edited.items():
        name = path.relative_to(study.root).as_posix()
        tell(f"  {name}: {counted(count, 'quotation')} cut, the rest stays")
    for path in found.resting:
        name = path.relative_to(study.root).as_posix()
        tell(f"  {name}: rests on codings that are removed; re-read it: it may repeat them")
    for name, count in found.named.items():
        tell(f"  {name}: their name, said by others {counted(count, 'time')}, becomes [withdrawn]")
    for path, count in found.records.items():
        name = path.relative_to(study.root).as_posix()
        tell(f"  {name}: {counted(count, 'record')} on what was removed before")
    if found.notes:
        tell(f"  notes on codings: {found.notes} with quotations, which are cut")


def _show_files(study: Study, found: Withdrawal) -> None:
    documents = {d.id for d in found.gone} | {d.id for d, _ in found.cut}
    for path in found.files:
        if not (path.parent.name == "originals" and path.stem in documents):
            name = path.relative_to(study.root).as_posix()
            anew = ", to be made again: qualcode themes" if name.startswith("themes/") else ""
            tell(f"  {name}: removed{anew}")
    for path in found.half:
        tell(f"  {study.where(path)}: removed, a program was cut off while it wrote it")
    for path in found.words:
        how = "their turns are cut out" if path in found.put_right else "removed"
        tell(f"  {study.where(path)}: {how}, it holds their words")


def _record(study: Study, found: Withdrawal, *, done: bool) -> dict[str, object]:
    return {
        "case": found.case,
        "done": done,
        "documents": [d.id for d in found.gone],
        "cut": [{"document": d.id, "turns": len(spans)} for d, spans in found.cut],
        "codings": dict(found.codings),
        "removed": [
            study.where(p)
            for p in (*found.files, *found.words, *found.half)
            if p not in found.put_right
        ],
        "turns_cut_in": [study.where(p) for p in found.put_right],
        "left": found.left,
        "edited": {p.relative_to(study.root).as_posix(): n for p, n in found.edited.items()},
        "named": dict(found.named),
        "records": {p.relative_to(study.root).as_posix(): n for p, n in found.records.items()},
        "naming": [p.relative_to(study.root).as_posix() for p in found.naming],
        "notes": found.notes,
        "read_again": [p.relative_to(study.root).as_posix() for p in found.resting],
        "looked_into": dict(+found.looked),
        "not_looked_into": [p.relative_to(study.root).as_posix() for p in found.closed],
        "texts_not_here": found.unseen,
        "problems": found.problems,
    }
