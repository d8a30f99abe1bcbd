"""Short talks to import, and what a study then holds of them."""

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.importing.files import transcript_files
from qualcode.workbench.importing.importer import Importer
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.report import ImportResult

TALK = (
    "I: What helped you most, would you say?\n\nP: My mentor, number {n}. She rang every week.\n\n"
)


def import_all(path: Path, *files: Path, **options: object) -> ImportResult:
    study = Study.open(path)
    found = transcript_files(files)
    return Importer(study, ImportOptions(**options)).import_files(found.files)  # type: ignore[arg-type]


def texts(path: Path) -> dict[str, str]:
    study = Study.open(path)
    return {p.name: p.read_text() for p in study.transcripts.iterdir()}
