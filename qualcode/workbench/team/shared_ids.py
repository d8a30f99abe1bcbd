"""Finds interviews that two people imported under one id, and gives ours another before a merge."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.document.document import Document
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.folder_map import DOCUMENTS
from qualcode.store.io.durable import check_file_name
from qualcode.store.records.documents import document_in
from qualcode.store.study import Study
from qualcode.workbench.documents.rename import rename_document
from qualcode.workbench.team.sync_git import Git

#: A revision's name begins with the digests, cut, of the texts that it joins.
_REVISION = re.compile(r"([0-9a-f]{12})-([0-9a-f]{12})-[0-9a-f]+\.json")
_CUT = 12


@dataclass(frozen=True)
class SharedId:
    """An id that two interviews have: the one here, which the team does not have yet, and theirs.

    ``who`` imported theirs, ``free`` is an id that no document has on either side.
    """

    ours: Document
    theirs: Document
    who: str
    free: str

    @property
    def words(self) -> str:
        """What there is, in one line."""
        return safe_for_terminal(
            f"document {self.ours.id} is two interviews: yours, {_of(self.ours)}, and that of "
            f"{self.who or 'the team'}, {_of(self.theirs)}, and neither text leads to the other"
        )


#: Gives new ids for documents of ours, by their present ones; None leaves everything as it was.
Rename = Callable[[Sequence[SharedId]], Mapping[str, str] | None]


def shared_ids(git: Git, base: str, upstream: str, own: str = "HEAD") -> list[SharedId]:
    """Return the ids that documents of both sides have, added since ``base``, of other interviews.

    ``own`` is our side: a commit, or a tree of files that are not committed yet. Two forms of one
    interview are none: made from one file, with one text, or with revisions of either side that
    lead from one text to the other.
    """
    added = [_added(git, base, side) for side in (own, upstream)]
    taken = {*_documents(git, own), *_documents(git, upstream)}
    found: list[SharedId] = []
    for name in sorted(added[0] & added[1]):
        ours, theirs = (_document(git, side, name) for side in (own, upstream))
        if ours is None or theirs is None or _is_one(git, (own, upstream), ours, theirs):
            continue
        who = git.out("log", "-1", "--format=%an", "--diff-filter=A", upstream, "--", name).strip()
        free = _free(ours.id, taken)
        taken.add(free)
        found.append(SharedId(ours, theirs, who, free))
    return found


def _of(document: Document) -> str:
    speakers = counted(len(document.speakers), "speaker")
    return f"{counted(document.words, 'word')}, {speakers}, imported {document.imported[:10]}"


def _added(git: Git, base: str, side: str) -> set[str]:
    names = git.out("diff", "--name-only", "--no-renames", "--diff-filter=A", "--relative", "-z",
                    base, side, "--", "documents")  # fmt: skip
    return {name for name in names.split("\0") if DOCUMENTS.pattern.fullmatch(name)}


def _documents(git: Git, side: str) -> set[str]:
    names = git.out("ls-tree", "--name-only", "-z", side, "documents/").split("\0")
    return {DOCUMENTS.keys_of(n)["document"] for n in names if DOCUMENTS.pattern.fullmatch(n)}


def _document(git: Git, side: str, name: str) -> Document | None:
    try:
        return document_in(git.out("show", f"{side}:./{name}").encode("utf-8", "surrogateescape"))
    except QualcodeError:
        # What cannot be read is for the merge, and for ``check``.
        return None


def _is_one(git: Git, sides: tuple[str, str], ours: Document, theirs: Document) -> bool:
    if ours.sha256 == theirs.sha256 or ours.source_sha256 == theirs.source_sha256:
        return True
    steps: dict[str, set[str]] = {}
    for side in sides:
        listed = git.out("ls-tree", "--name-only", "-z", side, f"revisions/{ours.id}/")
        for name in listed.split("\0"):
            if match := _REVISION.fullmatch(name.rpartition("/")[2]):
                for one, other in ((match[1], match[2]), (match[2], match[1])):
                    steps.setdefault(one, set()).add(other)
    return theirs.sha256[:_CUT] in _reached(ours.sha256[:_CUT], steps)


def _reached(start: str, steps: Mapping[str, Iterable[str]]) -> set[str]:
    reached, queue = {start}, deque([start])
    while queue:
        for other in steps.get(queue.popleft(), ()):
            if other not in reached:
                reached.add(other)
                queue.append(other)
    return reached


def _free(document: str, taken: set[str]) -> str:
    number = 2
    while (free := f"{document[:74]}-{number}") in taken:
        number += 1
    return free


def check_new_ids(
    study: Study, new: Mapping[str, str], found: Sequence[SharedId], git: Git, upstream: str
) -> None:
    """Raise an error for a new id that is of no use, cannot be one, or is another document's."""
    shared = {one.ours.id for one in found}
    taken = {*study.document_ids(), *(_documents(git, upstream) if upstream else ())}
    for old, other in new.items():
        if old not in shared:
            raise StudyError(
                f"{old} is not the id of two interviews, so nothing was renamed",
                mend=f"To give a document another id: qualcode revise {old} --as {other}",
            )
        check_file_name(other, "document")
        if other in taken or list(new.values()).count(other) > 1:
            raise StudyError(f"there is a document {other!r} already", mend="Choose another id")


def rename_ours(study: Study, new: Mapping[str, str]) -> list[str]:
    """Give documents of ours their new ids; return a line on each."""
    for old, other in new.items():
        rename_document(study, old, other)
    return [f"Renamed: your {old} is now {other}, codings and all" for old, other in new.items()]
