"""``open``: the terminal UI."""

from __future__ import annotations

import sys

import click

from qualcode.cli.context import Settings
from qualcode.errors import StudyError


@click.command("open")
@click.argument("document", required=False, metavar="[DOC]")
@click.pass_obj
def open_(settings: Settings, document: str | None) -> None:
    """Open the terminal UI: the overview of the study or, with DOC, that document for coding.

    'qualcode' alone does the same. In it, ? shows all keys; everything done is saved at once.

    Example:

    \b
        qualcode open sc-04
    """
    start(settings, document or "")


def start(settings: Settings, document: str = "") -> None:
    """Open the terminal UI; raises StudyError where there is no terminal."""
    study = settings.study()
    coder = settings.coder(study)
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise StudyError("the terminal UI needs a terminal", mend="Run it in one, not in a pipe")
    from qualcode.tui.app import QualcodeApp

    QualcodeApp(study, coder, document).run()
