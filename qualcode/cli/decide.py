"""Chooses who resolves the conflicts of a merge: a person at a terminal, or one option for all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from qualcode.model.merge_decision import Choices, Decision

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
