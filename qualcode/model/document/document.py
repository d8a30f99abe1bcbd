"""A document: what is known about one transcript, without its words."""

from __future__ import annotations

import bisect
import re
from typing import Literal

import msgspec

Role = Literal["participant", "interviewer", "other"]

#: Labels that name a part in the interview, not a person.
_NEUTRAL_WORDS = frozenset(
    "i int interviewer interviewers researcher researchers moderator facilitator q a p r s yp "
    "participant participants respondent interviewee speaker unknown person young child pupil "
    "student parent carer foster social worker practitioner teacher head headteacher deputy "
    "school leader coordinator co-ordinator officer manager lead lace senco alnco focus group "
    "male female woman man boy girl chair all several voice voices designated educational "
    "psychologist adviser advisor reviewing independent the of and for in question answer "
    "cwestiwn ateb interviewerin intervieweur intervieweuse enquêteur enquêtrice entrevistador "
    "entrevistadora intervistatore intervistatrice".split()
)
_INTERVIEWER_LABELS = frozenset(
    "i int interviewer interviewers researcher moderator facilitator q question cwestiwn "
    "interviewerin intervieweur intervieweuse enquêteur enquêtrice entrevistador entrevistadora "
    "intervistatore intervistatrice".split()
)
_LATEST = 2**63
_CODED_LABEL = re.compile(r"[A-Za-z]{1,4}[ -]?\d{1,4}[A-Za-z]?|\d{1,4}")


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """One speaker of a document.

    ``label`` never names a person. A recorded label that might is replaced here by "Speaker 2" or
    the case; it stays in the text, which git does not take.
    """

    label: str
    role: Role = "participant"
    case: str | None = None


class Turn(msgspec.Struct, frozen=True, array_like=True):
    """Where one speaker's words stand.

    All offsets are in Unicode code points, half-open, into the document's text:
    ``text[start:words]`` is the label with its colon, ``text[words:end]`` what was said.
    ``speaker`` is an index into the document's speakers, −1 for text that nobody speaks.
    ``start_ms`` is the time in the recording in milliseconds, ``None`` where unknown.
    """

    start: int
    words: int
    end: int
    speaker: int
    start_ms: int | None = None


class Document(msgspec.Struct, frozen=True):
    """What the study knows about one transcript; the words are in the text file with this hash.

    ``times`` holds times within turns, if captions gave them: pairs of an offset into the text and
    milliseconds, sorted by offset. The time of a turn's start is in the turn. ``kind`` is one of
    ``model.document.kind``, empty if nobody said.
    """

    id: str
    title: str
    language: str
    sha256: str
    characters: int
    words: int
    format: str
    source_sha256: str
    imported: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    times: tuple[tuple[int, int], ...] = ()
    kind: str = ""

    def turns_to_code(self) -> list[int]:
        """Return which turns are to be coded: participants'.

        If no participant speaks in the document, those that nobody speaks: notes, a diary.
        """
        asked = {n for n, speaker in enumerate(self.speakers) if speaker.role == "participant"}
        return [at for at, turn in enumerate(self.turns) if turn.speaker in (asked or {-1})]

    def turn_at(self, offset: int) -> int | None:
        """Return the index of the turn that holds ``offset``, or ``None`` between turns."""
        low, high = 0, len(self.turns)
        while low < high:
            middle = (low + high) // 2
            if self.turns[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.turns) and self.turns[low].start <= offset:
            return low
        return None

    def speaker_at(self, offset: int) -> Speaker | None:
        """Return the speaker at ``offset``, or ``None`` if nobody speaks there."""
        index = self.turn_at(offset)
        if index is None or self.turns[index].speaker < 0:
            return None
        return self.speakers[self.turns[index].speaker]

    def speakers_in(self, start: int, end: int) -> tuple[Speaker, ...]:
        """Return who speaks in ``[start, end)``, in order, each once; labels are not speech."""
        found: dict[int, None] = {}
        first = bisect.bisect_right(self.turns, start, key=lambda turn: turn.end)
        for at in range(first, len(self.turns)):
            turn = self.turns[at]
            if turn.start >= end:
                break
            if turn.speaker >= 0 and max(turn.words, start) < min(turn.end, end):
                found[turn.speaker] = None
        return tuple(self.speakers[at] for at in found)

    def time_at(self, offset: int) -> int | None:
        """Return when the words at ``offset`` were said, in milliseconds of the recording.

        That is the last known time at or before them in their turn; ``None`` if there is none.
        """
        index = self.turn_at(offset)
        if index is None:
            return None
        turn = self.turns[index]
        at = bisect.bisect_right(self.times, (offset, _LATEST)) - 1
        if at >= 0 and self.times[at][0] >= turn.start:
            return self.times[at][1]
        return turn.start_ms

    def clock_at(self, offset: int) -> str:
        """Return when the words at ``offset`` were said, as "00:14:05"; empty if unknown."""
        time = self.time_at(offset)
        return "" if time is None else clock(time)

    def person(self, speaker: Speaker) -> str:
        """Return the key that identifies one person: the case, or else document and label."""
        return speaker.case or f"{self.id}/{speaker.label}"

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases who speak in the document, in order of appearance, each once."""
        return tuple(dict.fromkeys(s.case for s in self.speakers if s.case))


def clock(ms: int) -> str:
    """Return a time of the recording as people write it: ``"00:14:05"``."""
    seconds = max(ms, 0) // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def label_is_neutral(label: str) -> bool:
    """Return whether a speaker label surely names no person: "I", "P12", "Social worker 2".

    A label with a lower-case word after the first and only known words, or a code of letters
    and digits, is neutral; anything that could be a name is not.
    """
    label = label.strip().strip("[]()*:").strip()
    if not label or _CODED_LABEL.fullmatch(label):
        return True
    words = [w for w in re.split(r"[\s/]+", label) if not w.isdigit()]
    return all(w.lower().strip(".,()") in _NEUTRAL_WORDS for w in words)


def label_is_interviewer(label: str) -> bool:
    """Return whether a speaker label is one that interviewers get: "I", "INT", "Researcher 2"."""
    words = [w for w in re.split(r"[\s/]+", label.strip("[]()*: ").lower()) if not w.isdigit()]
    return bool(words) and words[0].rstrip("0123456789") in _INTERVIEWER_LABELS
