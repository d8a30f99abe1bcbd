"""What was read of a file and is not stored yet, and the report on one that is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.workbench.importing.layout import LaidOut
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.speakers.roles import FileRoles
from qualcode.workbench.speakers.speakers import SpeakerRules, Understood

#: A place in the reports: the file, and the place among its documents.
Place = tuple[int, int]


@dataclass(frozen=True)
class Ready:
    """A document that was read and is not stored yet.

    ``cases`` are those that the file itself gives for its labels; ``original`` is the file to keep.
    ``rules`` and ``roles`` are made once the rest of its folder was read.
    """

    at: Place
    file: Path
    document: str
    original: bytes | None
    source: str
    laid_out: LaidOut
    cases: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    told: tuple[str, ...] = ()
    rules: SpeakerRules = field(default_factory=SpeakerRules)
    roles: FileRoles = field(default_factory=lambda: FileRoles((), (), []))

    @property
    def original_file(self) -> tuple[str, bytes] | None:
        """The name in the study of the file to keep, and its bytes."""
        if self.original is None:
            return None
        return f"{self.document}{self.file.suffix.lower()}", self.original


Outcome = Ready | tuple[Place, ImportReport]
Made = tuple[Ready, Document, list[Understood]]


def failed(file: Path, error: QualcodeError) -> ImportReport:
    """Return the report on a file that is not imported."""
    line = str(error)
    if file.name not in line:
        line = f"{file.name}: {line}"
    return ImportReport(str(file), "failed", error=line)
