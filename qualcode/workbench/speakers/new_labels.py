"""Corrects which labels are speakers, where the user knows better than the guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from qualcode.errors import BadInputError
from qualcode.transcripts.labels.forms import other_label
from qualcode.transcripts.labels.guessed import GUESSES
from qualcode.transcripts.labels.heads import heads_left, is_heads_note
from qualcode.transcripts.labels.labels import (
    DECORATION,
    TIME,
    head_of,
    lone_label,
    milliseconds,
    opens_speech,
)
from qualcode.transcripts.labels.one_sided import ONLY
from qualcode.transcripts.parsed import Parsed, ParsedTurn

#: Formats whose pieces are run together into turns, each with its time.
_CAPTIONS = frozenset(["vtt", "srt", "tsv", "json"])
#: Notes of the readers on files in which they found no speakers, or too few.
_NOBODY = re.compile(r"no speaker labels were found|.* none says who speaks")
_ONLY = re.compile(r"“.*” is the only speaker that was found")
_LONG = re.compile(r"“(.*)” goes on for (\d+) paragraphs")
_NO_LAYOUT = re.compile(
    r"no speaker labels found|no names; bold paragraphs taken as asked"
    r"|captions without speakers; divided at pauses"
)
_NONE = "no speaker labels, as --no-label says"
_GIVEN = "speakers as --label gives them"


def relabelled(
    parsed: Parsed,
    labels: Sequence[str],
    no_labels: Sequence[str],
    absent: list[tuple[str, str]] | None = None,
) -> Parsed:
    """Return a transcript in which ``labels`` begin turns and ``no_labels`` are just words.

    A line that begins with a label of ``labels`` begins a turn of that speaker, if a colon, a dash,
    a tab or a time follows, if the label is in bold or in brackets, or stands alone; and a label
    with a colon also after a sentence's end within a line. If no line has it like that, a label
    before words that begin like a sentence is enough. A turn of a label in ``no_labels`` returns,
    with label and colon, to the turn before it. Notes on labels are made again.

    A label of ``no_labels`` that is not a speaker of the file, and one of ``labels`` that begins no
    line, is added to ``absent`` with its option, if that is given.

    Raises:
        BadInputError: there is such a label, and no ``absent``.
    """
    if not labels and not no_labels:
        return parsed
    turns = list(parsed.turns)
    for label in no_labels:
        if all(t.speaker != label for t in turns):
            if absent is not None:
                absent.append(("--no-label", label))
                continue
            there = ", ".join(repr(s) for s in dict.fromkeys(t.speaker for t in turns) if s)
            raise BadInputError(f"no speaker {label!r}", mend=f"The file has {there or 'none'}")
    turns = _given_back(turns, no_labels)
    for label in labels:
        given = _taken(turns, label, parsed)
        if given is None and absent is not None:
            absent.append(("--label", label))
            continue
        if given is None:
            raise BadInputError(
                f"no line begins with the label {label!r}", mend=_nearest(turns, label)
            )
        turns = given
    if absent and len(absent) == len(labels) + len(no_labels):
        return parsed
    return _told(parsed, turns, no_labels)


def _told(parsed: Parsed, turns: Sequence[ParsedTurn], no_labels: Sequence[str]) -> Parsed:
    """Return the transcript with its new turns, and matching notes and layout."""
    speakers = {turn.speaker for turn in turns if turn.speaker}
    before = {turn.speaker for turn in parsed.turns if turn.speaker}
    layout = parsed.layout
    notes: list[str] = []
    for note in parsed.notes:
        if is_heads_note(note) or (_ONLY.match(note) and len(speakers) != 1):
            continue
        long = _LONG.match(note)
        if long and not any(
            t.speaker == long[1] and t.text.count("\n") + 1 == int(long[2]) for t in turns
        ):
            continue
        if any(found.match(note) and not speakers & who.keys() for found, who in GUESSES.items()):
            layout = _NO_LAYOUT.sub(_GIVEN, layout)
        elif _NOBODY.match(note) and speakers:
            layout = _NO_LAYOUT.sub(_GIVEN, layout)
            left = sum(turn.speaker is None for turn in turns)
            notes += (
                [f"{left} paragraphs were left as nobody's: no label begins them"] if left else []
            )
        else:
            notes.append(note)
    if before and not speakers:
        layout = _NONE
        notes.append("no speaker is left: what was labelled is nobody's, as --no-label says")
    elif len(speakers) == 1 and not any(_ONLY.match(note) for note in notes):
        notes.append(ONLY.format(*speakers))
    shown = turns
    if parsed.format in _CAPTIONS:
        shown = [replace(turn, text=_in_lines(turn)) for turn in turns]
    notes += heads_left(shown, no_labels, parsed.leads)
    return replace(parsed, layout=layout, turns=tuple(turns), notes=tuple(notes))


def _given_back(turns: Sequence[ParsedTurn], labels: Collection[str]) -> list[ParsedTurn]:
    mended: list[ParsedTurn] = []
    for turn in turns:
        last = mended[-1] if mended else None
        label = turn.speaker
        if label is None or label not in labels:
            mended.append(turn)
        elif last is None or last.speaker is None:
            lead = f"{label}: "
            times = tuple((at + len(lead), ms) for at, ms in turn.times)
            mended.append(replace(turn, speaker=None, text=lead + turn.text, times=times))
        else:
            lead = f"{last.text}\n{label}: "
            times = tuple((at + len(lead), ms) for at, ms in turn.times)
            if turn.start_ms is not None:
                times = ((len(last.text) + 1, turn.start_ms), *times)
            mended[-1] = replace(last, text=lead + turn.text, times=last.times + times)
    return mended


# ---- labels that were not recognised --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a turn begins within another's text: label, words, and the time if given."""

    start: int
    words: int
    start_ms: int | None = None


