"""Chooses who resolves the conflicts of a merge: a person at a terminal, or one option for all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.cli.repeats import pairs
from qualcode.model.merge_decision import Choices, Decision

if TYPE_CHECKING:
    from qualcode.workbench.team.shared_ids import Rename, SharedId

Decide = Callable[[list[Decision], Mapping[str, str]], Choices | None]


def decider(take: str | None) -> Decide | None:
    """Return the function that asks; None without both a terminal and an option."""
    if take is not None:
        from qualcode.workbench.team.merge import all_of

        return lambda decisions, _: all_of(decisions, take)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
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
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None

    def ask(found: Sequence[SharedId]) -> Mapping[str, str] | None:
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

    return ask
