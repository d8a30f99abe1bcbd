"""Finds participants' words in the texts of a matrix, and remembers what was already checked."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from qualcode.analysis.matrix.quotations import Quoter
from qualcode.errors import StudyError
from qualcode.model.matrix.definition import Key
from qualcode.model.text.verbatim import RUN, folded, verbatim
from qualcode.store.folder_map import WORDLESS
from qualcode.store.io.durable import write_atomic
from qualcode.store.records.summaries import Summary
from qualcode.store.spoken_words import texts_state
from qualcode.store.study import Study
from qualcode.workbench.privacy.cleared_quotations import cleared_quotations
from qualcode.workbench.privacy.words_said import compared, printed_words

#: How many checked states of cells are remembered, of all matrices together.
_MOST = 20_000


class WordsHeld(NamedTuple):
    """Words of a text that somebody said, and the document in which they did."""

    words: str
    document: str


def words_held(
    study: Study, quoter: Quoter, summaries: Mapping[Key, Summary]
) -> dict[Key, WordsHeld]:
    """Return the cells whose summaries hold eight words in a row of what a participant said.

    Shorter passages count if they are evidence of the cell and occur there completely. Words
    printed in a cleared quotation may also be in a summary. Texts that are not on this machine are
    not checked. Results without words are stored in ``.qualcode``, by a digest of summary, evidence
    and texts, so that a study with hundreds of summaries is read only once.
    """
    clean = _Clean(study)
    digests = {
        key: clean.digest(summary.text, *quoter.evidence.ids(key))
        for key, summary in summaries.items()
        if summary.text.strip()
    }
    anew = [key for key, digest in digests.items() if digest not in clean.known]
    found, own = _held(study, quoter, {key: summaries[key].text for key in anew})
    clean.keep(digests[key] for key in own)
    return found


class _Clean:
    """Digests of texts that hold no words of the present transcripts, cleared or not."""

    def __init__(self, study: Study) -> None:
        self._path = WORDLESS.at(study.root)
        self._state = texts_state(study.root, study.transcripts)
        self._kept: list[str] = []
        with contextlib.suppress(OSError, msgspec.DecodeError):
            self._kept = msgspec.json.decode(self._path.read_bytes(), type=list[str])
        self.known = frozenset(self._kept)

    def digest(self, *parts: str) -> str:
        """Return the digest of a text and of what it is compared with."""
        return hashlib.sha256("\n".join((self._state, *parts)).encode()).hexdigest()[:24]

    def keep(self, fresh: Iterable[str]) -> None:
        """Record that these hold no words; the latest are remembered."""
        new = list(fresh)
        if new:
            kept = [*self._kept, *new][-_MOST:]
            # A cache that cannot be stored is made again.
            with contextlib.suppress(StudyError):
                write_atomic(self._path, msgspec.json.encode(kept))


def _held(
    study: Study, quoter: Quoter, texts: Mapping[Key, str]
) -> tuple[dict[Key, WordsHeld], list[Key]]:
    """Return the texts that hold words, and those that hold none, cleared for print or not."""
    cleared = _once(lambda: cleared_quotations(study))
    made = compared(study.root, study.transcripts, [*texts.values()], cleared)
    found: dict[Key, WordsHeld] = {}
    own = []
    for (key, text), held, is_own in zip(texts.items(), made.held, made.is_own, strict=True):
        if held:
            words = " ".join(text[held[0].start : held[0].end].split())
            found[key] = WordsHeld(words, held[0].document)
        elif short_words(quoter, key, text, list):
            if short := short_words(quoter, key, text, cleared):
                found[key] = short
        elif is_own:
            own.append(key)
    return found, own


def short_words(
    quoter: Quoter, key: Key, text: str, cleared: Callable[[], Iterable[str]]
) -> WordsHeld | None:
    """Return a whole passage of a cell, of four to seven words, that occurs in a text."""
    for document, words in _short_passages(quoter, key):
        for start, end in verbatim(text, [words]):
            stood = text[start:end]
            if folded(stood) not in printed_words(cleared()):
                return WordsHeld(" ".join(stood.split()), document)
    return None


def _short_passages(quoter: Quoter, key: Key) -> Iterator[tuple[str, str]]:
    for at in quoter.evidence.cells.get(key, ()):
        coding = quoter.evidence.codings[at]
        # No word is longer than that; most passages need not be read.
        if coding.event.end - coding.event.start <= RUN * 40:
            words = quoter.words(at)
            if words and len(words.split()) < RUN:
                yield coding.document, words


def _once(made: Callable[[], list[str]]) -> Callable[[], list[str]]:
    kept: list[list[str]] = []

    def once() -> list[str]:
        if not kept:
            kept.append(made())
        return kept[0]

    return once


def texts_held(study: Study, texts: Iterable[str]) -> dict[str, str]:
    """Return which texts hold eight words in a row of a participant, and from whose document.

    These are the team's other texts: titles, definitions, a summary of the whole.
    """
    clean = _Clean(study)
    digests = {text: clean.digest(text) for text in texts if text.strip()}
    every = [text for text, digest in digests.items() if digest not in clean.known]
    made = compared(study.root, study.transcripts, every, lambda: cleared_quotations(study))
    found = {text: held[0].document for text, held in zip(every, made.held, strict=True) if held}
    clean.keep(digests[text] for text, own in zip(every, made.is_own, strict=True) if own)
    return found
