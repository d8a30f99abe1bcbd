"""Collects every label that may be a speaker, taken or not, so that a person can look first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.model.document.document import Turn
from qualcode.model.table import Table
from qualcode.model.text.text import count_words
from qualcode.transcripts.labels.forms import other_head
from qualcode.transcripts.labels.heads import counted_heads
from qualcode.transcripts.labels.labels import head_of, stopped_label
from qualcode.workbench.importing.layout import LaidOut
from qualcode.workbench.speakers.speakers import Understood

#: A sample is the beginning of the first turn of so many words, or of the longest one.
_ENOUGH_WORDS = 4
_SAMPLE = 60
#: How many labels the table on a screen has, the most frequent of all.
MOST = 60
NOT_TAKEN = "words"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label of one file: how often it stands there, and what it would be taken as, and why.

    ``taken_as`` is a role, or ``"words"`` for the head of paragraphs that is not taken for a
    speaker. ``asks`` is the share of turns with a question, ``None`` where there are no words.
    """

    label: str
    turns: int
    words: int
    asks: float | None
    sample: str
    taken_as: str
    why: str = ""
    case: str = ""

    @property
    def is_speaker(self) -> bool:
        """Whether it would be taken for a speaker."""
        return self.taken_as != NOT_TAKEN

    def record(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "label": self.label, "turns": self.turns, "words": self.words, "asks": self.asks,
            "sample": self.sample, "taken_as": self.taken_as, "why": self.why, "case": self.case,
        }  # fmt: skip


def candidates(laid_out: LaidOut, speakers: Sequence[Understood]) -> tuple[Candidate, ...]:
    """Return the labels of a file: its speakers, then heads like labels that are not taken."""
    text = laid_out.text
    said: list[list[str]] = [[] for _ in laid_out.labels]
    for turn in laid_out.turns:
        if turn.speaker >= 0:
            said[turn.speaker].append(text[turn.words : turn.end])
    found = [
        _candidate(s.label, theirs, len(theirs), s.speaker.role, s.why, s.speaker.case or "")
        # Somebody who wrote it all has no label.
        for s, theirs in zip(speakers if said else (), said, strict=True)
    ]
    heads: dict[str, int] = {}
    for note in laid_out.notes:
        heads |= counted_heads(note)
    begun = _begun_by(heads, text, laid_out.turns) if heads else {}
    found += [
        _candidate(head, begun.get(head, []), n, NOT_TAKEN, "heads paragraphs", "")
        for head, n in heads.items()
    ]
    return tuple(found)


def _begun_by(heads: Iterable[str], text: str, turns: Sequence[Turn]) -> dict[str, list[str]]:
    """Return, by head, the rest of each line that it begins."""
    found: dict[str, list[str]] = {head: [] for head in heads}
    for turn in turns:
        for line in text[turn.words : turn.end].split("\n"):
            head = head_of(line) or stopped_label(line) or other_head(line)
            # In bold, its mark is not in the text.
            head = head or next((x for x in heads if line.startswith(f"{x} ")), "")
            plain = (head or "").replace("“", '"').replace("”", '"')
            if head and plain in found:
                found[plain].append(line.partition(head)[2].lstrip(":.*_–—-])> \t"))
    return found


def _candidate(
    label: str, said: Sequence[str], turns: int, taken_as: str, why: str, case: str
) -> Candidate:
    words = sum(map(count_words, said))
    return Candidate(label, turns, words, asked_share(said), sample_of(said), taken_as, why, case)


def asked_share(said: Sequence[str]) -> float | None:
    """Return the share of turns in which something is asked, ``None`` without turns."""
    return sum("?" in words for words in said) / len(said) if said else None


def sample_of(said: Sequence[str]) -> str:
    """Return how the first turn begins that is more than a word or two."""
    enough = next((words for words in said if count_words(words) >= _ENOUGH_WORDS), None)
    line = " ".join((enough or max(said, key=len, default="")).split())
    return line if len(line) <= _SAMPLE else line[: _SAMPLE - 1] + "…"


# ---- of many files ------------------------------------------------------------------------------


@dataclass(frozen=True)
class GatheredLabel:
    """A label of one or many files: all that is known of it, by file."""

    label: str
    files: dict[str, Candidate]

    @property
    def turns(self) -> int:
        """How many turns it has in all."""
        return sum(one.turns for one in self.files.values())

    @property
    def words(self) -> int:
        """How many words it has in all."""
        return sum(one.words for one in self.files.values())

    @property
    def asks(self) -> float | None:
        """The share of its turns with a question."""
        counted = [(one.asks, one.turns) for one in self.files.values() if one.asks is not None]
        turns = sum(n for _, n in counted)
        return sum(asks * n for asks, n in counted) / turns if turns else None

    @property
    def sample(self) -> str:
        """How it begins somewhere."""
        return next((one.sample for one in self.files.values() if one.sample), "")

    @property
    def taken_as(self) -> str:
        """What it would be taken as and why; by how many files, if not the same in all."""
        ways: dict[str, list[Candidate]] = {}
        for one in self.files.values():
            ways.setdefault(one.taken_as, []).append(one)
        if len(ways) == 1:
            way = next(iter(ways))
            whys = Counter(one.why for one in self.files.values() if one.why)
            if len(whys) > 1:
                # In each file for its own reason.
                return f"{way}: " + ", ".join(f"{why} in {n:,}" for why, n in whys.most_common())
            return f"{way}, {next(iter(whys))}" if whys else way
        return ", ".join(f"{way} in {len(ones):,}" for way, ones in ways.items())


def gathered(files: Iterable[tuple[str, Sequence[Candidate]]]) -> list[GatheredLabel]:
    """Return the labels of files, named, each once: those in most files first."""
    found: dict[str, dict[str, Candidate]] = {}
    for file, labels in files:
        for one in labels:
            found.setdefault(one.label, {})[file] = one
    every = [GatheredLabel(label, theirs) for label, theirs in found.items()]
    if any(len(label.files) > 1 for label in every):
        every.sort(key=lambda label: (-len(label.files), -label.turns, label.label))
    return every


def labels_table(labels: Sequence[GatheredLabel]) -> Table:
    """Return labels as a table for a screen, at most ``MOST``."""
    columns = ("label", "files", "turns", "words", "asks", "taken_as", "begins")
    rows = [
        (one.label, len(one.files), one.turns, one.words,
         "" if one.asks is None else f"{one.asks:.0%}", one.taken_as, one.sample)
        for one in labels[:MOST]
    ]  # fmt: skip
    return Table.of(columns, rows)
