"""Acts over several files: planned on disk before any file changes, so none is left half-done.

An act is first prepared in ``private/unfinished/<act>/``: the new contents of files, and a list of
steps. The list is written last; from then on the act must be finished, if not by the program that
began it, then by whoever opens the study next. Before that it has not begun.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, StudyError
from qualcode.store.acts.half_written import half_texts
from qualcode.store.acts.places import (
    FOLDER,
    TEXTS,
    Place,
    Places,
    check_writable,
    is_within,
    named_in,
    texts_outside,
)
from qualcode.store.acts.steps import (
    ActList,
    Events,
    Move,
    Records,
    Remove,
    RemoveFolder,
    Step,
    Strings,
    Write,
    do_step,
    written_in,
)
from qualcode.store.io.durable import (
    PART,
    file_digest,
    read_bytes,
    write_atomic,
    write_staged,
)
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.io.folder_sync import sync_folder

#: The lock of acts: only one act at a time.
LOCK = "documents"
_STEPS = "act.json"
_NEW = ".new"
_WRITERS = 4
#: The names of an act's folder, and of what it prepares there: nothing else is ever removed.
_FOLDER_NAME = re.compile(r"\d{4}-\d\d-\d\dT[\d.]+Z-\d+")
_PREPARED = re.compile(r"\d+\.new|\.act\.json\..*\.part")
_NO_COLON = str.maketrans("", "", ":")


class Act:
    """An act while it is being prepared: the study has not changed before ``commit``."""

    def __init__(self, study: Place, name: str, about: str, at: str) -> None:
        self._study = study
        self._name = name
        self._about = about
        self._at = at
        self._folder = study.root / FOLDER / f"{at.translate(_NO_COLON)}-{os.getpid()}"
        self._steps: dict[tuple[str, str], Step] = {}
        self._staged = 0
        #: Locks of single files that are held until everything is done.
        self.locks = contextlib.ExitStack()
        self.left: list[str] = []

    def hold(self, lock: contextlib.AbstractContextManager[None]) -> None:
        """Lock what this act reads and will write, until everything is done."""
        self.locks.enter_context(lock)

    def holding(
        self, lock: contextlib.AbstractContextManager[None]
    ) -> contextlib.AbstractContextManager[None]:
        """As ``hold``, for use in place of the lock itself."""
        self.hold(lock)
        return contextlib.nullcontext()

    # ---- preparing ------------------------------------------------------------------------

    def write(self, files: Mapping[Path, str | bytes]) -> None:
        """Prepare files with these contents; preparing a file again replaces the first time."""
        with ThreadPoolExecutor(_WRITERS) as pool:
            jobs = []
            for path, data in files.items():
                raw = data.encode("utf-8") if isinstance(data, str) else data
                staged = self._folder / f"{self._staged}{_NEW}"
                self._staged += 1
                step = Write(
                    named_in(self._study, path), staged.name, file_digest(path),
                    hashlib.sha256(raw).hexdigest(),
                )  # fmt: skip
                self._add(step)
                jobs.append(pool.submit(write_staged, staged, raw))
            for job in jobs:
                job.result()

    def remove(self, path: Path, known: Collection[str] = ()) -> None:
        """Prepare the removal of a file; one outside the study only if its SHA-256 is known."""
        if path.is_symlink() or path.exists():
            self._add(Remove(named_in(self._study, path), tuple(sorted(known))))

    def remove_folder(self, path: Path) -> None:
        """Prepare the removal of a folder of the study."""
        if path.is_symlink() or path.exists():
            self._add(RemoveFolder(named_in(self._study, path)))

    def move(self, path: Path, to: Path) -> None:
        """Prepare the renaming of a file or folder, if it exists."""
        if path.exists():
            self._add(Move(named_in(self._study, path), named_in(self._study, to)))

    def change_log(
        self, path: Path, lock: str, *, drop: Iterable[str] = (), notes: Mapping[str, str] = {}
    ) -> None:
        """Prepare a change of a coding log: events to remove, by id, and notes with new texts."""
        self._add(Events(named_in(self._study, path), lock, tuple(sorted(drop)), dict(notes)))

    def change_records(
        self, path: Path, lock: str, key: str, values: Iterable[str], to: str | None = None
    ) -> None:
        """Prepare to remove records whose ``key`` is one of ``values``, or to set it to ``to``."""
        if path.exists():
            self._add(Records(named_in(self._study, path), lock, key, tuple(sorted(values)), to))

    def change_strings(self, path: Path, lock: str, changes: Mapping[str, str]) -> None:
        """Prepare the replacement of strings in records."""
        if path.exists() and changes:
            self._add(Strings(named_in(self._study, path), lock, dict(changes)))

    def _add(self, step: Step) -> None:
        # After a crash all steps are done again, from the first on: so one file is one step.
        kind = "file"
        if isinstance(step, Events):
            kind = "events"
        elif isinstance(step, Strings):
            kind = "strings"
        elif isinstance(step, Records):
            kind = f"records {step.key} {step.to}"
        self._steps[kind, step.path] = step

    # ---- doing ----------------------------------------------------------------------------

    def commit(self) -> None:
        """Write the steps down durably, then do them.

        Raises:
            StudyError: the steps could not be written, and nothing has changed; or a step failed,
                and the rest is done when the study is next opened.
        """
        steps = tuple(self._steps.values())
        if not steps:
            return
        places = Places(self._study, own=True)
        for folder in dict.fromkeys(written_in(step, places.of(step.path)) for step in steps):
            check_writable(folder)
        make_folder(self._folder)
        inode, home = self._folder.stat().st_ino, self._study.root.stat().st_ino
        act = ActList(
            self._name, self._about, self._at, steps, inode, home, texts_outside(self._study)
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


class Finished(msgspec.Struct, frozen=True):
    """An interrupted act that is finished now; ``left`` says what could not be done."""

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
    """Finish acts that were written down and interrupted; drop those still being prepared.

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


