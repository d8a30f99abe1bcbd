"""Adds codes from a screen: asks from where, shows what it would add, and adds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.text import Text
from textual.app import App

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.bundled_files import bundled_codebooks
from qualcode.store.io.durable import read_text
from qualcode.tui.documents.windows import Choose
from qualcode.tui.widgets.editors import LineEditor
from qualcode.tui.widgets.lines_window import LinesWindow
from qualcode.workbench.codebook.additions import addition
from qualcode.workbench.codebook.exchange import plan_form
from qualcode.workbench.codebook.reading import CodebookForm, read_codebook_form
from qualcode.workbench.coding.session import CodingSession

Then = Callable[[str, bool], None]
_REPORT, _FILE = "report", "file"
_KEYS = "Enter look at it; nothing is added yet · Esc leave"
_MARKS = {"+": "bold", "~": "bold", "=": "dim"}


def add_codes(
    app: App[Any], session: CodingSession, show_report: Callable[[Path], None], then: Then
) -> None:
    """Ask from where, and add codes; ``then`` is told what was added, or what is wrong."""
    choices = [(name, f"The codebook {name}") for name in bundled_codebooks()]
    choices += [
        (_REPORT, "A published report, PDF or Word: tick what is a code"),
        (_FILE, "A file: a colleague's codebook, or another program's"),
    ]

    def chosen(source: str | None) -> None:
        if source == _REPORT:
            title, hint = "Which report? .pdf or .docx", "~/report.pdf"
            app.push_screen(
                LineEditor(title, "", hint, _file, keys=_KEYS),
                lambda path: show_report(Path(path)) if path else None,
            )
        elif source == _FILE:
            title, hint = "Which file? Word, Excel, CSV, .qdc, Markdown, .yaml", "~/codebook.xlsx"
            app.push_screen(
                LineEditor(title, "", hint, _file, keys=_KEYS),
                lambda path: _preview(app, session, Path(path), then) if path else None,
            )
        elif source:
            _preview(app, session, Path(source), then)

    app.push_screen(Choose("Add codes from …", choices), chosen)


def _file(line: str) -> str:
    """Return the path of a file that is there."""
    path = Path(line.strip("\"'")).expanduser()
    try:
        there = bool(line) and path.is_file()
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror or error}") from None
    if not there:
        raise BadInputError(f"There is no file {path}" if line else "Write a path")
    return str(path)


def _preview(app: App[Any], session: CodingSession, source: Path, then: Then) -> None:
    """Show what a codebook would add; add it if a person says so."""
    try:
        form = read_codebook_form(source)
        planned = plan_form(session.study, read_text(session.study.codebook_path), form)
    except QualcodeError as error:
        then(str(error), True)
        return
    found = addition(session.codebook, planned)
    lines: list[str | Text] = []
    for one in found.lines:
        line = Text(f"{one.mark} {'    ' * one.depth}", _MARKS[one.mark])
        line.append(safe_for_terminal(one.name), _MARKS[one.mark])
        line.append(f"  {safe_for_terminal(one.told)}" if one.told else "", "italic")
        lines.append(line)
    lines += ["", *found.notes] if found.notes else []
    keys = "Enter add these · ↑↓ read · Esc leave"
    if not found.adds:
        lines.append("Nothing in it is new.")
        keys = "Enter or Esc back · ↑↓ read"
    title = f"{source.name}, {found.summary}"

    def go_on(going_on: bool | None) -> None:
        if going_on and found.adds:
            _add(session, source, form, then)

    app.push_screen(LinesWindow(title, lines, keys), go_on)


def _add(session: CodingSession, source: Path, form: CodebookForm, then: Then) -> None:
    said: list[str] = []

    def edit(text: str) -> str:
        planned = plan_form(session.study, text, form)
        said.append(addition(session.codebook, planned).summary)
        if planned.conflicts:
            said.append("Where both were changed, codebook.yaml has both: decide them next")
        return planned.text

    try:
        session.edit_codebook(f"added codes of {source.name}", edit)
    except QualcodeError as error:
        then(str(error), True)
        return
    then(f"Added from {source.name}: {'. '.join(said)}; u undoes", False)
