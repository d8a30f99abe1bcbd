"""Reads captions that stand in text or Word: lines such as "00:01.000 --> 00:04.000", then words.

Teams' Word files of 2021 to 2023 are made so, and so is what many programs around Whisper write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.transcripts.captions.cues import Cue, CueFile, cue_time
from qualcode.transcripts.captions.reader import captions_read
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.labels.heads import is_heads_note
from qualcode.transcripts.labels.labels import milliseconds
from qualcode.transcripts.turns.gathering import is_service
from qualcode.transcripts.turns.lines import Line, Reading

#: With frames after the seconds, or parts of them; Teams once wrote "0:0:-6.-820".
_CLOCK = r"(?:-?\d{1,3}:-?\d{1,2}(?::-?\d{1,2})?(?:[.,:;]-?\d{1,7})?|\d{1,6}(?:\.\d{1,6})?s)"
_ARROW = r"-{1,3}>|[–—]>|→"
_GAP = r"[ \t]{0,9}"
_SPAN = re.compile(
    rf"{_GAP}(?:(?P<name>[^\[\]{{}}:\n]{{1,60}}?){_GAP}(?=[\[(]\d+(?:\.\d+)?s))?"
    rf"(?P<open>[*_]{{0,3}}[\[(]?){_GAP}(?P<start>{_CLOCK}){_GAP}"
    rf"[\])]?{_GAP}(?:(?P<arrow>{_ARROW})|[–—-]){_GAP}[\[(]?{_GAP}(?P<end>{_CLOCK})(?![\d:]){_GAP}[\])]?[*_]{{0,3}}"
    rf"{_GAP}[:|]?(?P<rest>.*)"
)
_IN_SECONDS = re.compile(r"\ds[ \t]{0,9}(?:-|[–—→])")
#: Where a caption stands on the screen: "align:start position:0%".
_SETTINGS = re.compile(r"(?:\s*(?:align|position|line|size|region|vertical):\S+)+\s*")
_PADDED = re.compile(r"\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,2})?")
_FRACTION = re.compile(r"[.,:;]-?\d+$")
#: Fewer captions than this may be anything; of more lines to each they are no captions.
_FEWEST, _MOST_LINES = 2, 6


@dataclass(frozen=True, slots=True)
class _Span:
    start_ms: int | None
    end_ms: int | None
    rest: str
    placed: bool


def read_spans(lines: Sequence[Line], name: str) -> Reading | None:
    """Return the captions among lines as turns; ``None`` if the lines are not captions.

    Raises:
        BadInputError: the file ``name`` has more changes of speaker than any transcript.
    """
    filled = [line for line in lines if line.text.strip()]
    spans = [_span(line.text) for line in filled]
    count = sum(1 for span in spans if span)
    if count < _FEWEST or len(filled) > count * _MOST_LINES:
        return None
    numbered = _numbers_above(filled, spans)
    file = _cues(lines, numbered)
    parsed = captions_read(file, "txt", name, Cleaner())
    notes = [note for note in parsed.notes if not is_heads_note(note)]
    labels = frozenset(turn.speaker for turn in parsed.turns if turn.speaker)
    return Reading(list(parsed.turns), parsed.layout, notes, labels)


def _span(text: str) -> _Span | None:
    # Most lines begin with no clock, and have no seconds with an arrow near their start.
    clock = text.lstrip(" \t*_[(-")[:1].isdigit()
    if not clock and not _IN_SECONDS.search(text[:90]):
        return None
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    rest = match["rest"].strip()
    if match["arrow"] is None and rest and not match["open"].strip("*_"):
        # "0:05 - 0:10 Fine." is one of the forms that a line with words begins with.
        return None
    placed = bool(rest and _SETTINGS.fullmatch(rest))
    if name := (match["name"] or "").strip():
        rest = f"{name}: {rest}" if rest else name
    return _Span(_time(match["start"]), _time(match["end"]), "" if placed else rest, placed)


def _time(clock: str) -> int | None:
    if clock.endswith("s"):
        return round(float(clock[:-1]) * 1000)
    if _PADDED.fullmatch(clock):
        return milliseconds(clock)
    if clock.count(":") == 3 or ";" in clock:
        # Frames: how many make a second is not said.
        clock = _FRACTION.sub("", clock)
    return cue_time(clock)


def _numbers_above(lines: Sequence[Line], spans: Sequence[_Span | None]) -> set[int]:
    """Return the places of captions' numbers among filled lines, as SubRip has them."""
    found = {
        at
        for at, span in enumerate(spans[1:])
        if span and lines[at].text.strip().isdigit() and not spans[at]
    }
    count = sum(1 for span in spans if span)
    return found if len(found) * 2 > count else set()


def _cues(lines: Sequence[Line], numbered: set[int]) -> CueFile:
    cues: list[Cue] = []
    placed = begun = at = 0
    gap = True
    for number, line in enumerate(lines, 1):
        text = line.text.strip()
        if not text:
            gap = True
            continue
        span = _span(line.text)
        if span is not None:
            begun, placed = 1, placed + span.placed
            cues.append(Cue(number, span.start_ms, [span.rest] if span.rest else [], span.end_ms))
        elif at in numbered or (text == "WEBVTT" and not begun):
            pass
        elif begun and not (line.unspoken or is_service(text)):
            last = next(cue for cue in reversed(cues) if not cue.remark)
            last.lines.append(text)
        elif cues and cues[-1].remark and not gap and not begun:
            cues[-1].lines.append(text)
        else:
            cues.append(Cue(number, None, [text], remark=True))
        at, gap = at + 1, False
    notes = [f"the places on the screen of {placed} captions were left out"] if placed else []
    return CueFile(cues, notes)
