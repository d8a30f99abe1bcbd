"""Decides, over the whole file, which of the possible labels are speakers.

A wrong label splits a turn in two; a missed one joins two people's words, which nobody notices. So
a doubtful label counts if the file around it is labelled throughout, and skipped ones are noted.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from qualcode.model.document.document import label_is_neutral
from qualcode.transcripts.labels.labels import (
    Labelled,
    header_key,
    lower_case,
    may_recur,
    name_like,
    surely_speaker,
)
from qualcode.transcripts.labels.spellings import alike, spellings_of

#: "(SPD)", "(CDU/CSU)", "(BÜNDNIS 90/DIE GRÜNEN)" behind a name.
_PARTY = re.compile(r"\w \([^\W\d_a-zà-ÿ][^()a-zà-ÿ]{1,40}\)$")
_TITLES = frozenset("mr mrs ms miss mx dr prof professor sir dame lord lady rev".split())
_WORD = re.compile(r"[^\W\d_]+")
#: "I" beside two of these counts chapters.
_NUMERALS = frozenset("II III IV VI VII VIII IX XI XII".split())
_LOOKED_FOR = 200
_HEADER_LINES = 40
_SPEECH_LENGTH = 80
#: A label that occurs this often recurs: its words no longer decide.
RECURS = 3
_SENTENCE = 8
#: Of this many labelled paragraphs one has a label of unlikely words, if it is a speaker.
_OFTEN, _OFTEN_ALONE = 30, 20


class Ordinary:
    """Tells whether a label is made of words that the file also writes in lower case."""

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
            # So many labels are not an interview; one pass over the text is then faster.
            self._all = self._all or frozenset(_WORD.findall(self._text))
            return word in self._all
        if word not in self._known:
            # What stands before it is looked at last: a pattern that begins with letters is fast.
            whole = rf"{word}(?![^\W_])(?<![^\W_]{word})"
            # The plain search first: it is much faster, and most names are not found.
            self._known[word] = word in self._text and bool(re.search(whole, self._text))
        return self._known[word]


def choose_labels(found: Sequence[Labelled | None], texts: Sequence[str]) -> frozenset[str]:
    """Return the labels that are speakers, in all their spellings: see ``_choose``."""
    return spellings_of(found, _choose(alike(found), texts))


def _choose(found: Sequence[Labelled | None], texts: Sequence[str]) -> frozenset[str]:
    """Return the labels that are speakers, of those ``found`` in the paragraphs ``texts``.

    "I", "Interviewer" and "P3" always are. A name of several words is one if it recurs, or if most
    paragraphs are labelled; a single capitalised word if it recurs and is not a word of the file's
    own speech, or occurs once between paragraphs of other speakers; a label with lower-case words
    ("LACE coordinator") if it recurs. Any label is a speaker if it recurs between other speakers as
    theirs do ("Key worker", "June").
    """
    recurring = found
    found = [None if f is None or f.doubtful else f for f in found]
    counts = Counter(f.label for f in found if f and f.shape != "tight")
    tight = Counter(f.label for f in found if f and f.shape == "tight" and surely_speaker(f.label))
    counts += tight
    ordinary = Ordinary(texts)
    total = counts.total()
    chosen = {label for label in counts if surely_speaker(label)}
    if counts["I"] == 1 and len(_NUMERALS & counts.keys()) > 1:
        chosen.discard("I")
    folded = Counter({label.casefold(): n for label, n in counts.items()})
    if folded["question"] > 1 and folded["answer"] > 1:
        chosen |= {label for label in counts if label.casefold() in ("question", "answer")}
    chosen |= {
        label
        for label, n in counts.items()
        if n >= 2
        and label not in chosen
        and not label.isdigit()
        and _speaks(label, n, total, len(texts), ordinary)
    }
    chosen |= _timed(found, len(texts), ordinary)
    chosen |= _numbers(counts, len(texts))
    more = _recurring(recurring, texts, chosen, ordinary)
    if more:
        found = [f if f and (f.label in more or not f.doubtful) else None for f in recurring]
        counts.update(Counter(f.label for f in found if f and f.label in more) - counts)
        chosen |= more
    words = {x: n for x, n in counts.items() if not x.isdigit()}
    hopeful = {x for x in words if x not in chosen and name_like(x)}
    full_names = {x for x in hopeful if len(x.split()) > 1}
    if sum(counts[x] for x in chosen | full_names) * 2 >= len(texts):
        chosen |= {x for x in full_names if not ordinary(x)}
        chosen |= {x for x, n in words.items() if n >= 2 and x not in chosen and not ordinary(x)}
        chosen |= _between_speakers(found, hopeful, chosen, ordinary)
    return frozenset(chosen | _alike(counts, chosen))


def _alike(labels: Iterable[str], chosen: Iterable[str]) -> set[str]:
    """Return the names with a party or title, "Koch (SPD)", as others of the speakers have them."""
    chosen = {label for label in chosen if name_like(label) and len(label.split()) > 1}
    parties = sum(1 for label in chosen if _PARTY.search(label)) >= RECURS - 1
    titles = Counter(_first(label) for label in chosen)
    shared = {x for x, n in titles.items() if n >= (RECURS - 1 if x in _TITLES else RECURS)}
    return {
        label
        for label in labels
        if len(label.split()) > 1
        and name_like(label)
        and may_recur(label)
        and ((parties and _PARTY.search(label)) or _first(label) in shared - {"the"})
    }


def _first(label: str) -> str:
    return label.split(maxsplit=1)[0].casefold().rstrip(".")


def _speaks(label: str, n: int, total: int, paragraphs: int, ordinary: Ordinary) -> bool:
    """Say whether a label that stands ``n`` times, of ``total``, is one by its words and number.

    "Anwen Rees" twice is; "geraint" in a tenth of the paragraphs, which is Zoom's Geraint, and
    "for example" a few times is not; of one word that the file also writes in lower case
    ("Honestly") only a frequent one is.
    """
    if lower_case(label):
        return n >= 4 and n * 10 >= paragraphs
    alone = len(label.split()) < 2
    named = (name_like(label) or n >= 3) and not (alone and ordinary(label))
    return named or n >= max(4, total // 20) or label_is_neutral(label)


def _numbers(counts: Counter[str], paragraphs: int) -> set[str]:
    """Return the numbers that are speakers: "1" and "2" at most paragraphs, each more than once."""
    digits = {label for label in counts if label.isdigit()}
    if len(digits) < 2 or sum(counts[d] for d in digits) * 2 < paragraphs:
        return set()
    return {d for d in digits if counts[d] > 1}


def _recurring(
    found: Sequence[Labelled | None], texts: Sequence[str], chosen: set[str], ordinary: Ordinary
) -> set[str]:
    """Return the labels that recur as speakers do, whatever their words are.

    Such a label starts at least three separate paragraphs, with other speakers between; it is not
    rare, or it is a name; and the text after it is speech as often as the text after other labels.
    """
    counts = Counter(f.label for f in found if f)
    maybe = {
        label
        for label, n in counts.items()
        if n >= RECURS
        and label not in chosen
        and may_recur(label)
        and (not lower_case(label) or (n >= 4 and n * 10 >= len(texts)))
    }
    if not maybe:
        return set()
    heads = [(at, f) for at, f in enumerate(found) if f and (f.label in chosen or f.label in maybe)]
    stretches = Counter(label for label, _ in itertools.groupby(f.label for _, f in heads))
    speech: Counter[str] = Counter()
    spelt = Counter(one.label for _, one in heads if one.rest)
    for at, one in heads:
        follows = at + 1 < len(found) and _heads_nobody(found[at + 1], chosen, maybe)
        if _spoken(one.rest) if one.rest else follows:
            speech[one.label] += 1
    others = sum(counts[x] for x in chosen)
    usual = sum(speech[x] for x in chosen) / others if others else 1.0
    taken = set()
    for label in maybe:
        n = counts[label]
        name = name_like(label) and len(label.split()) > 1 and not ordinary(label)
        # A label alone on its line may be a heading that recurs.
        share = _OFTEN if spelt[label] * 2 > n else _OFTEN_ALONE
        often = n * share >= len(heads) or (name and n * 100 >= len(heads))
        # Of a single label nobody shows where one stretch ends.
        apart = stretches[label] >= RECURS or len(stretches) == 1
        if often and apart and speech[label] * 2 >= n * usual:
            taken.add(label)
    if others:
        return taken
    # Without surer labels there must be several, and the file must consist of them; or a single
    # one answers questions.
    made = len(taken) > 1 and sum(counts[x] for x in taken) * 2 >= len(texts)
    return taken if made or (len(taken) == 1 and _answers(found, texts, taken)) else set()


def _answers(found: Sequence[Labelled | None], texts: Sequence[str], labels: set[str]) -> bool:
    """Return whether nearly all paragraphs of a label stand right after a question."""
    at = [n for n, f in enumerate(found) if f and f.label in labels]
    after = sum(1 for n in at if n and found[n - 1] is None and texts[n - 1].rstrip()[-1:] == "?")
    return after * 5 >= len(at) * 4


def _heads_nobody(one: Labelled | None, chosen: set[str], maybe: set[str]) -> bool:
    return one is None or (one.label not in chosen and one.label not in maybe)


def _spoken(words: str) -> bool:
    """Return whether words are a sentence or as long as one, as field values seldom are."""
    return words[-1] in ".?!…-–—\"'”’)]" or len(words.split()) >= _SENTENCE


def _timed(found: Sequence[Labelled | None], paragraphs: int, ordinary: Ordinary) -> set[str]:
    """Return the labels next to a time, if the file is made of such labels."""
    timed = [(f.label, f.start_ms) for f in found if f and f.start_ms is not None]
    steps = sum(1 for this, then in itertools.pairwise(timed) if then[1] >= this[1])
    if len(timed) < 3 or len(timed) * 6 < paragraphs or steps * 10 < (len(timed) - 1) * 9:
        return set()
    return {x for x, _ in timed if name_like(x) and (len(x.split()) > 1 or not ordinary(x))}


def _between_speakers(
    found: Sequence[Labelled | None], hopeful: set[str], chosen: set[str], ordinary: Ordinary
) -> set[str]:
    """Return the possible labels that occur once, with other speakers before and after them."""

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

    A header is "Date: …", "Interviewer: Jane", "Location: …": short, with at least one key that is
    not a person; "Project manager" is a person if it recurs. ``blank`` holds the indices of
    paragraphs after a blank line.
    """
    last = -1
    end = 0
    counts = Counter(f.label for f in found if f)
    for at, (text, one) in enumerate(zip(texts[:_HEADER_LINES], found, strict=False)):
        somebody = one is not None and counts[one.label] >= RECURS and may_recur(one.label)
        key = _key(text) and not (somebody and one and len(one.label.split()) > 1)
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
    # "Project worker 10:30 We met" is no header.
    timed = key[-1:].isdigit() and rest[:1].isdigit()
    brief = len(key) <= 40 and len(rest) <= _SPEECH_LENGTH
    return bool(colon) and brief and not timed and header_key(key)


def _short(words: str) -> bool:
    return bool(words) and len(words) <= _SPEECH_LENGTH and words[-1] not in ".?!…"
