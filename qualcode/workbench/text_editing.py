"""A document's text on its way through the user's editor; nothing written there is lost."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.document import Document
from qualcode.store.files import write_atomic
from qualcode.store.programs import child_environment, named_program
from qualcode.store.study import Study


@dataclass(frozen=True)
class Begun:
    """An edit that was begun: of which document, and whether it was begun before."""

    document: Document
    resumed: bool

    def read(self, path: Path) -> str:
        """Return the text as the editor left it; raises BadInputError if it is no text."""
        from qualcode.transcripts.encoding import decode

        return decode(path.read_bytes(), path.name)[0]


def begin_edit(study: Study, document_id: str) -> tuple[Begun, Path]:
    """Return a copy of a document's text for an editor, in ``.qualcode``, out of git.

    An edit of the same text that was begun and never taken is gone on with.

    Raises:
        NotFoundError, TextChangedError: the document or its text is not to be had.
    """
    document = study.document(document_id)
    text = study.text(document)
    path = _path(study, document)
    if path.exists():
        return Begun(document, resumed=True), path
    write_atomic(path, text)
    return Begun(document, resumed=False), path


def end_edit(study: Study, document: Document) -> None:
    """Remove the copy, and what the editor left beside it."""
    path = _path(study, document)
    for left in (path, *path.parent.glob(f"{path.name}*"), *path.parent.glob(f".{path.name}*")):
        with contextlib.suppress(OSError):
            left.unlink()


def run_editor(path: Path, study: Path) -> None:
    """Run the user's editor on a file and wait for it: ``$VISUAL``, ``$EDITOR``, or what there is.

    An editor named without its folder is looked for outside ``study``, the study's folder.

    Raises:
        StudyError: it could not be run.
    """
    windows = "notepad" if os.name == "nt" else "nano"
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or windows
    try:
        editor, *options = shlex.split(named, posix=os.name != "nt")
        command = [named_program(editor, study), *options, str(path)]
        status = subprocess.call(command, env=child_environment())
    except ValueError:
        raise StudyError(f"{named!r} names no editor", mend="Set EDITOR to one") from None
    except OSError as error:
        raise StudyError(
            f"cannot run the editor {named!r} ({error.strerror or error})",
            mend="Name one that is installed: set EDITOR",
        ) from None
    if status:
        raise StudyError(f"the editor {named!r} ended with status {status}; nothing was taken")


def _path(study: Study, document: Document) -> Path:
    # By its hash: a text revised by somebody else meanwhile is another edit.
    return study.local / "edit" / f"{document.id}-{document.sha256[:12]}.txt"
