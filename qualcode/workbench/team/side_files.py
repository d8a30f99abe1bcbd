"""Reads a study's files as they are on one side of a merge, many at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.model.document.document import Document
from qualcode.store.folder_map import CASES, DOCUMENTS
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.records.cases import parse_cases
from qualcode.store.records.documents import document_in
from qualcode.workbench.team.merge import side_text
from qualcode.workbench.team.sync_git import Git


class SideFiles:
    """The cases and documents of one side: a commit, or a tree of files that are not committed."""

    def __init__(self, git: Git, side: str) -> None:
        self.side = side
        self._git = git
        listed = git.out("ls-tree", "-z", side, "documents/")
        #: The hash that git has for each document's file, by the document's id.
        self.hashes: dict[str, str] = {}
        for line in listed.split("\0"):
            about, _, name = line.partition("\t")
            if DOCUMENTS.pattern.fullmatch(name):
                self.hashes[DOCUMENTS.keys_of(name)["document"]] = about.split()[2]

    def cases(self) -> dict[str, Case]:
        """Return the rows of ``cases.csv``; none if it cannot be read, which is the merge's."""
        said = ReadingGit(self._git.root).run("show", f"{self.side}:./{CASES.path}")
        try:
            return parse_cases(side_text(CASES.path, said.stdout), CASES.path)
        except QualcodeError:
            return {}

    def documents(self, wanted: Iterable[str]) -> dict[str, Document]:
        """Return the documents with these ids that are there and can be read."""
        names = [name for name in wanted if name in self.hashes]
        given = "".join(f"{self.hashes[name]}\n" for name in names).encode()
        data = ReadingGit(self._git.root).run("cat-file", "--batch", given=given).stdout
        found: dict[str, Document] = {}
        for name, file in zip(names, _files(data), strict=False):
            try:
                found[name] = document_in(file)
            except QualcodeError:
                continue
        return found

    def changed_since(self, base: Mapping[str, str]) -> list[str]:
        """Return the ids of documents that ``base`` does not have, or not in this form."""
        return [name for name, hash_ in self.hashes.items() if base.get(name) != hash_]


def _files(data: bytes) -> Iterable[bytes]:
    """Yield the contents of files as ``git cat-file --batch`` prints them."""
    at = 0
    while at < len(data):
        line_end = data.index(b"\n", at)
        words = os.fsdecode(data[at:line_end]).split()
        size = int(words[2]) if len(words) > 2 else 0
        yield data[line_end + 1 : line_end + 1 + size]
        at = line_end + 1 + (size + 1 if len(words) > 2 else 0)
