"""Which of a file's possible labels are speakers: decided over the whole file.

A label taken wrongly splits a turn in two; one missed glues two people's words together, which
nobody sees. So a doubtful label counts if the file around it is labelled throughout, and what
was passed over is told.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from qualcode.model.document import label_is_neutral
from qualcode.transcripts.labels import Labelled, header_key, lower_case, name_like, surely_speaker

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_FOR = 200
_HEADER_LINES = 40
_SPEECH_LENGTH = 80


class Ordinary:
    """Says whether a label is made of words that the file also writes in lower case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._text: str | None = None
        self._known: dict[str, bool] = {}
        self._all: frozenset[str] = frozenset()

    def __call__(self, label: str) -> bool:
        """Return whether every word of ``label`` is such a word."""
        return all(self._written(w.lower()) for w in re.findall(r"[^\W\d_]+", label))

    def _written(self, word: str) -> bool:
        if self._text is None:
            self._text = "\n".join(self._texts)
        if len(self._known) > _LOOKED_FOR:
            # So many labels are no interview; one pass over the text is then the quicker way.
            self._all = self._all or frozenset(_WORD.findall(self._text))
            return word in self._all
        if word not in self._known:
            whole = rf"(?<![^\W_]){word}(?![^\W_])"
            # The plain search first: it is much the quicker, and most names are not found.
            self._known[word] = word in self._text and bool(re.search(whole, self._text))
        return self._known[word]


def choose_labels(found: Sequence[Labelled | None], texts: Sequence[str]) -> frozenset[str]:
    """Return which labels are speakers, of those ``found`` in the paragraphs ``texts``.

    "I", "Interviewer" and "P3" always are. A name of several words is if it recurs, or if most
    paragraphs are labelled; a single capitalised word if it recurs and is no word of the file's
    own speech, or stands once between paragraphs of other speakers; a label with small words in
    it ("LACE coordinator") if it recurs.
    """
    counts = Counter(f.label for f in found if f and f.shape != "tight")
    tight = Counter(f.label for f in found if f and f.shape == "tight" and surely_speaker(f.label))
    counts += tight
    if not counts:
        return frozenset()
    ordinary = Ordinary(texts)
    total = counts.total()
    chosen = {label for label in counts if surely_speaker(label)}
    folded = Counter({label.casefold(): n for label, n in counts.items()})
    if folded["question"] > 1 and folded["answer"] > 1:
        chosen |= {label for label in counts if label.casefold() in ("question", "answer")}
    for label, n in counts.items():
        if label in chosen or n < 2 or label.isdigit():
            continue
        if lower_case(label):
            # "for example:" is speech; "geraint:" throughout a file is Zoom's Geraint.
            if n >= 4 and n * 10 >= len(texts):
                chosen.add(label)
            continue
        # Of one word that the file also writes in lower case ("Honestly"), only a frequent one.
        named = (name_like(label) or n >= 3) and (len(label.split()) > 1 or not ordinary(label))
        if named or n >= max(4, total // 20) or label_is_neutral(label):
            chosen.add(label)
    chosen |= _timed(found, len(texts), ordinary)
    digits = {label for label in counts if label.isdigit()}
    if len(digits) > 1 and sum(counts[d] for d in digits) * 2 >= len(texts):
        chosen |= {d for d in digits if counts[d] > 1}
    hopeful = {x for x in counts if x not in chosen and not x.isdigit() and name_like(x)}
    full_names = {x for x in hopeful if len(x.split()) > 1}
    if sum(counts[x] for x in chosen | full_names) * 2 >= len(texts):
        chosen |= {x for x in full_names if not ordinary(x)}
        twice = {x for x in counts if counts[x] >= 2 and x not in chosen and not x.isdigit()}
        chosen |= {x for x in twice if not ordinary(x)}
        chosen |= _between_speakers(found, hopeful, chosen, ordinary)
    return frozenset(chosen)


def _timed(found: Sequence[Labelled | None], paragraphs: int, ordinary: Ordinary) -> set[str]:
    """Return the labels that a time stands beside, if such labels are how the file is made."""
    timed = [(f.label, f.start_ms) for f in found if f and f.start_ms is not None]
    steps = sum(1 for this, then in itertools.pairwise(timed) if then[1] >= this[1])
    if len(timed) < 3 or len(timed) * 6 < paragraphs or steps * 10 < (len(timed) - 1) * 9:
        return set()
    return {x for x, _ in timed if name_like(x) and (len(x.split()) > 1 or not ordinary(x))}


def _between_speakers(
    found: Sequence[Labelled | None], hopeful: set[str], chosen: set[str], ordinary: Ordinary
) -> set[str]:
    """Return the hopeful labels that stand once, with other speakers before and after them."""

    def spoken(at: int) -> bool:
        if not 0 <= at < len(found):
            return True
        one = found[at]
        return one is not None and one.label in chosen

    def has_words(at: int) -> bool:
        # Right below a name that stands alone are that speaker's words.
        one = found[at] if at >= 0 else None
        return one is None or bool(one.rest)

    return {
        one.label
        for at, one in enumerate(found)
        if one is not None
        and one.label in hopeful
        and spoken(at - 1)
        and has_words(at - 1)
        and spoken(at + 1 if one.rest else at + 2)
        and not ordinary(one.label)
    }


def header_end(texts: Sequence[str], found: Sequence[Labelled | None], blank: set[int]) -> int:
    """Return how many paragraphs at the start are an interview's header, not speech.

    A header is "Date: …", "Interviewer: Jane", "Location: …": short, and with at least one key
    that nobody is called. ``blank`` holds the indices of paragraphs after a blank line.
    """
    last = -1
    end = 0
    for at, (text, one) in enumerate(zip(texts[:_HEADER_LINES], found, strict=False)):
        key = _key(text)
        if not key and one is not None and not _short(one.rest):
            break
        end = at + 1
        if key:
            last = at
    if last < 0:
        return 0
    # The rest of the block belongs to it, if a blank line ends the block.
    stop = last + 1
    while stop < end and stop not in blank and found[stop] is not None:
        stop += 1
    return stop if stop in blank else last + 1


def _key(text: str) -> bool:
    key, colon, rest = text.partition(":")
    return bool(colon) and len(key) <= 40 and len(rest) <= _SPEECH_LENGTH and header_key(key)


def _short(words: str) -> bool:
    return bool(words) and len(words) <= _SPEECH_LENGTH and words[-1] not in ".?!…"


def passed_over(found: Sequence[Labelled | None], chosen: frozenset[str]) -> list[str]:
    """Return a note on what looked like labels and was left in the words, if there was any."""
    counts = Counter(
        f.label
        for f in found
        if f and f.label not in chosen and f.shape == "colon" and name_like(f.label)
    )
    if not counts:
        return []
    shown = ", ".join(
        f"“{label}:”" + (f" {n} times" if n > 1 else "") for label, n in counts.most_common(4)
    )
    more = f" and {len(counts) - 4} more" if len(counts) > 4 else ""
    return [f"not taken for speakers, left in the words: {shown}{more}"]
