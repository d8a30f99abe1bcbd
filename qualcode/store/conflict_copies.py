"""Tells the conflict copies of sync clients from a study's own files.

A name alone rarely says so: "t1 2" may be a document. So it is decided by the name, by the original
being there, and by what both hold. A copy is never read as a part of the study.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import msgspec

from qualcode.model.conflict_name import CAPITALS, HOSTS, Guess, guesses, has_mark, worth_a_look

#: Where nothing is looked for: git's own, what was put away already, and acts under way.
_LEFT = (".git", "private/set-aside", "private/unfinished")
#: Folders of files that people or programs name as they like: only a sure name tells.
_FREE = frozenset({"reports", "themes", ".qualcode", "private/imports"})
#: Folders of what came from elsewhere.
_RECEIVED = frozenset({"transcripts", "originals"})
_IDS = re.compile(rb'"(id|sha256)"\s*:\s*"([^"]{8,80})"')
_CELL = ("row", "group", "column")


class _Named(msgspec.Struct):
    """What a file of JSON says it is about: a document's id, or a case's."""

    id: str = ""
    case: str = ""


@dataclass(frozen=True)
class Known:
    """What a file is a copy of: the name of the original in the same folder, and who made it."""

    original: str
    client: str


def copies_among(root: Path, folder: str, names: Iterable[str]) -> dict[str, Known]:
    """Return which of some names in a study's folder are conflict copies, and of what.

    ``folder`` is its path in the study, with slashes, "" for the study itself; ``names`` must be
    all that are in it.
    """
    if any(folder == left or folder.startswith(f"{left}/") for left in _LEFT):
        return {}
    there = frozenset(names)
    return {
        name: known
        for name in worth_a_look(there)
        if (known := _copy_of(root, folder, name, there, None)) is not None
    }


def own_names(root: Path, folder: str, names: Iterable[str]) -> list[str]:
    """Return those of all names in a study's folder that are no conflict copies, sorted."""
    listed = list(names)
    copies = copies_among(root, folder, listed)
    return sorted(name for name in listed if name not in copies)


def own_folders(root: Path, folder: str, names: Iterable[str]) -> list[str]:
    """Return those of the folders in a study's folder that are no copies of another, sorted."""
    return sorted(name for name in names if _folder_of(root, folder, name) is None)


def own_files(root: Path, folder: str, ending: str) -> list[Path]:
    """Return the files with an ending in a study's folder, no conflict copies, by name."""
    place = root / folder
    names = own_names(root, folder, _names_in(place))
    return [place / name for name in names if name.endswith(ending)]


def original_of(root: Path, path: str) -> Known | None:
    """Return what a study's file is a conflict copy of, ``None`` if it is none.

    ``path`` is its path in the study, with slashes, and so is the original's. A file in a folder
    that is itself a copy is one of the file of its name in the original folder.
    """
    if any(path == left or path.startswith(f"{left}/") for left in _LEFT):
        return None
    parts = path.split("/")
    client = ""
    likely = False
    for at, part in enumerate(parts[:-1]):
        if (first := _folder_of(root, "/".join(parts[:at]), part)) is not None:
            parts[at], client = first.original, first.client
            likely = likely or first.sureness != "sure"
    folder = "/".join(path.split("/")[:-1])
    known = _copy_of(root, folder, parts[-1], None, None)
    if known is not None:
        parts[-1], client = known.original, known.client
    if likely and parts[0] in _RECEIVED and not os.path.lexists(root / "/".join(parts)):
        # A folder of texts that are still to be imported, by a name that people give.
        return None
    return Known("/".join(parts), client) if client else None


def _folder_of(root: Path, folder: str, name: str) -> Guess | None:
    """Return of which folder beside it one is a copy, ``None`` if of none.

    qualcode gives no folder a name with blanks or brackets, and computers' names follow a dash.
    """
    small = name.lower()
    if small != name and folder in ("codings", "memos", "synthesis"):
        place = root / folder
        if (place / small).is_dir() and not _is_one(place, name, small):
            return Guess(small, CAPITALS, "likely")
    if not has_mark(name):
        return None
    top = folder.split("/", 1)[0]
    for guess in guesses(f"{name}.d"):
        found = replace(guess, original=guess.original.removesuffix(".d"))
        if guess.sureness == "sure":
            return found
        if top in _FREE or found.original in _FREE or guess.sureness == "open":
            return None
        if guess.client != HOSTS and (root / folder / found.original).is_dir():
            return None if folder == "revisions" and _is_document(root, name) else found
    return None


def _is_one(folder: Path, name: str, other: str) -> bool:
    """Return whether both names lead to one file, on a system that tells no capitals apart."""
    with contextlib.suppress(OSError):
        return (folder / name).samefile(folder / other)
    return False


