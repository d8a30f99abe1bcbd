"""The words that participants said, from every transcript here, folded for comparison."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document, label_is_interviewer
from qualcode.model.text.verbatim import apart, folded_apart, without_marks
from qualcode.store.io.plain_files import plain_bytes
from qualcode.store.records.documents import read_document

_LABEL = re.compile(r"\s*([^:\n]{1,60}):\s")
_PARAGRAPHS = re.compile(r"\n\s*\n")
#: How many bytes of separated words are kept in memory, by their source.
_MOST_KEPT = 60_000_000
_kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
_kept_size = [0]
#: The speaker of text that nobody speaks: headings, notes between turns.
_NOBODY = -2


class Spoken(NamedTuple):
    """The words of participants in one document, folded."""

    document: str
    words: str


def spoken(
    root: Path,
    texts: Path,
    missing: list[str] | None = None,
    wanted: Callable[[bytes], bool] | None = None,
) -> Iterator[Spoken]:
    """Yield participants' words in each text of the folder ``texts``, by document.

    With ``wanted``, only for texts for whose words, ``apart``, it returns true.

    All text counts except interviewers' words and speakers' labels. If a text does not match its
    document, or has none, its own labels decide. Documents without their texts are added to
    ``missing``.
    """
    there = {path.stem: path for path in _listed(texts, ".txt")}
    known = {path.stem: path for path in _listed(root / "documents", ".json")}
    if missing is not None:
        missing += sorted(known.keys() - there.keys())
    for name, path in sorted(there.items()):
        try:
            data = plain_bytes(path)
        except OSError:
            if missing is not None:
                missing.append(name)
            continue
        document = None
        if name in known:
            try:
                document = read_document(known[name])
            except QualcodeError:
                document = None
        words = _words(data, document)
        if wanted is None or wanted(words):
            yield Spoken(name, folded_apart(words))


def texts_state(root: Path, texts: Path) -> str:
    """Return a digest of which texts exist and when they were written; none is read."""
    made = hashlib.sha256()
    for folder, ending in ((texts, ".txt"), (root / "documents", ".json")):
        for path in _listed(folder, ending):
            try:
                stat = path.stat()
            except OSError:
                continue
            made.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return made.hexdigest()[:24]


def _listed(folder: Path, ending: str) -> list[Path]:
    try:
        found = [entry.path for entry in os.scandir(folder) if entry.name.endswith(ending)]
    except OSError:
        return []
    return [Path(path) for path in sorted(found)]


def _words(data: bytes, document: Document | None) -> bytes:
    digest = hashlib.sha256(data).hexdigest()
    fits = document is not None and document.sha256 == digest
    asked = "" if document is None else " ".join(
        f"{number}" for number, one in enumerate(document.speakers) if one.role == "interviewer"
    )  # fmt: skip
    key = (digest, f"{fits} {asked}")
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    text = data.decode("utf-8", "replace")
    parts = _by_turns(text, document) if document and fits else _by_labels(text, document)
    # No word of one person is followed by another's: a blank line stands between people.
    made = b"\n".join(_read(parts))
    if len(made) < _MOST_KEPT:
        _kept[key] = made
        _kept_size[0] += len(made)
        while _kept_size[0] > _MOST_KEPT:
            _kept_size[0] -= len(_kept.popitem(last=False)[1])
    return made


def _read(parts: Iterator[str]) -> Iterator[bytes]:
    """Yield the words of parts, and again as one reads them, without "[laughs]" in between."""
    for part in parts:
        yield apart(part)
        if "[" in part or "(" in part:
            yield apart(without_marks(part))


def _by_turns(text: str, document: Document) -> Iterator[str]:
    """Yield the uninterrupted words of each speaker except interviewers, and of nobody."""
    said: list[tuple[int, str]] = []
    at = 0
    for turn in document.turns:
        if text[at : turn.start].strip():
            said.append((_NOBODY, text[at : turn.start]))
        at = max(at, turn.end)
        known = 0 <= turn.speaker < len(document.speakers)
        if not known or document.speakers[turn.speaker].role != "interviewer":
            said.append((turn.speaker, text[turn.words : turn.end]))
    said.append((_NOBODY, text[at:]))
    # An interviewer's "Mm" in between does not interrupt a sentence.
    for _, turns in itertools.groupby(said, key=lambda one: one[0]):
        yield " ".join(words for _, words in turns)


def _by_labels(text: str, document: Document | None) -> Iterator[str]:
    asking = {
        one.label.casefold()
        for one in (document.speakers if document else ())
        if one.role == "interviewer"
    }
    known: dict[str, bool] = {}
    for paragraph in _PARAGRAPHS.split(text):
        label = _LABEL.match(paragraph)
        if label is None:
            yield paragraph
            continue
        who = label[1]
        if who not in known:
            known[who] = who.strip().casefold() in asking or label_is_interviewer(who)
        if not known[who]:
            yield paragraph[label.end() :]
