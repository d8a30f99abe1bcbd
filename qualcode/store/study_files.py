"""The table of a study's own kinds of file, on which everything else relies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: A name of a file or folder: not hidden, and not a leftover of a writer or an editor.
_NAME = r"[^/.][^/]*"


class Kind(NamedTuple):
    """A kind of file: its paths in the study, and whether people write freely in it."""

    paths: re.Pattern[str]
    prose: bool = False


def _kinds() -> Iterator[Kind]:
    for paths, prose in (
        (r"study\.toml|cases\.csv|codebook\.yaml|README(?:\.md)?", True),
        (r"\.gitignore|\.gitattributes|template\.docx", False),
        (rf"documents/{_NAME}\.json", False),
        (rf"revisions/{_NAME}/{_NAME}\.json", False),
        (rf"withdrawals/{_NAME}\.json", False),
        (rf"codings/{_NAME}/{_NAME}\.jsonl", False),
        (rf"(?:quotations|splits|suggestions)/{_NAME}\.jsonl", False),
        (rf"memos/{_NAME}/(?:documents|codes|cases)/{_NAME}\.md", True),
        (rf"synthesis/{_NAME}/matrix\.toml", True),
        (rf"synthesis/{_NAME}/{_NAME}\.md", True),
    ):
        yield Kind(re.compile(paths), prose)


KINDS = tuple(_kinds())


def kind_of(path: str) -> Kind | None:
    """Return the kind of a study's file, by its path with slashes; ``None`` for a stranger.

    A stranger is any file that a study does not write: an export, a notebook, a copy, a user's
    folder.
    """
    return next((kind for kind in KINDS if kind.paths.fullmatch(path)), None)


#: The start of files without prose, or of each of their lines.
_RECORDS = {".json": re.compile(rb"\s*\{"), ".jsonl": re.compile(rb"(?:\{[^\n]*(?:\n|\Z)|\s)*\Z")}


def is_itself(path: str, data: bytes) -> bool:
    """Return whether a file of records really holds records, and not just their name."""
    form = _RECORDS.get(path[path.rfind(".") :])
    return form is None or form.match(data) is not None
