"""Opens a document's text in the user's editor; nothing written there is lost."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.document.document import Document
from qualcode.store.folder_map import EDITS
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.programs import child_environment, named_program, program, python_folder
from qualcode.store.study import Study
from qualcode.workbench.documents.editor_options import copies_kept, without_copies

#: Editors that may be there where none is named, the most usual first.
_KNOWN = ("notepad",) if os.name == "nt" else ("nano", "vi")


@dataclass(frozen=True)
class Begun:
    """An edit that was begun: of which document, and whether it was begun before."""

    document: Document
    resumed: bool

    def read(self, path: Path) -> str:
        """Return the text as the editor left it.

        Raises:
            BadInputError: it is no text.
            StudyError: it is not there any more.
        """
        from qualcode.store.io.encoding import decode

        try:
            data = path.read_bytes()
        except OSError as error:
            raise StudyError(
                f"the editor left no file that can be read ({error.strerror or error})",
                mend="The text stays as it is",
            ) from None
        return decode(data, path.name)[0]


def begin_edit(study: Study, document_id: str) -> tuple[Begun, Path]:
    """Return a copy of a document's text for an editor, in ``.qualcode``, out of git.

    An unfinished edit of the same text is continued.

    Raises:
        NotFoundError, TextChangedError: the document or its text cannot be read.
    """
    document = study.document(document_id)
    text = study.text(document)
    path = _path(study, document)
    if path.exists():
        return Begun(document, resumed=True), path
    study.refuse_newer()
    write_atomic(path, text)
    return Begun(document, resumed=False), path


def end_edit(study: Study, document: Document) -> None:
    """Remove the copy, and what the editor left beside it."""
    path = _path(study, document)
    for left in (
        path,
        *path.parent.glob(f"{path.name}*"),
        *path.parent.glob(f".{path.name}*"),
        *path.parent.glob(f"#{path.name}*"),
        *path.parent.glob(f".#{path.name}*"),
    ):
        with contextlib.suppress(OSError):
            left.unlink()


def end_edit_unwritten(study: Study, document: Document) -> bool:
    """End an edit in which nothing was written yet; return False where something was."""
    path = _path(study, document)
    try:
        written = path.exists() and path.read_bytes() != study.text(document).encode()
    except OSError:
        written = True
    if not written:
        end_edit(study, document)
    return not written


def copies_elsewhere(study: Path) -> str:
    """Return in a line what the user's editor will keep of a text elsewhere; "" if nothing known.

    ``check`` finds these copies afterwards.
    """
    try:
        kept = copies_kept(_editor(study)[1])
    except (OSError, StudyError):
        return ""
    return kept and f"{kept}: qualcode check --repair looks for that afterwards"


def run_editor(path: Path, study: Path) -> None:
    """Run the user's editor on a file and wait for it: ``$VISUAL``, ``$EDITOR``, or what there is.

    An editor named without its folder is looked for outside ``study``, the study's folder. What is
    typed to stop the editor stops only that, and the terminal is left as it was.

    Raises:
        StudyError: there is none, it could not be run, or it did not end well.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        named, command = _editor(study)
        with _terminal_kept(), _signals_left_to_it():
            # Not in the study: some editors run what lies in the folder they are started in.
            status = subprocess.call(
                [*without_copies(command), str(path.absolute())], env=child_environment(),
                cwd=_own_folder(),
            )  # fmt: skip
    except OSError as error:
        raise StudyError(
            f"cannot run the editor {named!r} ({error.strerror or error})",
            mend="Name one that is installed: set EDITOR",
        ) from None
    if status:
        how = f"was ended by {_signal(-status)}" if status < 0 else f"ended with status {status}"
        raise StudyError(f"nothing was taken: the editor {named!r} {how}")


def _own_folder() -> Path:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - an account without a home is no error
    return home if home.is_dir() else python_folder()


def _editor(study: Path) -> tuple[str, list[str]]:
    """Return what the user calls the editor, and its command.

    Raises:
        StudyError: what is named cannot be read, or none is named and none known is installed.
        FileNotFoundError: what is named is not there, or only in the study.
    """
    for variable in ("VISUAL", "EDITOR"):
        named = os.environ.get(variable, "").strip()
        if not named:
            continue
        try:
            parts = shlex.split(named, posix=os.name != "nt")
        except ValueError as error:
            raise StudyError(
                f"cannot read {variable}, which is {named!r} ({str(error).lower()})",
                mend=f"Set {variable} to a program and its options",
            ) from None
        if os.name == "nt":  # quotes around a path with blanks are left on there
            parts = [part.strip('"') for part in parts]
        found = named_program(parts[0], study)
        return named, [os.path.abspath(found), *parts[1:]]  # noqa: PTH100 - links stay as named
    for known in _KNOWN:
        with contextlib.suppress(FileNotFoundError):
            return known, [program(known, study)]
    raise StudyError(
        f"there is no editor here: {', '.join(_KNOWN)} not found",
        mend="Set EDITOR to one that is installed",
    )


@contextlib.contextmanager
def _signals_left_to_it() -> Iterator[None]:
    """Let keys that interrupt a program do so to the editor alone, as git does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A handler of our own: what is ignored would be ignored by the editor too.
    names = [name for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: None) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler or signal.SIG_DFL)


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    """Put the terminal's settings back: an editor that was killed does not."""
    try:
        import termios

        settings = termios.tcgetattr(0)
    except (ImportError, OSError, termios.error):
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, settings)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _path(study: Study, document: Document) -> Path:
    # By its hash: a text revised by somebody else meanwhile is another edit.
    return EDITS.at(study.root, document=document.id, short_digest=document.sha256[:12])
