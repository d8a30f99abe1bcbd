"""Acts over several files: written down whole before the first file changes, so none stays half.

What an act will do is first prepared in ``private/unfinished/<act>/``: the new contents of files,
and a list of steps. The list is written last; from then on the act is to be finished, by whoever
opens the study next if not by the program that began it. Before that it has not begun.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec

from qualcode.errors import BadInputError, StudyError
from qualcode.model.coding import CodingEvent
from qualcode.store.files import (
    PART,
    being_written,
    put_in_place,
    read_bytes,
    sync_folder,
    write_atomic,
    write_staged,
)
from qualcode.store.jsonl import change_records
from qualcode.store.log import rewrite_log

FOLDER = "private/unfinished"
#: The lock of acts: one at a time, whoever does it.
LOCK = "documents"
_STEPS = "act.json"
_NEW = ".new"
#: How a text outside the study's folder is named in a list of steps.
_TEXTS = "texts:"
_WRITERS = 4


class Write(msgspec.Struct, frozen=True, tag="write"):
    """A file gets the contents staged; ``before`` and ``after`` are SHA-256, "" for no file."""

    path: str
    staged: str
    before: str
    after: str


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """A file goes; one outside the study's folder only while its SHA-256 is ``known``."""

    path: str
    known: tuple[str, ...] = ()


class RemoveFolder(msgspec.Struct, frozen=True, tag="remove-folder"):
    """A folder of the study goes with all that is in it; links are not followed."""

    path: str


class Move(msgspec.Struct, frozen=True, tag="move"):
    """A file or folder gets another name."""

    path: str
    to: str


class Events(msgspec.Struct, frozen=True, tag="events"):
    """A coding log loses the events of ids ``drop``; notes that ``notes`` has are changed."""

    path: str
    lock: str
    drop: tuple[str, ...] = ()
    notes: dict[str, str] = {}


class Records(msgspec.Struct, frozen=True, tag="records"):
    """A file of records loses those whose ``key`` is one of ``values``, or they get ``to``."""

    path: str
    lock: str
    key: str
    values: tuple[str, ...]
    to: str | None = None


Step = Write | Remove | RemoveFolder | Move | Events | Records


class ActList(msgspec.Struct, frozen=True):
    """What an act has to do: its name, what it is about, and its steps in order."""

    name: str
    about: str
    at: str
    steps: tuple[Step, ...]
    #: Of the folder that this list is in: a copy of it, or one that somebody sent, has another.
    inode: int = 0


class Place(Protocol):
    """What an act needs of a study folder."""

    root: Path

    @property
    def transcripts(self) -> Path:
        """The folder of texts."""

    def lock(self, name: str, what: str = "") -> contextlib.AbstractContextManager[None]:
        """Lock a part of the study."""