def _do(study: Place, folder: Path, act: ActList, *, again: bool = False) -> list[str]:
    """Do the remaining steps; return in words what could not be done, and why.

    If this is done ``again``, files that the first time left half-written are removed.
    """
    ids = folder.stat().st_ino, study.root.stat().st_ino
    places = Places(study, own=ids == (act.inode, act.home))
    places.check(folder)
    paths = [(step, places.of(step.path)) for step in act.steps]
    for parent in {path.parent for _, path in paths} if again else ():
        inside = is_within(parent / "x", study.root)
        for part in parent.glob(f".*{PART}") if inside else half_texts(parent):
            part.unlink(missing_ok=True)
    left: list[str] = []
    try:
        for step, path in paths:
            if (problem := do_step(places, folder, step, path, again=again)) is not None:
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


def _check_texts(study: Place, act: ActList) -> None:
    """Raise StudyError if the folder of texts is elsewhere and not connected now.

    If it is not connected, its folder may still exist, empty.
    """
    steps = [step for step in act.steps if step.path.startswith(TEXTS)]
    going = sum(isinstance(step, Remove) for step in steps)
    away = not is_within(study.transcripts / "x", study.root)
    there = study.transcripts.is_dir() and (act.texts <= going or texts_outside(study))
    if steps and away and not there:
        raise StudyError(
            f"the folder of texts is not there, or is empty: {study.transcripts}",
            where=FOLDER,
            mend="Connect the share; the next command then finishes it",
        )


def _forget(folder: Path) -> None:
    """Remove what an act prepared: the list first, and only files of acts."""
    with contextlib.suppress(OSError):
        (folder / _STEPS).unlink(missing_ok=True)
        for path in folder.iterdir():
            if _PREPARED.fullmatch(path.name):
                path.unlink()
        folder.rmdir()
        folder.parent.rmdir()
