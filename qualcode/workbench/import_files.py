"""Which files an import takes, and what their documents are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import NotFoundError
from qualcode.store.files import slug
from qualcode.transcripts.reading import SUPPORTED, TABLES

#: Files that stand beside transcripts and are none.
_BESIDE = ("readme", "license", "licence", "changelog")


@dataclass(frozen=True)
class Found:
    """The files to import; and those in the folders named that were passed over, with why.

    ``doubtful`` are tables found in folders: transcripts perhaps, perhaps lists of participants.
    """

    files: list[Path]
    passed_over: dict[Path, str]
    doubtful: frozenset[Path] = frozenset()


def transcript_files(paths: Iterable[Path], not_these: Iterable[Path | None] = ()) -> Found:
    """Return the files to import: those named, and every transcript in folders named.

    ``not_these`` are files of the same folders that have another use, such as a speaker table.

    Raises:
        NotFoundError: a path does not exist, or a folder holds no transcript.
    """
    files: list[Path] = []
    over: dict[Path, str] = {}
    doubtful: set[Path] = set()
    others = {path.resolve() for path in not_these if path is not None}
    for path in paths:
        if path.is_dir():
            inside = []
            for file in sorted(path.rglob("*")):
                if any(part.startswith((".", "~$")) for part in file.relative_to(path).parts):
                    continue
                why = _why_not(file, others)
                if why:
                    over[file] = why
                elif file.suffix.lower() in SUPPORTED:
                    inside.append(file)
            if not inside:
                raise NotFoundError(
                    f"{path} holds no transcripts", mend=f"Looked for {', '.join(SUPPORTED)}"
                )
            files += inside
            doubtful.update(f for f in inside if f.suffix.lower() in TABLES)
        elif path.exists():
            files.append(path)
        else:
            raise NotFoundError(f"there is no file {path}")
    return Found(list(dict.fromkeys(files)), over, frozenset(doubtful))


def _why_not(file: Path, others: set[Path]) -> str:
    """Return why a file of a folder is not for importing; empty if it is, or is a folder."""
    suffix = file.suffix.lower()
    if file.is_dir():
        return f"a folder with the ending {suffix}" if suffix in SUPPORTED else ""
    if file.resolve() in others:
        return "given as a table of speakers"
    if suffix not in SUPPORTED:
        return f"{suffix} files are not imported" if suffix else "no ending says what it is"
    if suffix in (".md", ".txt") and file.stem.lower().startswith(_BESIDE):
        return "by its name no transcript"
    return ""


def document_ids(files: Sequence[Path], given: Mapping[str, str]) -> dict[Path, str]:
    """Return an id for each file's document, made of its name; empty where none can be made.

    ``given`` has ids by file name. Files of one name in several folders get the folder's name
    in front, files that differ only in their ending get the ending.
    """
    ids = {file: given.get(file.name) or slug(file.stem) for file in files}
    for longer in (_with_folder, _with_ending):
        counts = Counter(ids.values())
        ids = {
            file: slug(longer(file, made)) if made and counts[made] > 1 else made
            for file, made in ids.items()
        }
    return ids


def _with_folder(file: Path, made: str) -> str:
    return f"{file.resolve().parent.name} {made}"


def _with_ending(file: Path, made: str) -> str:
    return f"{made} {file.suffix}"
