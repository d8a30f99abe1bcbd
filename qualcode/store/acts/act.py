"""Acts over several files: planned on disk before any file changes, so none is left half-done.

What an act will do is first prepared in ``private/unfinished/<act>/``: the new contents of files,
and a list of steps. The list is written last; from then on the act is to be finished, by whoever
opens the study next if not by the program that began it. Before that it has not begun.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec

from qualcode.errors import BadInputError, StudyError
from qualcode.model.coding.coding import CodingEvent
from qualcode.store.git.quiet import QuietGit
from qualcode.store.io.durable import (
    PART,
    being_written,
    put_in_place,
    read_bytes,
    sync_folder,
    write_atomic,
    write_staged,
)
from qualcode.store.io.jsonl import change_records
from qualcode.store.records.coding_log import rewrite_log

FOLDER = "private/unfinished"
#: The lock of acts: one at a time, whoever does it.
LOCK = "documents"
_STEPS = "act.json"
_NEW = ".new"
#: How a text outside the study's folder is named in a list of steps.
_TEXTS = "texts:"
_WRITERS = 4
#: What an act's folder is called, and what it prepares there: nothing else is ever removed.
_FOLDER_NAME = re.compile(r"\d{4}-\d\d-\d\dT[\d.]+Z-\d+")
_HALF_TEXT = re.compile(r"\.[a-z0-9][a-z0-9._-]*\.txt\.[^.]+\.part")
_PREPARED = re.compile(r"\d+\.new|\.act\.json\..*\.part")


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
    #: Of the folder that this list is in, and of the study's: a copy, or one that somebody sent,
    #: has others.
    inode: int = 0
    home: int = 0
    #: How many files the folder of texts held, where it is outside the study.
    texts: int = 0


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
        # Steps are done again after a crash, from the first on: one file is one step.
        kind = "file"
        if isinstance(step, Events):
            kind = "events"
        elif isinstance(step, Records):
            kind = f"records {step.key}"
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
        for folder in dict.fromkeys(_written_in(step, places.of(step.path)) for step in steps):
            _check_writable(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        inode, home = self._folder.stat().st_ino, self._study.root.stat().st_ino
        act = ActList(
            self._name, self._about, self._at, steps, inode, home, _texts_outside(self._study)
        )
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
    with contextlib.suppress(OSError):
        found = (p for p in (root / FOLDER).iterdir() if _FOLDER_NAME.fullmatch(p.name))
        return sorted(p for p in found if p.is_dir() and not p.is_symlink())
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
        _check_texts(study, act)
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


def half_written(root: Path, texts: Path) -> Iterator[Path]:
    """Yield every file that a program that was cut off left half-written in a study.

    In a folder of texts outside it, which others may use, these are texts alone. What a program
    is still writing is none.
    """
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name != ".git"]
        for name in names:
            path = Path(folder) / name
            if name.startswith(".") and name.endswith(PART) and not being_written(path):
                yield path
    if not is_within(texts / "x", root):
        yield from _half_texts(texts)


def _half_texts(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [
            path
            for path in folder.iterdir()
            if _HALF_TEXT.fullmatch(path.name) and path.is_file() and not being_written(path)
        ]
    return []


# ---- steps -----------------------------------------------------------------------------------


def _do(study: Place, folder: Path, act: ActList, *, again: bool = False) -> list[str]:
    """Do the steps that are not done yet; return in words what could not be done, and why.

    Where it is done ``again``, what the first time left half-written is removed.
    """
    ids = folder.stat().st_ino, study.root.stat().st_ino
    places = _Places(study, own=ids == (act.inode, act.home))
    places.check(folder)
    paths = [(step, places.of(step.path)) for step in act.steps]
    for parent in {path.parent for _, path in paths} if again else ():
        inside = is_within(parent / "x", study.root)
        for part in parent.glob(f".*{PART}") if inside else _half_texts(parent):
            part.unlink(missing_ok=True)
    left: list[str] = []
    try:
        for step, path in paths:
            if (problem := _step(places, folder, step, path, again=again)) is not None:
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


def _step(places: _Places, folder: Path, step: Step, path: Path, *, again: bool) -> str | None:
    match step:
        case Write():
            return _write(folder / _plain(step.staged), path, step, again=again)
        case Remove():
            return _remove(places.root, path, step)
        case RemoveFolder():
            return _remove_folder(places.root, path)
        case Move() if path.exists():
            to = places.of(step.to)
            if to.is_dir() and not any(to.iterdir()):
                to.rmdir()
            if to.exists():
                return f"{_shown(step.to)} is there already, and {_shown(step.path)} stays"
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)
            sync_folder(to.parent)
        case Events() if path.exists():
            with places.lock(_plain(step.lock), step.path):
                rewrite_log(path, lambda event: _changed(event, step))
        case Records() if path.exists():
            with places.lock(_plain(step.lock), step.path):
                change_records(path, step.key, step.values, step.to)
    return None


def _write(staged: Path, path: Path, step: Write, *, again: bool) -> str | None:
    there = _digest(path)
    if there == step.after:
        # Put in its place before the act was cut off, or by somebody else.
        return None
    if there != step.before:
        what = "changed" if there else "removed"
        return f"{_shown(step.path)} was {what} by another program meanwhile, and is left as it is"
    if again and (staged.is_symlink() or _digest(staged) != step.after):
        return f"{_shown(step.path)} is as it was: what it was to hold is not in {FOLDER} any more"
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


def _shown(name: str) -> str:
    return name.replace(_TEXTS, "the text ", 1)


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

    def check(self, folder: Path) -> None:
        """Raise BadInputError if an act did not begin here and git, or a link, brought it."""
        if self._own:
            return
        tracked = QuietGit(self.root).names("ls-files", "-z", "--", FOLDER)
        if tracked or not is_within(folder, self.root):
            raise BadInputError(
                "an act that nobody began here came with the study, and is not done",
                where=f"{FOLDER}/{folder.name}",
                mend="Delete that folder",
            )

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


def _written_in(step: Step, path: Path) -> Path:
    return path if isinstance(step, RemoveFolder) and not path.is_symlink() else path.parent


def _check_writable(folder: Path) -> None:
    """Raise StudyError if a folder cannot be written to, or made, before anything has changed."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise StudyError(f"cannot write {folder}: {os.strerror(errno.EACCES)}")


def _texts_outside(study: Place) -> int:
    """Return how many files the folder of texts holds, 0 where it is in the study."""
    if is_within(study.transcripts / "x", study.root) or not study.transcripts.is_dir():
        return 0
    return len(os.listdir(study.transcripts))  # noqa: PTH208 - names only


def _check_texts(study: Place, act: ActList) -> None:
    """Raise StudyError if the folder of texts is elsewhere and is not connected now.

    Where it is not, its place may be there all the same, and empty.
    """
    steps = [step for step in act.steps if step.path.startswith(_TEXTS)]
    going = sum(isinstance(step, Remove) for step in steps)
    away = not is_within(study.transcripts / "x", study.root)
    there = study.transcripts.is_dir() and (act.texts <= going or _texts_outside(study))
    if steps and away and not there:
        raise StudyError(
            f"the folder of texts is not there, or is empty: {study.transcripts}",
            where=FOLDER,
            mend="Connect the share; the next command then finishes it",
        )


def _forget(folder: Path) -> None:
    """Remove what an act prepared: the list first, and nothing that is not an act's."""
    with contextlib.suppress(OSError):
        (folder / _STEPS).unlink(missing_ok=True)
        for path in folder.iterdir():
            if _PREPARED.fullmatch(path.name):
                path.unlink()
        folder.rmdir()
        folder.parent.rmdir()
