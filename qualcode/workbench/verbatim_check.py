"""Which summaries hold participants' words, word for word: looked for once for each state."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from qualcode.analysis.quotations import Quoter
from qualcode.errors import StudyError
from qualcode.model.matrix_definition import Key
from qualcode.model.verbatim import verbatim
from qualcode.store.files import write_atomic
from qualcode.store.study import Study
from qualcode.store.summaries import Summary

_FILE = "verbatim.json"
#: So many states of cells are remembered, of all matrices together.
_MOST = 20_000
#: So many passages are compared with a text at once.
_BATCH = 2_000


def words_held(study: Study, quoter: Quoter, summaries: Mapping[Key, Summary]) -> dict[Key, str]:
    """Return the cells whose summaries hold eight words on end of their evidence, and the words.

    Words that a cleared quotation prints may stand in a summary too. Texts that are not on this
    machine are not looked at. What was found is kept in ``.qualcode``, by a digest of summary and
    evidence: a study with hundreds of summaries is read once.
    """
    path = study.local / _FILE
    known: dict[str, list[tuple[int, int]]] = {}
    with contextlib.suppress(OSError, msgspec.DecodeError):
        known = msgspec.json.decode(path.read_bytes(), type=dict[str, list[tuple[int, int]]])
    kept: dict[str, list[tuple[int, int]]] = {}
    found: dict[Key, str] = {}
    for key, summary in summaries.items():
        if not summary.text.strip():
            continue
        ids = quoter.evidence.ids(key)
        digest = hashlib.sha256("\n".join((summary.text, *ids)).encode()).hexdigest()[:24]
        stretches = known.get(digest)
        if stretches is None:
            stretches = verbatim(summary.text, _said(quoter, key))
        kept[digest] = stretches
        if stretches:
            start, end = stretches[0]
            found[key] = " ".join(summary.text[start:end].split())
    fresh = known | kept if len(known) < _MOST else kept
    if fresh != known:
        # A cache that cannot be kept is made again.
        with contextlib.suppress(StudyError):
            write_atomic(path, msgspec.json.encode(fresh))
    return found


def holds_words(quoter: Quoter, text: str) -> bool:
    """Return whether a text holds eight words on end of anybody's evidence of a matrix."""
    evidence = quoter.evidence
    every = (quoter.words(at) for at, who in enumerate(evidence.people) if who)
    said = (words for words in every if words)
    # A few at a time: of a large study all stretches of eight words would fill the memory.
    return any(verbatim(text, batch) for batch in iter(lambda: [*islice(said, _BATCH)], []))


def _said(quoter: Quoter, key: Key) -> Iterator[str]:
    for at in quoter.evidence.cells.get(key, ()):
        words = quoter.words(at)
        if words:
            yield words
