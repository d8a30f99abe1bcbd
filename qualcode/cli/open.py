"""``open``: the terminal UI."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.who import in_terminal, known_or_asked
from qualcode.errors import NoStudyError, StudyError

if TYPE_CHECKING:
    from qualcode.store.study import Study
    from qualcode.workbench.codebook.framework import Framework
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


def begin(settings: Settings, help_text: Callable[[], str]) -> None:
    """Do what ``qualcode`` alone does: open the study, or where none is, the start screen.

    Where nobody sees a screen it prints the help.

    Raises:
        NoStudyError: there is no study, and no terminal to choose one in.
    """
    try:
        study = settings.study()
    except NoStudyError:
        if not in_terminal():
            raise
        choose_study(settings)
        return
    if not sys.stdout.isatty():
        click.echo(help_text())
        return
    run_app(settings, study)


def choose_study(settings: Settings) -> None:
    """Open the start screen, and then the study that was chosen or made in it."""
    from qualcode.store.study import Study
    from qualcode.tui.start.app import StartApp

    app = StartApp(settings.said_coder)
    app.run()
    if app.chosen is not None:
        run_app(settings, Study.open(app.chosen))


def start(settings: Settings, document: str = "") -> None:
    """Open the terminal UI; raises StudyError where there is no terminal."""
    run_app(settings, settings.study(), document)


def run_app(
    settings: Settings,
    study: Study,
    document: str = "",
    look: ImportLook | None = None,
    report: Framework | None = None,
    names: NamesWanted | None = None,
) -> None:
    """Run the terminal UI on a study; raises StudyError where there is no terminal."""
    coder = known_or_asked(settings, study)
    if not in_terminal():
        raise StudyError("the terminal UI needs a terminal", mend="Run it in one, not in a pipe")
    from qualcode.cli.recent import keep_in_list
    from qualcode.tui.app import QualcodeApp

    keep_in_list(study)
    QualcodeApp(study, coder, document, look=look, report=report, names=names).run()
