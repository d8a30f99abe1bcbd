"""Revisions of texts: one offset map per file, without words; places codings by them."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.document.offset_map import Moved, OffsetMap
from qualcode.model.problem import Problem
from qualcode.store.io.durable import check_digest

FOLDER = "revisions"


class Revision(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change of a document's text: from which to which, when, by whom, why, what was kept.

    ``before`` and ``after`` are SHA-256 digests, ``characters`` both lengths in code points,
    ``kept`` blocks of old start, new start and length. ``substituted``: see ``OffsetMap``.
    """

    before: str
    after: str
    at: str
    characters: tuple[int, int]
    kept: tuple[tuple[int, int, int], ...]
    by: str = ""
    why: str = ""
    substituted: bool = False

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
            revision = _decoder.decode((folder / name).read_bytes())
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
        return [n for n in os.listdir(folder) if n.endswith(".json")]  # noqa: PTH208
    return []


class Anchoring:
    """Places marks made on any text of a document in one text of it.

    The texts are the nodes of a graph and the revisions its edges, usable in both directions: a
    mark on an earlier text, a later one, or the text of another branch is placed by the shortest
    path of revisions; of equally short ones, the first by file name. So every clone with the same
    revisions places it in the same way, whatever the order of merges.
    """

    def __init__(self, revisions: Iterable[Revision], text: str) -> None:
        self.text = text
        #: For each text the step towards ``text``: the map, and the digest it leads to.
        self._towards: dict[str, tuple[Revision, bool, str]] = {}
        self._maps: dict[tuple[int, bool], OffsetMap] = {}
        edges: dict[str, list[tuple[str, Revision, bool]]] = {}
        for revision in revisions:
            edges.setdefault(revision.after, []).append((revision.before, revision, False))
            edges.setdefault(revision.before, []).append((revision.after, revision, True))
        queue = deque([text])
        while queue:
            here = queue.popleft()
            for other, revision, backwards in edges.get(here, ()):
                if other != text and other not in self._towards:
                    self._towards[other] = (revision, backwards, here)
                    queue.append(other)

    def knows(self, text: str) -> bool:
        """Return whether revisions lead from the text with this digest to the target text."""
        return text == self.text or text in self._towards

    def span(self, start: int, end: int, text: str) -> Moved | None:
        """Return the place of a span of another text; ``None`` if no revisions lead here."""
        try:
            return self._span(start, end, text)
        except ValueError:
            # A damaged map leads nowhere; ``check`` names it.
            return None

    def _span(self, start: int, end: int, text: str) -> Moved | None:
        if not self.knows(text):
            return None
        changed = False
        while text != self.text:
            revision, backwards, text = self._towards[text]
            moved = self._map(revision, backwards).span(start, end)
            start, end, changed = moved.start, moved.end, changed or moved.changed
            if moved.orphaned:
                # All that is left is the place where it was.
                return self._place_of_orphan(start, text)
        return Moved(start, end, changed)

    def _place_of_orphan(self, at: int, text: str) -> Moved:
        while text != self.text:
            revision, backwards, text = self._towards[text]
            at = self._map(revision, backwards).span(at, at + 1).start
        return Moved(at, at, changed=True, orphaned=True)

    def event(self, event: CodingEvent) -> tuple[CodingEvent, bool]:
        """Return an event at its place in the text, and whether its words changed.

        An event without a place (orphaned, or from an unconnected text) is returned as it is: its
        digest is not the text's.
        """
        if event.sha256 == self.text:
            return event, False
        moved = self.span(event.start, event.end, event.sha256)
        if moved is None or moved.orphaned:
            return event, False
        placed = msgspec.structs.replace(event, start=moved.start, end=moved.end, sha256=self.text)
        return placed, moved.changed

    def codings(self, coder: str, document_id: str, events: Iterable[CodingEvent]) -> list[Coding]:
        """Return a coder's codings at their places in the text, in the order of ``events``."""
        found = []
        for event in events:
            placed, changed = self.event(event)
            made = None if placed is event else event
            found.append(Coding(document_id, coder, placed, changed, made))
        return found

    def _map(self, revision: Revision, backwards: bool) -> OffsetMap:
        key = id(revision), backwards
        if key not in self._maps:
            made = revision.map()
            self._maps[key] = made.inverse() if backwards else made
        return self._maps[key]
