"""Revisions of texts: one offset map per file, without words."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.conflict_name import is_surely_copy
from qualcode.model.document.offset_map import OffsetMap
from qualcode.model.problem import Problem
from qualcode.store.io.durable import check_digest
from qualcode.store.io.plain_files import plain_bytes

FOLDER = "revisions"


class Revision(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change of a document's text: from which to which, when, by whom, why, what was kept.

    ``before`` and ``after`` are SHA-256 digests, ``characters`` both lengths in code points,
    ``kept`` blocks of old start, new start and length. ``substituted``: see ``OffsetMap``.
    ``direct`` says that nobody revised one text into the other: both were on one machine, and were
    compared because the revisions between them lose words that both have.
    """

    before: str
    after: str
    at: str
    characters: tuple[int, int]
    kept: tuple[tuple[int, int, int], ...]
    by: str = ""
    why: str = ""
    substituted: bool = False
    direct: bool = False

    def map(self) -> OffsetMap:
        """Return the offset map; raises ValueError if the file holds none."""
        return OffsetMap(self.kept, self.characters, substituted=self.substituted)


_decoder = msgspec.json.Decoder(Revision)
_encoder = msgspec.json.Encoder()


def revision_file(document_id: str, revision: Revision) -> tuple[Path, bytes]:
    """Return a revision's path in the study folder, and its contents.

    The name holds a digest of the contents, so that two clones never write different files with one
    name, and a merge keeps both.
    """
    rows = b",\n    ".join(map(_encoder.encode, revision.kept))
    plain = msgspec.to_builtins(revision)
    del plain["kept"]
    head = b",\n  ".join(
        _encoder.encode(key) + b": " + _encoder.encode(value) for key, value in plain.items()
    )
    kept = b'"kept": [' + (b"\n    " + rows + b"\n  " if rows else b"") + b"]"
    data = b"{\n  " + head + b",\n  " + kept + b"\n}\n"
    own = hashlib.sha256(data).hexdigest()[:6]
    name = f"{revision.before[:12]}-{revision.after[:12]}-{own}.json"
    return Path(FOLDER) / document_id / name, data


def revised_documents(root: Path) -> frozenset[str]:
    """Return the ids of the documents that have revisions."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return frozenset(os.listdir(root / FOLDER))  # noqa: PTH208 - names only
    return frozenset()


def read_revisions(
    root: Path, document_id: str, *, whole: bool = False
) -> tuple[list[Revision], list[Problem]]:
    """Return a document's revisions in the order of their file names, and the problems.

    With ``whole`` the maps are checked; otherwise a wrong one is found when it is used.
    """
    folder = root / FOLDER / document_id
    found: list[Revision] = []
    problems: list[Problem] = []
    for name in sorted(_names(folder)):
        try:
            revision = _decoder.decode(plain_bytes(folder / name))
            check_digest(revision.before)
            check_digest(revision.after)
            if whole:
                revision.map()
        except (msgspec.DecodeError, ValueError, OSError, BadInputError) as error:
            problems.append(
                Problem(
                    "error",
                    "bad-revision",
                    f"{FOLDER}/{document_id}/{name}",
                    f"not a revision ({error})",
                    "Restore the file with git; without it codings on the earlier text are "
                    "orphaned",
                )
            )
        else:
            found.append(revision)
    return found, problems


def _names(folder: Path) -> list[str]:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        names = os.listdir(folder)  # noqa: PTH208
        return [n for n in names if n.endswith(".json") and not is_surely_copy(n)]
    return []
