"""Names every file in a study's folder that no study writes, or that something left behind."""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.editor_leavings import edited_file
from qualcode.store.folder_map import (
    CASE_MEMOS,
    CODE_MEMOS,
    DOCUMENT_MEMOS,
    EDITS,
    HALF_WRITTEN,
    KINDS,
    MERGING,
    ORIGINALS,
    REVISIONS,
    SET_ASIDE,
    SPLITS,
    TAKEN_BACK,
    TEXTS,
    TORN,
    Kind,
    kind_of,
)
from qualcode.store.study import Study

#: What git leaves at the top of its folder where it is cut off inside a merge.
GIT_MERGE = re.compile(r"\.merge_file_\w{6}")
#: What the system, or Python, writes where a program crashes: all that was in its memory.
_CRASHES = re.compile(r"core(\.\d+)?|.*\.(mdmp|dmp)|.*\.core")
_SYSTEM = re.compile(r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.directory", re.IGNORECASE)
_MOST = 4
_OF_DOCUMENTS = (TEXTS, ORIGINALS, DOCUMENT_MEMOS, REVISIONS)
#: Kept for a person to look at, by kind: what it is, and until when.
_KEPT = {
    TORN.path: "lines of logs that a crash cut off, never acknowledged",
    SET_ASIDE.path: "files as they were before check changed or removed them",
    TAKEN_BACK.path: "what files held when a merge was cut off",
}


def check_leftovers(study: Study, told: Collection[str]) -> Iterator[Problem]:
    """Report what lies in the study's folder and is no file of a study, each with its mend.

    ``told`` are the places that other checks have reported; they are not repeated.
    """
    look = _Look(study)
    known = {place.rsplit(":", 1)[0] if place[-1:].isdigit() else place for place in told}
    for path, mode in _entries(study.root):
        if path not in known:
            yield from look.at(path, mode)
    yield from look.together()


def _entries(root: Path) -> Iterator[tuple[str, int]]:
    """Yield every file, link and other entry below a study, but git's, with its mode."""
    for folder, below, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        below[:] = sorted(name for name in below if name != ".git")
        links = [name for name in below if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            try:
                mode = (Path(folder) / name).lstat().st_mode
            except OSError:
                continue
            if name != ".git":
                yield (inside / name).as_posix(), mode


class _Look:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._documents = frozenset(study.document_ids())
        try:
            self._cases: Collection[str] | None = study.cases
        except QualcodeError:
            # Reported by the check of cases.
            self._cases = None
        self._codes = _codes(study)
        self._tops = {kind.top for kind in KINDS if "/" in kind.path}
        self._texts = _inside(study.transcripts, study.root)
        self._folders: dict[str, int] = defaultdict(int)
        self._kept: dict[str, list[str]] = defaultdict(list)
        self._system: list[str] = []

    def at(self, path: str, mode: int) -> Iterator[Problem]:
        """Report one entry, or remember it to be told together with others."""
        name = path.rsplit("/", 1)[-1]
        if stat.S_ISLNK(mode):
            leads = (self._study.root / path).readlink()
            yield _warning("link", path, f"is a link to {leads}; nothing is written through it",
                           "Put the file itself there, or delete the link")  # fmt: skip
        elif not stat.S_ISREG(mode):
            yield _warning("not-a-file", path, "is a pipe, a socket or a device, not a file",
                           "Delete it")  # fmt: skip
        elif _SYSTEM.fullmatch(name):
            self._system.append(path)
        elif GIT_MERGE.fullmatch(name):
            yield _warning(
                "left-by-git", path, "was left by git when a merge was cut off",
                "qualcode check --repair sets it aside",
            )  # fmt: skip
        else:
            yield from self._plain(path, name)

    def _plain(self, path: str, name: str) -> Iterator[Problem]:
        kind = kind_of(path)
        if kind is HALF_WRITTEN or path == MERGING.path:
            if kind is MERGING:
                yield _warning("sync-cut-off", path, "a sync was cut off inside a merge",
                               "The next one goes on from there: qualcode sync")  # fmt: skip
            return
        if edited_file(name):
            yield _note(
                "editor-copy", path,
                "is a copy or a lock that an editor keeps, and may hold participants' words",
                "Once nothing has the file open: delete it",
            )  # fmt: skip
        elif kind is None and _CRASHES.fullmatch(name):
            yield _warning(
                "memory-dump", path, "looks like the memory of a program that crashed, which may "
                "hold participants' words", "Delete it",
            )  # fmt: skip
        elif kind is not None:
            yield from self._of_nobody(kind, path)
        elif self._texts and path.startswith(f"{self._texts}/") and path.endswith(".txt"):
            yield from self._text(path, name.removesuffix(".txt"))
        else:
            top, _, rest = path.partition("/")
            if rest and top not in self._tops and top != self._texts:
                self._folders[top] += 1
                return
            yield _note(
                "stray-file", path, "is no file of a study: qualcode neither reads nor sends it",
                "Keep it, if it is yours and holds no participants' words; or move it out",
            )  # fmt: skip

    def _of_nobody(self, kind: Kind, path: str) -> Iterator[Problem]:
        if kind.path in _KEPT:
            self._kept[kind.path].append(path)
            return
        named = kind.keys_of(path)
        document = named.get("document", "")
        if kind is TEXTS and self._texts == TEXTS.top:
            yield from self._text(path, document)
        elif kind is EDITS:
            yield _note("edit-begun", path, f"an edit of {document} was begun and not taken over",
                        f"Go on with it: qualcode edit {document}; or delete it")  # fmt: skip
        elif kind in _OF_DOCUMENTS and document not in self._documents:
            yield _warning(
                "of-nobody", path, f"is of {document}, which is no document of the study",
                "Get your team's changes, if a colleague has it (qualcode sync); else move it out",
            )  # fmt: skip
        elif (
            kind in (CODE_MEMOS, SPLITS)
            and self._codes is not None
            and named["code"] not in self._codes
        ):
            yield _warning(
                "of-nobody", path, f"is of {named['code']}, which is no code of the codebook",
                "Restore the code in codebook.yaml, get your team's changes (qualcode sync), or "
                "move it out",
            )  # fmt: skip
        elif kind is CASE_MEMOS and self._cases is not None and named["case"] not in self._cases:
            yield _warning(
                "of-nobody", path, f"is of {named['case']}, which is no case in cases.csv",
                "Give it the case's present id as its name, or move it out",
            )  # fmt: skip

    def _text(self, path: str, document: str) -> Iterator[Problem]:
        if document not in self._documents:
            yield _warning(
                "of-nobody", path, f"is the text of {document}, which is no document of the study",
                "Get your team's changes, if a colleague imported it (qualcode sync); else import "
                "it again from where it came from, or move it out",
            )  # fmt: skip

    def together(self) -> Iterator[Problem]:
        """Report what was remembered, many files in one problem."""
        for folder, count in sorted(self._folders.items()):
            yield _note(
                "stray-file", f"{folder}/", f"{counted(count, 'file')} that no study has: qualcode "
                "neither reads nor sends them",
                "Keep them, if they are yours and hold no participants' words; or move them out",
            )  # fmt: skip
        for kind, paths in self._kept.items():
            yield _note("kept-aside", _some(paths), f"{_KEPT[kind]}, kept for you to look at",
                        "Delete them once you have")  # fmt: skip
        if self._system:
            yield _note("system-file", _some(self._system), "the operating system's own files",
                        "They do no harm; delete them if you like")  # fmt: skip


def _codes(study: Study) -> Collection[str] | None:
    """Return every id that a code has or had, ``None`` if the codebook cannot be read."""
    try:
        return {name for code in study.codebook for name in (code.id, *code.was)}
    except QualcodeError:
        # Reported by the check of the codebook.
        return None


def _inside(folder: Path, root: Path) -> str:
    """Return a folder's path in the study, "" if it is outside."""
    try:
        return folder.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return ""


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST:,} more" if len(paths) > _MOST else ""
    return ", ".join(paths[:_MOST]) + more


def _warning(code: str, where: str, message: str, mend: str) -> Problem:
    return Problem("warning", code, where, message, mend)


def _note(code: str, where: str, message: str, mend: str) -> Problem:
    return Problem("note", code, where, message, mend)
