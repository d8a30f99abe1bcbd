"""Chooses the files that an import takes, and names their documents."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import NotFoundError
from qualcode.store.io.durable import slug, whole_slug
from qualcode.transcripts.reader import CONVERTED, SUPPORTED, TABLES

#: The longest id, in characters.
ROOM = 80
#: The id of a file whose name has neither letters nor digits.
NAMELESS = "document"
#: Files found beside transcripts that are not transcripts.
_BESIDE = re.compile(r"(?:readme|licen[cs]e|changelog|contributing)(?:[-_.][a-z]{2,6})?")
#: So many kinds of file are named.
_KINDS = 6

#: The first words of ``full_lines`` on a document that was stored.
_MADE_OF = re.compile(
    r"^([a-z0-9][a-z0-9._-]*): (?:imported|replaced), .*\n  from (.+); language: \S*$", re.MULTILINE
)


@dataclass(frozen=True)
class Found:
    """The files to import, and files in named folders that were passed over, with the reason.

    ``doubtful`` are tables found in folders: they may be transcripts or lists of participants.
    """

    files: list[Path]
    passed_over: dict[Path, str]
    doubtful: frozenset[Path] = frozenset()


def transcript_files(paths: Iterable[Path], not_these: Iterable[Path | None] = ()) -> Found:
    """Return the files to import: those named, and every transcript in named folders.

    ``not_these`` are files in the same folders with another use, such as a speaker table.

    Raises:
        NotFoundError: a path does not exist, or a folder holds no transcript.
    """
    files: list[Path] = []
    over: dict[Path, str] = {}
    doubtful: set[Path] = set()
    others = {path.resolve() for path in not_these if path is not None}
    for path in paths:
        if path.is_dir():
            inside, passed = _in_folder(path, others)
            if not inside:
                raise NotFoundError(f"{path} holds no transcripts", mend=_what_there_is(passed))
            files += inside
            over |= passed
            doubtful.update(f for f in inside if f.suffix.lower() in TABLES)
        elif path.exists():
            files.append(path)
        else:
            raise NotFoundError(f"there is no file {path}")
    return Found(list(dict.fromkeys(files)), over, frozenset(doubtful))


def _in_folder(folder: Path, others: set[Path]) -> tuple[list[Path], dict[Path, str]]:
    """Return the files of a folder that may be transcripts, and the others with the reason.

    Those that have to be saved as another kind first are among them, so that each is told with what
    to do, unless it lies beside a copy that can be read.
    """
    inside: list[Path] = []
    over: dict[Path, str] = {}
    convert: list[Path] = []
    for file in sorted(folder.rglob("*")):
        suffix = file.suffix.lower()
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
        if hidden and suffix != ".icloud":
            continue
        why = _why_not(file, others)
        if not why and suffix in SUPPORTED:
            inside.append(file)
        elif file.is_file() and suffix in CONVERTED:
            convert.append(file)
        elif why:
            over[file] = why
    there = {file.with_suffix("") for file in inside}
    for file in convert:
        if file.with_suffix("") in there:
            over[file] = "beside a copy that can be read"
        else:
            inside.append(file)
    return sorted(inside), over


def _what_there_is(over: Mapping[Path, str]) -> str:
    """Return what a folder without transcripts holds, and what was looked for."""
    kinds = Counter(file.suffix.lower() or "without an ending" for file in over)
    there = ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common(_KINDS))
    holds = f"It holds {there}" if there else "It is empty"
    return f"{holds}. Looked for {', '.join(SUPPORTED)}"


def _why_not(file: Path, others: set[Path]) -> str:
    """Return why a file in a folder is not imported; empty if it is, or if it is a folder."""
    suffix = file.suffix.lower()
    if file.is_dir():
        return f"a folder with the ending {suffix}" if suffix in SUPPORTED else ""
    if file.resolve() in others:
        return "given as a table of speakers"
    if suffix not in SUPPORTED:
        return f"{suffix} files are not imported" if suffix else "no ending says what it is"
    if suffix in (".md", ".txt") and _BESIDE.fullmatch(file.stem.lower()):
        return "by its name no transcript"
    return ""


def size_of(file: Path) -> int:
    """Return a file's size in bytes, 0 if there is none to be read."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def document_ids(files: Sequence[Path], given: Mapping[str, str]) -> dict[Path, str]:
    """Return an id for each file's document, made from its name; never empty.

    ``given`` has ids by file name. A long name is cut in its middle, since the names of one series
    often differ only at their ends. Files of one name in several folders get the folder's name in
    front; files that differ only in their ending get the ending. Any that still share an id get a
    mark made from their names, and if needed from their folders' names: no two files get the same
    id, and the same files always get the same ids.
    """
    ids = {file: given.get(file.name) or id_from_name(file.stem) for file in files}
    ids = _longer(ids, lambda file, made: (file.resolve().parent.name, made))
    return told_apart(_longer(ids, lambda file, made: (made, file.suffix)))


def _longer(
    ids: Mapping[Path, str], parts: Callable[[Path, str], tuple[str, str]]
) -> dict[Path, str]:
    """Return ids with another part of the path where files share one and that part differs."""
    alike: dict[str, list[Path]] = {}
    for file, made in ids.items():
        alike.setdefault(made, []).append(file)
    longer = dict(ids)
    for made, group in alike.items():
        if len(group) == 1:
            continue
        with_part = {file: parts(file, made) for file in group}
        if len(set(with_part.values())) > 1:
            longer.update((file, id_from_name(" ".join(both))) for file, both in with_part.items())
    return longer


def id_from_name(name: str) -> str:
    """Return an id made from a name: from the start and the end of a long one."""
    whole = whole_slug(name)
    if len(whole) <= ROOM:
        return slug(name) or NAMELESS
    start, end = whole[: ROOM // 2], whole[-(ROOM // 2 - 1) :]
    # Whole words, if it has any.
    start, end = start.rpartition("-")[0] or start, end.partition("-")[2] or end
    return f"{start}-{end}"


def told_apart(ids: Mapping[Path, str]) -> dict[Path, str]:
    """Return ids, with marks where files share one, made from as few folder names as possible."""
    made = dict(ids)
    for depth in range(1, max((len(file.absolute().parts) for file in ids), default=0) + 1):
        counts = Counter(made.values())
        alike = [file for file, one in made.items() if counts[one] > 1]
        if not alike:
            break
        for file in alike:
            made[file] = marked(ids[file], "/".join(file.absolute().parts[-depth:]))
    return made


def marked(made: str, by: str, room: int = ROOM) -> str:
    """Return an id of at most ``room`` characters with eight digits that identify its source."""
    mark = hashlib.sha256(by.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{made[: room - 9].rstrip('-._')}-{mark}"


def shortened(document: str, room: int) -> str:
    """Return an id of at most ``room`` characters; no two ids are cut to the same."""
    return document if len(document) <= room else marked(document, document, room)


def files_of_documents(reports: Path) -> dict[str, str]:
    """Return the name of the file from which each document was last made, as kept reports say.

    File names may name people: they are only in ``private/imports``, on the machine that imported.
    """
    found: dict[str, str] = {}
    for path in sorted(reports.glob("*.txt"), key=lambda path: path.stem):
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            found.update(_MADE_OF.findall(text))
    return found
