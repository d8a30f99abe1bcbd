"""Makes a study from what a person wrote in a form, and says who works in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.store.bundled_files import bundled_codebooks
from qualcode.store.codebook.reader import load_codebook
from qualcode.store.io.durable import check_file_name, slug
from qualcode.workbench.study.creation import NewStudy, make_study


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new study as a person wants it: ``groups`` are names, with ``;`` or a new line between.

    ``codebook`` is the name of one that comes with qualcode, a file, or empty.
    """

    name: str
    folder: str
    groups: str
    codebook: str
    coder: str


def begin_study(wanted: Wanted) -> NewStudy:
    """Make the study, and remember on this machine who codes in it.

    Raises:
        BadInputError: something is missing or cannot be used; nothing is made.
        NotFoundError, StudyError: see ``make_study``.
    """
    for what, given in (("the study's name", wanted.name), ("a folder", wanted.folder),
                        ("who you are", wanted.coder)):  # fmt: skip
        if not given.strip():
            raise BadInputError(f"{what} is missing", mend="Write it")
    coder = check_file_name(wanted.coder.strip(), "coder")
    path = Path(wanted.folder.strip()).expanduser()
    codebooks = [wanted.codebook.strip()] if wanted.codebook.strip() else []
    groups = groups_in(wanted.groups)
    made = make_study(path, name=wanted.name.strip(), codebooks=codebooks, groups=groups)
    made.study.set_local_coder(coder)
    return made


def groups_in(text: str) -> dict[str, str]:
    """Return the groups of people by id, from their names.

    Raises:
        BadInputError: two would have one id, or a name has no letters.
    """
    found: dict[str, str] = {}
    for name in (" ".join(part.split()) for part in text.replace("\n", ";").split(";")):
        if not name:
            continue
        made = slug(name)
        if not made or made in found:
            other = f": the same as {found[made]!r}" if made else ": it has no letters"
            raise BadInputError(f"{name!r} cannot be a group{other}", mend="Name it otherwise")
        found[made] = name
    return found


def folder_for(name: str) -> str:
    """Return a folder for a study of this name, in the current one; empty if it has no letters."""
    made = slug(name)
    return str(Path.cwd() / made) if made else ""


def codebooks_to_choose() -> list[tuple[str, str]]:
    """Return the codebooks that come with qualcode: name, and title with the number of codes."""
    found = []
    for name, path in bundled_codebooks().items():
        book = load_codebook(path)
        found.append((name, f"{book.title or name} ({len(book)} codes)"))
    return found
