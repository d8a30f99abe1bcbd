"""Writes listed codings to a file by the one export of listings, and says what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.analysis.listings import codings_table
from qualcode.errors import BadInputError
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.report.listing_files import check_listing_path, texts_cut, write_listing
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.study import Study

#: Where a file goes whose folder is not named: git takes nothing of it.
_FOLDER = "reports"


def usual_name(code: str) -> str:
    """Return the name of a file for the codings of a code, or of all."""
    return f"codings-{code}.xlsx" if code else "codings.xlsx"


def checked_path(root: Path, name: str, *, over: list[Path]) -> Path:
    """Return where a file goes by the name a person gave: in the study's ``reports``, if no folder.

    ``over`` has the files about which was asked; the one of this call is added, so that a second
    call takes it.

    Raises:
        BadInputError, NotFoundError: it cannot be written, or is there already.
    """
    if not name:
        raise BadInputError("the file has no name yet", mend="Write one, such as codings.xlsx")
    path = Path(name).expanduser()
    if not path.is_absolute():
        path = root / (Path(_FOLDER) / path if path.parent == Path() else path)
    if path.parent == root / _FOLDER:
        make_folder(path.parent)
    check_listing_path(path)
    if path.exists() and path not in over:
        over.append(path)
        raise BadInputError(
            "it is there already", where=path.name, mend="Enter again overwrites it"
        )
    return path


def write_codings(study: Study, codings: Sequence[Coding], path: Path) -> str:
    """Write codings with their words to a file; return what was written, in a sentence or two.

    Raises:
        BadInputError, NotFoundError, StudyError: see ``write_listing``.
    """
    table, problems = codings_table(study, codings)
    names = {code.id: code.name for code in study.codebook}
    write_listing(table, path, title=f"Codings: {study.config.name}", names=names)
    said = [f"Wrote {path}: {counted(len(table.rows), 'coding')}"]
    if cut := texts_cut(table, path):
        said.append(f"{counted(cut, 'text')} cut, since a cell of Excel's holds no more")
    said += dict.fromkeys(problem.message for problem in problems)
    said.append("For the team only: participants' words are in it; keep it out of git")
    return ". ".join(said)
