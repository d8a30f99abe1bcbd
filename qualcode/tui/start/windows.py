"""The windows of the start screen that ask for one thing: a folder, or who is coding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.screen import Screen

from qualcode.errors import BadInputError
from qualcode.store.study import MARKER, Study
from qualcode.tui.widgets.editors import LineEditor

#: What a coder's name is for, wherever it is asked.
WHO = "A short name, as in ann; codings are kept under it"


class AskFolder(LineEditor):
    """Asks for the folder of a study; returns it."""

    def __init__(self) -> None:
        super().__init__(
            "Open which study? Its folder has a study.toml", "", "~/my-study", _study_in
        )


def _study_in(line: str) -> str:
    path = Path(line.strip("\"'")).expanduser()
    if path.name == MARKER:
        path = path.parent
    if not line:
        raise BadInputError("Write the path of a folder")
    try:
        if (path / MARKER).is_file():
            return str(path.resolve())
        inside = sorted(one.parent.name for one in path.glob(f"*/{MARKER}"))
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror or error}") from None
    if not path.is_dir():
        raise BadInputError(f"There is no folder {path}")
    some = f". In it are studies: {', '.join(inside[:4])}" if inside else ""
    raise BadInputError(f"{path} is not a study folder: it has no {MARKER}{some}")


def ask_who(screen: Screen[None], study: Study, then: Callable[[str | None], None]) -> None:
    """Ask who works in a study on this machine, and keep it; ``then`` is told the name."""

    def save(name: str) -> str:
        if not name:
            raise BadInputError("Write a name")
        study.set_local_coder(name)
        return name

    known = ", ".join(study.coders())
    hint = f"Coders so far: {known}" if known else "ann"
    screen.app.push_screen(LineEditor(f"Who are you? {WHO}", "", hint, save), then)