def _taken(turns: Sequence[ParsedTurn], label: str, parsed: Parsed) -> list[ParsedTurn] | None:
    """Return turns in which ``label`` is a speaker; ``None`` if it is nowhere a label."""
    if not label.strip():
        return None
    captions = parsed.format in _CAPTIONS
    finders: list[Callable[[str, str], Iterator[_Cut]]] = [_set_off, _bare]
    if label in parsed.leads:
        finders = [_set_off, partial(_bare, lower="all")]
    elif len(label) > 1 and not opens_speech(label):
        finders.append(partial(_bare, lower="all" if captions else "first"))
    for find in finders:
        cuts = [
            [] if t.speaker == label else list(find(_in_lines(t) if captions else t.text, label))
            for t in turns
        ]
        # A label alone has its words below it; without any it is not a label.
        for at, (turn, found) in enumerate(zip(turns, cuts, strict=True)):
            below = turns[at + 1] if at + 1 < len(turns) else None
            alone = bool(found) and not turn.text[found[-1].words :].strip()
            if alone and (below is None or below.speaker is not None or cuts[at + 1]):
                found.pop()
        if any(cuts):
            return _divided_all(turns, cuts, label)
    return list(turns) if any(t.speaker == label for t in turns) else None


def _divided_all(
    turns: Sequence[ParsedTurn], cuts: Sequence[Sequence[_Cut]], label: str
) -> list[ParsedTurn]:
    made: list[ParsedTurn] = []
    waiting = False
    for turn, found in zip(turns, cuts, strict=True):
        if waiting:
            turn = replace(turn, speaker=label)
        made += _divided(turn, found, label)
        waiting = bool(found) and not turn.text[found[-1].words :].strip()
    return made


def _divided(turn: ParsedTurn, cuts: Sequence[_Cut], label: str) -> list[ParsedTurn]:
    if not cuts:
        return [turn]
    ends = [*(cut.start for cut in cuts), len(turn.text)]
    starts = [(turn.speaker, 0, turn.start_ms), *((label, cut.words, cut.start_ms) for cut in cuts)]
    made: list[ParsedTurn] = []
    for (speaker, start, start_ms), end in zip(starts, ends, strict=True):
        words = turn.text[start:end].strip()
        if not words:
            continue
        first = turn.text.index(words, start)
        times = [(max(at - first, 0), ms) for at, ms in turn.times if start <= at < end]
        if start_ms is None and times and not times[0][0]:
            start_ms = times[0][1]
        elif start_ms is None and not made:
            # Nothing stands before it in the turn.
            start_ms = turn.start_ms
        times = [(at, ms) for at, ms in times if at]
        made.append(ParsedTurn(speaker, words, start_ms, tuple(times)))
    return made