def _names_in(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208 - a share may hold thousands
    return []


def _copy_of(
    root: Path, folder: str, name: str, there: frozenset[str] | None, seen: Collection[str] | None
) -> Known | None:
    for guess in guesses(name):
        if guess.original == name or guess.original in (seen or ()):
            continue
        if guess.client == CAPITALS and _is_one(root / folder, name, guess.original):
            continue
        is_there = (
            guess.original in there
            if there is not None
            else os.path.lexists(root / folder / guess.original)
        )
        if _is_copy(root, folder, name, guess, is_there=is_there):
            # A copy of a copy is one of the first file.
            known = {*(seen or ()), name}
            first = _copy_of(root, folder, guess.original, there, known)
            return first or Known(guess.original, guess.client)
    return None


def _is_copy(root: Path, folder: str, name: str, guess: Guess, *, is_there: bool) -> bool:
    """Return whether a file is a copy of the one that a guess names."""
    stem, of = _stem(name), _stem(guess.original)
    if guess.sureness == "open" and not is_there:
        return False
    if folder == "documents" and name.endswith(".json"):
        said = _named(root / folder / name)
        if said is None:
            return guess.sureness == "sure" or (guess.sureness == "likely" and is_there)
        return said.id != stem and (said.id == of or guess.sureness == "sure")
    is_own = _OWN.get(_kept_by(folder))
    if is_own is not None and not name.startswith("+") and is_own(root, stem):
        return False
    is_free = folder in _FREE or folder.split("/", 1)[0] in _FREE
    if guess.sureness == "sure":
        # Reports are named as one likes: "Family (conflict, copy for Ann).docx".
        return is_there or not is_free
    if is_free:
        return False
    if folder.startswith("codings/") and not name.startswith("+"):
        return _is_log_of(root, folder, name, guess)
    if guess.sureness == "open":
        return False
    return is_there and (is_own is not None or _is_alike(root / folder, name, guess.original))


def _is_log_of(root: Path, folder: str, name: str, guess: Guess) -> bool:
    """Return whether a log that no document has is a copy of the log of a document.

    Under an earlier id of a document a log may be on its text and yet be no copy.
    """
    log = root / folder / guess.original
    held, there = _ids_in(root / folder / name), _ids_in(log)
    if guess.sureness == "open":
        return bool(held and there and held["id"] & there["id"])
    document = root / "documents" / f"{_stem(guess.original)}.json"
    if there is None and not document.exists():
        return False
    if not held or not (held["id"] or held["sha256"]):
        return True
    texts = frozenset().union(*(found["sha256"] for found in (there, _ids_in(document)) if found))
    return bool(held["sha256"] & texts or (there and held["id"] & there["id"]))


# ---- which files are kept by whose id -----------------------------------------------------------


def _kept_by(folder: str) -> str:
    """Return by whose id the files of a folder are named, "" if by nobody's."""
    parts = folder.split("/")
    if parts[0] == "memos":
        return parts[2].removesuffix("s") if len(parts) == 3 else ""
    return _NAMED_BY.get(parts[0], "")


_NAMED_BY = {
    "codings": "document", "transcripts": "document", "originals": "document", "splits": "code",
    "withdrawals": "receipt", "quotations": "coder", "suggestions": "coder",
}  # fmt: skip


def _is_document(root: Path, name: str) -> bool:
    said = _named(root / "documents" / f"{name}.json")
    return said is not None and said.id == name


def _is_receipt(root: Path, name: str) -> bool:
    said = _named(root / "withdrawals" / f"{name}.json")
    return said is not None and said.case == name


def _is_coder(root: Path, name: str) -> bool:
    return any((root / folder / name).is_dir() for folder in ("codings", "memos"))


#: What says that a file whose name looks like a copy's is the study's own.
_OWN: Mapping[str, Callable[[Path, str], bool]] = {
    "document": _is_document,
    "case": lambda root, name: _mentions(root / "cases.csv", name),
    "code": lambda root, name: _mentions(root / "codebook.yaml", name),
    "coder": _is_coder,
    "receipt": _is_receipt,
}


# ---- contents -----------------------------------------------------------------------------------


def _is_alike(folder: Path, name: str, original: str) -> bool:
    """Return whether a file says that it is what another is, as far as such files say it."""
    one, other = _head(folder / name), _head(folder / original)
    if one is None or other is None or not one.strip():
        return True
    if original.endswith(".csv"):
        return _first_line(one) == _first_line(other)
    if original.endswith(".md") and other.startswith("---"):
        return [_field(one, key) for key in _CELL] == [_field(other, key) for key in _CELL]
    if original == "codebook.yaml":
        ids = [set(re.findall(r"^[ -]*id: *(\S+)", text, re.M)) for text in (one, other)]
        return not ids[0] or bool(ids[0] & ids[1])
    return True


def _field(text: str, key: str) -> str:
    found = re.search(rf"^{key}:(.*)$", text, re.M)
    return found[1].strip().strip("\"'") if found else ""


def _first_line(text: str) -> list[str]:
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    return [re.sub(r"\W+", "", cell).casefold() for cell in re.split(r"[,;\t|]", line)][:2]


def _head(path: Path) -> str | None:
    with contextlib.suppress(OSError):
        return path.read_bytes()[:100_000].decode("utf-8", "replace")
    return None


def _mentions(path: Path, name: str) -> bool:
    """Return whether a file names something, not within a longer name."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return False
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _named(path: Path) -> _Named | None:
    """Return what a JSON file says it is about, ``None`` if it cannot be read."""
    stamp = _stamp(path)
    return None if stamp is None else _named_at(str(path), stamp)


@lru_cache(maxsize=4096)
def _named_at(path: str, stamp: tuple[int, int]) -> _Named | None:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=_Named)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError):
        return None


def _ids_in(path: Path) -> dict[str, frozenset[str]] | None:
    """Return the ids and the hashes of texts in a file, ``None`` if it cannot be read."""
    stamp = _stamp(path)
    return None if stamp is None else _ids_at(str(path), stamp)


@lru_cache(maxsize=256)
def _ids_at(path: str, stamp: tuple[int, int]) -> dict[str, frozenset[str]] | None:
    found: dict[str, set[str]] = {"id": set(), "sha256": set()}
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    for key, value in _IDS.findall(data):
        found[key.decode()].add(value.decode("ascii", "replace"))
    return {key: frozenset(values) for key, values in found.items()}
