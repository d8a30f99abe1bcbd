"""Lists the conflict copies that sync clients left in a study, each with what it is a copy of."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from qualcode.model.conflict_name import guesses
from qualcode.store.conflict_copies import copies_among, original_of
from qualcode.store.folder_map import SET_ASIDE, TEXTS, Kind, kind_of
from qualcode.store.texts import StudyTexts

#: Folders that are not looked through.
_LEFT = frozenset({".git", SET_ASIDE.folder, "private/unfinished"})


@dataclass(frozen=True)
class ConflictCopy:
    """A conflict copy: its file, that of the original, and the original's kind.

    ``name`` and ``of`` are both files by their paths in the study, with slashes. The original may
    not be there. ``client`` is the program that gives copies such names, as far as they tell.
    """

    path: Path
    name: str
    original: Path
    of: str
    kind: Kind
    client: str


def is_conflict_copy(root: Path, path: str) -> bool:
    """Return whether a file of a study is a conflict copy of one of its kinds of file."""
    known = original_of(root, path)
    return known is not None and kind_of(known.original) is not None


def conflict_copies(study: StudyTexts) -> list[ConflictCopy]:
    """Return every conflict copy in a study and its folder of texts, by name."""
    found = list(_in_study(study.root))
    if study.transcripts != study.root / TEXTS.folder:
        found += _among_texts(study.root, study.transcripts)
    return sorted(found, key=lambda copy: copy.name)


def ids_in_name(name: str) -> set[str]:
    """Return the ids that a file, or the original that it is a copy of by its name, is named by."""
    originals = (guess.original for guess in guesses(name) if guess.sureness != "open")
    return {one.rpartition(".")[0] or one for one in (name, *originals)}


def put_aside_of(root: Path, ids: Collection[str]) -> Iterator[Path]:
    """Yield what was put aside of files that are named by some ids, of documents or a case."""
    folder = root / SET_ASIDE.folder
    for path in SET_ASIDE.files(root):
        named = ids_in_name(path.name) | {*path.relative_to(folder).parts[:-1]}
        if not named.isdisjoint(ids):
            yield path


def _in_study(root: Path) -> Iterator[ConflictCopy]:
    for folder, inside, names in os.walk(root):
        place = Path(folder).relative_to(root).as_posix()
        place = "" if place == "." else place
        inside[:] = sorted(n for n in inside if f"{place}/{n}".lstrip("/") not in _LEFT)
        for name in names:
            path = f"{place}/{name}".lstrip("/")
            known = original_of(root, path)
            kind = kind_of(known.original) if known else None
            if known and kind:
                yield ConflictCopy(
                    root / path, path, root / known.original, known.original, kind, known.client
                )


def _among_texts(root: Path, texts: Path) -> Iterator[ConflictCopy]:
    """Yield the copies in a folder of texts outside the study, as if it were inside."""
    try:
        names = os.listdir(texts)  # noqa: PTH208 - a share may hold thousands
    except OSError:  # it is not there, or may not be read: told where texts are looked for
        names = []
    for name, known in copies_among(root, TEXTS.folder, names).items():
        if name.endswith(".txt") and TEXTS.pattern.fullmatch(f"{TEXTS.folder}/{known.original}"):
            yield ConflictCopy(
                texts / name, f"{TEXTS.folder}/{name}", texts / known.original,
                f"{TEXTS.folder}/{known.original}", TEXTS, known.client,
            )  # fmt: skip