def _set_off(text: str, label: str) -> Iterator[_Cut]:
    """Find the places where something marks it as a label."""
    spelt = r"[^\S\n]{1,9}".join(re.escape(word) for word in label.split())
    pattern = re.compile(
        rf"(?:^[^\S\n]{{0,9}}(?:[\[(<#]?(?P<before>{TIME})[\])>#]?[^\S\n]{{0,9}}(?:[–—-][^\S\n]{{0,9}})?)?{DECORATION}"
        rf"|(?P<within>(?<=[.?!…\"”’)\]])[^\S\n]{{0,9}}))"
        rf"(?P<open>[*_]{{0,3}}[\[(<]?[*_]{{0,3}}){spelt}(?P<close>[*_]{{0,3}}[\])>]?[*_]{{0,3}})"
        rf"(?P<rest>[^\S\t\n]{{0,9}}(?:[\[(]?(?P<time>{TIME})[\])]?[^\S\t\n]{{0,9}})?[*_]{{0,3}}"
        rf"(?P<mark>:(?!//)[*_]{{0,3}}|\t|(?<=\s)[–—-]|[–—-](?=\s)|$)?)",
        re.MULTILINE,
    )
    for match in pattern.finditer(text):
        mark = match["mark"]
        marked = mark is not None
        if match["within"] is not None:
            marked = marked and mark.startswith(":")
        else:
            framed = match["open"] and match["close"] and match["rest"][:1].isspace()
            marked = marked or bool(framed) or match["time"] is not None
        if marked:
            time = match["time"] or match["before"]
            yield _Cut(match.start(), match.end(), milliseconds(time) if time else None)


def _in_lines(turn: ParsedTurn) -> str:
    """Return the text of captions that were run together with each on a line of its own."""
    chars = list(turn.text)
    for at, _ in turn.times:
        if chars[at - 1] == " ":
            chars[at - 1] = "\n"
    return "".join(chars)


def _bare(text: str, label: str, *, lower: Literal["", "first", "all"] = "") -> Iterator[_Cut]:
    """Find lines in which a label stands before words that begin like a sentence.

    A full stop may follow it: "Q. Where was that?" With ``lower``, words that begin otherwise may
    follow, in the first line or in all, unless the label itself is how speech begins.
    """
    at = 0
    for line in text.split("\n"):
        rest = line.removeprefix(label)
        stop = rest[:1] == "." and not label.endswith(".")
        if rest != line and rest[stop : stop + 1].isspace() and not head_of(line):
            words = rest[stop:].lstrip()
            anyhow = lower == "all" or (lower == "first" and not at)
            if words and (stop or anyhow or not words[0].islower()):
                yield _Cut(at, at + len(line) - len(words))
        at += len(line) + 1


def _nearest(turns: Sequence[ParsedTurn], label: str) -> str:
    """Return a mend for a label that no line begins with: the most similar one."""
    there: dict[str, str] = {}
    for turn in turns:
        if turn.speaker:
            there[turn.speaker.casefold()] = turn.speaker
        for line in turn.text.split("\n"):
            others = [other_label(line, shape) for shape in ("tab", "bracket", "dash", "timed")]
            found = [one.label for one in (*others, lone_label(line)) if one]
            for head in (head_of(line), *found):
                if head:
                    there.setdefault(head.casefold(), head)
    near = difflib.get_close_matches(label.casefold(), list(there)[:2000], 1, 0.6)
    mend = "Write it as the file has it"
    return f"{mend}: {there[near[0]]!r} comes nearest" if near else mend
