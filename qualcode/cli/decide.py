"""Chooses who resolves the conflicts of a merge: a person at a terminal, or one option for all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.cli.repeats import pairs
from qualcode.errors import StudyError
from qualcode.model.merge_decision import Choices, Decision

if TYPE_CHECKING:
    from qualcode.workbench.team.shared_cases import People, SharedCase
    from qualcode.workbench.team.shared_ids import Rename, SharedId

Decide = Callable[[list[Decision], Mapping[str, str]], Choices | None]


def decider(take: str | None) -> Decide | None:
    """Return the function that asks; None without both a terminal and an option."""
    if take is not None:
        from qualcode.workbench.team.merge import all_of

        return lambda decisions, _: all_of(decisions, take)
    if not _at_a_terminal():
        return None

    def ask(decisions: list[Decision], whose: Mapping[str, str]) -> Choices | None:
        from qualcode.tui.review.merge_decisions import decide_in_terminal

        return decide_in_terminal(decisions, whose)

    return ask


def renamer(given: Sequence[str]) -> Rename | None:
    """Return the function that gives interviews which share an id another; None as above.

    ``given`` has pairs, OLD=NEW.
    """
    if given:
        left = [pairs(given, "--rename", "OLD=NEW")]
        # Somebody may send in between: what was renamed once is not renamed again.
        return lambda _: left.pop() if left else {}
    if not _at_a_terminal():
        return None

    def ask_ids(found: Sequence[SharedId]) -> Mapping[str, str] | None:
        import click

        from qualcode.model.text.text import safe_for_terminal

        new: dict[str, str] = {}
        for one in found:
            click.echo(safe_for_terminal(f"{one.words[:1].upper()}{one.words[1:]}."))
            new[one.ours.id] = click.prompt(
                "Both are kept. Another id for yours (Ctrl+C leaves everything as it was)",
                default=one.free,
            ).strip()
        return new

    return ask_ids


#: Stands for every case in question.
_ALL = "all"


def person_asker(same: Sequence[str], renames: Sequence[str]) -> People | None:
    """Return the function that says which cases of both sides are one person; None as above.

    ``same`` has cases that are one person, ``renames`` pairs, OLD=NEW, of which ours is another;
    'all' stands for those that are left.
    """
    import click

    others = pairs([one for one in renames if one != _ALL], "--rename-case", "OLD=NEW")
    twice = [one for one in others if one in same]
    twice += [_ALL] if _ALL in renames and _ALL in same else []
    if twice:
        raise click.UsageError(
            f"{twice[0]} cannot be one person and two: --same-person or --rename-case",
            click.get_current_context(silent=True),
        )
    if still := next((old for old, new in others.items() if old == new), ""):
        raise click.UsageError(
            f"--rename-case {still}={still} gives no other id. One person: --same-person {still}",
            click.get_current_context(silent=True),
        )
    given = {one: one for one in same if one != _ALL} | others
    if given or same or renames:
        return _said(given, same=_ALL in same, renamed=_ALL in renames)
    return _ask_people if _at_a_terminal() else None


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _said(given: Mapping[str, str], *, same: bool, renamed: bool) -> People:
    """Return what answers as the options did: ``given``, and of all others ``same`` or not."""
    left = [dict(given)]

    def say(found: Sequence[SharedCase]) -> Mapping[str, str]:
        shared = {one.case: one.free if renamed else one.case for one in found}
        if left and not shared and not given:
            raise StudyError(
                "there is no case that may be two people, so nothing was changed",
                mend="Say 'qualcode sync' alone",
            )
        # Somebody may send in between: what was answered once is not asked about again.
        answers = left.pop() if left else {c: to for c, to in given.items() if c in shared}
        return {**shared, **answers} if same or renamed else answers

    return say


def _ask_people(found: Sequence[SharedCase]) -> Mapping[str, str]:
    import click

    from qualcode.model.text.text import safe_for_terminal

    answers: dict[str, str] = {}
    for one in found:
        click.echo(safe_for_terminal(f"{one.words[:1].upper()}{one.words[1:]}."))
        many = click.prompt(
            "Is it one person, or are they two? (Ctrl+C leaves everything as it was)",
            type=click.Choice(["one", "two"]),
        )
        answers[one.case] = one.case
        while many == "two" and answers[one.case] in ("", one.case):
            new = click.prompt("Both are kept. Another id for yours", default=one.free)
            answers[one.case] = new.strip()
    return answers