class Act:
    """One act while it is prepared: nothing of the study has changed before ``commit``."""

    def __init__(self, study: Place, name: str, about: str, at: str) -> None:
        self._study = study
        self._name = name
        self._about = about
        self._at = at
        self._folder = study.root / FOLDER / f"{at.translate(_NO_COLON)}-{os.getpid()}"
        self._steps: dict[tuple[str, str], Step] = {}
        self._staged = 0
        #: Locks of single files that are held until all is done.
        self.locks = contextlib.ExitStack()
        self.left: list[str] = []

    def hold(self, lock: contextlib.AbstractContextManager[None]) -> None:
        """Lock what this act reads and will write, until all is done."""
        self.locks.enter_context(lock)

    def holding(
        self, lock: contextlib.AbstractContextManager[None]
    ) -> contextlib.AbstractContextManager[None]:
        """Lock as ``hold`` does, for use in place of the lock itself."""
        self.hold(lock)
        return contextlib.nullcontext()

    # ---- preparing ------------------------------------------------------------------------

    def write(self, files: Mapping[Path, str | bytes]) -> None:
        """Prepare files: each will hold these bytes. One prepared before is prepared anew."""
        with ThreadPoolExecutor(_WRITERS) as pool:
            jobs = []
            for path, data in files.items():
                raw = data.encode("utf-8") if isinstance(data, str) else data
                staged = self._folder / f"{self._staged}{_NEW}"
                self._staged += 1
                step = Write(
                    _named(self._study, path), staged.name, _digest(path),
                    hashlib.sha256(raw).hexdigest(),
                )  # fmt: skip
                self._add(step)
                jobs.append(pool.submit(write_staged, staged, raw))
            for job in jobs:
                job.result()

    def remove(self, path: Path, known: Collection[str] = ()) -> None:
        """Prepare the removal of a file; one outside the study only if its SHA-256 is known."""
        if path.is_symlink() or path.exists():
            self._add(Remove(_named(self._study, path), tuple(sorted(known))))

    def remove_folder(self, path: Path) -> None:
        """Prepare the removal of a folder of the study."""
        if path.is_symlink() or path.exists():
            self._add(RemoveFolder(_named(self._study, path)))

    def move(self, path: Path, to: Path) -> None:
        """Prepare another name for a file or folder, if it is there."""
        if path.exists():
            self._add(Move(_named(self._study, path), _named(self._study, to)))

    def change_log(
        self, path: Path, lock: str, *, drop: Iterable[str] = (), notes: Mapping[str, str] = {}
    ) -> None:
        """Prepare a change of a coding log: events that go, by id, and notes, each with its new."""
        self._add(Events(_named(self._study, path), lock, tuple(sorted(drop)), dict(notes)))

    def change_records(
        self, path: Path, lock: str, key: str, values: Iterable[str], to: str | None = None
    ) -> None:
        """Prepare that records whose ``key`` is one of ``values`` go, or get ``to`` there."""
        if path.exists():
            self._add(Records(_named(self._study, path), lock, key, tuple(sorted(values)), to))

    def _add(self, step: Step) -> None:
        kind = type(step).__name__
        if isinstance(step, Records):
            kind += f" {step.key}"
        self._steps[kind, step.path] = step

    # ---- doing ----------------------------------------------------------------------------

    def commit(self) -> None:
        """Write the steps down durably, then do them.

        Raises:
            StudyError: it could not be written down, and nothing has changed; or a step failed,
                and the rest is done when the study is next opened.
        """
        steps = tuple(self._steps.values())
        if not steps:
            return
        places = _Places(self._study, own=True)
        for parent in dict.fromkeys(places.of(step.path).parent for step in steps):
            _check_writable(parent)
        self._folder.mkdir(parents=True, exist_ok=True)
        inode = self._folder.stat().st_ino
        act = ActList(self._name, self._about, self._at, steps, inode)
        write_atomic(self._folder / _STEPS, msgspec.json.encode(act))
        sync_folder(self._folder.parent)
        try:
            self.left = _do(self._study, self._folder, act)
        except StudyError as error:
            raise StudyError(
                f"{error.message}, so '{self._name}' is not finished",
                where=error.where,
                mend="The next command that can write there finishes it",
            ) from None

    def discard(self) -> None:
        """Forget what was prepared; nothing has changed."""
        if not (self._folder / _STEPS).exists():
            _forget(self._folder)


_NO_COLON = str.maketrans("", "", ":")


class Finished(msgspec.Struct, frozen=True):
    """An act that was cut off and is finished now; ``left`` says what could not be done."""

    name: str
    about: str
    at: str
    left: tuple[str, ...]


def unfinished(root: Path) -> list[Path]:
    """Return the folders of acts that were begun, the earliest first."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return sorted(p for p in (root / FOLDER).iterdir() if p.is_dir() and not p.is_symlink())
    return []


def finish_acts(study: Place) -> list[Finished]:
    """Finish what was written down and cut off; forget what was only being prepared.

    The caller holds the lock of acts.

    Raises:
        BadInputError: the list of an act cannot be read.
        StudyError: a step cannot be done here and now; the act stays to be finished.
    """
    done = []
    for folder in unfinished(study.root):
        if not (folder / _STEPS).exists():
            _forget(folder)
            continue
        act = read_act(folder)
        left = _do(study, folder, act, again=True)
        done.append(Finished(act.name, act.about, act.at, tuple(left)))
    return done


def read_act(folder: Path) -> ActList:
    """Return the list of an act that was begun.

    Raises:
        BadInputError: it cannot be read.
    """
    try:
        return msgspec.json.decode(read_bytes(folder / _STEPS), type=ActList)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"not the list of an act ({error})",
            where=f"{FOLDER}/{folder.name}/{_STEPS}",
            mend="If nobody here began one, delete that folder",
        ) from None


def half_written(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield every file below some folders that a program that was cut off left half-written.

    What a program is still writing is none.
    """
    for top in folders:
        for folder, below, names in os.walk(top):
            below[:] = [name for name in below if name != ".git"]
            for name in names:
                if name.startswith(".") and name.endswith(PART):
                    path = Path(folder) / name
                    if not being_written(path):
                        yield path


# ---- steps -----------------------------------------------------------------------------------


def _do(study: Place, folder: Path, act: ActList, *, again: bool = False) -> list[str]:
    """Do the steps that are not done yet; return in words what could not be done, and why.

    Where it is done ``again``, what the first time left half-written is removed.
    """
    places = _Places(study, own=folder.stat().st_ino == act.inode)
    paths = [(step, places.of(step.path)) for step in act.steps]
    for parent in {path.parent for _, path in paths} if again else ():
        for part in parent.glob(f".*{PART}"):
            part.unlink(missing_ok=True)
    left: list[str] = []
    try:
        for step, path in paths:
            if (problem := _step(places, folder, step, path)) is not None:
                left.append(problem)
    except OSError as error:
        name = getattr(error, "filename", None) or folder
        raise StudyError(f"cannot write {name}: {error.strerror or error}") from None
    finally:
        for parent in dict.fromkeys(path.parent for _, path in paths):
            sync_folder(parent)
            sync_folder(parent.parent)
    _forget(folder)
    return left


