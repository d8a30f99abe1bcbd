"""``open``: the terminal UI."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.errors import StudyError

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.documents.import_look import ImportLook
    from qualcode.workbench.privacy.name_sitting import NamesWanted


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
    run_app(settings, settings.study(), document)


def run_app(
    settings: Settings,
    study: Study,
    document: str = "",
    look: ImportLook | None = None,
    names: NamesWanted | None = None,
) -> None:
    """Run the terminal UI on a study; raises StudyError where there is no terminal."""
    coder = settings.coder(study)
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise StudyError("the terminal UI needs a terminal", mend="Run it in one, not in a pipe")
    from qualcode.tui.app import QualcodeApp

    QualcodeApp(study, coder, document, look=look, names=names).run()
