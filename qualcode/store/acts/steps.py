"""The steps of acts over several files: what each does, and how it is repeated after a crash."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from qualcode.model.coding.coding import CodingEvent
from qualcode.store.acts.places import FOLDER, TEXTS, Places, is_within, plain_name
from qualcode.store.io.durable import file_digest, put_in_place
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.io.folder_sync import sync_folder
from qualcode.store.io.jsonl import change_records, change_strings
from qualcode.store.records.coding_log import rewrite_log


class Write(msgspec.Struct, frozen=True, tag="write"):
    """Write the staged contents to a file; ``before`` and ``after`` are SHA-256, "" for no file."""

    path: str
    staged: str
    before: str
    after: str


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Remove a file; one outside the study's folder only if its SHA-256 is ``known``."""

    path: str
    known: tuple[str, ...] = ()


class RemoveFolder(msgspec.Struct, frozen=True, tag="remove-folder"):
    """Remove a folder of the study with all its contents; links are not followed."""

    path: str


class Move(msgspec.Struct, frozen=True, tag="move"):
    """Rename a file or folder."""

    path: str
    to: str


class Events(msgspec.Struct, frozen=True, tag="events"):
    """Remove the events of ids ``drop`` from a coding log; change the notes that ``notes`` has."""

    path: str
    lock: str
    drop: tuple[str, ...] = ()
    notes: dict[str, str] = {}


class Records(msgspec.Struct, frozen=True, tag="records"):
    """Remove the records whose ``key`` is one of ``values``, or change that value to ``to``."""

    path: str
    lock: str
    key: str
    values: tuple[str, ...]
    to: str | None = None


class Strings(msgspec.Struct, frozen=True, tag="strings"):
    """Replace strings in a file of records: each of ``changes`` with its new value."""

    path: str
    lock: str
    changes: dict[str, str]


Step = Write | Remove | RemoveFolder | Move | Events | Records | Strings


class ActList(msgspec.Struct, frozen=True):
    """The list of an act: its name, what it is about, and its steps in order."""

    name: str
    about: str
    at: str
    steps: tuple[Step, ...]
    #: The ids of the folder that holds this list and of the study's folder; a copy, or one sent by
    #: somebody, has others.
    inode: int = 0
    home: int = 0
    #: How many files the folder of texts held, if it is outside the study.
    texts: int = 0


def do_step(places: Places, folder: Path, step: Step, path: Path, *, again: bool) -> str | None:
    """Do a step if it is not done yet; return in words what could not be done, and why."""
    match step:
        case Write():
            return _write(folder / plain_name(step.staged), path, step, again=again)
        case Remove():
            return _remove(places.root, path, step)
        case RemoveFolder():
            return _remove_folder(places.root, path, step)
        case Move() if path.exists():
            to = places.of(step.to)
            if to.is_dir() and not any(to.iterdir()):
                to.rmdir()
            if to.exists():
                return f"{_shown(step.to)} is there already, and {_shown(step.path)} stays"
            make_folder(to.parent)
            path.rename(to)
            sync_folder(to.parent)
        case Events() if path.exists():
            with places.lock(plain_name(step.lock), step.path):
                rewrite_log(path, lambda event: _changed(event, step))
        case Records() if path.exists():
            with places.lock(plain_name(step.lock), step.path):
                change_records(path, step.key, step.values, step.to)
        case Strings() if path.exists():
            with places.lock(plain_name(step.lock), step.path):
                change_strings(path, step.changes)
    return None


def _write(staged: Path, path: Path, step: Write, *, again: bool) -> str | None:
    there = file_digest(path)
    if there == step.after:
        # It was put in place before the act was interrupted, or by somebody else.
        return None
    if there != step.before:
        what = "changed" if there else "removed"
        return f"{_shown(step.path)} was {what} by another program meanwhile, and is left as it is"
    if again and (staged.is_symlink() or file_digest(staged) != step.after):
        return f"{_shown(step.path)} is as it was: what it was to hold is not in {FOLDER} any more"
    put_in_place(staged, path)
    return None


def _remove(root: Path, path: Path, step: Remove) -> str | None:
    if path.is_symlink():
        return _remove_link(root, path, step)
    if is_within(path, root):
        path.unlink(missing_ok=True)
    elif path.exists():
        if file_digest(path) not in step.known:
            return f"{path} is not what the study knows by that name, and is left as it is"
        path.unlink()
    return None


def _remove_folder(root: Path, path: Path, step: RemoveFolder) -> str | None:
    if path.is_symlink():
        return _remove_link(root, path, step)
    if not is_within(path, root):
        return f"{path} is outside the study, and is left as it is"
    if path.exists():
        shutil.rmtree(path)
    return None


def _remove_link(root: Path, path: Path, step: Remove | RemoveFolder) -> str | None:
    """Remove a link, and never what it leads to; return in words what is left outside."""
    there = Path(os.path.realpath(path))
    left = there.exists() and not there.is_relative_to(os.path.realpath(root))
    path.unlink()
    if not left:
        return None
    return f"{there}, to which {_shown(step.path)} was a link, is outside the study, and is left"


def _shown(name: str) -> str:
    return name.replace(TEXTS, "the text ", 1)


def _changed(event: CodingEvent, step: Events) -> CodingEvent | None:
    if event.id in step.drop:
        return None
    if event.note and event.note in step.notes:
        return msgspec.structs.replace(event, note=step.notes[event.note])
    return event


def written_in(step: Step, path: Path) -> Path:
    """Return the folder to which a step on this path writes."""
    return path if isinstance(step, RemoveFolder) and not path.is_symlink() else path.parent
