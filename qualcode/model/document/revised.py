"""Finds a document's turns, speakers and times again in a new text, by the offset map."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from dataclasses import dataclass
from itertools import count

import msgspec

from qualcode.model.document.document import (
    Document,
    Speaker,
    Turn,
    label_is_interviewer,
    label_is_neutral,
)
from qualcode.model.document.offset_map import OffsetMap
from qualcode.model.text.text import count_words, text_digest

#: A new text that may be a label: a few words or brackets, a colon, a space.
_LABEL = re.compile(r"(\[[^\[\]\n]{1,50}\]|[^\W_][^:\n.?!,;\[\]]{0,40}):[ \t]+(?=\S)")
#: A label that stands for a name: a kind, and a number or letter.
_PSEUDONYM = re.compile(r"\[[^\[\]]+ (?:\d+|[A-Z]{1,2})\]")
_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\n|\Z))*")


@dataclass(frozen=True, slots=True)
class _Found:
    """A paragraph of the new text: its place, and what the old text says about it."""

    start: int
    words: int
    end: int
    speaker: int
    new_label: str = ""
    old_turn: int | None = None


def with_text(document: Document, old: str, new: str, changes: OffsetMap) -> Document:
    """Return the document with the text ``new``; ``changes`` is the offset map to it.

    A paragraph is a turn. Its label names its speaker; if all turns of a speaker changed to one
    label, that is the speaker's new label, and role and case stay. An unknown label makes a new
    speaker if it stands where a label stood, or surely names no person. A paragraph without a label
    that was part of a turn goes on with that turn's speaker.
    """
    return _Rebuilt(document, old, new, changes).document()


class _Rebuilt:
    def __init__(self, document: Document, old: str, new: str, changes: OffsetMap) -> None:
        self._document = document
        self._new = new
        self._changes = changes
        self._back = changes.inverse()
        self._starts = [turn.start for turn in document.turns]
        self._labels: dict[str, int] = {}
        for turn in document.turns:
            if turn.speaker >= 0:
                label = old[turn.start : turn.words].rstrip().removesuffix(":")
                self._labels.setdefault(label, turn.speaker)

    def document(self) -> Document:
        found = [self._paragraph(m.start(), m.end()) for m in _PARAGRAPH.finditer(self._new)]
        speakers = list(self._document.speakers)
        made = self._new_labels(found, speakers)
        claimed: set[int] = set()
        turns = []
        for one in found:
            speaker = made.get((one.new_label, one.speaker), one.speaker)
            time = None
            if one.old_turn is not None and one.old_turn not in claimed:
                claimed.add(one.old_turn)
                time = self._document.turns[one.old_turn].start_ms
            turns.append(Turn(one.start, one.words, one.end, speaker, time))
        speakers, turns = _without_silent(self._document, speakers, turns)
        return msgspec.structs.replace(
            self._document,
            sha256=text_digest(self._new),
            characters=len(self._new),
            words=sum(count_words(self._new[t.words : t.end]) for t in turns),
            speakers=tuple(speakers),
            turns=tuple(turns),
            times=self._times(turns),
        )

    # ---- paragraphs -----------------------------------------------------------------------

    def _paragraph(self, start: int, end: int) -> _Found:
        """Find out who speaks a paragraph."""
        same = self._as_it_was(start, end)
        if same is not None:
            return same
        old_turn = self._turn_of(start, end)
        known = self._known_label(start, end)
        if known is not None:
            label, words = known
            return _Found(start, words, end, self._labels[label], "", old_turn)
        match = _LABEL.match(self._new, start, end)
        spoken = old_turn is not None and self._document.turns[old_turn].speaker >= 0
        begins = old_turn is not None and self._begins(old_turn, start, end)
        if match and ((spoken and begins) or label_is_neutral(match[1])):
            was = self._document.turns[old_turn].speaker if old_turn is not None else -1
            return _Found(start, match.end(), end, was, match[1], old_turn)
        speaker = self._document.turns[old_turn].speaker if old_turn is not None else -1
        return _Found(start, start, end, speaker, "", old_turn)

    def _as_it_was(self, start: int, end: int) -> _Found | None:
        """Return a paragraph whose label, or whole beginning, is unchanged from an old turn."""
        old_start = self._back.offset(start)
        if old_start is None:
            return None
        index = bisect.bisect_right(self._starts, old_start) - 1
        if index < 0 or self._document.turns[index].start != old_start:
            return None
        turn = self._document.turns[index]
        words = start + turn.words - turn.start
        if turn.words > turn.start and self._changes.offset(turn.words - 1) != words - 1:
            return None
        if words >= end or (turn.speaker < 0 and self._known_label(start, end)):
            return None
        return _Found(start, words, end, turn.speaker, "", index)

    def _known_label(self, start: int, end: int) -> tuple[str, int] | None:
        colon = self._new.find(":", start, min(end, start + 120))
        if colon < 0:
            return None
        label = self._new[start:colon].rstrip()
        words = colon + 1
        while words < end and self._new[words] in " \t":
            words += 1
        return (label, words) if label in self._labels and words < end else None

    def _turn_of(self, start: int, end: int) -> int | None:
        """Return the old turn that most of a paragraph's kept words were in."""
        share: Counter[int] = Counter()
        blocks = self._back.blocks
        index = max(bisect.bisect_right(blocks, (start, 2**62, 0)) - 1, 0)
        while index < len(blocks) and blocks[index][0] < end:
            new, old, length = blocks[index]
            low, high = max(new, start), min(new + length, end)
            if low < high:
                turn = bisect.bisect_right(self._starts, old + low - new) - 1
                if turn >= 0:
                    share[turn] += high - low
            index += 1
        return min(share, key=lambda t: (-share[t], t)) if share else None

    def _begins(self, turn: int, start: int, end: int) -> bool:
        """Return whether a paragraph has the start of a turn's words, or their replacement."""
        place = self._document.turns[turn]
        moved = self._changes.span(place.words, max(place.end, place.words + 1))
        return not moved.orphaned and start <= moved.start < end

    # ---- speakers -------------------------------------------------------------------------

    def _new_labels(
        self, found: list[_Found], speakers: list[Speaker]
    ) -> dict[tuple[str, int], int]:
        """Rename speakers whose label changed everywhere; return the indices of the others."""
        made: dict[tuple[str, int], int] = {}
        own: dict[str, int] = {}
        kept = {f.speaker for f in found if not f.new_label and f.words > f.start}
        for one in found:
            key = (one.new_label, one.speaker)
            if not one.new_label or key in made:
                continue
            names = {f.new_label for f in found if f.new_label and f.speaker == one.speaker}
            if one.speaker >= 0 and one.speaker not in kept and len(names) == 1:
                before = speakers[one.speaker]
                speakers[one.speaker] = msgspec.structs.replace(
                    before, label=_safe_label(one.new_label, before.label)
                )
                made[key] = own.setdefault(one.new_label, one.speaker)
            elif one.new_label in own:
                made[key] = own[one.new_label]
            else:
                taken = {speaker.label for speaker in speakers}
                free = (f"Speaker {n}" for n in count(len(speakers) + 1))
                label = _safe_label(one.new_label, next(f for f in free if f not in taken))
                own[one.new_label] = made[key] = len(speakers)
                asks = label_is_interviewer(one.new_label)
                speakers.append(Speaker(label, "interviewer" if asks else "participant"))
        return made

    # ---- times ----------------------------------------------------------------------------

    def _times(self, turns: list[Turn]) -> tuple[tuple[int, int], ...]:
        moved = ((self._changes.offset(at), ms) for at, ms in self._document.times)
        return tuple(sorted((at, ms) for at, ms in moved if at is not None))


def _safe_label(label: str, otherwise: str) -> str:
    """Return a label that git may take, for ``documents/``: never one that may be a name."""
    return label if label_is_neutral(label) or _PSEUDONYM.fullmatch(label) else otherwise


def _without_silent(
    document: Document, speakers: list[Speaker], turns: list[Turn]
) -> tuple[list[Speaker], list[Turn]]:
    """Leave out speakers who had turns and have none now."""
    had = {turn.speaker for turn in document.turns}
    have = {turn.speaker for turn in turns}
    kept = [i for i in range(len(speakers)) if i in have or i not in had]
    at = {old: new for new, old in enumerate(kept)} | {-1: -1}
    turns = [Turn(t.start, t.words, t.end, at[t.speaker], t.start_ms) for t in turns]
    return [speakers[i] for i in kept], turns
