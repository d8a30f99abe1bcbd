"""``codebook resolve``: decides field by field what a merge of codebooks could not decide."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell


@click.command()
@click.option("--take", type=click.Choice(["ours", "theirs"]), default=None,
              help="Choose this side for everything that is left.")  # fmt: skip
@click.pass_obj
def resolve(settings: Settings, take: str | None) -> int:
    """Decide what a merge left open in the codebook, field by field, with both sides shown.

    For those who merge with git; 'qualcode sync' asks by itself. The exit status is 1 if anything
    is left open.

    Examples:

    \b
        qualcode codebook resolve
        qualcode codebook resolve --take theirs
    """
    from qualcode.cli.decide import decider
    from qualcode.workbench.team.resolution import open_decisions, resolve_codebook

    study = settings.study()
    decisions = open_decisions(study)
    if not decisions:
        tell("There is nothing to decide in codebook.yaml.")
        return 0
    ask = decider(take)
    chosen = ask(decisions, {}) if ask else None
    if not chosen:
        for decision in decisions:
            tell(decision.words)
        say("Nothing was changed. In a terminal you are asked one by one; or: --take ours|theirs")
        return 1
    left, said = resolve_codebook(study, chosen)
    tell(f"codebook.yaml: {len(chosen)} decided" + (f", {len(left)} left" if left else ""))
    if said:
        tell(said)
    return 1 if left else 0


COMMANDS = (resolve,)
