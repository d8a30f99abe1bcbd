"""What git's history has of documents under ids that they, or their speakers' cases, had before.

An earlier id may name somebody, so nothing in the study's files keeps it. Where a colleague could
have work under it, git brought it to them, and git's history says what it was.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.store.folder_map import DOCUMENTS
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.records.documents import document_in

_SECONDS = 20.0
_BLOB = re.compile(rb":\d+ \d+ ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ")


def documents_under(root: Path, ids: Collection[str]) -> list[Document]:
    """Return every version that git has of the documents of some ids, on any branch."""
    paths = [f":(literal){DOCUMENTS.at(Path(), document=one).as_posix()}" for one in sorted(ids)]
    return _versions(root, ("--", *paths)) if paths else []


def documents_with_cases(root: Path, cases: Collection[str]) -> list[Document]:
    """Return versions of documents in which one of some cases speaks, from git's history."""
    found: list[Document] = []
    for case in sorted(cases):
        among = (f'-G"case": ?"{re.escape(case)}"', "--", f"{DOCUMENTS.folder}/")
        found += [one for one in _versions(root, among) if case in one.cases]
    return found


def _versions(root: Path, among: tuple[str, ...]) -> list[Document]:
    git = ReadingGit(root)
    try:
        raw = git.run("log", "--all", "--format=", "--raw", "--no-abbrev", "--no-renames", *among,
                      seconds=_SECONDS)  # fmt: skip
        blobs = {blob for pair in _BLOB.findall(raw.stdout) for blob in pair}
        wanted = sorted(blob for blob in blobs if blob.strip(b"0"))
        if raw.returncode or not wanted:
            return []
        asked = b"".join(blob + b"\n" for blob in wanted)
        data = git.run("cat-file", "--batch", given=asked, seconds=_SECONDS).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return []
    found, at = [], 0
    while (end := data.find(b"\n", at)) >= 0:
        _, _, size = data[at:end].rpartition(b" ")
        if not size.isdigit():
            at = end + 1
            continue
        start = end + 1
        at = start + int(size) + 1
        try:
            found.append(document_in(data[start : start + int(size)]))
        except QualcodeError:
            continue
    return found
