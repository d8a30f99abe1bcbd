"""Asks about names line by line, where no screen can be shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qualcode.cli.output import progress_bar, say, tell
from qualcode.errors import NotFoundError, QualcodeError

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.privacy.name_rows import NameRow
    from qualcode.workbench.privacy.name_sitting import NameSitting, NamesWanted

_PLACES = 3
_ANSWERS = """\
  y        replace it by the pseudonym shown
  [text]   replace it by this: [social worker 2]
  = NAME   it is another form of NAME
  k, n     keep it in plain sight: it tells nobody's identity
  Enter    leave it for later
  u        undo the last decision, and go back to it
  q        stop; what was decided is saved"""


def ask_all(study: Study, wanted: NamesWanted) -> None:
    """Ask about each name that is open; every answer is saved at once."""
    from qualcode.workbench.privacy.name_sitting import NameSitting, read_sitting, read_with_model

    with progress_bar() as progress:
        read_with_model(study, wanted, progress)
        sitting = NameSitting(study, wanted, read_sitting(study, wanted, progress))
    asked = [row for row in sitting.asked() if not sitting.is_decided(row)]
    if not asked:
        tell("Nothing is left to be decided at this risk.")
        return
    decided: set[str] = set()
    at = 0
    while at < len(asked):
        row = asked[at]
        if row.key not in decided and sitting.is_decided(row):
            at += 1
            continue
        answer = _ask(sitting, row, at + 1, len(asked))
        if answer == "stop":
            break
        if answer == "undo":
            at = _undo(sitting, asked, decided, at)
            continue
        if answer == "decided":
            decided.add(row.key)
        at += 1
    summary = sitting.summary()
    tell(f"{len(decided)} decided. To replace what you accepted: qualcode pseudonymise --dry-run")
    for kept in summary.kept_people:
        say(f"Kept in plain sight, and perhaps a person: {kept.name}, {kept.count:,}×")


def _undo(sitting: NameSitting, asked: list[NameRow], decided: set[str], at: int) -> int:
    """Undo the last decision; return the place of its row."""
    try:
        step = sitting.decisions.undo()
    except QualcodeError as error:
        tell(f"  {error}")
        return at
    decided.discard(step.row)
    tell(f"  Undone: {step.words}")
    return next((n for n, row in enumerate(asked) if row.key == step.row), at)


def _ask(sitting: NameSitting, row: NameRow, number: int, of: int) -> str:
    """Ask about one name; return "decided", "later", "undo" or "stop"."""
    from qualcode.model.text.text import safe_for_terminal

    click.echo(f"\n{number} of {of}: ", nl=False)
    click.secho(safe_for_terminal(row.name), bold=True, nl=False)
    others = f", with {', '.join(row.others)}" if row.others else ""
    click.echo(safe_for_terminal(f"{others}  {row.about}"))
    if row.may_be:
        tell(f"  may be {' or '.join(row.may_be)}: look who is meant")
    elif row.known is not None:
        tell(f"  seems to be {row.known.name} ({row.how})")
    for place in sitting.places.of(row, _PLACES):
        tell(f"  {place.where}: {place.before}«{place.name}»{place.after}")
    while True:
        # Somebody else may have taken a number since.
        proposed = sitting.decisions.proposed(row)
        click.echo(f"  y = {safe_for_terminal(proposed)}, k keep, Enter later, ? more: ", nl=False)
        line = sys.stdin.readline()
        answer = line.strip()
        if not line or answer == "q":
            tell()
            return "stop"
        if not answer:
            return "later"
        if answer == "u":
            return "undo"
        if answer == "?":
            tell(_ANSWERS)
            continue
        try:
            tell(f"  {_decide(sitting, row, answer, proposed)}")
        except QualcodeError as error:
            tell(f"  {error}")
            continue
        return "decided"


def _decide(sitting: NameSitting, row: NameRow, answer: str, proposed: str) -> str:
    """Do what an answer says; raises NotFoundError for one that is none."""
    if answer in ("k", "n"):
        return sitting.decisions.keep(row)
    if answer == "y":
        return sitting.decisions.replace(row, proposed)
    if answer.startswith("="):
        return sitting.join(row, answer[1:].strip())
    if answer.startswith("["):
        return sitting.decisions.replace(row, answer)
    raise NotFoundError("Not understood. ? shows the answers")
