"""Asks in a terminal who is coding, where it is not known yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell

if TYPE_CHECKING:
    from qualcode.store.study import Study


def in_terminal() -> bool:
    """Return whether a person sees what is printed and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def known_or_asked(settings: Settings, study: Study) -> str:
    """Return who is coding; in a terminal, ask if it is not known, and remember it.

    Raises:
        NotFoundError: it is not known, and there is no terminal.
    """
    if settings.known_coder(study) or not in_terminal():
        return settings.coder(study)
    return ask_who(study)


def ask_who(study: Study) -> str:
    """Ask who is coding in a study until the answer can be a name; remember it."""
    from qualcode.errors import BadInputError

    known = study.coders()
    if known:
        tell(f"Coders so far: {', '.join(known)}")
    while True:
        name: str = click.prompt("Who are you? A short name, as in ann", type=str).strip()
        try:
            study.set_local_coder(name)
        except BadInputError as error:
            say(str(error))
        else:
            return name