def _step(places: _Places, folder: Path, step: Step, path: Path) -> str | None:
    match step:
        case Write():
            return _write(folder / _plain(step.staged), path, step)
        case Remove():
            return _remove(places.root, path, step)
        case RemoveFolder():
            return _remove_folder(places.root, path)
        case Move():
            to = places.of(step.to)
            with contextlib.suppress(FileNotFoundError):
                to.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, to)  # noqa: PTH105 - over what an earlier try left
                sync_folder(to.parent)
        case Events() if path.exists():
            with places.lock(_plain(step.lock), step.path):
                rewrite_log(path, lambda event: _changed(event, step))
        case Records() if path.exists():
            with places.lock(_plain(step.lock), step.path):
                change_records(path, step.key, step.values, step.to)
    return None


def _write(staged: Path, path: Path, step: Write) -> str | None:
    if not staged.exists():
        # Put in its place before the act was cut off.
        return None
    there = _digest(path)
    if there not in (step.before, step.after):
        return f"{step.path} was changed by another program meanwhile, and is left as it is"
    if there != step.after:
        put_in_place(staged, path)
    return None


def _remove(root: Path, path: Path, step: Remove) -> str | None:
    if path.is_symlink() or is_within(path, root):
        path.unlink(missing_ok=True)
    elif path.exists():
        if _digest(path) not in step.known:
            return f"{path} is not what the study knows by that name, and is left as it is"
        path.unlink()
    return None


def _remove_folder(root: Path, path: Path) -> str | None:
    if path.is_symlink():
        path.unlink()
    elif not is_within(path, root):
        return f"{path} is outside the study, and is left as it is"
    elif path.exists():
        shutil.rmtree(path)
    return None


def _changed(event: CodingEvent, step: Events) -> CodingEvent | None:
    if event.id in step.drop:
        return None
    if event.note and event.note in step.notes:
        return msgspec.structs.replace(event, note=step.notes[event.note])
    return event


# ---- places ----------------------------------------------------------------------------------


class _Places:
    """Where steps lead: in the study and, of an act that was begun here, in folders it links to.

    A list of steps may have come with somebody's study: that leads nowhere else.
    """

    def __init__(self, study: Place, *, own: bool) -> None:
        self.root = study.root
        self.lock = study.lock
        self._texts = study.transcripts
        self._own = own

    def of(self, name: str) -> Path:
        """Return the file or folder that a step names; raises BadInputError if it leads away."""
        if name.startswith(_TEXTS):
            path = self._texts / _plain(name.removeprefix(_TEXTS))
        else:
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or any(map(_is_git, parts)):
                raise self._away(name)
            path = self.root.joinpath(*parts)
        if not self._own and not is_within(path, self.root):
            raise self._away(name)
        return path

    def _away(self, name: str) -> BadInputError:
        return BadInputError(
            f"an act that was begun in another copy of this study leads to {name!r}",
            where=FOLDER,
            mend="Finish it there, or delete that folder",
        )


def is_within(path: Path, root: Path) -> bool:
    """Say whether a path, its folders' links followed, is in a folder and not in its ``.git``."""
    inside = path.parent.resolve() / path.name
    home = root.resolve()
    if not inside.is_relative_to(home):
        return False
    return not any(map(_is_git, inside.relative_to(home).parts))


def _is_git(part: str) -> bool:
    # As Windows and macOS would read it.
    return part.casefold().rstrip(". ") in (".git", "git~1")


def _named(study: Place, path: Path) -> str:
    if path.parent == study.transcripts:
        return f"{_TEXTS}{path.name}"
    return path.relative_to(study.root).as_posix()


def _plain(name: str) -> str:
    if PurePosixPath(name).name != name or "\\" in name or name in ("", ".", ".."):
        raise BadInputError(f"{name!r} is no file's name", where=FOLDER, mend="Delete that folder")
    return name


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise StudyError(f"cannot read {path}: {error.strerror or error}") from None


def _check_writable(folder: Path) -> None:
    """Raise StudyError if a folder cannot be written to, before anything has changed."""
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise StudyError(f"cannot write {folder}: {os.strerror(errno.EACCES)}")


def _forget(folder: Path) -> None:
    """Remove what an act prepared: the list first, and nothing that is not an act's."""
    with contextlib.suppress(OSError):
        (folder / _STEPS).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.suffix == _NEW or path.name.endswith(PART):
                path.unlink()
        folder.rmdir()
        folder.parent.rmdir()
